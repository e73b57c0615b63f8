-- The words by which a place is found (docs/find.md).

-- What the facts say a place's words are: its own address, and the names of what it stands in.
CREATE FUNCTION places_words(ids bigint[])
RETURNS TABLE (council_id bigint, place_id bigint, address text, postcode text, standing smallint)
LANGUAGE sql STABLE SET search_path = public, pg_temp SET plan_cache_mode = force_custom_plan AS $$
    WITH RECURSIVE around AS (
        SELECT DISTINCT p.parent_id AS parent, p.parent_id AS id, 0 AS far
        FROM unnest(ids) AS asked (id) JOIN places_place p ON p.id = asked.id WHERE p.parent_id IS NOT NULL
        UNION ALL
        SELECT around.parent, p.parent_id, around.far + 1
        FROM around JOIN places_place p ON p.id = around.id WHERE p.parent_id IS NOT NULL AND around.far < 8
    ), standing_in AS (
        SELECT around.parent, string_agg(p.name, ' ' ORDER BY around.far) AS names
        FROM around JOIN places_place p ON p.id = around.id GROUP BY around.parent
    )
    SELECT council_id, id, folded(said), lower(replace(postcode, ' ', '')), standing
    FROM (
        SELECT p.council_id, p.id, p.postcode, CASE WHEN home.place_id IS NULL THEN 2 ELSE 1 END::smallint AS standing,
               btrim(concat_ws(' ', nullif(p.name, ''), nullif(p.address_1, ''), nullif(p.address_2, ''),
                               nullif(p.address_3, ''), nullif(p.address_4, ''), standing_in.names)) AS said
        FROM unnest(ids) AS asked (id)
        JOIN places_place p ON p.id = asked.id
        LEFT JOIN standing_in ON standing_in.parent = p.parent_id
        LEFT JOIN places_home home ON home.place_id = p.id
        WHERE p.council_id = ANY ((SELECT acting_for())::int[])
        OFFSET 0  -- So that each text is put together once.
    ) AS told
$$;

-- A place's words as an entry holds them. a address, c postcode.
CREATE FUNCTION places_entry(council bigint, address text, postcode text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT marked('a' || council::text || '_', address)
        || CASE WHEN postcode = '' THEN '' ELSE ' c' || council::text || '_' || postcode END
$$;

-- Write the words of these places, and of all that stands in them, as the facts say them.
CREATE FUNCTION refresh_places_words(ids bigint[]) RETURNS void
LANGUAGE sql SECURITY DEFINER
SET search_path = public, pg_temp SET jit = off SET work_mem = '64MB' AS $$
    WITH RECURSIVE inside AS (
        SELECT unnest(ids) AS id
        UNION SELECT p.id FROM inside JOIN places_place p ON p.parent_id = inside.id
    ), told AS MATERIALIZED (
        SELECT * FROM places_words(ARRAY(SELECT id FROM inside))
    ), written AS (
        INSERT INTO foundations_searchentry AS entry
            (council_id, place_id, restricted_to, words, address, postcode, standing)
        SELECT council_id, place_id, 0, places_entry(council_id, address, postcode)::tsvector, address, postcode, standing
        FROM told
        ON CONFLICT (council_id, place_id) WHERE place_id IS NOT NULL DO UPDATE SET
            words = excluded.words, address = excluded.address, postcode = excluded.postcode,
            standing = excluded.standing
        WHERE (entry.words, entry.address, entry.postcode, entry.standing)
            IS DISTINCT FROM (excluded.words, excluded.address, excluded.postcode, excluded.standing)
    )
    SELECT learn_words(council_id, 'a', array_agg(word), array_agg(uses)) FROM (
        SELECT council_id, word, count(*)::int AS uses FROM told, string_to_table(address, ' ') AS word
        WHERE word ~ '[^0-9]' GROUP BY 1, 2
    ) AS heard GROUP BY council_id
$$;

-- Places by what is theirs alone.
CREATE FUNCTION find_places_by_key(uprns bigint[], own text[], legacy text[], most int)
RETURNS TABLE (place_id bigint, council_id bigint, how text, value text)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = public, pg_temp SET enable_seqscan = off SET jit = off AS $$
#variable_conflict use_column
DECLARE
    councils CONSTANT int[] := acting_for();
    groups CONSTANT int[] := may_open();
BEGIN
    IF own <> '{}' THEN
        RETURN QUERY SELECT p.id, p.council_id, 'reference', p.reference::text FROM places_place p
            WHERE p.council_id = ANY (councils) AND p.reference = ANY (own) LIMIT most;
    END IF;
    IF uprns <> '{}' THEN
        RETURN QUERY SELECT p.id, p.council_id, 'uprn', p.uprn::text FROM places_place p
            WHERE p.council_id = ANY (councils) AND p.uprn = ANY (uprns) LIMIT most;
    END IF;
    IF legacy <> '{}' THEN
        RETURN QUERY SELECT DISTINCT l.place_id, l.council_id, 'legacy', l.source_system || ' reference ' || l.reference
            FROM places_placelegacyreference l
            WHERE l.council_id = ANY (councils) AND l.restricted_to = ANY (groups)
              AND plain_reference(l.reference) = ANY (legacy) LIMIT most;
    END IF;
END $$;

CREATE INDEX place_legacy_by_plain_reference ON places_placelegacyreference (council_id, plain_reference(reference));

REVOKE ALL ON FUNCTION places_words(bigint[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION refresh_places_words(bigint[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION find_places_by_key(bigint[], text[], text[], int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION refresh_places_words(bigint[]) TO rooftree_app;
GRANT EXECUTE ON FUNCTION find_places_by_key(bigint[], text[], text[], int) TO rooftree_app;
