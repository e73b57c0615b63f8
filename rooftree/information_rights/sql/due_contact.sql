-- Contacts that belong to no case, made so long ago.
SELECT c.id, 'contact ' || c.id, london_day(c.started_at) AS since,
       (london_day(c.started_at) + make_interval(months => %(months)s))::date AS due, c.restricted_to, 0
FROM contact_contact c
WHERE c.council_id = %(council)s AND c.case_id IS NULL
  AND (london_day(c.started_at) + make_interval(months => %(months)s))::date <= %(on)s
