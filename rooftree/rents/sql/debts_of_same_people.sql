-- Other accounts that owe, held by anybody who holds or held the tenancy of one account, the largest first.
WITH RECURSIVE holders AS (
    SELECT part.person_id AS id FROM tenancies_tenancyparty part
    WHERE part.tenancy_id = %(tenancy)s AND part.role IN ('tenant', 'joint_tenant')
), upwards AS (
    SELECT p.id, p.merged_into_id FROM people_person p JOIN holders h ON h.id = p.id
    UNION
    SELECT p.id, p.merged_into_id FROM people_person p JOIN upwards u ON p.id = u.merged_into_id
), records AS (
    SELECT u.id FROM upwards u WHERE u.merged_into_id IS NULL
    UNION
    SELECT p.id FROM people_person p JOIN records r ON p.merged_into_id = r.id
), theirs AS (
    SELECT DISTINCT account.id
    FROM tenancies_tenancyparty part
    JOIN records ON records.id = part.person_id
    JOIN rents_rentaccount account ON account.tenancy_id = part.tenancy_id
    WHERE part.role IN ('tenant', 'joint_tenant') AND account.council_id = %(council)s AND account.id <> %(account)s
)
SELECT account.id, account.payment_reference,
       concat_ws(', ', coalesce(nullif(place.address_1, ''), nullif(place.name, '')), nullif(place.postcode, '')),
       account.until_on IS NOT NULL, owed.amount
FROM theirs
JOIN rents_rentaccount account ON account.id = theirs.id
JOIN places_place place ON place.id = account.place_id
JOIN LATERAL (
    SELECT sum(balance.amount) AS amount
    FROM rents_accountpart part JOIN ledger_balance balance ON balance.account_id = part.ledger_account_id
    WHERE part.rent_account_id = account.id
) AS owed ON owed.amount > 0
ORDER BY owed.amount DESC, account.id
