-- Who serves two councils opens the record of the one that the action names, and may there.

DROP FUNCTION open_by_exception(text, text, timestamptz, interval, bigint);
CREATE FUNCTION open_by_exception(
    council bigint, sought text, reason text, moment timestamptz, lasting interval, opener bigint
)
RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    found people_person;
BEGIN
    SELECT * INTO found FROM people_person
    WHERE reference = sought AND council_id = council AND council_id = ANY (acting_for()) AND restricted_to <> 0;
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

REVOKE ALL ON FUNCTION open_by_exception(bigint, text, text, timestamptz, interval, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION open_by_exception(bigint, text, text, timestamptz, interval, bigint) TO rooftree_app;
