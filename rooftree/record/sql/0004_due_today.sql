-- What officers promised and whom they visit, late or due before a moment: on their own cases and those they
-- cover, and what is theirs to do on others'. It runs as the asker, and is planned once a connection.

CREATE FUNCTION due_today(officers bigint[], before timestamptz, kinds text[])
RETURNS TABLE (
    task_id bigint, kind text, what text, due_at timestamptz, reference text, summary text, person text, address text
) LANGUAGE plpgsql STABLE SET plan_cache_mode = force_generic_plan SET max_parallel_workers_per_gather = 0 AS $$
BEGIN
    RETURN QUERY
    WITH mine AS (
        SELECT c.council_id, c.id AS case_id FROM cases_case c
        WHERE c.closed_at IS NULL AND c.owner_id = ANY (officers)
        UNION ALL
        SELECT p.council_id, p.case_id FROM cases_handoverpiece p
        WHERE p.ended_at IS NULL AND p.covered_by_id = ANY (officers)
    ), due AS (
        -- OFFSET 0: case by case, and never every task that has no owner of its own.
        SELECT t.* FROM mine CROSS JOIN LATERAL (
            SELECT open.* FROM cases_task open
            WHERE open.council_id = mine.council_id AND open.case_id = mine.case_id
              AND open.ended_at IS NULL AND open.owner_id IS NULL OFFSET 0) AS t
        UNION ALL
        SELECT t.* FROM cases_task t WHERE t.ended_at IS NULL AND t.owner_id = ANY (officers)
    )
    SELECT t.id, t.kind::text, t.what, t.due_at, c.reference::text, c.summary::text,
           CASE WHEN who.preferred_name = '' THEN btrim(who.forenames || ' ' || who.surname) ELSE who.preferred_name END::text,
           concat_ws(', ', nullif(place.address_1, ''), nullif(place.address_2, ''), nullif(place.postcode, ''))
    FROM due t
    JOIN cases_case c ON c.council_id = t.council_id AND c.id = t.case_id
    LEFT JOIN people_person who ON who.council_id = c.council_id AND who.id = c.person_id
    LEFT JOIN tenancies_tenancy let ON let.council_id = c.council_id AND let.id = c.tenancy_id
    LEFT JOIN places_place place ON place.council_id = c.council_id
        AND place.id = CASE WHEN c.place_id IS NULL THEN let.place_id ELSE c.place_id END
    WHERE t.kind = ANY (kinds) AND t.due_at < before
    ORDER BY t.due_at, t.id LIMIT 50;
END $$;
