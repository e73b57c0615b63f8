-- Cases of the councils that we act for that do not say what their own rows say.
SELECT w.what, CASE WHEN k.restricted_to = 0 AND k.person_restricted_to = 0 THEN k.reference END
FROM cases_case k
LEFT JOIN LATERAL (
    SELECT a.team_id, a.officer_id FROM cases_assignment a
    WHERE a.council_id = k.council_id AND a.case_id = k.id ORDER BY a.id DESC LIMIT 1) AS last ON true
LEFT JOIN LATERAL (
    SELECT x.points FROM cases_caseweight x
    WHERE x.council_id = k.council_id AND x.case_id = k.id ORDER BY x.id DESC LIMIT 1) AS weighed ON true
CROSS JOIN LATERAL (VALUES
    ('had no story.', NOT EXISTS (
        SELECT FROM cases_event e WHERE e.council_id = k.council_id AND e.case_id = k.id)),
    ('were not with the team and the officer that their assignments say.',
     (k.team_id, k.owner_id) IS DISTINCT FROM (last.team_id, last.officer_id)),
    ('did not weigh what they were last weighed at.', k.weight <> weighed.points),
    ('had a promise whose day is not that of its clock.', EXISTS (
        SELECT FROM cases_task t JOIN cases_clock c ON c.task_id = t.id AND c.stopped_at IS NULL
        WHERE t.council_id = k.council_id AND t.case_id = k.id AND t.due_at IS DISTINCT FROM c.late_from)),
    ('had a promise without a clock.', EXISTS (
        SELECT FROM cases_task t
        WHERE t.council_id = k.council_id AND t.case_id = k.id AND t.kind IN ('promise', 'callback')
          AND t.ended_at IS NULL
          AND NOT EXISTS (SELECT FROM cases_clock c WHERE c.task_id = t.id AND c.stopped_at IS NULL))),
    ('were closed, and wait for something.', k.closed_at IS NOT NULL AND EXISTS (
        SELECT FROM cases_hold h
        WHERE h.council_id = k.council_id AND h.case_id = k.id AND h.ended_at IS NULL AND h.until > %(at)s))
) AS w (what, is_so)
WHERE w.is_so
ORDER BY w.what, k.id
