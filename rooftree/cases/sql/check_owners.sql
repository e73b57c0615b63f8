-- Open cases of the councils that we act for whose owner cannot have them, or that wait without a clock.
SELECT w.what, CASE WHEN k.restricted_to = 0 AND k.person_restricted_to = 0 THEN k.reference END
FROM cases_case k
LEFT JOIN staff_officer o ON o.id = k.owner_id
CROSS JOIN LATERAL (VALUES
    ('had nobody, and no clock that says until when somebody takes them up.',
     k.owner_id IS NULL AND NOT EXISTS (
         SELECT FROM cases_clock c
         WHERE c.council_id = k.council_id AND c.case_id = k.id AND c.stopped_at IS NULL)),
    ('had an officer who has left. Give them to somebody who is here.', o.until_on <= %(on)s),
    ('had an officer who holds no role that works on cases. Give them to somebody who does.',
     o.id IS NOT NULL AND coalesce(o.until_on > %(on)s, true) AND NOT EXISTS (
         SELECT FROM staff_roleheld r
         WHERE r.officer_id = o.id AND r.role = ANY (%(roles)s)
           AND r.from_on <= %(on)s AND coalesce(r.until_on > %(on)s, true))),
    ('had an officer who may not open them. Give them to somebody in the group.',
     o.id IS NOT NULL AND EXISTS (
         SELECT FROM unnest(ARRAY[k.restricted_to, k.person_restricted_to]) AS needed
         WHERE needed <> 0 AND NOT EXISTS (
             SELECT FROM staff_groupmember m
             WHERE m.officer_id = o.id AND m.group_id = needed
               AND m.from_on <= %(on)s AND coalesce(m.until_on > %(on)s, true))))
) AS w (what, is_so)
WHERE k.closed_at IS NULL AND w.is_so
ORDER BY w.what, k.id
