-- What happened on rent accounts, on timelines: money that came, went back, was moved or written off; refunds that were
-- asked for; direct debits; and what we had to say sorry for. Not what is charged each week: the account's page has it.

-- Of what a movement took back, only money is told; a charge that a run puts right is not. A transfer between two parts
-- of one account is two lines.
CREATE VIEW timeline_rent_money WITH (security_invoker = true) AS
SELECT 'rent' AS kind, a.council_id, a.tenancy_id, m.id * 2 + m.side AS id, london_midnight(m.posted_on) AS at, true AS is_day,
    CASE WHEN m.kind = 'reversal' THEN 'rent.taken_back' WHEN m.kind = 'receipt' AND m.side = 1 THEN 'rent.paid'
         WHEN m.kind = 'receipt' THEN 'rent.sent_back' ELSE 'rent.moved' END AS what,
    NULL::text AS code, m.narrative::text AS words,
    jsonb_build_object('pounds', m.amount::text, 'transaction', m.code, 'credits', m.side = 1, 'account', a.payment_reference,
                       'part', p.part) AS facts,
    '' AS channel, NULL::bigint AS by_id, m.who::text AS by_words, false AS is_shown, 0 AS restricted_to
FROM rents_rentaccount a
JOIN rents_accountpart p ON p.rent_account_id = a.id
CROSS JOIN LATERAL (
    SELECT c.id, c.kind, c.code, c.amount, c.posted_on, c.narrative, c.who, c.reverses_id, 1 AS side
    FROM ledger_movement c WHERE c.credit_id = p.ledger_account_id AND NOT c.by_run
    UNION ALL
    SELECT d.id, d.kind, d.code, d.amount, d.posted_on, d.narrative, d.who, d.reverses_id, 0
    FROM ledger_movement d WHERE d.debit_id = p.ledger_account_id AND NOT d.by_run
) AS m
LEFT JOIN ledger_movement was ON was.id = m.reverses_id AND NOT was.by_run
WHERE a.tenancy_id IS NOT NULL AND (m.kind IN ('receipt', 'journal', 'opening') OR was.kind <> 'charge');

CREATE VIEW timeline_rent_refund WITH (security_invoker = true) AS
SELECT 'rent' AS kind, a.council_id, a.tenancy_id, r.id * 2 + moment.nth AS id, moment.at, false AS is_day, moment.what,
    NULL::text AS code, moment.words, jsonb_build_object('pounds', r.amount::text, 'account', a.payment_reference) AS facts,
    '' AS channel, moment.by_id, '' AS by_words, false AS is_shown, 0 AS restricted_to
FROM rents_refund r JOIN rents_rentaccount a ON a.id = r.rent_account_id
CROSS JOIN LATERAL (VALUES
    ('rent.refund_requested', r.requested_at, r.requested_by_id, r.why, 0),
    ('rent.refund_' || r.status, r.settled_at, r.settled_by_id, r.settled_why, 1)) AS moment (what, at, by_id, words, nth)
WHERE moment.at IS NOT NULL AND a.tenancy_id IS NOT NULL;

CREATE VIEW timeline_rent_mandate WITH (security_invoker = true) AS
SELECT 'rent' AS kind, e.council_id, mandate.person_id, a.tenancy_id, e.id, e.at, false AS is_day,
    'rent.direct_debit_' || e.what AS what, NULL::text AS code, e.words::text AS words,
    jsonb_build_object('account', a.payment_reference, 'reference', mandate.reference) AS facts,
    '' AS channel, e.by_id, '' AS by_words, false AS is_shown, e.restricted_to
FROM rents_mandateevent e JOIN rents_mandate mandate ON mandate.id = e.mandate_id
JOIN rents_rentaccount a ON a.id = mandate.rent_account_id;

CREATE VIEW timeline_rent_apology WITH (security_invoker = true) AS
SELECT 'rent' AS kind, y.council_id, y.person_id, a.tenancy_id, y.id * 2 + moment.nth AS id, moment.at, false AS is_day,
    moment.what, NULL::text AS code, moment.words,
    jsonb_build_object('account', a.payment_reference, 'told', y.what, 'then', y.balance_then::text,
                       'right', y.balance_right::text) AS facts,
    '' AS channel, moment.by_id, '' AS by_words, false AS is_shown, y.restricted_to
FROM rents_apology y JOIN rents_rentaccount a ON a.id = y.rent_account_id
CROSS JOIN LATERAL (VALUES
    ('rent.apology_due', y.flagged_at, NULL::bigint, '', 0),
    ('rent.apology_' || y.status, y.settled_at, y.settled_by_id, y.settled_why, 1)) AS moment (what, at, by_id, words, nth)
WHERE moment.at IS NOT NULL;

SELECT remake_timelines();
