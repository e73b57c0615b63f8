-- Income that stands in another group than that of its account on the day that it is for, less what was moved before:
-- one row for each account, code and pair of groups. Looked at are the accounts that ever changed their group. A void
-- account was opened in its group, and all of its income belongs there: it has the changes of its home's last payer
-- only to say which group ran a week.
WITH change AS MATERIALIZED (
    SELECT * FROM rents_groupchange
    WHERE council_id = %(council)s AND (%(accounts)s::bigint[] IS NULL OR rent_account_id = ANY (%(accounts)s))
), side AS MATERIALIZED (
    SELECT part.ledger_account_id, part.rent_account_id,
        CASE WHEN account.tenancy_id IS NULL THEN account."group" END AS void_group
    FROM rents_accountpart AS part
    JOIN rents_rentaccount AS account ON account.council_id = part.council_id AND account.id = part.rent_account_id
    WHERE part.council_id = %(council)s AND part.rent_account_id IN (SELECT rent_account_id FROM change)
), moved AS (
    SELECT side.rent_account_id, side.void_group, m.code, m.effective_on, m.credit_id AS control_id, m.amount AS pounds
    FROM side JOIN ledger_movement AS m ON m.debit_id = side.ledger_account_id
    UNION ALL
    SELECT side.rent_account_id, side.void_group, m.code, m.effective_on, m.debit_id, -m.amount
    FROM side JOIN ledger_movement AS m ON m.credit_id = side.ledger_account_id
), stands AS (
    SELECT moved.rent_account_id, moved.code, moved.pounds, substr(control.code, length('income.') + 1) AS stands_in,
        coalesce(
            moved.void_group,
            (SELECT change."group" FROM change
             WHERE change.rent_account_id = moved.rent_account_id AND change.from_on <= moved.effective_on
             ORDER BY change.id DESC LIMIT 1),
            (SELECT change.was FROM change WHERE change.rent_account_id = moved.rent_account_id
             ORDER BY change.id LIMIT 1)) AS belongs_in
    FROM moved JOIN ledger_account AS control ON control.id = moved.control_id AND control.code ^@ 'income.'
), wanted AS (
    SELECT rent_account_id, code, stands_in AS from_group, belongs_in AS to_group, sum(pounds) AS pounds
    FROM stands WHERE stands_in <> belongs_in GROUP BY 1, 2, 3, 4
), done AS (
    SELECT rent_account_id, code, from_group, to_group, sum(pounds) AS pounds
    FROM rents_incomemove
    WHERE council_id = %(council)s AND rent_account_id IN (SELECT rent_account_id FROM change)
    GROUP BY 1, 2, 3, 4
)
SELECT rent_account_id, code, from_group, to_group, coalesce(wanted.pounds, 0) - coalesce(done.pounds, 0) AS pounds
FROM wanted FULL JOIN done USING (rent_account_id, code, from_group, to_group)
WHERE coalesce(wanted.pounds, 0) <> coalesce(done.pounds, 0)
ORDER BY 1, 2, 3, 4
