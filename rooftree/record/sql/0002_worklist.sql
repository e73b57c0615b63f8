-- One worklist: its counts, and one page of its rows, each with all that its line says. It runs as the
-- asker, so row security decides what is in it; it is a function so that a connection plans it once.
--
-- The list of officers is their own cases, what they cover or are offered, their tasks on cases of others,
-- what their teams are asked, and what waits in their teams' queues. With `whole_teams` it is everything
-- that the teams have, and what they are asked. A case stands in it once, for all its reasons.
--
-- What is late or due first stands first: `stands_by` is a moment, then come the heavier cases, then the older.
-- A page is found by the place of the last row of the page before, never by counting rows. CASE stands where
-- coalesce() would read better: row security does not let coalesce() use an index.

CREATE FUNCTION worklist(
    officers bigint[], teams bigint[], whole_teams boolean,
    shown text, of_kind text, of_team bigint, of_officer bigint, due_before timestamptz,
    ordered text, after_moment timestamptz, after_weight numeric, after_case bigint, most int,
    outgoing text[], moment timestamptz, today date
) RETURNS TABLE (counts text, lines text)
LANGUAGE plpgsql STABLE SET plan_cache_mode = force_generic_plan SET max_parallel_workers_per_gather = 0 AS $$
BEGIN
    RETURN QUERY
    WITH source AS (
        SELECT c.id AS case_id, true AS is_own, false AS is_covered, false AS is_offered, false AS in_queue,
               false AS in_team, false AS has_task, NULL::timestamptz AS task_due,
               false AS has_request, NULL::timestamptz AS needed_by
        FROM cases_case c WHERE c.closed_at IS NULL AND c.owner_id = ANY (officers)
        UNION ALL
        SELECT p.case_id, false, true, false, false, false, false, NULL, false, NULL
        FROM cases_handoverpiece p WHERE p.ended_at IS NULL AND p.covered_by_id = ANY (officers)
        UNION ALL
        SELECT p.case_id, false, false, true, false, false, false, NULL, false, NULL
        FROM cases_handoverpiece p
        WHERE p.ended_at IS NULL AND p.covered_by_id IS NULL AND p.agreed_at IS NULL AND p.offered_to_id = ANY (officers)
        UNION ALL
        SELECT t.case_id, false, false, false, false, false, true, t.due_at, false, NULL
        FROM cases_task t WHERE t.ended_at IS NULL AND t.owner_id = ANY (officers)
        UNION ALL
        SELECT r.case_id, false, false, false, false, false, false, NULL, true, r.needed_by
        FROM cases_teamrequest r
        WHERE r.status IN ('asked', 'accepted') AND r.to_team_id = ANY (teams)
          AND (whole_teams OR r.status = 'asked' OR r.answered_by_id = ANY (officers))
        UNION ALL
        SELECT c.id, false, false, false, c.owner_id IS NULL, true, false, NULL, false, NULL
        FROM cases_case c
        WHERE c.closed_at IS NULL AND c.team_id = ANY (teams) AND (whole_teams OR c.owner_id IS NULL)
    ), gathered AS (
        SELECT s.case_id, bool_or(s.is_own) AS is_own, bool_or(s.is_covered) AS is_covered,
               bool_or(s.is_offered) AS is_offered, bool_or(s.in_queue) AS in_queue, bool_or(s.in_team) AS in_team,
               bool_or(s.has_task) AS has_task, min(s.task_due) AS task_due,
               bool_or(s.has_request) AS has_request, min(s.needed_by) AS needed_by
        FROM source s GROUP BY s.case_id
    ), placed AS MATERIALIZED (
        SELECT g.*, c.council_id, c.kind, c.team_id, c.owner_id, c.opened_at, c.weight,
               CASE WHEN g.is_own OR g.is_covered OR g.is_offered OR g.in_team
                    THEN least(clock.late_from, task.due_at, g.task_due, g.needed_by)
                    ELSE least(g.task_due, g.needed_by) END AS due_from,
               held.until AS held_until,
               held.until IS NOT NULL AND NOT g.is_offered AND NOT g.has_request AS is_held
        FROM gathered g
        JOIN cases_case c ON c.id = g.case_id AND c.closed_at IS NULL
        LEFT JOIN LATERAL (
            SELECT min(k.late_from) AS late_from FROM cases_clock k
            WHERE k.council_id = c.council_id AND k.case_id = c.id AND k.stopped_at IS NULL AND k.paused_since IS NULL
        ) AS clock ON true
        LEFT JOIN LATERAL (
            SELECT min(t.due_at) AS due_at FROM cases_task t
            WHERE t.council_id = c.council_id AND t.case_id = c.id AND t.ended_at IS NULL
        ) AS task ON true
        LEFT JOIN LATERAL (
            SELECT max(h.until) AS until FROM cases_hold h
            WHERE h.council_id = c.council_id AND h.case_id = c.id
              AND h.starts <= moment AND h.until > moment AND h.ended_at IS NULL
        ) AS held ON true
    ), ranked AS (
        SELECT p.*, key.stands_by, key.stands_heavy,
               row_number() OVER (ORDER BY key.stands_by, key.stands_heavy, p.case_id) AS place
        FROM placed p CROSS JOIN LATERAL (
            SELECT CASE ordered WHEN 'oldest' THEN p.opened_at WHEN 'heaviest' THEN '-infinity'
                                ELSE coalesce(p.due_from, 'infinity') END AS stands_by,
                   -p.weight AS stands_heavy
        ) AS key
        WHERE CASE shown WHEN 'held' THEN p.is_held
                         WHEN 'own' THEN p.is_own AND NOT p.is_held
                         WHEN 'covered' THEN p.is_covered AND NOT p.is_held
                         WHEN 'offered' THEN p.is_offered
                         WHEN 'tasks' THEN p.has_task AND NOT p.is_held
                         WHEN 'requests' THEN p.has_request
                         WHEN 'queue' THEN p.in_queue AND NOT p.is_held
                         WHEN 'late' THEN p.due_from <= moment AND NOT p.is_held
                         ELSE NOT p.is_held END
          AND (of_kind = '' OR p.kind = of_kind)
          AND (of_team IS NULL OR p.team_id = of_team)
          AND (of_officer IS NULL OR p.owner_id = of_officer)
          AND (due_before IS NULL OR p.due_from < due_before)
    ), page AS MATERIALIZED (
        SELECT r.* FROM ranked r
        WHERE after_case IS NULL OR (r.stands_by, r.stands_heavy, r.case_id) > (after_moment, -after_weight, after_case)
        ORDER BY r.stands_by, r.stands_heavy, r.case_id LIMIT most
    )
    SELECT (SELECT json_build_object(
                'all', count(*) FILTER (WHERE NOT p.is_held),
                'own', count(*) FILTER (WHERE p.is_own AND NOT p.is_held),
                'covered', count(*) FILTER (WHERE p.is_covered AND NOT p.is_held),
                'offered', count(*) FILTER (WHERE p.is_offered),
                'tasks', count(*) FILTER (WHERE p.has_task AND NOT p.is_held),
                'requests', count(*) FILTER (WHERE p.has_request),
                'queue', count(*) FILTER (WHERE p.in_queue AND NOT p.is_held),
                'late', count(*) FILTER (WHERE p.due_from <= moment AND NOT p.is_held),
                'held', count(*) FILTER (WHERE p.is_held),
                'held_and_late', count(*) FILTER (WHERE p.is_held AND p.due_from <= moment),
                'shown', (SELECT count(*) FROM ranked))::text
            FROM placed p),
           (SELECT coalesce(json_agg(line.facts ORDER BY g.place), '[]')::text
            FROM page g
            JOIN cases_case c ON c.id = g.case_id
            JOIN staff_team team ON team.council_id = c.council_id AND team.id = c.team_id
            LEFT JOIN staff_officer owner ON owner.council_id = c.council_id AND owner.id = c.owner_id
            LEFT JOIN people_person who ON who.council_id = c.council_id AND who.id = c.person_id
            LEFT JOIN tenancies_tenancy let ON let.council_id = c.council_id AND let.id = c.tenancy_id
            LEFT JOIN places_place place ON place.council_id = c.council_id AND place.id = CASE WHEN c.place_id IS NULL THEN let.place_id ELSE c.place_id END
            CROSS JOIN LATERAL (SELECT ARRAY[who.id, who.merged_into_id] || ARRAY(
                SELECT same.id FROM people_person same
                WHERE same.council_id = c.council_id AND same.merged_into_id
                    = CASE WHEN who.merged_into_id IS NULL THEN who.id ELSE who.merged_into_id END) AS ids OFFSET 0) AS records
            CROSS JOIN LATERAL (SELECT json_build_object(
                'case_id', c.id, 'council_id', c.council_id, 'reference', c.reference, 'kind', c.kind,
                'summary', c.summary, 'opened_at', c.opened_at, 'weight', c.weight::text, 'restricted_to', c.restricted_to,
                'person_restricted_to', c.person_restricted_to,
                'person_id', who.id, 'person_reference', who.reference,
                'person', coalesce(nullif(who.preferred_name, ''), btrim(who.forenames || ' ' || who.surname)),
                'place_reference', place.reference,
                'address', coalesce(nullif(concat_ws(', ', nullif(place.address_1, ''), nullif(place.address_2, ''),
                    nullif(place.address_3, ''), nullif(place.address_4, ''), nullif(place.postcode, '')), ''), place.name),
                'team_id', c.team_id, 'team', team.name, 'owner_id', c.owner_id, 'owner', owner.name,
                'is_own', g.is_own, 'is_covered', g.is_covered, 'is_offered', g.is_offered, 'in_queue', g.in_queue,
                'has_task', g.has_task, 'has_request', g.has_request, 'is_held', g.is_held,
                'due_from', g.due_from, 'place', g.place,
                'after', json_build_array(g.stands_by::text, (-g.stands_heavy)::text, c.id),
                'clocks', (SELECT json_agg(json_build_object(
                        'duty', k.duty, 'label', k.label, 'late_from', k.late_from, 'sum', k.sum,
                        'is_promise', k.task_id IS NOT NULL, 'is_paused', k.paused_since IS NOT NULL) ORDER BY k.late_from, k.id)
                    FROM cases_clock k
                    WHERE k.council_id = c.council_id AND k.case_id = c.id AND k.stopped_at IS NULL),
                'tasks', (SELECT json_agg(json_build_object(
                        'id', t.id, 'kind', t.kind, 'what', t.what, 'due_at', t.due_at, 'owner_id', t.owner_id, 'owner', doer.name)
                        ORDER BY t.due_at NULLS LAST, t.id)
                    FROM cases_task t
                    LEFT JOIN staff_officer doer ON doer.council_id = t.council_id AND doer.id = t.owner_id
                    WHERE t.council_id = c.council_id AND t.case_id = c.id AND t.ended_at IS NULL),
                'holds', CASE WHEN g.held_until IS NOT NULL THEN (
                    SELECT json_agg(json_build_object('kind', h.kind, 'reason', h.reason, 'until', h.until) ORDER BY h.until, h.id)
                    FROM cases_hold h
                    WHERE h.council_id = c.council_id AND h.case_id = c.id
                      AND h.starts <= moment AND h.until > moment AND h.ended_at IS NULL) END,
                'requests', (SELECT json_agg(json_build_object(
                        'id', r.id, 'what', r.what, 'needed_by', r.needed_by, 'status', r.status,
                        'from_team', asker.name, 'to_team', asked.name, 'to_us', r.to_team_id = ANY (teams)) ORDER BY r.needed_by, r.id)
                    FROM cases_teamrequest r
                    JOIN staff_team asker ON asker.council_id = r.council_id AND asker.id = r.from_team_id
                    JOIN staff_team asked ON asked.council_id = r.council_id AND asked.id = r.to_team_id
                    WHERE r.council_id = c.council_id AND r.case_id = c.id AND r.status IN ('asked', 'accepted')),
                'cover', (SELECT json_build_object('piece', p.id, 'cover', cover.name, 'offered_to', offered.name)
                    FROM cases_handoverpiece p
                    LEFT JOIN staff_officer cover ON cover.council_id = p.council_id AND cover.id = p.covered_by_id
                    LEFT JOIN staff_officer offered ON offered.council_id = p.council_id AND offered.id = p.offered_to_id
                    WHERE p.council_id = c.council_id AND p.case_id = c.id AND p.ended_at IS NULL),
                'away', CASE WHEN c.owner_id IS NOT NULL THEN (
                    SELECT json_build_object('until_on', a.until_on, 'is_for_good', a.is_for_good)
                    FROM staff_absence a
                    WHERE a.council_id = c.council_id AND a.officer_id = c.owner_id AND a.starts <= moment
                      AND a.ended_at IS NULL AND (a.until_on IS NULL OR a.until_on > today)
                    ORDER BY a.is_for_good DESC, a.until_on DESC NULLS FIRST LIMIT 1) END,
                'adjustments', (SELECT json_agg(DISTINCT a.code) FROM people_adjustment a
                    WHERE a.council_id = c.council_id AND a.person_id = ANY (records.ids)
                      AND (a.until_on IS NULL OR a.until_on > today)),
                'interpreter', who.interpreter,
                'markers', (SELECT json_agg(DISTINCT marked.code) FROM (
                    SELECT m.code FROM people_personmarker m
                    WHERE m.council_id = c.council_id AND m.person_id = ANY (records.ids)
                      AND m.start_on <= today AND m.until_on > today
                    UNION ALL
                    SELECT m.code FROM places_placemarker m
                    WHERE m.council_id = c.council_id AND m.place_id = place.id
                      AND m.start_on <= today AND m.until_on > today) AS marked),
                'heard_at', talked.heard_at, 'spoke_at', talked.spoke_at
            ) AS facts
            FROM (SELECT max(t.started_at) FILTER (WHERE t.channel <> ALL (outgoing)) AS heard_at,
                         max(t.started_at) FILTER (WHERE t.channel = ANY (outgoing)) AS spoke_at
                  FROM contact_contact t
                  WHERE t.council_id = c.council_id AND t.person_id = ANY (records.ids)) AS talked) AS line);
END $$;
