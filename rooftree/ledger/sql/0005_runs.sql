-- A run is built in a table aside and attached as a partition. The steps are called by rooftree/ledger/runs.py, each
-- in a short transaction of its own; the app may do nothing to the table aside but fill it.

CREATE FUNCTION ledger_must_act_for(council bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF council <> ALL (acting_for()) THEN
        RAISE EXCEPTION 'Not acting for council %.', council USING ERRCODE = 'insufficient_privilege';
    END IF;
END $$;

CREATE FUNCTION ledger_run_name(council bigint, run bigint) RETURNS text LANGUAGE sql IMMUTABLE AS
$$ SELECT format('ledger_run_%s_%s', council, run) $$;

CREATE FUNCTION ledger_tie(leaf text, side text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    EXECUTE format(
        'ALTER TABLE %I ADD CONSTRAINT %I FOREIGN KEY (council_id, %I) '
        'REFERENCES ledger_account (council_id, id) DEFERRABLE INITIALLY IMMEDIATE NOT VALID',
        leaf, 'ledger_movement_' || side || '_same_council', side);
END $$;

-- A table aside, and what it must hold to be attached without being read again.
CREATE FUNCTION ledger_make_aside(leaf text, holds text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    EXECUTE format('CREATE TABLE %I (LIKE ledger_movement INCLUDING DEFAULTS INCLUDING CONSTRAINTS, '
                   'CONSTRAINT of_this_partition CHECK (%s))', leaf, holds);
END $$;

-- Index what is written, and give it keys that are not yet checked.
CREATE FUNCTION ledger_key_aside(leaf text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM ledger_guard(leaf);
    PERFORM ledger_index(leaf);
    PERFORM ledger_tie(leaf, 'debit_id');
    PERFORM ledger_tie(leaf, 'credit_id');
END $$;

CREATE FUNCTION ledger_begin_run(council bigint) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    run bigint := nextval(pg_get_serial_sequence('ledger_run', 'id'));
    leaf text := ledger_run_name(council, run);
BEGIN
    PERFORM ledger_must_act_for(council);
    PERFORM ledger_make_aside(leaf, format(
        'by_run IS NOT NULL AND by_run AND run_id IS NOT NULL AND run_id = %s AND council_id = %s', run, council));
    EXECUTE format('GRANT INSERT ON %I TO rooftree_app', leaf);
    RETURN run;
END $$;

CREATE FUNCTION ledger_key_run(council bigint, run bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM ledger_must_act_for(council);
    PERFORM ledger_key_aside(ledger_run_name(council, run));
END $$;

-- Check the keys as a set.
CREATE FUNCTION ledger_check_run(council bigint, run bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM ledger_must_act_for(council);
    PERFORM ledger_validate(ledger_run_name(council, run));
END $$;

CREATE FUNCTION ledger_validate(leaf text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    EXECUTE format('ALTER TABLE %I VALIDATE CONSTRAINT ledger_movement_debit_id_same_council', leaf);
    EXECUTE format('ALTER TABLE %I VALIDATE CONSTRAINT ledger_movement_credit_id_same_council', leaf);
    EXECUTE format('ANALYZE %I', leaf);
END $$;

-- Post the run: balances, its row, the audit, and last the partition.
CREATE FUNCTION ledger_post_run(council bigint, run bigint, run_key text, of_day date, on_day date,
                                moment timestamptz, by_whom text, OUT rows_posted bigint, OUT total numeric)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    leaf text := ledger_run_name(council, run);
    closed date;
    as_said boolean;
BEGIN
    PERFORM ledger_must_act_for(council);
    PERFORM ledger_still_open(council, on_day);
    EXECUTE format('SELECT count(*), coalesce(sum(amount), 0), bool_and(kind = ''charge'' AND posted_on = $1) FROM %I',
                   leaf) INTO rows_posted, total, as_said USING on_day;
    IF NOT as_said THEN
        RAISE EXCEPTION 'A run posts charges on one day, %.', on_day
            USING ERRCODE = 'check_violation', CONSTRAINT = 'run_is_charges_of_one_day';
    END IF;
    EXECUTE format(
        'SELECT min(closed_on) FROM ledger_account AS a WHERE closed_on <= $1 AND EXISTS '
        '(SELECT FROM %1$I WHERE a.id IN (debit_id, credit_id))', leaf) INTO closed USING on_day;
    IF closed IS NOT NULL THEN
        RAISE EXCEPTION 'An account closed on %, so nothing is posted to it on %.', closed, on_day
            USING ERRCODE = 'check_violation', CONSTRAINT = 'account_is_open';
    END IF;
    EXECUTE format(
        'UPDATE ledger_balancecharged AS b SET amount = b.amount + d.amount '
        'FROM (SELECT account_id, sum(amount) AS amount '
        '      FROM (SELECT debit_id AS account_id, amount FROM %1$I '
        '            UNION ALL SELECT credit_id, -amount FROM %1$I) AS sides GROUP BY account_id) AS d '
        'WHERE b.account_id = d.account_id AND d.amount <> 0', leaf);
    INSERT INTO ledger_run (id, council_id, key, effective_on, posted_on, posted_at, who, rows, total)
    VALUES (run, council, run_key, of_day, on_day, moment, by_whom, rows_posted, total);
    IF rows_posted = 0 THEN
        EXECUTE format('DROP TABLE %I', leaf);
        RETURN;
    END IF;
    EXECUTE format(
        'INSERT INTO foundations_auditchange '
        '(council_id, restricted_to, at, table_name, action, inserted, who, from_where, why) '
        'SELECT $1, 0, clock_timestamp(), ''ledger_movement'', ''insert'', range_agg(int8range(id, id, ''[]'')), '
        'said_who(), said(''where''), said(''why'') FROM %I', leaf) USING council;
    PERFORM ledger_attach(leaf, format('ALTER TABLE ledger_charged ATTACH PARTITION %I FOR VALUES IN (%s)', leaf, run));
END $$;

-- Change the partitions while payments arrive. Who posts locks the accounts before the movements, and so do we: all
-- of them, for some milliseconds. We wait shortly, let those behind us pass, and try again.
CREATE FUNCTION ledger_attach(leaf text, change text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    before text := current_setting('lock_timeout');
    give_up timestamptz := clock_timestamp() + interval '2 minutes';
BEGIN
    LOOP
        BEGIN
            PERFORM set_config('lock_timeout', '15ms', true);
            LOCK TABLE ledger_account IN ACCESS EXCLUSIVE MODE;
            EXECUTE change;
            EXIT;
        EXCEPTION WHEN lock_not_available OR deadlock_detected THEN
            IF clock_timestamp() > give_up THEN RAISE; END IF;
        END;
        PERFORM pg_sleep(0.02 + random() * 0.05);
    END LOOP;
    PERFORM set_config('lock_timeout', before, true);
END $$;

-- Drop one table that a run or a year's close has left, if there is any; return its name.
CREATE FUNCTION ledger_drop_leftover(council bigint) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    leaf text;
BEGIN
    PERFORM ledger_must_act_for(council);
    SELECT relname INTO leaf FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND NOT relispartition
      AND relname ~ format('^ledger_(run|year)_%s_[0-9]+$', council)
    ORDER BY relname LIMIT 1;
    IF leaf IS NOT NULL THEN
        PERFORM ledger_attach(leaf, format('DROP TABLE %I', leaf));
    END IF;
    RETURN leaf;
END $$;

REVOKE ALL ON FUNCTION ledger_drop_leftover(bigint), ledger_make_aside(text, text), ledger_key_aside(text),
    ledger_begin_run(bigint), ledger_key_run(bigint, bigint), ledger_tie(text, text),
    ledger_check_run(bigint, bigint), ledger_validate(text), ledger_attach(text, text),
    ledger_post_run(bigint, bigint, text, date, date, timestamptz, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ledger_drop_leftover(bigint), ledger_begin_run(bigint), ledger_key_run(bigint, bigint),
    ledger_check_run(bigint, bigint),
    ledger_post_run(bigint, bigint, text, date, date, timestamptz, text) TO rooftree_app;
