-- The list of rent accounts: counts of every tab on the first line, and one page of what is asked for.
-- The patches of an officer are those of today, cover counted, as places/patch_queries.py finds them. /*order*/ is
-- one of the orders of record/accounts.py; /*whole*/ is true where no patch narrows the list.
WITH RECURSIVE doing AS (
    SELECT id AS doer, id AS named, 0 AS step FROM unnest(%(officers)s::bigint[]) AS own (id)
    UNION
    SELECT doing.doer, cover.officer_id, doing.step + 1
    FROM doing JOIN staff_cover cover ON cover.covered_by_id = doing.named
        AND cover.from_on <= %(on)s AND cover.until_on > %(on)s
    WHERE doing.step < 5 AND NOT EXISTS (
        SELECT FROM staff_cover away
        WHERE away.officer_id = doing.doer AND away.from_on <= %(on)s AND away.until_on > %(on)s)
), mine AS (
    SELECT has.patch_id FROM doing JOIN places_patchofficer has ON has.officer_id = doing.named
        AND has.from_on <= %(on)s AND (has.until_on IS NULL OR has.until_on > %(on)s)
    WHERE %(patch)s::bigint IS NULL
    UNION SELECT %(patch)s::bigint WHERE %(patch)s::bigint IS NOT NULL
), covered AS (
    SELECT held.place_id
    FROM places_patchplace held
    WHERE held.patch_id IN (SELECT patch_id FROM mine) AND held.purpose = 'income'
      AND held.from_on <= %(on)s AND (held.until_on IS NULL OR held.until_on > %(on)s)
    UNION ALL
    SELECT p.id
    FROM covered c JOIN places_place p ON p.parent_id = c.place_id
    WHERE NOT EXISTS (
        SELECT FROM places_patchplace nearer
        WHERE nearer.place_id = p.id AND nearer.purpose = 'income'
          AND nearer.from_on <= %(on)s AND (nearer.until_on IS NULL OR nearer.until_on > %(on)s))
), chosen AS MATERIALIZED (
    SELECT a.id, a.council_id, a.place_id, a.tenancy_id, a.from_on, a.until_on
    FROM rents_rentaccount a
    WHERE a.council_id = ANY (%(councils)s)
      AND (/*whole*/ OR a.place_id IN (SELECT place_id FROM covered))
      AND (%(group)s = '' OR a.group = %(group)s)
      AND (%(paying_by)s = '' OR a.paying_by = %(paying_by)s)
      AND (%(benefit)s = '' OR (%(benefit)s <> 'none') = EXISTS (
            SELECT FROM rents_expectedbenefit e
            WHERE e.council_id = a.council_id AND e.rent_account_id = a.id
              AND (%(benefit)s = 'none' OR e.kind = %(benefit)s)
              AND e.from_on <= %(on)s AND (e.until_on IS NULL OR e.until_on > %(on)s)))
), stood AS (
    SELECT part.rent_account_id AS id, sum(p.amount + c.amount) AS balance,
           sum(p.amount + c.amount) FILTER (WHERE part.part = 'rent') AS arrears
    FROM chosen JOIN rents_accountpart part
        ON part.council_id = chosen.council_id AND part.rent_account_id = chosen.id
    JOIN ledger_balanceposted p ON p.account_id = part.ledger_account_id
    JOIN ledger_balancecharged c ON c.account_id = part.ledger_account_id
    GROUP BY part.rent_account_id
), charged AS (
    SELECT g.id, sum(g.weekly) AS weekly, sum(g.weekly) FILTER (WHERE g.code <> ALL (%(not_rent)s::text[])) AS gross,
           sum(g.weekly) FILTER (WHERE g.code <> ALL (%(not_eligible)s::text[])) AS eligible
    FROM (
        SELECT chosen.id, line.code,
               line.amount * CASE line.per WHEN 'week' THEN 1 WHEN 'month' THEN 12.0 / 52 ELSE 7 END AS weekly
        FROM chosen JOIN rents_charge line ON line.council_id = chosen.council_id AND line.place_id = chosen.place_id
        WHERE line.from_on <= %(on)s AND (line.until_on IS NULL OR line.until_on > %(on)s)
          AND (chosen.until_on IS NULL OR chosen.until_on > %(on)s)
        UNION ALL
        SELECT chosen.id, line.code,
               line.amount * CASE line.per WHEN 'week' THEN 1 WHEN 'month' THEN 12.0 / 52 ELSE 7 END
        FROM chosen JOIN rents_charge line
            ON line.council_id = chosen.council_id AND line.rent_account_id = chosen.id
        WHERE line.from_on <= %(on)s AND (line.until_on IS NULL OR line.until_on > %(on)s)
          AND (chosen.until_on IS NULL OR chosen.until_on > %(on)s)) AS g
    GROUP BY g.id
), listed AS MATERIALIZED (
    SELECT chosen.id, chosen.council_id, chosen.tenancy_id IS NULL AS is_void,
           chosen.until_on IS NOT NULL AND chosen.until_on <= %(on)s AS is_former,
           coalesce(stood.balance, 0) AS balance, coalesce(stood.arrears, 0) AS arrears,
           coalesce(charged.weekly, 0) AS weekly, coalesce(charged.gross, 0) AS gross,
           coalesce(charged.eligible, 0) AS eligible,
           CASE WHEN stood.arrears > 0 AND charged.weekly > 0 THEN round(stood.arrears / charged.weekly, 1) END AS weeks
    FROM chosen LEFT JOIN stood ON stood.id = chosen.id LEFT JOIN charged ON charged.id = chosen.id
), narrowed AS MATERIALIZED (
    SELECT listed.*, place.address_1 AS sort_address, last.paid_on, last.pounds AS paid
    FROM listed
    JOIN rents_rentaccount a ON a.council_id = listed.council_id AND a.id = listed.id
    JOIN places_place place ON place.council_id = a.council_id AND place.id = a.place_id
    LEFT JOIN LATERAL rent_last_payment(listed.council_id, listed.id) last ON %(by_payment)s
    WHERE CASE %(shown)s
            WHEN 'void' THEN is_void
            WHEN 'former' THEN is_former AND NOT is_void
            WHEN 'owing' THEN NOT is_former AND NOT is_void AND listed.arrears > 0
            WHEN 'credit' THEN NOT is_void AND listed.balance < 0
            ELSE NOT is_former AND NOT is_void END
      AND (%(at_least)s::numeric IS NULL OR listed.balance >= %(at_least)s)
      AND (%(weeks)s::numeric IS NULL OR listed.weeks >= %(weeks)s)
), counts AS (
    SELECT count(*) FILTER (WHERE NOT is_former AND NOT is_void) AS n_every,
           count(*) FILTER (WHERE NOT is_former AND NOT is_void AND arrears > 0) AS n_owing,
           count(*) FILTER (WHERE NOT is_void AND balance < 0) AS n_credit,
           count(*) FILTER (WHERE is_former AND NOT is_void) AS n_former,
           count(*) FILTER (WHERE is_void) AS n_void,
           (SELECT count(*) FROM narrowed) AS n_found,
           (SELECT coalesce(sum(n.balance) FILTER (WHERE n.balance > 0), 0) FROM narrowed n) AS n_owed
    FROM listed
), page AS (
    SELECT f.*, row_number() OVER (ORDER BY /*order*/) AS row_at FROM narrowed f
    ORDER BY row_at OFFSET %(offset)s LIMIT %(most)s
)
SELECT counts.*, page.id, a.council_id, a.payment_reference, a.group, a.cycle, a.from_on, a.until_on, a.paying_by,
       coalesce(t.tenure, '') AS tenure,
       coalesce(nullif(concat_ws(', ', nullif(place.address_1, ''), nullif(place.postcode, '')), ''), place.name) AS address,
       place.reference AS place_reference, page.balance, page.arrears, round(page.weekly, 2) AS weekly, round(page.gross, 2) AS gross, round(page.eligible, 2) AS eligible, page.weeks,
       coalesce(this_week.paid, 0) AS paid_this_week,
       EXISTS (SELECT FROM rents_suspension s WHERE s.council_id = a.council_id AND s.rent_account_id = a.id
            AND s.from_on <= %(on)s AND (s.until_on IS NULL OR s.until_on > %(on)s)) AS is_suspended,
       coalesce(page.paid_on, last.paid_on) AS paid_on, coalesce(page.paid, last.pounds) AS paid,
       who.names, who.people, who.adjustments, who.markers, coalesce(who.is_protected, false) AS has_safe_contact,
       benefit.benefits, coalesce(patch.code, '') AS patch, coalesce(mandate.status, '') AS mandate
FROM counts LEFT JOIN page ON true
LEFT JOIN rents_rentaccount a ON a.council_id = page.council_id AND a.id = page.id
LEFT JOIN places_place place ON place.council_id = a.council_id AND place.id = a.place_id
LEFT JOIN tenancies_tenancy t ON t.council_id = a.council_id AND t.id = a.tenancy_id
LEFT JOIN LATERAL rent_last_payment(a.council_id, a.id) last ON NOT %(by_payment)s
LEFT JOIN LATERAL (
    -- What was paid to the part of rent since the debit day, net of what came back, and not what was taken back.
    SELECT sum(m.pounds) AS paid
    FROM unnest(%(councils)s::int[], %(weeks_from)s::date[]) AS week (council_id, began_on)
    JOIN rents_accountpart part ON part.council_id = a.council_id AND part.rent_account_id = a.id AND part.part = 'rent'
    CROSS JOIN LATERAL (
        (SELECT c.id, c.amount AS pounds FROM ledger_movement c
         WHERE NOT c.by_run AND c.credit_id = part.ledger_account_id AND c.posted_on >= week.began_on
           AND (c.kind = 'receipt' OR c.batch = 'suspense' AND c.kind = 'journal') OFFSET 0)
        UNION ALL
        (SELECT d.id, -d.amount FROM ledger_movement d
         WHERE NOT d.by_run AND d.debit_id = part.ledger_account_id AND d.posted_on >= week.began_on
           AND (d.kind = 'receipt' OR d.batch = 'suspense' AND d.kind = 'journal') OFFSET 0)) m
    WHERE week.council_id = a.council_id
      AND NOT EXISTS (SELECT FROM ledger_reversal r WHERE r.movement_id = m.id)) this_week ON true
LEFT JOIN LATERAL (
    SELECT array_agg(CASE WHEN s.preferred_name = '' THEN btrim(s.forenames || ' ' || s.surname) ELSE s.preferred_name END
                ORDER BY party.role DESC, party.id) AS names,
           jsonb_agg(jsonb_build_object('id', s.id, 'restricted_to', s.restricted_to)) AS people,
           (SELECT array_agg(DISTINCT need.code) FROM people_adjustment need
             WHERE need.person_id = ANY (array_agg(s.id)) AND (need.until_on IS NULL OR need.until_on > %(on)s)) AS adjustments,
           (SELECT array_agg(DISTINCT m.code) FROM people_personmarker m
             WHERE m.person_id = ANY (array_agg(s.id)) AND m.start_on <= %(on)s AND m.until_on > %(on)s
               AND m.code <> ALL (%(protecting)s::text[])) AS markers,
           EXISTS (SELECT FROM people_personmarker m
             WHERE m.person_id = ANY (array_agg(s.id)) AND m.start_on <= %(on)s AND m.until_on > %(on)s
               AND m.code = ANY (%(protecting)s::text[])) AS is_protected
    FROM tenancies_tenancyparty party
    JOIN people_person p ON p.council_id = party.council_id AND p.id = party.person_id
    JOIN people_person s ON s.council_id = p.council_id
        AND s.id = CASE WHEN p.merged_into_id IS NULL THEN p.id ELSE p.merged_into_id END
    WHERE party.council_id = t.council_id AND party.tenancy_id = t.id AND party.role IN ('tenant', 'joint_tenant')
      AND (party.until_on IS NULL OR party.until_on > %(on)s OR party.until_on = t.until_on)) who ON true
LEFT JOIN LATERAL (
    SELECT jsonb_agg(jsonb_build_object('kind', e.kind, 'amount', e.amount::text, 'next_on', e.next_on,
                'claimed_on', e.claimed_on, 'every', e.every) ORDER BY e.from_on, e.id) AS benefits
    FROM rents_expectedbenefit e
    WHERE e.council_id = a.council_id AND e.rent_account_id = a.id
      AND e.from_on <= %(on)s AND (e.until_on IS NULL OR e.until_on > %(on)s)) benefit ON true
LEFT JOIN LATERAL (
    WITH RECURSIVE upwards AS (
        SELECT a.place_id AS id, place.parent_id, 0 AS far
        UNION ALL SELECT p.id, p.parent_id, u.far + 1 FROM upwards u JOIN places_place p ON p.id = u.parent_id WHERE u.far < 20
    )
    SELECT patch.code FROM upwards u JOIN places_patchplace held ON held.place_id = u.id AND held.purpose = 'income'
        AND held.from_on <= %(on)s AND (held.until_on IS NULL OR held.until_on > %(on)s)
    JOIN places_patch patch ON patch.id = held.patch_id
    ORDER BY u.far LIMIT 1) patch ON page.id IS NOT NULL
LEFT JOIN LATERAL (
    SELECT m.status FROM rents_mandate m WHERE m.council_id = a.council_id AND m.rent_account_id = a.id
    ORDER BY m.signed_at DESC LIMIT 1) mandate ON true
ORDER BY page.row_at
