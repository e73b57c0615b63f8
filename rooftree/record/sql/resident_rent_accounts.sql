-- The rent accounts that somebody answers for, with what each part owes: of tenancies that she holds today, and
-- of those that ended while she held them. Who left a joint tenancy that goes on sees its account no more.
WITH hers AS (
    SELECT DISTINCT ON (a.id) a.id, a.payment_reference, a."group", a.from_on, a.until_on, a.paying_by, a.place_id,
        t.id AS tenancy_id, t.reference AS tenancy, t.until_on AS tenancy_until_on, part.role
    FROM tenancies_tenancyparty part
    JOIN tenancies_tenancy t ON t.council_id = part.council_id AND t.id = part.tenancy_id
    JOIN rents_rentaccount a ON a.council_id = t.council_id AND a.tenancy_id = t.id
    WHERE part.council_id = %(council)s AND part.person_id = ANY ((SELECT her_records(%(person)s))::bigint[])
      AND part.role IN ('tenant', 'joint_tenant') AND part.from_on <= %(on)s AND t.from_on <= %(on)s
      AND (part.until_on IS NULL OR part.until_on > %(on)s
           OR part.until_on = t.until_on AND t.until_on <= %(on)s)
      AND (%(reference)s = '' OR a.payment_reference = %(reference)s)
    ORDER BY a.id, part.role <> 'tenant'
)
SELECT h.id, h.payment_reference, h."group", h.from_on, h.until_on, h.paying_by, h.place_id, h.tenancy_id, h.tenancy,
    h.tenancy_until_on, h.role, place.kind,
    coalesce(nullif(concat_ws(', ', nullif(place.address_1, ''), nullif(place.address_2, ''), nullif(place.postcode, '')),
        ''), place.name) AS address,
    EXISTS (
        SELECT FROM tenancies_tenancyparty other
        WHERE other.council_id = %(council)s AND other.tenancy_id = h.tenancy_id AND other.role IN ('tenant', 'joint_tenant')
          AND other.person_id <> ALL ((SELECT her_records(%(person)s))::bigint[])
          AND (other.until_on IS NULL OR other.until_on > %(on)s OR other.until_on = h.tenancy_until_on)
    ) AS is_joint,
    parts.part, parts.ledger_account_id, coalesce(balance.amount, 0) AS amount,
    last.paid_on, last.pounds AS paid, last.code AS paid_code
FROM hers h
JOIN places_place place ON place.council_id = %(council)s AND place.id = h.place_id
LEFT JOIN LATERAL rent_last_payment(%(council)s, h.id) last ON true
LEFT JOIN rents_accountpart parts ON parts.council_id = %(council)s AND parts.rent_account_id = h.id
LEFT JOIN ledger_balance balance ON balance.council_id = %(council)s AND balance.account_id = parts.ledger_account_id
ORDER BY h.until_on IS NOT NULL, place.kind <> 'home', h.from_on DESC, h.id, parts.part <> 'rent', parts.part
