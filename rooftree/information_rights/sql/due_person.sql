-- People who have had nothing to do with us for so long: no tenancy or household still theirs, no case, no contact,
-- nobody for whom they act or who was merged with them.
WITH tied AS (
    SELECT p.id, p.reference, p.restricted_to, greatest(
        london_day(p.created_at),
        (SELECT max(coalesce(least(t.until_on, y.until_on), 'infinity'))
           FROM tenancies_tenancyparty t JOIN tenancies_tenancy y ON y.council_id = t.council_id AND y.id = t.tenancy_id
          WHERE t.council_id = p.council_id AND t.person_id = p.id),
        (SELECT max(coalesce(h.until_on, 'infinity')) FROM people_householdmember h
          WHERE h.council_id = p.council_id AND h.person_id = p.id)) AS since
    FROM people_person p
    WHERE p.council_id = %(council)s AND p.merged_into_id IS NULL
      AND NOT EXISTS (SELECT FROM people_person m WHERE m.council_id = p.council_id AND m.merged_into_id = p.id)
      AND NOT EXISTS (SELECT FROM cases_case c WHERE c.council_id = p.council_id AND c.person_id = p.id)
      AND NOT EXISTS (SELECT FROM cases_pastcase c WHERE c.council_id = p.council_id AND c.person_id = p.id)
      AND NOT EXISTS (SELECT FROM contact_contact c WHERE c.council_id = p.council_id AND c.person_id = p.id)
      AND NOT EXISTS (SELECT FROM people_authority a WHERE a.council_id = p.council_id AND a.representative_id = p.id)
)
SELECT t.id, t.reference, t.since, (t.since + make_interval(months => %(months)s))::date, t.restricted_to, 0
FROM tied t
WHERE t.since < 'infinity' AND (t.since + make_interval(months => %(months)s))::date <= %(on)s
