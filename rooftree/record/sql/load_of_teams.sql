-- What each team carries, and what waits in its queue or of what it was asked. %(at)s is now.
WITH late AS (
    SELECT DISTINCT k.case_id FROM cases_clock k
    WHERE k.stopped_at IS NULL AND k.paused_since IS NULL AND k.late_from <= %(at)s
), summed AS (
    SELECT c.team_id, count(*) AS cases, sum(c.weight) AS points, count(*) FILTER (WHERE c.owner_id IS NULL) AS unowned,
           coalesce(sum(c.weight) FILTER (WHERE c.owner_id IS NULL), 0.00) AS unowned_points,
           count(late.case_id) AS late, min(c.opened_at) AS oldest_at
    FROM cases_case c LEFT JOIN late ON late.case_id = c.id
    WHERE c.closed_at IS NULL GROUP BY c.team_id
), asked AS (
    SELECT r.to_team_id, count(*) AS requests, count(*) FILTER (WHERE r.needed_by <= %(at)s) AS requests_late
    FROM cases_teamrequest r WHERE r.status IN ('asked', 'accepted') GROUP BY r.to_team_id
)
SELECT team.id, team.name, team.council_id, coalesce(s.cases, 0) AS cases, coalesce(s.points, 0.00) AS points,
       coalesce(s.unowned, 0) AS unowned, coalesce(s.unowned_points, 0.00) AS unowned_points, coalesce(s.late, 0) AS late,
       coalesce(a.requests, 0) AS requests, coalesce(a.requests_late, 0) AS requests_late, s.oldest_at
FROM staff_team team LEFT JOIN summed s ON s.team_id = team.id LEFT JOIN asked a ON a.to_team_id = team.id
ORDER BY team.name, team.id
