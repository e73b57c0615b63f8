-- The words by which a place is found (docs/find.md).

-- What the facts say a place's words are: its own address, and the names of what it stands in.
CREATE FUNCTION places_words(ids bigint[])
RETURNS TABLE (council_id bigint, place_id bigint, address text, postcode text, standing smallint)
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    WITH RECURSIVE around AS (
        SELECT p.id AS place_id, p.council_id, p.parent_id, 0 AS far,
               concat_ws(' ', p.name, p.address_1, p.address_2, p.address_3, p.address_4) AS said
        FROM unnest(ids) AS asked (id) JOIN places_place p ON p.id = asked.id
        WHERE p.council_id = ANY ((SELECT acting_for())::int[])
        UNION ALL
        SELECT around.place_id, around.council_id, p.parent_id, around.far + 1, p.name
        FROM around JOIN places_place p ON p.id = around.parent_id WHERE around.far < 8
    )
    SELECT p.council_id, p.id, wordy.address, lower(replace(p.postcode, ' ', '')),
           CASE WHEN EXISTS (SELECT FROM places_home h WHERE h.place_id = p.id) THEN 1 ELSE 2 END::smallint
    FROM (SELECT place_id, folded(string_agg(said, ' ' ORDER BY far)) AS address FROM around GROUP BY place_id) AS wordy
    JOIN places_place p ON p.id = wordy.place_id
$$;

-- Write the words of these places, and of all that stands in them, as the facts say them.
CREATE FUNCTION refresh_places_words(ids bigint[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp SET plan_cache_mode = force_custom_plan SET jit = off AS $$
DECLARE
    within bigint[];
BEGIN
    WITH RECURSIVE inside AS (
        SELECT unnest(ids) AS id
        UNION SELECT p.id FROM inside JOIN places_place p ON p.parent_id = inside.id
    ) SELECT array_agg(id) INTO within FROM inside;
    INSERT INTO foundations_searchentry AS entry (council_id, place_id, restricted_to, words, address, postcode, standing)
    SELECT council_id, place_id, 0,
           array_to_tsvector(marked('a' || council_id || ':', address)
               || CASE WHEN postcode = '' THEN '{}'::text[] ELSE ARRAY['c' || council_id || ':' || postcode] END),
           address, postcode, standing
    FROM places_words(within)
    ON CONFLICT (council_id, place_id) DO UPDATE SET
        words = excluded.words, address = excluded.address, postcode = excluded.postcode,
        standing = excluded.standing
    WHERE (entry.words, entry.address, entry.postcode, entry.standing)
        IS DISTINCT FROM (excluded.words, excluded.address, excluded.postcode, excluded.standing);
    PERFORM learn_words(council_id, 'a', array_agg(word), array_agg(uses)) FROM (
        SELECT entry.council_id, word, count(*)::int AS uses
        FROM unnest(within) AS asked (id)
        JOIN foundations_searchentry entry ON entry.place_id = asked.id AND entry.council_id = ANY (acting_for()),
        string_to_table(entry.address, ' ') AS word
        WHERE word ~ '[^0-9]'
        GROUP BY 1, 2
    ) AS heard GROUP BY council_id;
END $$;

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
