-- Write what was reckoned anew; the promises that the clocks time are due when they say; and each case that
-- moved says so once, however many of its clocks did.
UPDATE cases_clock AS c
SET paused = m.paused, due_on = m.due_on, late_from = london_midnight(m.due_on + 1), projected = m.projected,
    sum = m.sum
FROM clock_moved AS m WHERE c.id = m.id;

UPDATE cases_task AS t SET due_at = london_midnight(m.due_on + 1)
FROM clock_moved AS m WHERE t.id = m.task_id AND m.due_on <> m.was_due_on;

INSERT INTO cases_event (council_id, restricted_to, person_restricted_to, case_id, kind, at, by_id, words, facts,
                         is_shown)
SELECT k.council_id, k.restricted_to, k.person_restricted_to, k.id, 'case.clock_moved', %(at)s, NULL, '',
       moved.facts, true
FROM (
    SELECT case_id, clocks -> 0 || jsonb_build_object('clocks', clocks) AS facts
    FROM (
        SELECT m.case_id, jsonb_agg(jsonb_build_object(
                   'what', c.label,
                   'before', to_char(m.was_due_on, 'FMDay FMDD FMMonth YYYY'),
                   'after', to_char(m.due_on, 'FMDay FMDD FMMonth YYYY')) ORDER BY m.due_on, m.id) AS clocks
        FROM clock_moved m JOIN cases_clock c ON c.id = m.id
        WHERE m.due_on <> m.was_due_on
        GROUP BY m.case_id) AS of_case
) AS moved
JOIN cases_case k ON k.id = moved.case_id
