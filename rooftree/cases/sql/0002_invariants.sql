-- What must be true of cases when a transaction commits.

-- Which table holds what makes a case of a kind. Written by migrations (cases/protection.py).
CREATE TABLE cases_kindtable (
    kind varchar(30) PRIMARY KEY,
    table_name text NOT NULL
);
REVOKE ALL ON cases_kindtable FROM PUBLIC, rooftree_app;
GRANT SELECT ON cases_kindtable TO rooftree_app;

-- Exactly one row of its kind: the kind's table has the case as its key, so there are never two.
CREATE FUNCTION check_kind_of_case() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    holding text;
    has_row boolean;
BEGIN
    SELECT table_name INTO holding FROM cases_kindtable WHERE kind = NEW.kind;
    IF holding IS NULL THEN
        RAISE EXCEPTION 'No kind of case is called %.', NEW.kind USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    EXECUTE format('SELECT EXISTS (SELECT FROM %I WHERE council_id = $1 AND case_id = $2)', holding)
        INTO has_row USING NEW.council_id, NEW.id;
    IF NOT has_row THEN
        RAISE EXCEPTION 'Case % has no row in %.', NEW.reference, holding
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION check_kind_of_row() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    of_case bigint := CASE WHEN TG_OP = 'DELETE' THEN OLD.case_id ELSE NEW.case_id END;
    of_kind text;
    holding text;
    still_there boolean;
BEGIN
    SELECT c.kind, k.table_name INTO of_kind, holding
    FROM cases_case c LEFT JOIN cases_kindtable k USING (kind) WHERE c.id = of_case;
    IF of_kind IS NULL THEN
        RETURN NULL;
    END IF;
    EXECUTE format('SELECT EXISTS (SELECT FROM %I WHERE case_id = $1)', holding) INTO still_there USING of_case;
    IF NOT still_there OR (TG_OP <> 'DELETE' AND holding IS DISTINCT FROM TG_TABLE_NAME::text) THEN
        RAISE EXCEPTION 'Case % is of the kind %, which is held in %.', of_case, of_kind, holding
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;

-- No case is closed while a clock runs, a task is open or a team waits for another; and no clock,
-- task or request begins on a closed one.
CREATE FUNCTION check_closed_case() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    of_case bigint := CASE TG_TABLE_NAME WHEN 'cases_case' THEN (to_jsonb(NEW)->>'id')::bigint
                                         ELSE (to_jsonb(NEW)->>'case_id')::bigint END;
    closed cases_case;
BEGIN
    SELECT * INTO closed FROM cases_case WHERE id = of_case AND closed_at IS NOT NULL;
    IF closed.id IS NULL THEN
        RETURN NULL;
    END IF;
    IF EXISTS (SELECT FROM cases_clock WHERE council_id = closed.council_id AND case_id = of_case AND stopped_at IS NULL) THEN
        RAISE EXCEPTION 'Case % is closed, and a clock of it runs.', closed.reference
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF EXISTS (SELECT FROM cases_task WHERE council_id = closed.council_id AND case_id = of_case AND ended_at IS NULL) THEN
        RAISE EXCEPTION 'Case % is closed, and something is left to do on it.', closed.reference
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF EXISTS (SELECT FROM cases_teamrequest WHERE council_id = closed.council_id AND case_id = of_case
               AND status IN ('asked', 'accepted')) THEN
        RAISE EXCEPTION 'Case % is closed, and another team was asked for something.', closed.reference
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;

REVOKE ALL ON FUNCTION check_kind_of_case(), check_kind_of_row(), check_closed_case() FROM PUBLIC;

CREATE CONSTRAINT TRIGGER cases_case_is_of_its_kind AFTER INSERT OR UPDATE OF kind ON cases_case
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_kind_of_case();

CREATE CONSTRAINT TRIGGER cases_case_closes_whole AFTER INSERT OR UPDATE OF closed_at ON cases_case
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.closed_at IS NOT NULL) EXECUTE FUNCTION check_closed_case();

CREATE CONSTRAINT TRIGGER cases_clock_of_open_case AFTER INSERT OR UPDATE OF stopped_at ON cases_clock
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.stopped_at IS NULL) EXECUTE FUNCTION check_closed_case();

CREATE CONSTRAINT TRIGGER cases_task_of_open_case AFTER INSERT OR UPDATE OF ended_at ON cases_task
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.ended_at IS NULL) EXECUTE FUNCTION check_closed_case();

CREATE CONSTRAINT TRIGGER cases_teamrequest_of_open_case AFTER INSERT OR UPDATE OF status ON cases_teamrequest
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.status IN ('asked', 'accepted'))
EXECUTE FUNCTION check_closed_case();

-- The reference, the kind and the moment of opening stay; so does what a clock began with.
CREATE FUNCTION keep_what_began() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    kept text;
BEGIN
    FOREACH kept IN ARRAY TG_ARGV LOOP
        IF to_jsonb(NEW) -> kept IS DISTINCT FROM to_jsonb(OLD) -> kept THEN
            RAISE EXCEPTION '% of % never changes.', kept, TG_TABLE_NAME
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
    END LOOP;
    RETURN NEW;
END $$;

CREATE TRIGGER cases_case_keeps_what_began BEFORE UPDATE ON cases_case FOR EACH ROW
EXECUTE FUNCTION keep_what_began('reference', 'kind', 'opened_at');

CREATE TRIGGER cases_clock_keeps_what_began BEFORE UPDATE ON cases_clock FOR EACH ROW
EXECUTE FUNCTION keep_what_began('case_id', 'duty', 'version_from', 'started_at', 'first_due_on', 'first_late_from');

-- The pauses of one clock do not overlap.
ALTER TABLE cases_clockpause ADD CONSTRAINT one_pause_of_a_clock_at_a_time
    EXCLUDE USING gist (int8range(clock_id, clock_id, '[]') WITH &&, tstzrange(starts, until) WITH &&);

-- Opening one restricted case by exception: with a reason, logged, for a time. It is found by its
-- reference, since somebody outside the group may not search for it.
CREATE FUNCTION open_case_by_exception(sought text, reason text, moment timestamptz, lasting interval, opener bigint)
RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    found cases_case;
BEGIN
    SELECT * INTO found FROM cases_case
    WHERE reference = sought AND council_id = ANY (acting_for())
      AND (restricted_to <> 0 OR person_restricted_to <> 0);
    IF found.id IS NULL THEN
        RETURN NULL;
    END IF;
    IF btrim(reason) = '' THEN
        RAISE EXCEPTION 'A restricted case is not opened without a reason.' USING ERRCODE = 'check_violation';
    END IF;
    PERFORM log_read(found.council_id::int, coalesce(nullif(found.restricted_to, 0), found.person_restricted_to),
                     'cases_case', ARRAY[found.id], reason);
    INSERT INTO cases_caseaccess (council_id, case_id, sign_in_id, reason, at, until)
    VALUES (found.council_id, found.id, opener, reason, moment, moment + lasting);
    RETURN found.id;
END $$;

-- The cases that a sign-in has open by exception at a moment, in every council: those it opened, and
-- those of the people it opened. Ids only.
CREATE FUNCTION cases_opened_by(opener bigint, moment timestamptz) RETURNS bigint[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT coalesce(array_agg(id), '{}') FROM (
        SELECT case_id AS id FROM cases_caseaccess WHERE sign_in_id = opener AND moment >= at AND moment < until
        UNION
        SELECT c.id FROM people_exceptionalopening o JOIN cases_case c USING (council_id, person_id)
        WHERE o.sign_in_id = opener AND moment >= o.at AND moment < o.until AND c.restricted_to = 0
    ) AS opened
$$;

REVOKE ALL ON FUNCTION open_case_by_exception(text, text, timestamptz, interval, bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION cases_opened_by(bigint, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION open_case_by_exception(text, text, timestamptz, interval, bigint) TO rooftree_app;
GRANT EXECUTE ON FUNCTION cases_opened_by(bigint, timestamptz) TO rooftree_app;
REVOKE INSERT ON cases_caseaccess FROM rooftree_app;
