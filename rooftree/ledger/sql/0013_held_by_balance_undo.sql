DROP TRIGGER ledger_account_closes ON ledger_account;
DROP FUNCTION ledger_close_account();
DROP INDEX ledger_account_closed;
-- What must be true of every movement that is posted by itself, and the balances that it changes.
CREATE OR REPLACE FUNCTION ledger_keep() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    found_accounts record;
    side text;
BEGIN
    IF EXISTS (SELECT FROM new_rows WHERE by_run) THEN
        RAISE EXCEPTION 'What a run posts is built aside and attached.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'runs_are_attached';
    END IF;
    PERFORM ledger_still_open(council_id, first_on)
    FROM (SELECT council_id, min(posted_on) AS first_on FROM new_rows GROUP BY council_id) AS posted;

    IF EXISTS (SELECT FROM new_rows WHERE reverses_id IS NOT NULL) THEN
        IF EXISTS (
            SELECT FROM new_rows AS n
            WHERE n.reverses_id IS NOT NULL AND NOT EXISTS (
                SELECT FROM ledger_movement AS o
                WHERE o.id = n.reverses_id AND o.council_id = n.council_id AND o.kind <> 'reversal'
                  AND (o.debit_id, o.credit_id, o.amount) = (n.credit_id, n.debit_id, n.amount))
        ) THEN
            RAISE EXCEPTION 'A reversal takes back the whole of one movement that is no reversal itself.'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'reversal_mirrors_its_movement';
        END IF;
        INSERT INTO ledger_reversal (council_id, movement_id, reversal_id)
        SELECT council_id, reverses_id, id FROM new_rows WHERE reverses_id IS NOT NULL;
    END IF;

    -- Whoever takes an account away waits until we have ended, and we wait for them.
    LOCK TABLE ledger_account IN ROW SHARE MODE;
    -- Planned each time: one movement and a hundred thousand want another plan, and a kept one would serve the first.
    EXECUTE $keep$
        WITH moved AS MATERIALIZED (
            SELECT a.id, a.closed_on, count(*) AS sides, sum(side.amount) AS amount, max(side.posted_on) AS last_on
            FROM (SELECT council_id, debit_id AS account_id, amount, posted_on FROM new_rows
                  UNION ALL SELECT council_id, credit_id, -amount, posted_on FROM new_rows) AS side
            JOIN ledger_account AS a ON a.council_id = side.council_id AND a.id = side.account_id
            GROUP BY a.id
        ), kept AS (
            UPDATE ledger_balanceposted AS b SET amount = b.amount + moved.amount
            FROM moved WHERE b.account_id = moved.id AND moved.amount <> 0
        )
        SELECT sum(sides) = 2 * (SELECT count(*) FROM new_rows) AS of_council,
               min(closed_on) FILTER (WHERE closed_on <= last_on) AS closed_on,
               max(last_on) FILTER (WHERE closed_on <= last_on) AS posted_on
        FROM moved
    $keep$ INTO found_accounts;
    IF found_accounts.of_council IS NOT TRUE AND EXISTS (SELECT FROM new_rows) THEN
        SELECT CASE WHEN bool_and(EXISTS (SELECT FROM ledger_account AS a
                                          WHERE a.council_id = n.council_id AND a.id = n.debit_id))
                    THEN 'credit_id' ELSE 'debit_id' END INTO side FROM new_rows AS n;
        RAISE EXCEPTION 'A movement is between two accounts of its council.' USING ERRCODE = 'foreign_key_violation',
            CONSTRAINT = format('ledger_movement_%s_same_council', side);
    END IF;
    IF found_accounts.closed_on IS NOT NULL THEN
        RAISE EXCEPTION 'An account closed on %, so nothing is posted to it on %.',
            found_accounts.closed_on, found_accounts.posted_on
            USING ERRCODE = 'check_violation', CONSTRAINT = 'account_is_open';
    END IF;
    RETURN NULL;
END $$;
DROP FUNCTION ledger_hold(bigint[]);
