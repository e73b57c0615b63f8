-- Cases of a kind that were closed so long ago that they are to be looked at, and nothing keeps.
SELECT c.id, c.reference, london_day(c.closed_at) AS since,
       (london_day(c.closed_at) + make_interval(months => %(months)s))::date AS due,
       c.restricted_to, c.person_restricted_to
FROM cases_case c
WHERE c.council_id = %(council)s AND c.kind = %(record_type)s AND c.closed_at IS NOT NULL
  AND (london_day(c.closed_at) + make_interval(months => %(months)s))::date <= %(on)s
