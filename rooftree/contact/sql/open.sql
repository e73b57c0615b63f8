-- What is open for a person (all their records), a home or a tenancy, what is late first.
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
SELECT c.id, c.reference, c.kind, c.summary, team.name, owner.name, cover.name,
       clock.label, clock.late_from, coalesce(clock.late_from <= %(at)s, false),
       (SELECT count(*) FROM contact_contact k
         WHERE k.council_id = c.council_id AND k.case_id = c.id AND NOT k.is_automatic)
FROM about JOIN cases_case c USING (id)
JOIN staff_team team ON team.id = c.team_id
LEFT JOIN staff_officer owner ON owner.id = c.owner_id
LEFT JOIN cases_handoverpiece piece
    ON piece.council_id = c.council_id AND piece.case_id = c.id AND piece.ended_at IS NULL
LEFT JOIN staff_officer cover ON cover.id = piece.covered_by_id
LEFT JOIN LATERAL (
    SELECT k.label, k.late_from FROM cases_clock k
    WHERE k.council_id = c.council_id AND k.case_id = c.id AND k.stopped_at IS NULL
    ORDER BY k.late_from, k.id LIMIT 1
) clock ON true
ORDER BY clock.late_from NULLS LAST, c.opened_at, c.id
