-- What changed tenancies were charged, as their file last said it.

-- [rents] Note what the file said of the rent before
CREATE TEMP TABLE rent_before AS
SELECT tenancy_id, substring(rent_was FROM '^\d+(?:\.\d+)?$')::numeric AS rent_was, rent,
    substring(services_was FROM '^\d+(?:\.\d+)?$')::numeric AS services_was, services
FROM (
    SELECT c.thing_id AS tenancy_id,
        coalesce(l.facts->>'weekly_rent', l.kept->>'weekly_rent') AS rent_was, s.weekly_rent AS rent,
        coalesce(l.facts->>'weekly_service_charge', l.kept->>'weekly_service_charge') AS services_was,
        s.weekly_service_charge AS services
    FROM changed c JOIN staged s USING (row)
    JOIN tenancies_tenancylegacyreference l ON l.id = c.legacy_id AND l.council_id = %(council)s
) AS said;
