-- Cases of old systems that were closed so long ago.
SELECT c.id, c.reference, c.closed_on AS since, (c.closed_on + make_interval(months => %(months)s))::date AS due,
       c.restricted_to, 0
FROM cases_pastcase c
WHERE c.council_id = %(council)s AND (c.closed_on + make_interval(months => %(months)s))::date <= %(on)s
