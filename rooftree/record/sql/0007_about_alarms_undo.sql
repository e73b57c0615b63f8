-- What stands about a worklist, for officers on a day: their teams, the alarms that they are told of, the views of
-- a list that they saved, and when the nightly checks of their councils were made. It runs as the asker; a
-- connection plans it once. `heads` are the councils whose service they head, `also` a team asked for besides.

CREATE OR REPLACE FUNCTION desk(officers bigint[], councils bigint[], heads bigint[], list text, also bigint, today date)
RETURNS TABLE (teams text, alarms text, views text, nights text)
LANGUAGE plpgsql STABLE SET plan_cache_mode = force_generic_plan SET max_parallel_workers_per_gather = 0 AS $$
BEGIN
    RETURN QUERY
    WITH own AS (
        SELECT held.team_id AS id FROM staff_roleheld held
        WHERE held.officer_id = ANY (officers) AND held.team_id IS NOT NULL
          AND held.from_on <= today AND (held.until_on IS NULL OR held.until_on > today)
        UNION SELECT managed.id FROM staff_team managed WHERE managed.manager_id = ANY (officers)
    ), wanted AS (
        SELECT own.id, true AS is_own FROM own
        UNION ALL SELECT also, false WHERE also IS NOT NULL AND also NOT IN (SELECT own.id FROM own)
    )
    SELECT (SELECT coalesce(json_agg(json_build_object(
                'id', team.id, 'name', team.name, 'council_id', team.council_id, 'is_own', wanted.is_own)
                ORDER BY team.name, team.id), '[]')::text
            FROM wanted JOIN staff_team team ON team.id = wanted.id),
           (SELECT coalesce(json_agg(json_build_object('sentence', alarm.sentence, 'raised_at', alarm.raised_at)
                ORDER BY alarm.raised_at DESC, alarm.id DESC), '[]')::text
            FROM cases_alarm alarm
            WHERE alarm.closed_at IS NULL AND (alarm.officer_id = ANY (officers)
                OR (alarm.officer_id IS NULL AND alarm.level = 'head' AND alarm.council_id = ANY (heads)))),
           (SELECT coalesce(json_agg(json_build_object('id', saved.id, 'name', saved.name, 'query', saved.query)
                ORDER BY saved.name, saved.id), '[]')::text
            FROM staff_savedview saved WHERE saved.officer_id = ANY (officers) AND saved.page = list),
           (SELECT json_agg(json_build_object(
                'council_id', of.council_id, 'oldest_at', last.oldest_at, 'made_at', last.made_at))::text
            FROM unnest(councils) AS of (council_id)
            CROSS JOIN LATERAL (
                SELECT min(newest.made_at) AS oldest_at, max(newest.made_at) AS made_at
                FROM (SELECT max(done.made_at) AS made_at FROM foundations_nightlycheck done
                      WHERE done.council_id = of.council_id GROUP BY done.name) AS newest) AS last);
END $$;
