-- As whom a sign-in acts on a day: asked before anything has been said, so it cannot obey a policy.
-- It tells a signed-in officer's own councils and groups, and nothing about anybody else.

CREATE FUNCTION standing_of(asker bigint, today date)
RETURNS TABLE (councils int[], groups int[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH mine AS (
        SELECT id, council_id FROM staff_officer
        WHERE sign_in_id = asker AND coalesce(from_on, today) <= today AND coalesce(until_on, 'infinity') > today
    )
    SELECT (SELECT coalesce(array_agg(council_id::int ORDER BY council_id), '{}') FROM mine),
           (SELECT coalesce(array_agg(DISTINCT member.group_id::int), '{}')
            FROM staff_groupmember member JOIN mine ON mine.id = member.officer_id
            WHERE member.from_on <= today AND coalesce(member.until_on, 'infinity') > today)
$$;

REVOKE ALL ON FUNCTION standing_of(bigint, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION standing_of(bigint, date) TO rooftree_app;
