-- What each team carries, and what waits in its queue or of what it was asked. `at` is now, `today` its
-- London day. The counts are those of the team's worklist, by the same function: they are the list.
WITH summed AS (
    SELECT c.team_id, count(*) AS cases, sum(c.weight) AS points, min(c.opened_at) AS oldest_at,
           coalesce(sum(c.weight) FILTER (WHERE c.owner_id IS NULL AND NOT EXISTS (
               SELECT FROM cases_hold h
               WHERE h.council_id = c.council_id AND h.case_id = c.id
                 AND h.starts <= %(at)s AND h.until > %(at)s AND h.ended_at IS NULL)), 0.00) AS unowned_points
    FROM cases_case c WHERE c.closed_at IS NULL GROUP BY c.team_id
), asked AS (
    SELECT r.to_team_id, count(*) AS requests_late
    FROM cases_teamrequest r
    JOIN cases_case c ON c.council_id = r.council_id AND c.id = r.case_id AND c.closed_at IS NULL
    WHERE r.status IN ('asked', 'accepted') AND r.needed_by <= %(at)s GROUP BY r.to_team_id
)
SELECT team.id, team.name, team.council_id, coalesce(s.cases, 0) AS cases, coalesce(s.points, 0.00) AS points,
       coalesce(s.unowned_points, 0.00) AS unowned_points, coalesce(a.requests_late, 0) AS requests_late, s.oldest_at,
       list.counts
FROM staff_team team
LEFT JOIN summed s ON s.team_id = team.id
LEFT JOIN asked a ON a.to_team_id = team.id
CROSS JOIN LATERAL worklist('{}', ARRAY[team.id], true, '', '', NULL, NULL, NULL, '', NULL, NULL, NULL, 0, '{}',
                            %(at)s, %(today)s) AS list
ORDER BY team.name, team.id
