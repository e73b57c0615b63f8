-- The rent accounts of tenancies that have none, and what their homes are charged. {to_open} says of which of the
-- tenancies `t`. What is charged begins on the first debit day after today: the days before are the old system's.

-- [accounts to open] Find the tenancies without a rent account
CREATE TEMP TABLE to_open AS
SELECT row_number() OVER (ORDER BY t.id) AS nth, t.id AS tenancy_id, t.place_id, g.rent_group, g.cycle, t.from_on,
    t.until_on, btrim(t.payment_reference) AS said, NULL::text AS payment_reference, NULL::bigint AS account_id
FROM tenancies_tenancy t JOIN tenure_group g ON g.tenure = t.tenure
WHERE t.council_id = %(council)s
  AND NOT EXISTS (SELECT FROM rents_rentaccount a WHERE a.council_id = %(council)s AND a.tenancy_id = t.id)
  AND ({to_open});
ANALYZE to_open;

-- [references] Give each the tenancy's payment reference, or one of ours where another account has it
UPDATE to_open o SET payment_reference = o.said
WHERE o.said <> '' AND NOT EXISTS (SELECT FROM to_open b WHERE b.said = o.said AND b.nth < o.nth)
  AND NOT EXISTS (SELECT FROM rents_rentaccount a WHERE a.council_id = %(council)s AND a.payment_reference = o.said);
-- As rents/payment_references.py makes them.
UPDATE to_open o SET payment_reference = body || lpad((98 - body * 100 %% 97)::text, 2, '0')
FROM (
    SELECT nth, 100000000 + (number * 387420489 + 161803398) %% 899999963 AS body
    FROM (SELECT nth, nextval('reference_number') AS number FROM to_open WHERE payment_reference IS NULL) AS numbered
) AS ours WHERE ours.nth = o.nth;

-- [open] Open the accounts, each with its rent in the ledger
WITH made AS (
    INSERT INTO rents_rentaccount (council_id, payment_reference, tenancy_id, place_id, "group", cycle, from_on, until_on,
        paying_by, created_at)
    SELECT %(council)s, payment_reference, tenancy_id, place_id, rent_group, cycle, from_on, until_on, '', %(at)s
    FROM to_open ORDER BY nth
    RETURNING id, tenancy_id
) UPDATE to_open o SET account_id = made.id FROM made WHERE made.tenancy_id = o.tenancy_id;
WITH part AS (
    SELECT account_id, from_on, row_number() OVER (ORDER BY from_on, nth) AS nth FROM to_open
), opened AS (
    INSERT INTO ledger_account (council_id, kind, code, opened_on)
    SELECT %(council)s, 'personal', '', from_on FROM part ORDER BY nth
    RETURNING id, opened_on
), ordered AS (
    SELECT id, row_number() OVER (ORDER BY opened_on, id) AS nth FROM opened
)
INSERT INTO rents_accountpart (council_id, rent_account_id, part, ledger_account_id)
SELECT %(council)s, part.account_id, 'rent', ordered.id FROM part JOIN ordered USING (nth);

-- [charges] Charge homes what the files say: the home's latest tenancy says it
CREATE TEMP TABLE to_charge AS
SELECT DISTINCT ON (t.place_id) t.place_id, g.code,
    coalesce(l.facts->>'weekly_rent', l.kept->>'weekly_rent') AS rent,
    coalesce(l.facts->>'weekly_service_charge', l.kept->>'weekly_service_charge') AS services
FROM tenancies_tenancylegacyreference l
JOIN tenancies_tenancy t ON t.council_id = %(council)s AND t.id = l.tenancy_id
JOIN tenure_group g ON g.tenure = t.tenure AND g.cycle = 'weekly'
WHERE l.council_id = %(council)s
  AND (l.facts ?| ARRAY['weekly_rent', 'weekly_service_charge'] OR l.kept ?| ARRAY['weekly_rent', 'weekly_service_charge'])
  AND ({to_charge})
  AND NOT EXISTS (SELECT FROM rents_charge c WHERE c.council_id = %(council)s AND c.place_id = t.place_id)
  AND NOT EXISTS (
      SELECT FROM tenancies_tenancy later
      WHERE later.council_id = %(council)s AND later.place_id = t.place_id AND later.from_on > t.from_on)
ORDER BY t.place_id, t.from_on DESC, l.id;
INSERT INTO rents_charge (council_id, place_id, rent_account_id, code, amount, per, from_on, until_on, why, created_at)
SELECT %(council)s, place_id, NULL, said.code, said.pounds::numeric, 'week', %(first_charged)s, NULL, 'Loaded', %(at)s
FROM to_charge, LATERAL (VALUES (code, rent), ('DSC', services)) AS said (code, pounds)
WHERE said.pounds ~ '^[0-9]+(\.[0-9]+)?$' AND said.pounds::numeric > 0;
DROP TABLE to_open, to_charge;
