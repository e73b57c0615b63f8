-- Tenancies that a file changed: their accounts follow them, and their homes are charged what the file says now.

-- [dates] Let accounts begin and end with their tenancies (if changed)
WITH moved AS (
    UPDATE rents_rentaccount a SET from_on = t.from_on, until_on = t.until_on
    FROM changed c JOIN tenancies_tenancy t ON t.id = c.thing_id AND t.council_id = %(council)s
    WHERE a.council_id = %(council)s AND a.tenancy_id = t.id
      AND ROW(a.from_on, a.until_on) IS DISTINCT FROM ROW(t.from_on, t.until_on)
    RETURNING a.place_id, least(t.from_on, t.until_on) AS from_on
)
INSERT INTO rents_changedsince (council_id, place_id, from_on, why, at)
SELECT %(council)s, place_id, from_on, 'A load changed the tenancy', %(at)s FROM moved;

-- [new rent] Find whose rent the file changed, where what is charged is what it said before (if changed)
CREATE TEMP TABLE new_rent AS
SELECT t.place_id, said.code, said.pounds, c2.id AS charge_id, c2.from_on
FROM rent_before b JOIN tenancies_tenancy t ON t.id = b.tenancy_id AND t.council_id = %(council)s
JOIN tenure_group g ON g.tenure = t.tenure AND g.cycle = 'weekly'
CROSS JOIN LATERAL (VALUES (g.code, b.rent_was, b.rent), ('DSC', b.services_was, b.services)) AS said (code, was, pounds)
LEFT JOIN rents_charge c2 ON c2.council_id = %(council)s AND c2.place_id = t.place_id AND c2.code = said.code
    AND c2.until_on IS NULL
WHERE said.was IS DISTINCT FROM said.pounds AND c2.amount IS NOT DISTINCT FROM said.was
  AND NOT EXISTS (
      SELECT FROM tenancies_tenancy later
      WHERE later.council_id = %(council)s AND later.place_id = t.place_id AND later.from_on > t.from_on);

-- [charges] Charge it from the next debit day on (if changed)
DELETE FROM rents_charge c USING new_rent n WHERE c.id = n.charge_id AND n.from_on >= %(first_charged)s;
UPDATE rents_charge c SET until_on = %(first_charged)s FROM new_rent n
WHERE c.id = n.charge_id AND n.from_on < %(first_charged)s;
INSERT INTO rents_charge (council_id, place_id, rent_account_id, code, amount, per, from_on, until_on, why, created_at)
SELECT %(council)s, place_id, NULL, code, pounds, 'week', %(first_charged)s, NULL, 'Loaded', %(at)s
FROM new_rent WHERE pounds > 0;
DROP TABLE new_rent;
