-- Where people live and lived, among the words by which they are found (docs/find.md).

-- The words of one home among a person's.
CREATE FUNCTION residence_entry(mark text, address text, postcode_mark text, postcode text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT marked(mark, address) || CASE WHEN postcode = '' THEN '' ELSE ' ' || postcode_mark || postcode END
$$;

-- What the facts say: l and m where a person lives and its postcode, p and q where a person lived.
CREATE FUNCTION tenancies_words(people bigint[])
RETURNS TABLE (council_id bigint, person_id bigint, words text, standing smallint)
LANGUAGE sql STABLE SET search_path = public, pg_temp SET plan_cache_mode = force_custom_plan AS $$
    SELECT party.council_id, party.person_id,
        string_agg(CASE WHEN party.lasting
            THEN residence_entry('l' || party.council_id::text || '_', home.address, 'm' || party.council_id::text || '_', home.postcode)
            ELSE residence_entry('p' || party.council_id::text || '_', home.address, 'q' || party.council_id::text || '_', home.postcode)
            END, ' '),
        min(CASE WHEN NOT party.lasting THEN 3 WHEN party.role = 'occupant' THEN 1 ELSE 0 END)::smallint
    FROM (
        SELECT part.council_id, part.person_id, part.role, tenancy.place_id,
               part.until_on IS NULL AND tenancy.until_on IS NULL AS lasting
        FROM unnest(people) AS asked (id)
        JOIN tenancies_tenancyparty part ON part.person_id = asked.id
        JOIN tenancies_tenancy tenancy ON tenancy.id = part.tenancy_id
        WHERE part.role <> 'authorised_contact' AND part.council_id = ANY ((SELECT acting_for())::int[])
    ) AS party
    JOIN foundations_searchentry home ON home.council_id = party.council_id AND home.place_id = party.place_id
    GROUP BY party.council_id, party.person_id
$$;

-- Write where these people live and lived, and leave their names alone.
CREATE FUNCTION refresh_residence_words(people bigint[]) RETURNS void
LANGUAGE sql SECURITY DEFINER
SET search_path = public, pg_temp SET jit = off SET work_mem = '64MB' AS $$
    INSERT INTO foundations_searchentry AS entry (council_id, person_id, restricted_to, words, standing)
    SELECT p.council_id, p.id, p.restricted_to, coalesce(home.words, '')::tsvector, coalesce(home.standing, 2)
    FROM unnest(people) AS asked (id)
    JOIN people_person p ON p.id = asked.id AND p.council_id = ANY ((SELECT acting_for())::int[])
    LEFT JOIN tenancies_words(people) AS home ON home.person_id = p.id
    ON CONFLICT (council_id, person_id) WHERE person_id IS NOT NULL DO UPDATE SET
        words = with_words(entry.words, 'lmpq', excluded.words), standing = excluded.standing
    WHERE entry.words <> with_words(entry.words, 'lmpq', excluded.words) OR entry.standing <> excluded.standing
$$;

-- Write where the parties to these tenancies live and lived.
CREATE FUNCTION refresh_tenancies_words(ids bigint[]) RETURNS void
LANGUAGE sql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
    SELECT refresh_residence_words(array_agg(DISTINCT part.person_id))
    FROM unnest(ids) AS asked (id) JOIN tenancies_tenancyparty part ON part.tenancy_id = asked.id
    WHERE part.council_id = ANY ((SELECT acting_for())::int[])
$$;

-- All the words of these people at once: names and homes. For loads; places must have theirs before.
CREATE FUNCTION refresh_all_words_of_people(ids bigint[]) RETURNS void
LANGUAGE sql SECURITY DEFINER
SET search_path = public, pg_temp SET jit = off SET work_mem = '64MB' AS $$
    WITH told AS MATERIALIZED (SELECT * FROM people_words(ids)), written AS (
        INSERT INTO foundations_searchentry AS entry (council_id, person_id, restricted_to, words, standing)
        SELECT told.council_id, told.person_id, told.restricted_to,
               (people_entry(told.council_id, names, others, born) || ' ' || coalesce(home.words, ''))::tsvector,
               coalesce(home.standing, 2)
        FROM told LEFT JOIN tenancies_words(ids) AS home ON home.person_id = told.person_id
        ON CONFLICT (council_id, person_id) WHERE person_id IS NOT NULL
        DO UPDATE SET words = excluded.words, standing = excluded.standing
        WHERE entry.words <> excluded.words OR entry.standing <> excluded.standing
    )
    SELECT learn_words(council_id, 'n', array_agg(word), array_agg(uses)) FROM (
        SELECT council_id, word, count(*)::int AS uses FROM told, string_to_table(names || ' ' || others, ' ') AS word
        WHERE word <> '' GROUP BY 1, 2
    ) AS heard GROUP BY council_id
$$;

-- When the words of a place change, those who live or lived there are found by the new ones. The place's
-- own action cannot know of tenancies, so the database sees to it.
CREATE FUNCTION refresh_words_of_residents() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    changed bigint[];
BEGIN
    -- Planned anew each time: a plan for one changed row is ruinous for half a million.
    EXECUTE 'SELECT array_agg(n.place_id) FROM new_rows n JOIN old_rows o ON o.id = n.id
             WHERE n.place_id IS NOT NULL AND (n.address, n.postcode) <> (o.address, o.postcode)' INTO changed;
    IF changed IS NOT NULL THEN
        PERFORM refresh_residence_words(ARRAY(
            SELECT DISTINCT part.person_id FROM unnest(changed) AS moved (place_id)
            JOIN tenancies_tenancy tenancy ON tenancy.place_id = moved.place_id
            JOIN tenancies_tenancyparty part ON part.tenancy_id = tenancy.id));
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER search_words_of_residents AFTER UPDATE ON foundations_searchentry
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION refresh_words_of_residents();

-- The people and places of the councils acted for whose words are not what the facts say. Nightly.
CREATE FUNCTION words_that_disagree() RETURNS TABLE (person_id bigint, place_id bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp SET jit = off SET work_mem = '64MB' AS $$
    WITH everybody AS (
        SELECT array_agg(id) AS ids FROM people_person WHERE council_id = ANY (acting_for())
    ), everywhere AS (
        SELECT array_agg(id) AS ids FROM places_place WHERE council_id = ANY (acting_for())
    )
    SELECT told.person_id, NULL::bigint
    FROM everybody, people_words(everybody.ids) AS told
    LEFT JOIN (SELECT home.* FROM everybody, tenancies_words(everybody.ids) AS home) AS home
        ON home.person_id = told.person_id
    LEFT JOIN foundations_searchentry entry
        ON entry.council_id = told.council_id AND entry.person_id = told.person_id
    WHERE (entry.words, entry.standing) IS DISTINCT FROM
        ((people_entry(told.council_id, names, others, born) || ' ' || coalesce(home.words, ''))::tsvector,
         coalesce(home.standing, 2::smallint))
    UNION ALL
    SELECT NULL, told.place_id
    FROM everywhere, places_words(everywhere.ids) AS told
    LEFT JOIN foundations_searchentry entry
        ON entry.council_id = told.council_id AND entry.place_id = told.place_id
    WHERE (entry.words, entry.address, entry.postcode, entry.standing) IS DISTINCT FROM
        (places_entry(told.council_id, told.address, told.postcode)::tsvector, told.address, told.postcode, told.standing)
$$;

-- Tenancies by what is theirs alone: the reference, what the payer quotes, what an old system said.
CREATE FUNCTION find_tenancies_by_key(own text[], legacy text[], most int)
RETURNS TABLE (tenancy_id bigint, council_id bigint, how text, value text)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = public, pg_temp SET enable_seqscan = off SET jit = off AS $$
#variable_conflict use_column
DECLARE
    councils CONSTANT int[] := acting_for();
    groups CONSTANT int[] := may_open();
BEGIN
    IF own <> '{}' THEN
        RETURN QUERY SELECT t.id, t.council_id, 'reference', t.reference::text FROM tenancies_tenancy t
            WHERE t.council_id = ANY (councils) AND t.reference = ANY (own) LIMIT most;
    END IF;
    IF legacy <> '{}' THEN
        RETURN QUERY SELECT t.id, t.council_id, 'payment', t.payment_reference::text FROM tenancies_tenancy t
            WHERE t.council_id = ANY (councils) AND plain_reference(t.payment_reference) = ANY (legacy)
              AND t.payment_reference <> '' LIMIT most;
        RETURN QUERY SELECT l.tenancy_id, l.council_id, 'legacy', l.source_system || ' reference ' || l.reference
            FROM tenancies_tenancylegacyreference l
            WHERE l.council_id = ANY (councils) AND l.restricted_to = ANY (groups)
              AND plain_reference(l.reference) = ANY (legacy) LIMIT most;
    END IF;
END $$;

CREATE INDEX tenancy_by_plain_payment_reference ON tenancies_tenancy (council_id, plain_reference(payment_reference))
    WHERE payment_reference <> '';
CREATE INDEX tenancy_legacy_by_plain_reference
    ON tenancies_tenancylegacyreference (council_id, plain_reference(reference));

REVOKE ALL ON FUNCTION tenancies_words(bigint[]), refresh_words_of_residents() FROM PUBLIC;
REVOKE ALL ON FUNCTION refresh_residence_words(bigint[]), refresh_tenancies_words(bigint[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION refresh_all_words_of_people(bigint[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION words_that_disagree() FROM PUBLIC;
REVOKE ALL ON FUNCTION find_tenancies_by_key(text[], text[], int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION refresh_residence_words(bigint[]), refresh_tenancies_words(bigint[]) TO rooftree_app;
GRANT EXECUTE ON FUNCTION refresh_all_words_of_people(bigint[]) TO rooftree_app;
GRANT EXECUTE ON FUNCTION words_that_disagree() TO rooftree_app;
GRANT EXECUTE ON FUNCTION find_tenancies_by_key(text[], text[], int) TO rooftree_app;
