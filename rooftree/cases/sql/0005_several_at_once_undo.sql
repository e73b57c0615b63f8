CREATE OR REPLACE FUNCTION check_closed_case() RETURNS trigger LANGUAGE plpgsql
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

DROP TRIGGER cases_case_keeps_what_began ON cases_case;
DROP TRIGGER cases_clock_keeps_what_began ON cases_clock;
CREATE TRIGGER cases_case_keeps_what_began BEFORE UPDATE ON cases_case FOR EACH ROW
EXECUTE FUNCTION keep_what_began('reference', 'kind', 'opened_at');

CREATE TRIGGER cases_clock_keeps_what_began BEFORE UPDATE ON cases_clock FOR EACH ROW
EXECUTE FUNCTION keep_what_began('case_id', 'duty', 'version_from', 'started_at', 'first_due_on', 'first_late_from');

GRANT DELETE ON cases_case, cases_casefile, cases_clock, cases_clockpause, cases_task, cases_hold,
    cases_teamrequest, cases_weightchallenge TO rooftree_app;

DROP FUNCTION open_case_by_exception(bigint, text, text, timestamptz, interval, bigint);
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

REVOKE ALL ON FUNCTION open_case_by_exception(text, text, timestamptz, interval, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION open_case_by_exception(text, text, timestamptz, interval, bigint) TO rooftree_app;
