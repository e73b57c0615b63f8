-- Whose calendar a secret address shows: asked before anything has been said, so it cannot obey a policy.
-- Whoever knows the digest knows the address; it tells ids, and nothing about anybody.

CREATE FUNCTION calendar_feed_of(asked text)
RETURNS TABLE (feed bigint, council int, sign_in bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT feed.id, feed.council_id::int, officer.sign_in_id
    FROM staff_calendarfeed feed JOIN staff_officer officer ON officer.id = feed.officer_id
    WHERE feed.token_digest = asked AND feed.ended_at IS NULL
$$;

REVOKE ALL ON FUNCTION calendar_feed_of(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION calendar_feed_of(text) TO rooftree_app;
