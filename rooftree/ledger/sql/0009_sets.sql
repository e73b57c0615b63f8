-- What is posted is looked at a statement at a time, its accounts too: a key would look at a day's hundred thousand
-- receipts one by one, on both sides, which took a third of the time. Runs keep their keys: they are checked as a set.
ALTER TABLE ledger_movement DROP CONSTRAINT ledger_movement_debit_id_same_council;
ALTER TABLE ledger_movement DROP CONSTRAINT ledger_movement_credit_id_same_council;
ALTER TABLE ledger_charged ADD CONSTRAINT ledger_movement_debit_id_same_council
    FOREIGN KEY (council_id, debit_id) REFERENCES ledger_account (council_id, id) DEFERRABLE INITIALLY IMMEDIATE;
ALTER TABLE ledger_charged ADD CONSTRAINT ledger_movement_credit_id_same_council
    FOREIGN KEY (council_id, credit_id) REFERENCES ledger_account (council_id, id) DEFERRABLE INITIALLY IMMEDIATE;

-- A file of payments changes most balances of a council at once, as a run does: each on its own page.
ALTER TABLE ledger_balanceposted SET (fillfactor = 45);
CLUSTER ledger_balanceposted USING ledger_balanceposted_pkey;

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

-- The other end of it: an account to which something was posted stays, and every account stays its council's.
CREATE FUNCTION ledger_accounts_stay() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM old_rows AS o JOIN ledger_movement AS m ON m.debit_id = o.id)
       OR EXISTS (SELECT FROM old_rows AS o JOIN ledger_movement AS m ON m.credit_id = o.id) THEN
        RAISE EXCEPTION 'An account to which something was posted stays.'
            USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'ledger_account_stays';
    END IF;
    RETURN NULL;
END $$;
CREATE FUNCTION ledger_wait_for_postings() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    LOCK TABLE ledger_account IN EXCLUSIVE MODE;
    RETURN NULL;
END $$;
CREATE TRIGGER ledger_account_waits BEFORE DELETE ON ledger_account
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_wait_for_postings();
CREATE TRIGGER ledger_account_stays AFTER DELETE ON ledger_account REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_accounts_stay();

CREATE FUNCTION ledger_account_is_the_same() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'An account keeps its number and its council.'
        USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'ledger_account_stays';
END $$;
CREATE TRIGGER ledger_account_is_the_same BEFORE UPDATE OF id, council_id ON ledger_account
    FOR EACH ROW WHEN ((OLD.id, OLD.council_id) IS DISTINCT FROM (NEW.id, NEW.council_id))
    EXECUTE FUNCTION ledger_account_is_the_same();
REVOKE ALL ON FUNCTION ledger_accounts_stay(), ledger_wait_for_postings() FROM PUBLIC;
