-- Movements of money. Each takes an amount from one account to another, so the books balance by construction.
-- What a run posts stands in a partition of its own; what is posted by itself stands in the year it is posted on.
CREATE SEQUENCE ledger_movement_id AS bigint;

CREATE TABLE ledger_movement (
    id bigint NOT NULL DEFAULT nextval('ledger_movement_id'),
    debit_id bigint NOT NULL,
    credit_id bigint NOT NULL,
    council_id bigint NOT NULL,
    run_id bigint,
    reverses_id bigint,
    posted_at timestamptz NOT NULL,
    effective_on date NOT NULL,
    posted_on date NOT NULL,
    by_run boolean NOT NULL,
    amount numeric(12, 2) NOT NULL,
    kind varchar(8) NOT NULL,
    code varchar(3) NOT NULL,
    narrative varchar(300) NOT NULL DEFAULT '',
    reference varchar(60) NOT NULL DEFAULT '',
    batch varchar(60) NOT NULL DEFAULT '',
    who varchar(100) NOT NULL DEFAULT '',
    CONSTRAINT movement_is_above_nought CHECK (amount > 0),
    CONSTRAINT movement_is_between_two CHECK (debit_id <> credit_id),
    CONSTRAINT movement_is_of_a_kind CHECK (kind IN ('charge', 'receipt', 'journal', 'reversal', 'opening')),
    CONSTRAINT movement_of_a_run_names_it CHECK (by_run = (run_id IS NOT NULL)),
    CONSTRAINT reversal_names_its_movement CHECK ((kind = 'reversal') = (reverses_id IS NOT NULL)),
    CONSTRAINT reversal_has_a_reason CHECK (kind <> 'reversal' OR narrative <> '')
) PARTITION BY LIST (by_run);

COMMENT ON COLUMN ledger_movement.effective_on IS 'The day, or the first day, that it is for.';
COMMENT ON COLUMN ledger_movement.posted_on IS 'The accounting day.';
COMMENT ON COLUMN ledger_movement.code IS 'A transaction code, which the ledger does not read.';

CREATE TABLE ledger_posted PARTITION OF ledger_movement FOR VALUES IN (false) PARTITION BY RANGE (posted_on);
CREATE TABLE ledger_charged PARTITION OF ledger_movement FOR VALUES IN (true) PARTITION BY LIST (run_id);

-- What each movement was asked for under: the same key posts nothing again.
CREATE TABLE ledger_key (
    movement_id bigint PRIMARY KEY,
    council_id bigint NOT NULL,
    key varchar(120) NOT NULL,
    CONSTRAINT movement_is_posted_once_a_key UNIQUE (council_id, key)
);

-- Which movements were taken back, and by which. Written by a trigger.
CREATE TABLE ledger_reversal (
    movement_id bigint CONSTRAINT movement_is_reversed_once PRIMARY KEY,
    reversal_id bigint NOT NULL CONSTRAINT reversal_is_of_one_movement UNIQUE,
    council_id bigint NOT NULL
);

-- The kept balance of a personal account is the sum of two rows: a payment changes the one and a run the other,
-- so neither waits for the other. Rows are changed in place, on their own page.
CREATE TABLE ledger_balanceposted (
    account_id bigint PRIMARY KEY,
    council_id bigint NOT NULL,
    amount numeric(14, 2) NOT NULL DEFAULT 0
) WITH (fillfactor = 80);

CREATE TABLE ledger_balancecharged (
    account_id bigint PRIMARY KEY,
    council_id bigint NOT NULL,
    amount numeric(14, 2) NOT NULL DEFAULT 0
) WITH (fillfactor = 45);

CREATE VIEW ledger_balance WITH (security_invoker = true) AS
SELECT council_id, account_id, p.amount + c.amount AS amount
FROM ledger_balanceposted AS p JOIN ledger_balancecharged AS c USING (council_id, account_id);

-- One partition: protected as the parent is, with a key and an index for each side. The app has no right to it.
CREATE FUNCTION ledger_guard(leaf text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    EXECUTE format('REVOKE ALL ON %I FROM PUBLIC, rooftree_app', leaf);
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', leaf);
    EXECUTE format('CREATE POLICY own_council ON %I USING '
                   '(council_id = ANY ((SELECT acting_for())::int[]))', leaf);
    EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON %I '
                   'FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', leaf);
END $$;

CREATE FUNCTION ledger_index(leaf text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    EXECUTE format('ALTER TABLE %I ADD PRIMARY KEY (id)', leaf);
    EXECUTE format('CREATE INDEX ON %I (debit_id)', leaf);
    EXECUTE format('CREATE INDEX ON %I (credit_id)', leaf);
END $$;

-- A year of what is posted by itself starts on 1 April. Years are made ahead; one that is missing is made on demand.
CREATE FUNCTION ledger_make_years(first_on date, last_on date) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    first_year int := extract(year FROM first_on - interval '3 months')::int;
    last_year int := extract(year FROM last_on - interval '3 months')::int;
    leaf text;
BEGIN
    IF last_year - first_year > 120 OR first_year < 1900 OR last_year > 2200 THEN
        RAISE EXCEPTION 'Nothing is posted from % to %.', first_on, last_on
            USING ERRCODE = 'check_violation', CONSTRAINT = 'posted_in_a_sensible_year';
    END IF;
    FOR made IN first_year .. last_year LOOP
        leaf := 'ledger_posted_' || made;
        CONTINUE WHEN to_regclass(leaf) IS NOT NULL;
        PERFORM pg_advisory_xact_lock(hashtext('ledger years'));
        CONTINUE WHEN to_regclass(leaf) IS NOT NULL;
        -- In this order, as everybody: the accounts first, then the movements.
        LOCK TABLE ledger_account IN ACCESS EXCLUSIVE MODE;
        EXECUTE format('CREATE TABLE %I PARTITION OF ledger_posted FOR VALUES FROM (%L) TO (%L)',
                       leaf, make_date(made, 4, 1), make_date(made + 1, 4, 1));
        PERFORM ledger_index(leaf);
        PERFORM ledger_guard(leaf);
    END LOOP;
END $$;

-- What must be true of every movement that is posted by itself, and the balances that it changes.
CREATE FUNCTION ledger_keep() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    wrong record;
BEGIN
    IF EXISTS (SELECT FROM new_rows WHERE by_run) THEN
        RAISE EXCEPTION 'What a run posts is built aside and attached.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'runs_are_attached';
    END IF;
    PERFORM ledger_still_open(council_id, first_on)
    FROM (SELECT council_id, min(posted_on) AS first_on FROM new_rows GROUP BY council_id) AS posted;

    SELECT m.posted_on, a.closed_on INTO wrong
    FROM (SELECT debit_id AS account_id, posted_on FROM new_rows
          UNION ALL SELECT credit_id, posted_on FROM new_rows) AS m
    JOIN ledger_account AS a ON a.id = m.account_id
    WHERE a.closed_on <= m.posted_on LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'An account closed on %, so nothing is posted to it on %.', wrong.closed_on, wrong.posted_on
            USING ERRCODE = 'check_violation', CONSTRAINT = 'account_is_open';
    END IF;

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

    UPDATE ledger_balanceposted AS b SET amount = b.amount + d.amount
    FROM (SELECT account_id, sum(amount) AS amount
          FROM (SELECT debit_id AS account_id, amount FROM new_rows
                UNION ALL SELECT credit_id, -amount FROM new_rows) AS sides
          GROUP BY account_id) AS d
    WHERE b.account_id = d.account_id AND d.amount <> 0;
    RETURN NULL;
END $$;

-- Refuse a day in a closed period, and let nobody close it before this transaction ends.
CREATE FUNCTION ledger_still_open(council bigint, first_on date) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    closed_until date;
BEGIN
    PERFORM pg_advisory_xact_lock_shared(hashtext('ledger closing'), council::int);
    SELECT max(until_on) INTO closed_until FROM ledger_closing WHERE council_id = council;
    IF first_on < closed_until THEN
        RAISE EXCEPTION 'The books are closed until %, so nothing is posted on %.', closed_until, first_on
            USING ERRCODE = 'check_violation', CONSTRAINT = 'period_is_open';
    END IF;
END $$;

CREATE TRIGGER ledger_movement_keep AFTER INSERT ON ledger_movement
REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION ledger_keep();

-- A personal account begins with nothing on it.
CREATE FUNCTION ledger_begin_balance() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO ledger_balanceposted (account_id, council_id)
    SELECT id, council_id FROM new_rows WHERE kind = 'personal';
    INSERT INTO ledger_balancecharged (account_id, council_id)
    SELECT id, council_id FROM new_rows WHERE kind = 'personal';
    RETURN NULL;
END $$;

CREATE TRIGGER ledger_account_balance AFTER INSERT ON ledger_account
REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION ledger_begin_balance();

GRANT USAGE ON SEQUENCE ledger_movement_id TO rooftree_app;
REVOKE ALL ON FUNCTION ledger_guard(text), ledger_index(text), ledger_keep(), ledger_begin_balance(),
    ledger_still_open(bigint, date), ledger_make_years(date, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ledger_make_years(date, date) TO rooftree_app;

SELECT ledger_make_years('2024-04-01', '2030-03-31');

-- Closing waits for what is being posted, and goes forwards only.
CREATE FUNCTION ledger_close() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('ledger closing'), NEW.council_id::int);
    IF EXISTS (SELECT FROM ledger_closing WHERE council_id = NEW.council_id AND until_on > NEW.until_on) THEN
        RAISE EXCEPTION 'The books are closed until a later day than %.', NEW.until_on
            USING ERRCODE = 'check_violation', CONSTRAINT = 'books_close_forwards';
    END IF;
    RETURN NEW;
END $$;
REVOKE ALL ON FUNCTION ledger_close() FROM PUBLIC;
CREATE TRIGGER ledger_closing_waits BEFORE INSERT ON ledger_closing FOR EACH ROW EXECUTE FUNCTION ledger_close();
