-- The id of a case before it is written: somebody who may open only her own restricted record must see the
-- case that she begins while it is being written (cases/actions/residents.py).
CREATE FUNCTION take_case_id() RETURNS bigint LANGUAGE sql VOLATILE
SECURITY DEFINER SET search_path = public, pg_temp AS
$$ SELECT nextval(pg_get_serial_sequence('cases_case', 'id')) $$;

REVOKE ALL ON FUNCTION take_case_id() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION take_case_id() TO rooftree_app;
