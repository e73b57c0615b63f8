-- What the stages of rent files share: which tenancies their payment references name.

-- [sought] Find the tenancies that the payment references name
CREATE TEMP TABLE sought_account AS SELECT DISTINCT payment_ref_system AS system, payment_ref FROM staged;
-- As the system of the file itself knows the reference; else as anybody does.
CREATE TEMP TABLE sought_tenancy AS
SELECT q.system, q.payment_ref, l.tenancy_id
FROM sought_account q JOIN tenancies_tenancylegacyreference l
  ON l.council_id = %(council)s AND l.source_system = q.system AND l.facts->>'payment_ref' = q.payment_ref;
INSERT INTO sought_tenancy
SELECT q.system, q.payment_ref, t.id
FROM sought_account q JOIN tenancies_tenancy t ON t.council_id = %(council)s AND t.payment_reference = q.payment_ref
WHERE NOT EXISTS (SELECT FROM sought_tenancy k WHERE k.system = q.system AND k.payment_ref = q.payment_ref)
UNION
SELECT q.system, q.payment_ref, a.tenancy_id
FROM sought_account q JOIN rents_rentaccount a ON a.council_id = %(council)s AND a.payment_reference = q.payment_ref
WHERE a.tenancy_id IS NOT NULL
  AND NOT EXISTS (SELECT FROM sought_tenancy k WHERE k.system = q.system AND k.payment_ref = q.payment_ref);
ANALYZE sought_tenancy;
