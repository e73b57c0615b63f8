-- The last contacts of a person (all their records), a home or a tenancy. Each arm names its council and has its
-- own limit, so that a person with ten thousand contacts costs no more than one with ten.
WITH RECURSIVE upwards AS (
    SELECT id, merged_into_id FROM people_person WHERE id = %(person)s::bigint
    UNION SELECT p.id, p.merged_into_id FROM people_person p JOIN upwards u ON p.id = u.merged_into_id
), everybody AS (
    SELECT p.id, p.council_id FROM people_person p JOIN upwards u USING (id) WHERE u.merged_into_id IS NULL
    UNION SELECT p.id, p.council_id FROM people_person p JOIN everybody e ON p.merged_into_id = e.id
), newest AS (
    SELECT theirs.id FROM everybody e CROSS JOIN LATERAL (
        SELECT id FROM contact_contact
        WHERE council_id = e.council_id AND person_id = e.id AND NOT is_automatic
        ORDER BY started_at DESC, id DESC LIMIT %(most)s
    ) theirs
    UNION (
        SELECT id FROM contact_contact
        WHERE council_id = (SELECT council_id FROM places_place WHERE id = %(place)s::bigint)
          AND place_id = %(place)s::bigint AND NOT is_automatic
        ORDER BY started_at DESC, id DESC LIMIT %(most)s
    )
    UNION (
        SELECT id FROM contact_contact
        WHERE council_id = (SELECT council_id FROM tenancies_tenancy WHERE id = %(tenancy)s::bigint)
          AND tenancy_id = %(tenancy)s::bigint AND NOT is_automatic
        ORDER BY started_at DESC, id DESC LIMIT %(most)s
    )
)
SELECT k.id, k.started_at, k.channel, k.reasons, k.asked, k.outcome,
       coalesce(handler.name, btrim(herself.forenames || ' ' || herself.surname), k.handler_name), coalesce(c.reference, ''), k.demand, k.note
FROM newest JOIN contact_contact k USING (id)
LEFT JOIN staff_officer handler ON handler.id = k.handler_id
LEFT JOIN people_person herself ON herself.id = k.by_resident_id
LEFT JOIN cases_case c ON c.id = k.case_id
ORDER BY k.started_at DESC, k.id DESC LIMIT %(most)s
