-- Who looked. The app's log-in cannot write the log: only this function does, for a council that it acts for.
CREATE FUNCTION log_look(council bigint, restricted int, looked_at text, record bigint, person bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF council <> ALL (acting_for()) THEN
        RAISE EXCEPTION 'Not acting for council %.', council USING ERRCODE = 'insufficient_privilege';
    END IF;
    INSERT INTO information_rights_look (council_id, restricted_to, at, what, record_id, person_id, who)
    VALUES (council, restricted, clock_timestamp(), looked_at, record, person, said_who());
END $$;

-- The case of this reference, as far as the asker may see it, was looked at.
CREATE FUNCTION look_at_case(sought text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM log_look(council_id, CASE WHEN restricted_to <> 0 THEN restricted_to ELSE person_restricted_to END,
                     'case', id, person_id)
    FROM cases_case WHERE reference = sought;
END $$;

-- Looks older than the rule book keeps them; never those of the last year, whatever is asked.
CREATE FUNCTION forget_looks(council bigint, before timestamptz) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    gone bigint;
BEGIN
    IF council <> ALL (acting_for()) THEN
        RAISE EXCEPTION 'Not acting for council %.', council USING ERRCODE = 'insufficient_privilege';
    END IF;
    INSERT INTO foundations_destruction VALUES (pg_current_xact_id());
    DELETE FROM information_rights_look
    WHERE council_id = council AND at < least(before, clock_timestamp() - interval '1 year');
    GET DIAGNOSTICS gone = ROW_COUNT;
    DELETE FROM foundations_destruction WHERE transaction = pg_current_xact_id();
    RETURN gone;
END $$;

REVOKE ALL ON FUNCTION log_look(bigint, int, text, bigint, bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION look_at_case(text) FROM PUBLIC;
REVOKE ALL ON FUNCTION forget_looks(bigint, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION log_look(bigint, int, text, bigint, bigint) TO rooftree_app;
GRANT EXECUTE ON FUNCTION look_at_case(text) TO rooftree_app;
GRANT EXECUTE ON FUNCTION forget_looks(bigint, timestamptz) TO rooftree_app;
REVOKE INSERT ON information_rights_look FROM rooftree_app;

-- How many things of a request's newest gathering wait for a decision, those included that the asker may not
-- see; and how many those are.
CREATE FUNCTION held_waiting(council bigint, of_gathering bigint, OUT undecided int, OUT held_back int)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF council <> ALL (acting_for()) THEN
        RAISE EXCEPTION 'Not acting for council %.', council USING ERRCODE = 'insufficient_privilege';
    END IF;
    SELECT count(*) FILTER (WHERE decision = ''), count(*) FILTER (WHERE decision = 'withhold')
    INTO undecided, held_back
    FROM information_rights_heldthing WHERE council_id = council AND gathering_id = of_gathering;
END $$;
REVOKE ALL ON FUNCTION held_waiting(bigint, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION held_waiting(bigint, bigint) TO rooftree_app;
