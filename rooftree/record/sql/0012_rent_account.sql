-- The last payment that stands on an account: the pounds, the day on which the payer paid, and by which transaction code
-- it came. Money that came through suspense counts with the day and the code under which it was paid in; a payment that
-- was taken back does not count. It is plain SQL, so that a query which calls it is planned as one; OFFSET 0 has each
-- part looked up by its index, where partitions are small too.
CREATE FUNCTION rent_last_payment(council bigint, account bigint)
RETURNS TABLE (paid_on date, pounds numeric, code varchar)
LANGUAGE sql STABLE AS $$
    SELECT last.effective_on, last.amount, coalesce(line.code, last.code)
    FROM (
        SELECT m.id, m.effective_on, m.amount, m.code
        FROM (
            SELECT paid.*
            FROM rents_accountpart part
            CROSS JOIN LATERAL (
                SELECT c.id, c.effective_on, c.amount, c.code FROM ledger_movement c
                WHERE NOT c.by_run AND c.credit_id = part.ledger_account_id
                  AND (c.kind = 'receipt' OR c.batch = 'suspense' AND c.kind = 'journal') OFFSET 0) paid
            WHERE part.council_id = council AND part.rent_account_id = account
            ORDER BY paid.effective_on DESC, paid.id DESC OFFSET 0) m
        WHERE NOT EXISTS (SELECT FROM ledger_reversal r WHERE r.movement_id = m.id)
        ORDER BY m.effective_on DESC, m.id DESC LIMIT 1) last
    LEFT JOIN rents_suspenseshare share ON share.council_id = council AND share.movement = last.id
    LEFT JOIN rents_suspensemove move ON move.council_id = council AND move.id = share.move_id
    LEFT JOIN rents_suspenseitem item ON item.council_id = council AND item.id = move.item_id
    LEFT JOIN rents_fileline line ON line.council_id = council AND line.id = item.line_id
$$;

-- Everything on the page of one rent account but what was posted to it, as one line of JSON. It runs as the asker,
-- so row security decides what is in it; it is a function so that a connection plans it once. `sought` is the
-- account's id, `today` the London day, `since` the first day of the year that the page shows. Lines, years and days
-- not charged come whole, however old: a statement of any days is explained by them.
CREATE FUNCTION rent_account_page(sought bigint, today date, since date, protecting text[]) RETURNS TABLE (page text)
LANGUAGE plpgsql VOLATILE SET plan_cache_mode = force_generic_plan SET max_parallel_workers_per_gather = 0 AS $$
BEGIN
    RETURN QUERY
    WITH a AS MATERIALIZED (
        SELECT rents_rentaccount.* FROM rents_rentaccount WHERE rents_rentaccount.id = sought
    ), let AS MATERIALIZED (
        SELECT t.* FROM a JOIN tenancies_tenancy t ON t.council_id = a.council_id AND t.id = a.tenancy_id
    ), place AS MATERIALIZED (
        SELECT p.* FROM a JOIN places_place p ON p.council_id = a.council_id AND p.id = a.place_id
    ), holders AS MATERIALIZED (
        -- Who answers for it: today, or, of a tenancy that is over, at its end.
        SELECT DISTINCT ON (s.id) s.*, party.role, party.from_on AS part_from_on
        FROM let JOIN tenancies_tenancyparty party ON party.council_id = let.council_id AND party.tenancy_id = let.id
        JOIN people_person p ON p.council_id = party.council_id AND p.id = party.person_id
        JOIN people_person s ON s.council_id = p.council_id
            AND s.id = CASE WHEN p.merged_into_id IS NULL THEN p.id ELSE p.merged_into_id END
        WHERE party.role IN ('tenant', 'joint_tenant')
          AND (party.until_on IS NULL OR party.until_on > today OR party.until_on = let.until_on)
        ORDER BY s.id, party.role DESC
    ), records AS MATERIALIZED (
        SELECT h.id, h.id AS holder FROM holders h
        UNION SELECT same.id, h.id FROM holders h
            JOIN people_person same ON same.council_id = h.council_id AND same.merged_into_id = h.id
    ), names AS MATERIALIZED (
        SELECT h.id, h.restricted_to, h.council_id,
               CASE WHEN h.preferred_name = '' THEN btrim(h.forenames || ' ' || h.surname) ELSE h.preferred_name END AS known_as
        FROM holders h
    ), looked AS MATERIALIZED (
        SELECT count(log_look(n.council_id, n.restricted_to, 'account', sought, n.id)::text) AS times FROM names n
    )
    SELECT json_build_object(
        'account', (SELECT json_build_object(
            'id', a.id, 'council_id', a.council_id, 'payment_reference', a.payment_reference, 'group', a.group,
            'cycle', a.cycle, 'from_on', a.from_on, 'until_on', a.until_on, 'paying_by', a.paying_by,
            'tenancy_reference', let.reference, 'tenure', let.tenure, 'tenancy_from_on', let.from_on,
            'tenancy_until_on', let.until_on, 'place_id', place.id, 'place_reference', place.reference,
            'address', coalesce(nullif(concat_ws(', ', nullif(place.address_1, ''), nullif(place.address_2, ''),
                nullif(place.address_3, ''), nullif(place.address_4, ''), nullif(place.postcode, '')), ''), place.name),
            'looked', looked.times)
            FROM a JOIN place ON true CROSS JOIN looked LEFT JOIN let ON true),
        'parts', (SELECT json_agg(json_build_object('part', part.part, 'ledger_account_id', part.ledger_account_id,
                'balance', b.amount::text) ORDER BY part.id)
            FROM a JOIN rents_accountpart part ON part.council_id = a.council_id AND part.rent_account_id = a.id
            JOIN ledger_balance b ON b.council_id = part.council_id AND b.account_id = part.ledger_account_id),
        'people', (SELECT json_agg(json_build_object(
                'id', h.id, 'restricted_to', h.restricted_to, 'reference', h.reference, 'known_as', n.known_as,
                'name', btrim(h.forenames || ' ' || h.surname), 'role', h.role, 'deceased_on', h.deceased_on,
                'interpreter', h.interpreter,
                'unsafe', EXISTS (SELECT FROM records r JOIN people_contactpoint point ON point.person_id = r.id
                    WHERE r.holder = h.id AND (point.until_on IS NULL OR point.until_on > today)
                      AND false IN (point.safe_to_call, point.safe_to_text, point.safe_to_write, point.safe_to_voicemail)),
                'is_protected', EXISTS (SELECT FROM records r JOIN people_personmarker m ON m.person_id = r.id
                    WHERE r.holder = h.id AND m.start_on <= today AND m.until_on > today AND m.code = ANY (protecting)))
                ORDER BY h.role DESC, h.part_from_on, h.id)
            FROM holders h JOIN names n ON n.id = h.id),
        'adjustments', (SELECT json_agg(json_build_object('whose', n.known_as, 'code', x.code, 'note', x.note)
                ORDER BY n.id, x.code, x.id)
            FROM records r JOIN names n ON n.id = r.holder JOIN people_adjustment x ON x.person_id = r.id
            WHERE x.until_on IS NULL OR x.until_on > today),
        'vulnerabilities', (SELECT json_agg(json_build_object('whose', n.known_as, 'code', x.factor, 'note', x.note)
                ORDER BY n.id, x.factor, x.id)
            FROM records r JOIN names n ON n.id = r.holder JOIN people_vulnerability x ON x.person_id = r.id
            WHERE x.until_on IS NULL OR x.until_on > today),
        'markers', (SELECT json_agg(json_build_object('whose', n.known_as, 'code', m.code,
                'control_measure', m.control_measure, 'review_on', m.review_on) ORDER BY m.start_on, m.id)
            FROM records r JOIN names n ON n.id = r.holder JOIN people_personmarker m ON m.person_id = r.id
            WHERE m.start_on <= today AND m.until_on > today AND m.code <> ALL (protecting)),
        'place_markers', (SELECT json_agg(json_build_object('whose', '', 'code', m.code,
                'control_measure', m.control_measure, 'review_on', m.review_on) ORDER BY m.start_on, m.id)
            FROM place JOIN places_placemarker m ON m.place_id = place.id
            WHERE m.start_on <= today AND m.until_on > today),
        'benefits', (SELECT json_agg(json_build_object(
                'id', e.id, 'kind', e.kind, 'amount', e.amount::text, 'every', e.every, 'next_on', e.next_on,
                'claimed_on', e.claimed_on, 'from_on', e.from_on, 'until_on', e.until_on, 'note', e.note)
                ORDER BY e.from_on, e.id)
            FROM a JOIN rents_expectedbenefit e ON e.council_id = a.council_id AND e.rent_account_id = a.id
            WHERE e.until_on IS NULL OR e.until_on > today),
        'charges', (SELECT json_agg(json_build_object(
                'id', c.id, 'code', c.code, 'amount', c.amount::text, 'per', c.per, 'from_on', c.from_on,
                'until_on', c.until_on, 'why', c.why, 'of_home', c.place_id IS NOT NULL)
                ORDER BY c.place_id IS NULL, c.code, c.from_on, c.id)
            FROM a JOIN rents_charge c ON c.council_id = a.council_id
                AND (c.place_id = a.place_id OR c.rent_account_id = a.id)),
        'years', (SELECT json_agg(json_build_object(
                'starts_on', y.starts_on, 'weeks', y.weeks, 'free_weeks', y.free_weeks) ORDER BY y.starts_on)
            FROM a JOIN rents_rentyear y ON y.council_id = a.council_id AND y.group = a.group),
        'suspensions', (SELECT json_agg(json_build_object(
                'id', s.id, 'from_on', s.from_on, 'until_on', s.until_on, 'why', s.why, 'by', o.name)
                ORDER BY s.from_on, s.id)
            FROM a JOIN rents_suspension s ON s.council_id = a.council_id AND s.rent_account_id = a.id
            JOIN staff_officer o ON o.council_id = s.council_id AND o.id = s.by_id),
        'mandates', (SELECT json_agg(said ORDER BY said.signed_at DESC) FROM (
            SELECT m.id, m.reference, m.status, m.every, m.day, m.more::text AS more, m.last_four, m.signed_at, m.active_at,
                   m.cancelled_at, m.cancelled_because, notice.amount::text AS next_amount, notice.first_on AS next_from_on,
                   (SELECT max(c.unpaid_on) FROM rents_collection c
                    WHERE c.council_id = m.council_id AND c.mandate_id = m.id AND c.unpaid_on > since) AS unpaid_on
            FROM a JOIN rents_mandate m ON m.council_id = a.council_id AND m.rent_account_id = a.id
            LEFT JOIN LATERAL (SELECT n.amount, n.first_on FROM rents_directdebitnotice n
                WHERE n.council_id = m.council_id AND n.mandate_id = m.id
                ORDER BY n.first_on DESC, n.id DESC LIMIT 1) notice ON true
            ORDER BY m.signed_at DESC LIMIT 2) said),
        'changed', (SELECT json_agg(json_build_object('from_on', d.from_on, 'why', d.why) ORDER BY d.from_on, d.id)
            FROM a JOIN rents_changedsince d ON d.council_id = a.council_id AND d.place_id = a.place_id
            WHERE d.done_in_id IS NULL),
        'last_payment', (SELECT json_build_object('paid_on', last.paid_on, 'pounds', last.pounds::text, 'code', last.code)
            FROM a CROSS JOIN LATERAL rent_last_payment(a.council_id, a.id) last),
        'looked_after', (
            -- The income patch of the nearest place around it, who has it, and who covers for whoever is away.
            WITH RECURSIVE upwards AS (
                SELECT place.id, place.parent_id, 0 AS far FROM place
                UNION ALL SELECT p.id, p.parent_id, u.far + 1 FROM upwards u JOIN places_place p ON p.id = u.parent_id WHERE u.far < 20
            ), nearest AS (
                SELECT held.patch_id FROM upwards u
                JOIN places_patchplace held ON held.place_id = u.id AND held.purpose = 'income'
                    AND held.from_on <= today AND (held.until_on IS NULL OR held.until_on > today)
                ORDER BY u.far LIMIT 1
            ), stands_in AS (
                SELECT has.officer_id AS officer, has.officer_id AS doing, 0 AS step
                FROM nearest JOIN places_patchofficer has ON has.patch_id = nearest.patch_id
                    AND has.from_on <= today AND (has.until_on IS NULL OR has.until_on > today)
                UNION SELECT s.officer, cover.covered_by_id, s.step + 1
                FROM stands_in s JOIN staff_cover cover ON cover.officer_id = s.doing
                    AND cover.from_on <= today AND cover.until_on > today
                WHERE s.step < 5
            )
            SELECT json_build_object('patch', patch.code, 'team', coalesce(team.name, ''),
                'officer', coalesce((SELECT o.name FROM stands_in s JOIN staff_officer o ON o.id = s.officer
                    WHERE s.step = 0 AND coalesce(o.from_on, '-infinity') <= today AND coalesce(o.until_on, 'infinity') > today), ''),
                'today', coalesce((SELECT o.name FROM stands_in s JOIN staff_officer o ON o.id = s.doing
                    WHERE coalesce(o.from_on, '-infinity') <= today AND coalesce(o.until_on, 'infinity') > today
                      AND NOT EXISTS (SELECT FROM staff_cover away WHERE away.officer_id = s.doing
                          AND away.from_on <= today AND away.until_on > today)
                    ORDER BY s.step DESC LIMIT 1), ''))
            FROM nearest JOIN places_patch patch ON patch.id = nearest.patch_id
            LEFT JOIN staff_team team ON team.id = patch.team_id),
        'written_off', (SELECT json_agg(json_build_object(
                'on', w.posted_on, 'pounds', w.pounds::text, 'code', w.code, 'part', w.part, 'journal', j.id,
                'kind', coalesce(j.kind, ''), 'reason', coalesce(j.reason, ''), 'why', coalesce(j.why, w.narrative),
                'by', coalesce(proposed.name, w.who), 'agreed_by', coalesce(agreed.name, ''),
                'taken_back', EXISTS (SELECT FROM ledger_reversal back WHERE back.movement_id = w.id))
                ORDER BY w.posted_on DESC, w.id DESC)
            FROM (SELECT m.*, part.part
                  FROM a JOIN rents_accountpart part ON part.council_id = a.council_id AND part.rent_account_id = a.id
                  CROSS JOIN LATERAL (
                      (SELECT c.id, c.posted_on, c.amount AS pounds, c.code, c.narrative, c.who FROM ledger_movement c
                       WHERE NOT c.by_run AND c.credit_id = part.ledger_account_id AND c.code = 'WOF' AND c.kind <> 'reversal' OFFSET 0)
                      UNION ALL
                      (SELECT d.id, d.posted_on, -d.amount, d.code, d.narrative, d.who FROM ledger_movement d
                       WHERE NOT d.by_run AND d.debit_id = part.ledger_account_id AND d.code = 'WON' AND d.kind <> 'reversal' OFFSET 0)) m
                 ) w
            CROSS JOIN a
            LEFT JOIN rents_journalposting p ON p.council_id = a.council_id AND p.movement = w.id
            LEFT JOIN rents_journalline l ON l.id = p.line_id
            LEFT JOIN rents_journal j ON j.id = l.journal_id
            LEFT JOIN staff_officer proposed ON proposed.id = j.prepared_by_id
            LEFT JOIN staff_officer agreed ON agreed.id = j.settled_by_id),
        'contacts', (SELECT json_agg(said ORDER BY said.started_at DESC, said.id DESC) FROM (
            SELECT k.id, k.started_at, k.channel, k.reasons, k.asked, k.note, k.outcome,
                   coalesce(handler.name, btrim(writer.forenames || ' ' || writer.surname), k.handler_name) AS handler,
                   coalesce(c.reference, '') AS case_reference
            FROM (
                (SELECT near.id FROM let JOIN contact_contact near ON near.council_id = let.council_id AND near.tenancy_id = let.id
                 WHERE NOT near.is_automatic ORDER BY near.started_at DESC, near.id DESC LIMIT 5)
                UNION
                (SELECT near.id FROM let JOIN cases_case held ON held.council_id = let.council_id AND held.tenancy_id = let.id
                 JOIN contact_contact near ON near.council_id = held.council_id AND near.case_id = held.id
                 WHERE NOT near.is_automatic ORDER BY near.started_at DESC, near.id DESC LIMIT 5)) newest
            JOIN contact_contact k ON k.id = newest.id
            LEFT JOIN staff_officer handler ON handler.id = k.handler_id
            LEFT JOIN people_person writer ON writer.id = k.by_resident_id
            LEFT JOIN cases_case c ON c.id = k.case_id
            ORDER BY k.started_at DESC, k.id DESC LIMIT 5) said),
        'cases', (SELECT json_agg(open ORDER BY open.opened_at DESC, open.id DESC) FROM (
            SELECT c.id, c.reference, c.kind, c.summary, c.opened_at, coalesce(owner.name, team.name) AS with_whom
            FROM let JOIN cases_case c ON c.council_id = let.council_id AND c.tenancy_id = let.id AND c.closed_at IS NULL
            JOIN staff_team team ON team.id = c.team_id
            LEFT JOIN staff_officer owner ON owner.id = c.owner_id
            ORDER BY c.opened_at DESC, c.id DESC LIMIT 5) open),
        'others', (SELECT json_agg(DISTINCT jsonb_build_object(
                'id', o.id, 'payment_reference', o.payment_reference, 'group', o.group, 'until_on', o.until_on,
                'address', coalesce(nullif(p.address_1, ''), p.name),
                'balance', (SELECT sum(b.amount)::text FROM rents_accountpart part
                    JOIN ledger_balance b ON b.council_id = part.council_id AND b.account_id = part.ledger_account_id
                    WHERE part.council_id = o.council_id AND part.rent_account_id = o.id)))
            FROM a JOIN records r ON true
            JOIN tenancies_tenancyparty party ON party.council_id = a.council_id AND party.person_id = r.id
                AND party.role IN ('tenant', 'joint_tenant')
            JOIN rents_rentaccount o ON o.council_id = a.council_id AND o.tenancy_id = party.tenancy_id AND o.id <> a.id
            JOIN places_place p ON p.council_id = o.council_id AND p.id = o.place_id),
        'messages', (SELECT json_agg(said ORDER BY said.queued_at DESC) FROM (
            SELECT m.queued_at, m.subject, m.code, m.channel, m.status, h.reference AS person_reference,
                   n.known_as AS person
            FROM records r JOIN holders h ON h.id = r.holder JOIN names n ON n.id = h.id
            CROSS JOIN LATERAL (SELECT msg.* FROM correspondence_message msg
                WHERE msg.council_id = h.council_id AND msg.person_id = r.id
                ORDER BY msg.queued_at DESC LIMIT 4) m
            ORDER BY m.queued_at DESC LIMIT 4) said),
        'documents', (SELECT json_agg(kept ORDER BY kept.at DESC) FROM (
            SELECT f.id, f.title, f.at, c.reference AS case_reference
            FROM let JOIN cases_case c ON c.council_id = let.council_id AND c.tenancy_id = let.id
            JOIN cases_casefile f ON f.council_id = c.council_id AND f.case_id = c.id
            WHERE f.taken_off_at IS NULL ORDER BY f.at DESC LIMIT 4) kept)
    )::text;
END $$;
