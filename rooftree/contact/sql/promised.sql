-- What we promised in the open cases of a person (all their records), a home or a tenancy, and have not done.
-- Whoever covers the case keeps the promises of its owner.
-- `person`, `place` and `tenancy` are ids or nothing; `at` is now.
WITH RECURSIVE upwards AS (
    SELECT id, merged_into_id FROM people_person WHERE id = %(person)s::bigint
    UNION SELECT p.id, p.merged_into_id FROM people_person p JOIN upwards u ON p.id = u.merged_into_id
), everybody AS (
    SELECT id FROM upwards WHERE merged_into_id IS NULL
    UNION SELECT p.id FROM people_person p JOIN everybody e ON p.merged_into_id = e.id
), about AS (
    SELECT id FROM cases_case WHERE person_id IN (SELECT id FROM everybody) AND closed_at IS NULL
    UNION SELECT id FROM cases_case WHERE place_id = %(place)s::bigint AND closed_at IS NULL
    UNION SELECT id FROM cases_case WHERE tenancy_id = %(tenancy)s::bigint AND closed_at IS NULL
)
SELECT t.id, c.id, c.reference, t.kind, t.what,
       coalesce(CASE WHEN t.owner_id IS DISTINCT FROM c.owner_id THEN own.name END, cover.name, owner.name),
       coalesce(clock.late_from, t.due_at), coalesce(coalesce(clock.late_from, t.due_at) <= %(at)s, false),
       (SELECT count(*) FROM contact_callbackattempt a
         WHERE a.council_id = t.council_id AND a.case_id = c.id AND a.task_id = t.id)
FROM about JOIN cases_case c USING (id)
JOIN cases_task t ON t.council_id = c.council_id AND t.case_id = c.id
    AND t.ended_at IS NULL AND t.kind IN ('promise', 'callback')
LEFT JOIN staff_officer own ON own.id = t.owner_id
LEFT JOIN staff_officer owner ON owner.id = c.owner_id
LEFT JOIN cases_handoverpiece piece
    ON piece.council_id = c.council_id AND piece.case_id = c.id AND piece.ended_at IS NULL
LEFT JOIN staff_officer cover ON cover.id = piece.covered_by_id
LEFT JOIN cases_clock clock
    ON clock.council_id = t.council_id AND clock.case_id = c.id AND clock.task_id = t.id
    AND clock.stopped_at IS NULL
ORDER BY coalesce(clock.late_from, t.due_at) NULLS LAST, t.id
