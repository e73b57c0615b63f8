-- A year's close: what every personal account had on it, and a year of runs and of postings rewritten in account order.
-- The steps are called by rooftree/ledger/closing.py, each in a short transaction of its own.

-- What was on each personal account when the books were closed for a year.
CREATE TABLE ledger_closedbalance (
    account_id bigint NOT NULL,
    until_on date NOT NULL,
    council_id bigint NOT NULL,
    amount numeric(14, 2) NOT NULL,
    CONSTRAINT account_is_closed_once_a_day PRIMARY KEY (account_id, until_on)
);
COMMENT ON COLUMN ledger_closedbalance.until_on IS 'The first day that is not counted.';

-- Write what every personal account had on it before a day: what it had at the last year's close, and what moved since.
CREATE FUNCTION ledger_close_balances(council bigint, day date) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    written bigint;
BEGIN
    PERFORM ledger_must_act_for(council);
    IF NOT EXISTS (SELECT FROM ledger_closing WHERE council_id = council AND until_on >= day) THEN
        RAISE EXCEPTION 'The books are not closed until %.', day
            USING ERRCODE = 'check_violation', CONSTRAINT = 'year_closes_closed_books';
    END IF;
    INSERT INTO ledger_closedbalance (account_id, until_on, council_id, amount)
    SELECT a.id, day, council, coalesce(m.amount, 0)
    FROM ledger_account AS a LEFT JOIN ledger_sums(council, day) AS m ON m.account_id = a.id
    WHERE a.council_id = council AND a.kind = 'personal';
    GET DIAGNOSTICS written = ROW_COUNT;
    RETURN written;
END $$;

-- What was on each account of a council before an accounting day (on all days, without one): what it had at the last
-- year's close before that day, and what moved since.
CREATE FUNCTION ledger_sums(council bigint, day date) RETURNS TABLE (account_id bigint, amount numeric)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    since date;
BEGIN
    PERFORM ledger_must_act_for(council);
    SELECT max(until_on) INTO since FROM ledger_yearclose
    WHERE council_id = council AND until_on <= coalesce(day, 'infinity');
    RETURN QUERY
    WITH moved AS (
        SELECT m.debit_id, m.credit_id, sum(m.amount) AS amount FROM ledger_movement AS m
        WHERE m.council_id = council AND m.posted_on < coalesce(day, 'infinity')
          AND m.posted_on >= coalesce(since, '-infinity')
        GROUP BY m.debit_id, m.credit_id)
    SELECT s.account_id, sum(s.amount)
    FROM (SELECT c.account_id, c.amount FROM ledger_closedbalance AS c
          WHERE c.council_id = council AND c.until_on = since
          UNION ALL SELECT moved.debit_id, moved.amount FROM moved
          UNION ALL SELECT moved.credit_id, -moved.amount FROM moved) AS s
    GROUP BY s.account_id;
END $$;

-- Prove the kept balances: how many are not what was closed and what moved since, and by how many pounds in all.
CREATE FUNCTION ledger_disproved(council bigint) RETURNS TABLE (account_id bigint, kept numeric, proved numeric)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT a.id, b.amount, coalesce(m.amount, 0)
    FROM ledger_account AS a LEFT JOIN ledger_balance AS b ON b.account_id = a.id
    LEFT JOIN ledger_sums(council, NULL) AS m ON m.account_id = a.id
    WHERE a.council_id = council AND a.kind = 'personal' AND b.amount IS DISTINCT FROM coalesce(m.amount, 0)
$$;

-- Make the kept balances anew from all movements; return how many rows were wrong. Who posts waits meanwhile.
CREATE FUNCTION ledger_rebuild(council bigint) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    wrong bigint;
    more bigint;
BEGIN
    PERFORM ledger_must_act_for(council);
    LOCK TABLE ledger_balanceposted, ledger_balancecharged IN SHARE ROW EXCLUSIVE MODE;
    INSERT INTO ledger_balanceposted (account_id, council_id)
    SELECT id, council_id FROM ledger_account WHERE council_id = council AND kind = 'personal'
    ON CONFLICT DO NOTHING;
    INSERT INTO ledger_balancecharged (account_id, council_id)
    SELECT id, council_id FROM ledger_account WHERE council_id = council AND kind = 'personal'
    ON CONFLICT DO NOTHING;
    WITH sides AS (SELECT b.account_id, coalesce(sum(m.amount), 0) AS amount
        FROM ledger_balanceposted AS b LEFT JOIN ledger_sides(council, false) AS m USING (account_id)
        WHERE b.council_id = council GROUP BY b.account_id)
    UPDATE ledger_balanceposted AS b SET amount = sides.amount FROM sides
    WHERE b.account_id = sides.account_id AND b.amount <> sides.amount;
    GET DIAGNOSTICS wrong = ROW_COUNT;
    WITH sides AS (SELECT b.account_id, coalesce(sum(m.amount), 0) AS amount
        FROM ledger_balancecharged AS b LEFT JOIN ledger_sides(council, true) AS m USING (account_id)
        WHERE b.council_id = council GROUP BY b.account_id)
    UPDATE ledger_balancecharged AS b SET amount = sides.amount FROM sides
    WHERE b.account_id = sides.account_id AND b.amount <> sides.amount;
    GET DIAGNOSTICS more = ROW_COUNT;
    RETURN wrong + more;
END $$;

CREATE FUNCTION ledger_sides(council bigint, of_runs boolean) RETURNS TABLE (account_id bigint, amount numeric)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT debit_id, amount FROM ledger_movement WHERE council_id = council AND by_run = of_runs
    UNION ALL
    SELECT credit_id, -amount FROM ledger_movement WHERE council_id = council AND by_run = of_runs
$$;

-- Begin to write the runs of a closed year in account order, in one table; return its name, or nothing if there is
-- nothing to gather.
CREATE FUNCTION ledger_begin_year(council bigint, day date) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    leaf text;
    runs bigint[];
BEGIN
    PERFORM ledger_must_act_for(council);
    SELECT array_agg(id ORDER BY id) INTO runs FROM ledger_apart(council, day);
    IF runs IS NULL THEN RETURN NULL; END IF;
    leaf := format('ledger_year_%s_%s', council, runs[cardinality(runs)]);
    PERFORM ledger_make_aside(leaf, format(
        'by_run IS NOT NULL AND by_run AND run_id IS NOT NULL AND run_id = ANY (%L::bigint[]) AND council_id = %s',
        runs, council));
    EXECUTE format('INSERT INTO %I SELECT * FROM ledger_movement WHERE by_run AND run_id = ANY (%L::bigint[]) '
                   'ORDER BY debit_id, posted_on, id', leaf, runs);
    RETURN leaf;
END $$;

-- The runs of a council before a day that still have a partition of their own.
CREATE FUNCTION ledger_apart(council bigint, day date) RETURNS TABLE (id bigint, leaf text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT r.id, c.relname::text
    FROM ledger_run AS r JOIN pg_class AS c ON c.relname = ledger_run_name(council, r.id)
    WHERE r.council_id = council AND r.posted_on < day AND c.relispartition
      AND c.relnamespace = 'public'::regnamespace
$$;

CREATE FUNCTION ledger_must_be_year(council bigint, leaf text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM ledger_must_act_for(council);
    IF leaf !~ format('^ledger_year_%s_[0-9]+$', council) THEN
        RAISE EXCEPTION '% is no year of council %.', leaf, council USING ERRCODE = 'insufficient_privilege';
    END IF;
END $$;

CREATE FUNCTION ledger_key_year(council bigint, leaf text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM ledger_must_be_year(council, leaf);
    PERFORM ledger_key_aside(leaf);
END $$;

CREATE FUNCTION ledger_check_year(council bigint, leaf text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM ledger_must_be_year(council, leaf);
    PERFORM ledger_validate(leaf);
END $$;

-- Put the year in the place of its runs. The runs' own tables are left over, and dropped one by one.
CREATE FUNCTION ledger_swap_year(council bigint, day date, leaf text) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    runs bigint[];
    detached text;
    same boolean;
BEGIN
    PERFORM ledger_must_be_year(council, leaf);
    SELECT array_agg(a.id), string_agg(format('ALTER TABLE ledger_charged DETACH PARTITION %I;', a.leaf), ' ')
    INTO runs, detached FROM ledger_apart(council, day) AS a;
    EXECUTE format(
        'SELECT (SELECT (count(*), sum(amount), sum(debit_id * 31 + credit_id)) FROM %I) = '
        '(SELECT (count(*), sum(amount), sum(debit_id * 31 + credit_id)) FROM ledger_movement '
        ' WHERE by_run AND run_id = ANY ($1))', leaf) INTO same USING runs;
    IF NOT same THEN
        RAISE EXCEPTION '% does not hold what its runs hold.', leaf;
    END IF;
    PERFORM ledger_attach(leaf, detached || format(' ALTER TABLE ledger_charged ATTACH PARTITION %I FOR VALUES IN (%s)',
                                                   leaf, array_to_string(runs, ', ')));
    RETURN cardinality(runs);
END $$;

REVOKE ALL ON FUNCTION ledger_close_balances(bigint, date), ledger_sums(bigint, date), ledger_disproved(bigint),
    ledger_rebuild(bigint), ledger_sides(bigint, boolean), ledger_begin_year(bigint, date), ledger_apart(bigint, date),
    ledger_key_year(bigint, text), ledger_check_year(bigint, text), ledger_swap_year(bigint, date, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ledger_close_balances(bigint, date), ledger_sums(bigint, date),
    ledger_disproved(bigint), ledger_rebuild(bigint), ledger_begin_year(bigint, date),
    ledger_key_year(bigint, text), ledger_check_year(bigint, text), ledger_swap_year(bigint, date, text)
    TO rooftree_app;
