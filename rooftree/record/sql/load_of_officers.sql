-- What each officer carries: their own open cases without those that somebody covers, and those they cover.
-- `team` or `officer` narrows it to a team's officers or to one; `at` is now, `today` its London day.
WITH wanted AS (
    SELECT o.id, o.council_id, o.name, o.weekly_hours FROM staff_officer o
    WHERE (o.until_on IS NULL OR o.until_on > %(today)s)
      AND (%(officer)s::bigint IS NULL OR o.id = %(officer)s)
      AND (%(team)s::bigint IS NULL
           OR EXISTS (SELECT FROM staff_roleheld held
                      WHERE held.council_id = o.council_id AND held.officer_id = o.id AND held.team_id = %(team)s
                        AND held.from_on <= %(today)s AND (held.until_on IS NULL OR held.until_on > %(today)s))
           OR EXISTS (SELECT FROM cases_case c
                      WHERE c.council_id = o.council_id AND c.owner_id = o.id AND c.team_id = %(team)s AND c.closed_at IS NULL))
), carried AS (
    SELECT c.owner_id AS officer_id, c.council_id, c.id, c.weight, c.opened_at, false AS is_covered
    FROM cases_case c
    WHERE c.closed_at IS NULL AND c.owner_id IN (SELECT id FROM wanted)
      AND NOT EXISTS (SELECT FROM cases_handoverpiece p
                      WHERE p.council_id = c.council_id AND p.case_id = c.id AND p.ended_at IS NULL
                        AND p.covered_by_id IS NOT NULL)
    UNION ALL
    SELECT p.covered_by_id, c.council_id, c.id, c.weight, c.opened_at, true
    FROM cases_handoverpiece p JOIN cases_case c ON c.council_id = p.council_id AND c.id = p.case_id AND c.closed_at IS NULL
    WHERE p.ended_at IS NULL AND p.covered_by_id IN (SELECT id FROM wanted)
), late AS (
    SELECT DISTINCT k.case_id FROM cases_clock k
    WHERE k.stopped_at IS NULL AND k.paused_since IS NULL AND k.late_from <= %(at)s
), held AS (
    SELECT DISTINCT h.case_id FROM cases_hold h
    WHERE h.ended_at IS NULL AND h.starts <= %(at)s AND h.until > %(at)s
), summed AS (
    SELECT c.officer_id, count(*) AS cases, sum(c.weight) AS points, count(*) FILTER (WHERE c.is_covered) AS covering,
           count(late.case_id) AS late, count(held.case_id) AS held, min(c.opened_at) AS oldest_at
    FROM carried c LEFT JOIN late ON late.case_id = c.id LEFT JOIN held ON held.case_id = c.id
    GROUP BY c.officer_id
), disputed AS (
    SELECT made.by_id, count(*) AS disputes
    FROM cases_weightchallenge made
    WHERE made.answered_at IS NULL AND made.by_id IN (SELECT id FROM wanted) GROUP BY made.by_id
)
SELECT w.id, w.council_id, w.name, w.weekly_hours, coalesce(s.cases, 0) AS cases, coalesce(s.points, 0.00) AS points,
       coalesce(s.covering, 0) AS covering, coalesce(s.late, 0) AS late, coalesce(s.held, 0) AS held, s.oldest_at,
       coalesce(d.disputes, 0) AS disputes, away.starts, away.until,
       ARRAY(SELECT DISTINCT hours.weekday::int FROM staff_workinghours hours
             WHERE hours.council_id = w.council_id AND hours.officer_id = w.id ORDER BY 1) AS weekdays
FROM wanted w
LEFT JOIN summed s ON s.officer_id = w.id
LEFT JOIN disputed d ON d.by_id = w.id
CROSS JOIN LATERAL (
    SELECT coalesce(array_agg((a.starts AT TIME ZONE 'Europe/London')::date ORDER BY a.starts), '{}') AS starts,
           coalesce(array_agg(a.until_on ORDER BY a.starts), '{}') AS until
    FROM staff_absence a
    WHERE a.council_id = w.council_id AND a.officer_id = w.id AND a.ended_at IS NULL
      AND (a.until_on IS NULL OR a.until_on > %(today)s)) AS away
