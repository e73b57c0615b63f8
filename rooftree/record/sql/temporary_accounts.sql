-- The rent accounts of temporary accommodation of some people, current and former, the latest first: those that they
-- held or hold, in any record of theirs, and those of homes where they lived as the partner of whoever held it.
WITH RECURSIVE upwards AS (
    SELECT id, merged_into_id FROM people_person WHERE council_id = %(council)s AND id = ANY (%(people)s::bigint[])
    UNION SELECT p.id, p.merged_into_id FROM people_person p JOIN upwards u ON p.id = u.merged_into_id
), records AS (
    SELECT id FROM upwards
    UNION SELECT p.id FROM people_person p JOIN records r ON p.council_id = %(council)s AND p.merged_into_id = r.id
), lived AS (
    SELECT DISTINCT party.tenancy_id FROM records r
    JOIN tenancies_tenancyparty party ON party.council_id = %(council)s AND party.person_id = r.id
    WHERE party.role IN ('tenant', 'joint_tenant')
       OR party.role = 'occupant' AND party.relationship = ANY (%(partners)s::text[])
)
SELECT a.id, a.payment_reference, a."group", a.from_on, a.until_on,
       coalesce(nullif(concat_ws(', ', nullif(place.address_1, ''), nullif(place.postcode, '')), ''), place.name) AS address,
       place.reference AS place_reference,
       coalesce((SELECT sum(b.amount) FROM rents_accountpart part
            JOIN ledger_balance b ON b.council_id = part.council_id AND b.account_id = part.ledger_account_id
            WHERE part.council_id = a.council_id AND part.rent_account_id = a.id), 0) AS balance
FROM lived
JOIN rents_rentaccount a ON a.council_id = %(council)s AND a.tenancy_id = lived.tenancy_id
JOIN places_place place ON place.council_id = a.council_id AND place.id = a.place_id
WHERE a."group" = ANY (%(groups)s::text[]) AND a.from_on <= %(on)s
ORDER BY a.from_on DESC, a.id DESC
