-- Flag for apology what was said because of a balance that a reversal put right, once for each message and account.
--
-- An account was wrong from a posting until its reversal; and the account that the money was for, if a journal posted
-- it there instead, was wrong for as long. What the bank recalled is no mistake of ours, and charges that a debit run
-- puts right follow what we heard late.
WITH back AS (
    SELECT m.id, m.reverses_id, m.posted_at, line.journal_id, line.number
    FROM ledger_movement m
    LEFT JOIN rents_journalposting posting ON posting.movement = m.id
    LEFT JOIN rents_journalline line ON line.id = posting.line_id
    LEFT JOIN rents_journal journal ON journal.id = line.journal_id
    WHERE m.council_id = %(council)s AND m.kind = 'reversal' AND NOT m.by_run
      AND (%(journal)s::bigint IS NULL AND m.posted_at >= %(since)s OR journal.id = %(journal)s)
      AND (journal.id IS NULL OR journal.reason = ANY (%(ours)s))
), wrong AS (
    SELECT back.id AS reversal, back.journal_id, part.rent_account_id, was.posted_at AS starts, back.posted_at AS ends,
           CASE WHEN part.ledger_account_id = was.debit_id THEN was.amount ELSE -was.amount END AS pounds
    FROM back JOIN ledger_movement was ON was.id = back.reverses_id AND was.kind <> 'charge'
    JOIN rents_accountpart part ON part.ledger_account_id IN (was.debit_id, was.credit_id)
    UNION ALL
    SELECT back.id, back.journal_id, part.rent_account_id, was.posted_at, back.posted_at,
           CASE WHEN part.ledger_account_id = anew.debit_id THEN -anew.amount ELSE anew.amount END
    FROM back JOIN ledger_movement was ON was.id = back.reverses_id
    JOIN rents_journalline anew ON anew.journal_id = back.journal_id AND anew.reverses IS NULL
        AND anew.number = back.number + (SELECT count(*) FROM rents_journalline l
                                         WHERE l.journal_id = back.journal_id AND l.reverses IS NOT NULL)
    JOIN rents_accountpart part ON part.ledger_account_id IN (anew.debit_id, anew.credit_id)
), said AS (
    SELECT min(wrong.reversal) AS reversal, min(wrong.journal_id) AS journal_id, wrong.rent_account_id,
           account.place_id, message.id, message.person_id, message.restricted_to, message.code, message.queued_at,
           sum(wrong.pounds) AS pounds
    FROM wrong
    JOIN rents_rentaccount account ON account.id = wrong.rent_account_id
    JOIN tenancies_tenancyparty holder ON holder.tenancy_id = account.tenancy_id
        AND holder.role IN ('tenant', 'joint_tenant')
    JOIN correspondence_message message ON message.council_id = %(council)s AND message.person_id = holder.person_id
        AND message.code = ANY (%(codes)s) AND message.queued_at >= wrong.starts AND message.queued_at < wrong.ends
        AND (message.subject_of = '' OR message.subject_of = 'rent account ' || account.id)
    GROUP BY wrong.rent_account_id, account.place_id, message.id
    HAVING sum(wrong.pounds) <> 0
)
INSERT INTO rents_apology
    (council_id, restricted_to, reversal, journal_id, rent_account_id, person_id, source, source_id, what, done_at,
     balance_then, balance_right, status, flagged_at, settled_why)
SELECT %(council)s, said.restricted_to, said.reversal, said.journal_id, said.rent_account_id, said.person_id, 'message',
       said.id, label.label, said.queued_at, owed.then, owed.then - said.pounds, 'due', %(at)s, ''
FROM said
JOIN unnest(%(codes)s::text[], %(labels)s::text[]) AS label (code, label) ON label.code = said.code
CROSS JOIN LATERAL (
    SELECT coalesce(sum(CASE WHEN part.ledger_account_id = m.debit_id THEN m.amount ELSE -m.amount END), 0) AS then
    FROM rents_accountpart part JOIN ledger_movement m ON part.ledger_account_id IN (m.debit_id, m.credit_id)
    WHERE part.rent_account_id = said.rent_account_id AND m.posted_at <= said.queued_at
) AS owed
ON CONFLICT (council_id, source, source_id, rent_account_id) DO NOTHING
RETURNING id, (SELECT place_id FROM said s WHERE s.id = rents_apology.source_id
               AND s.rent_account_id = rents_apology.rent_account_id)
