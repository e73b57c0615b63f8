-- Cases that several change at once: a case is not closed between the check and the commit of what begins on
-- it. And nothing of a case is deleted, but a tie that was a mistake; that is audited.

-- No case is closed while a clock runs, a task is open or a team waits for another; and no clock,
-- task or request begins on a closed one. The case is locked while it is looked at: whoever closes it and
-- whoever begins something on it wait for each other.
CREATE OR REPLACE FUNCTION check_closed_case() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    of_case bigint := CASE TG_TABLE_NAME WHEN 'cases_case' THEN (to_jsonb(NEW)->>'id')::bigint
                                         ELSE (to_jsonb(NEW)->>'case_id')::bigint END;
    looked_at cases_case;
BEGIN
    SELECT * INTO looked_at FROM cases_case WHERE id = of_case FOR SHARE;
    IF looked_at.closed_at IS NULL THEN
        RETURN NULL;
    END IF;
    IF EXISTS (SELECT FROM cases_clock WHERE council_id = looked_at.council_id AND case_id = of_case AND stopped_at IS NULL) THEN
        RAISE EXCEPTION 'Case % is closed, and a clock of it runs.', looked_at.reference
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF EXISTS (SELECT FROM cases_task WHERE council_id = looked_at.council_id AND case_id = of_case AND ended_at IS NULL) THEN
        RAISE EXCEPTION 'Case % is closed, and something is left to do on it.', looked_at.reference
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF EXISTS (SELECT FROM cases_teamrequest WHERE council_id = looked_at.council_id AND case_id = of_case
               AND status IN ('asked', 'accepted')) THEN
        RAISE EXCEPTION 'Case % is closed, and another team was asked for something.', looked_at.reference
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;

-- Only where one of these columns is written at all: a million deadlines reckoned anew need not ask.
DROP TRIGGER cases_case_keeps_what_began ON cases_case;
CREATE TRIGGER cases_case_keeps_what_began BEFORE UPDATE OF reference, kind, opened_at ON cases_case FOR EACH ROW
EXECUTE FUNCTION keep_what_began('reference', 'kind', 'opened_at');

DROP TRIGGER cases_clock_keeps_what_began ON cases_clock;
CREATE TRIGGER cases_clock_keeps_what_began
BEFORE UPDATE OF case_id, duty, version_from, started_at, started_on, first_due_on, first_late_from ON cases_clock
FOR EACH ROW EXECUTE FUNCTION keep_what_began(
    'case_id', 'duty', 'version_from', 'started_at', 'started_on', 'first_due_on', 'first_late_from');

-- What stopped, ended or closed a thing is a column; the row stays.
REVOKE DELETE ON cases_case, cases_casefile, cases_clock, cases_clockpause, cases_task, cases_hold,
    cases_teamrequest, cases_weightchallenge FROM rooftree_app;

-- Opening one restricted case by exception: of one council, with a reason, logged, for a time. It is found
-- by its reference, since somebody outside the group may not search for it.
DROP FUNCTION open_case_by_exception(text, text, timestamptz, interval, bigint);
CREATE FUNCTION open_case_by_exception(
    council bigint, sought text, reason text, moment timestamptz, lasting interval, opener bigint
)
RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    found cases_case;
BEGIN
    SELECT * INTO found FROM cases_case
    WHERE reference = sought AND council_id = council AND council_id = ANY (acting_for())
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

REVOKE ALL ON FUNCTION open_case_by_exception(bigint, text, text, timestamptz, interval, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION open_case_by_exception(bigint, text, text, timestamptz, interval, bigint) TO rooftree_app;
