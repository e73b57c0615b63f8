-- What the rent part of each tenancy's account has on it at the end of a day, above nought where something is owed.
-- The others begin with it: kept balances, less what moved since.
WITH came_after AS (
    SELECT debit_id, credit_id, amount FROM ledger_movement
    WHERE council_id = %(council)s AND posted_on > %(on)s AND NOT by_run
    UNION ALL
    -- Run by run: of a partition it is known which run it is, and not of which day, so all would be read.
    SELECT posted.debit_id, posted.credit_id, posted.amount FROM ledger_run AS run
    CROSS JOIN LATERAL (
        SELECT debit_id, credit_id, amount FROM ledger_movement
        WHERE council_id = %(council)s AND by_run AND run_id = run.id AND posted_on > %(on)s
        OFFSET 0
    ) AS posted
    WHERE run.council_id = %(council)s AND run.posted_on > %(on)s
), later AS (
    SELECT side.id, sum(side.pounds) AS pounds
    FROM (SELECT debit_id AS id, amount AS pounds FROM came_after
          UNION ALL SELECT credit_id, -amount FROM came_after) AS side
    GROUP BY side.id
), owed AS (
    SELECT account.id, account.place_id, account.cycle, account.until_on,
           account.until_on IS NOT NULL AND account.until_on <= %(on)s AS is_former,
           part.ledger_account_id, kept.amount - coalesce(later.pounds, 0) AS pounds
    FROM rents_rentaccount account
    JOIN rents_accountpart part ON part.rent_account_id = account.id AND part.part = 'rent'
    JOIN ledger_balance kept ON kept.account_id = part.ledger_account_id
    LEFT JOIN later ON later.id = part.ledger_account_id
    WHERE account.council_id = %(council)s AND account.tenancy_id IS NOT NULL AND account.from_on <= %(on)s
)
