-- Opening one restricted person by exception: with a reason, logged, for a time.
-- The person is found by reference, since somebody outside the group may not search for her.

CREATE FUNCTION open_by_exception(sought text, reason text, moment timestamptz, lasting interval, opener bigint)
RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    found people_person;
BEGIN
    SELECT * INTO found FROM people_person
    WHERE reference = sought AND council_id = ANY (acting_for()) AND restricted_to <> 0;
    IF found.id IS NULL THEN
        RETURN NULL;
    END IF;
    IF btrim(reason) = '' THEN
        RAISE EXCEPTION 'A restricted record is not opened without a reason.'
            USING ERRCODE = 'check_violation';
    END IF;
    PERFORM log_read(found.council_id::int, found.restricted_to, 'people_person', ARRAY[found.id], reason);
    INSERT INTO people_exceptionalopening (council_id, person_id, sign_in_id, reason, at, until)
    VALUES (found.council_id, found.id, opener, reason, moment, moment + lasting);
    RETURN found.id;
END $$;

-- The people whom a sign-in has open by exception at a moment, in every council. Ids only.
CREATE FUNCTION opened_by(opener bigint, moment timestamptz) RETURNS bigint[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT coalesce(array_agg(person_id), '{}') FROM people_exceptionalopening
    WHERE sign_in_id = opener AND moment >= at AND moment < until
$$;

REVOKE ALL ON FUNCTION open_by_exception(text, text, timestamptz, interval, bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION opened_by(bigint, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION open_by_exception(text, text, timestamptz, interval, bigint) TO rooftree_app;
GRANT EXECUTE ON FUNCTION opened_by(bigint, timestamptz) TO rooftree_app;
REVOKE INSERT ON people_exceptionalopening FROM rooftree_app;
