-- The councils that a sign-in acts for on a day or will later, so that it is neither closed while a
-- council still needs it, nor given a new password by somebody who manages staff in only one of them.
-- It tells ids of councils, and nothing about anybody.

CREATE FUNCTION councils_of(asked bigint, today date) RETURNS int[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT coalesce(array_agg(council_id::int ORDER BY council_id), '{}') FROM staff_officer
    WHERE sign_in_id = asked AND coalesce(until_on, 'infinity') > today
$$;

REVOKE ALL ON FUNCTION councils_of(bigint, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION councils_of(bigint, date) TO rooftree_app;
