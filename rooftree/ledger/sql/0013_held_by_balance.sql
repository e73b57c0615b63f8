-- An account is held by the row of its kept balance: whoever posts changes that row anyway, and so holds it. Everybody
-- takes the rows in the order of the accounts, so that nobody waits for who waits for them. First the tables, which keeps
-- a run from being attached, and balances from being rebuilt, in between.
CREATE FUNCTION ledger_hold(accounts bigint[]) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET enable_seqscan = off SET jit = off AS $$
DECLARE
    held bigint;
BEGIN
    LOCK TABLE ledger_account IN ROW SHARE MODE;
    LOCK TABLE ledger_balanceposted IN ROW EXCLUSIVE MODE;
    PERFORM FROM ledger_balanceposted
    WHERE account_id = ANY (accounts) AND council_id = ANY (acting_for()) ORDER BY account_id FOR NO KEY UPDATE;
    GET DIAGNOSTICS held = ROW_COUNT;
    RETURN held;
END $$;
REVOKE ALL ON FUNCTION ledger_hold(bigint[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ledger_hold(bigint[]) TO rooftree_app;

-- Whoever closes an account waits until what was being posted to it has ended.
CREATE FUNCTION ledger_close_account() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM ledger_hold(ARRAY[NEW.id]);
    RETURN NEW;
END $$;
REVOKE ALL ON FUNCTION ledger_close_account() FROM PUBLIC;
CREATE INDEX ledger_account_closed ON ledger_account (id) WHERE closed_on IS NOT NULL;
CREATE TRIGGER ledger_account_closes BEFORE UPDATE OF closed_on ON ledger_account
    FOR EACH ROW WHEN (OLD.closed_on IS DISTINCT FROM NEW.closed_on) EXECUTE FUNCTION ledger_close_account();

-- What must be true of every movement that is posted by itself, and the balances that it changes.
CREATE OR REPLACE FUNCTION ledger_keep() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    posted record;
    movements bigint := 0;
    has_reversals boolean := false;
    nestloop text := current_setting('enable_nestloop');
    hashjoin text := current_setting('enable_hashjoin');
    sides bigint;
    closed record;
    side text;
BEGIN
    FOR posted IN
        SELECT council_id, count(*) AS movements, min(posted_on) AS first_on, bool_or(by_run) AS by_run,
               count(reverses_id) > 0 AS has_reversals
        FROM new_rows GROUP BY council_id ORDER BY council_id
    LOOP
        IF posted.by_run THEN
            RAISE EXCEPTION 'What a run posts is built aside and attached.'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'runs_are_attached';
        END IF;
        PERFORM ledger_still_open(posted.council_id, posted.first_on);
        movements := movements + posted.movements;
        has_reversals := has_reversals OR posted.has_reversals;
    END LOOP;
    IF movements = 0 THEN
        RETURN NULL;
    END IF;

    IF has_reversals THEN
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

    -- A few accounts are held first. Many are not looked up one by one: they and their balances are read from end to end,
    -- in the order of their ids, as a merge join does. How many there are the planner cannot know, so we say.
    -- Whoever takes an account away waits until we have ended, and we wait for them.
    IF movements > 1000 THEN
        PERFORM ledger_hold('{}'), set_config('enable_nestloop', 'off', true), set_config('enable_hashjoin', 'off', true);
    ELSE
        PERFORM ledger_hold(ARRAY(SELECT debit_id FROM new_rows UNION SELECT credit_id FROM new_rows));
    END IF;
    -- Planned each time: one movement and a hundred thousand want another plan, and a kept one would serve the first.
    EXECUTE $keep$
        WITH moved AS MATERIALIZED (
            SELECT a.id, sum(side.sides) FILTER (WHERE a.council_id = side.council_id) AS sides, sum(side.amount) AS amount
            FROM (SELECT council_id, debit_id AS account_id, count(*)::int AS sides, sum(amount) AS amount
                  FROM new_rows GROUP BY council_id, debit_id
                  UNION ALL SELECT council_id, credit_id, 1, -amount FROM new_rows) AS side
            JOIN ledger_account AS a ON a.id = side.account_id
            GROUP BY a.id
        ), kept AS (
            UPDATE ledger_balanceposted AS b SET amount = b.amount + moved.amount
            FROM moved WHERE b.account_id = moved.id AND moved.amount <> 0
        )
        SELECT sum(sides) FROM moved
    $keep$ INTO sides;
    PERFORM set_config('enable_nestloop', nestloop, true), set_config('enable_hashjoin', hashjoin, true);
    -- Who closed an account has held it, so that now we see it.
    EXECUTE $closed$
        SELECT min(a.closed_on) AS closed_on, max(side.posted_on) AS posted_on
        FROM (SELECT debit_id AS account_id, posted_on FROM new_rows
              UNION ALL SELECT credit_id, posted_on FROM new_rows) AS side
        JOIN ledger_account AS a
            ON a.id = side.account_id AND a.closed_on IS NOT NULL AND a.closed_on <= side.posted_on
    $closed$ INTO closed;
    IF sides IS DISTINCT FROM 2 * movements THEN
        SELECT CASE WHEN bool_and(EXISTS (SELECT FROM ledger_account AS a
                                          WHERE a.council_id = n.council_id AND a.id = n.debit_id))
                    THEN 'credit_id' ELSE 'debit_id' END INTO side FROM new_rows AS n;
        RAISE EXCEPTION 'A movement is between two accounts of its council.' USING ERRCODE = 'foreign_key_violation',
            CONSTRAINT = format('ledger_movement_%s_same_council', side);
    END IF;
    IF closed.closed_on IS NOT NULL THEN
        RAISE EXCEPTION 'An account closed on %, so nothing is posted to it on %.',
            closed.closed_on, closed.posted_on
            USING ERRCODE = 'check_violation', CONSTRAINT = 'account_is_open';
    END IF;
    RETURN NULL;
END $$;
