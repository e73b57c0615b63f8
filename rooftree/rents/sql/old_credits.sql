-- Credits of accounts that ended on or before a day, with no write-on or refund on its way, the largest first.
SELECT part.id, account.id, account.payment_reference, part.part, account.until_on,
       (SELECT max(m.posted_on) FROM ledger_movement m
        WHERE m.debit_id = part.ledger_account_id OR m.credit_id = part.ledger_account_id),
       -balance.amount
FROM rents_rentaccount account
JOIN rents_accountpart part ON part.rent_account_id = account.id
JOIN ledger_balance balance ON balance.account_id = part.ledger_account_id
WHERE account.council_id = %(council)s AND account.tenancy_id IS NOT NULL AND account.until_on <= %(ended_by)s
  AND balance.amount < 0
  AND NOT EXISTS (SELECT FROM rents_journalline line JOIN rents_journal journal ON journal.id = line.journal_id
                  WHERE line.debit_id = part.ledger_account_id AND journal.status = 'prepared')
  AND NOT EXISTS (SELECT FROM rents_refund refund
                  WHERE refund.part_id = part.id AND refund.status IN ('requested', 'approved'))
ORDER BY balance.amount, account.id, part.part
