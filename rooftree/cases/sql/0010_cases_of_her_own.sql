-- The cases of somebody's own records that only the restriction of her own record hides: not those that are
-- restricted to a group of their own, which stay invisible to her. Ids, to open in her own requests.
CREATE FUNCTION cases_of_her_own(records bigint[]) RETURNS bigint[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT coalesce(array_agg(id), '{}') FROM cases_case
    WHERE person_id = ANY (records) AND restricted_to = 0 AND person_restricted_to <> 0
$$;

REVOKE ALL ON FUNCTION cases_of_her_own(bigint[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION cases_of_her_own(bigint[]) TO rooftree_app;
