-- The words by which a person is found, and what else finds one: a phone number, an email address,
-- a National Insurance number, a reference old or new (docs/find.md).

-- Names as folded words; those with a hyphen or several parts are also there written together.
CREATE FUNCTION name_words(forenames text, surname text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN forenames || ' ' || surname ~ '^[A-Za-z]+ (?:[A-Za-z]+ )*[A-Za-z]+$' AND surname !~ ' '
    THEN lower(forenames || ' ' || surname)
    ELSE btrim(folded(forenames || ' ' || surname)
        || CASE WHEN forenames LIKE '%-%' THEN ' ' || folded(replace(forenames, '-', '')) ELSE '' END
        || CASE WHEN folded(surname) LIKE '% %' THEN ' ' || replace(folded(surname), ' ', '') ELSE '' END)
    END
$$;

-- What the facts say a person's words are: names, and former and other names, folded, and the birth date.
CREATE FUNCTION people_words(ids bigint[])
RETURNS TABLE (council_id bigint, person_id bigint, restricted_to int, names text, others text, born date)
LANGUAGE sql STABLE SET search_path = public, pg_temp SET plan_cache_mode = force_custom_plan AS $$
    SELECT p.council_id, p.id, p.restricted_to,
           name_words(p.forenames, p.surname)
           || CASE WHEN p.preferred_name = '' THEN '' ELSE ' ' || name_words('', p.preferred_name) END,
           coalesce(other.names, ''), p.date_of_birth
    FROM unnest(ids) AS asked (id)
    JOIN people_person p ON p.id = asked.id
    LEFT JOIN (
        SELECT o.person_id, string_agg(name_words(o.forenames, o.surname), ' ') AS names
        FROM unnest(ids) AS asked (id) JOIN people_othername o ON o.person_id = asked.id GROUP BY o.person_id
    ) AS other ON other.person_id = p.id
    WHERE p.council_id = ANY ((SELECT acting_for())::int[])
$$;

-- A person's own words as an entry holds them. n name, f former or other name, b birth date.
CREATE FUNCTION people_entry(council bigint, names text, others text, born date) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT marked('n' || council::text || '_', names)
        || CASE WHEN others = '' THEN '' ELSE ' ' || marked('f' || council::text || '_', others) END
        || CASE WHEN born IS NULL THEN '' ELSE ' b' || council::text || '_'
               || (extract(year FROM born)::int * 10000 + extract(month FROM born)::int * 100
                   + extract(day FROM born)::int)::text END
$$;

-- Write the words of these people as the facts say them, and leave the words of where they live alone.
CREATE FUNCTION refresh_people_words(ids bigint[]) RETURNS void
LANGUAGE sql SECURITY DEFINER
SET search_path = public, pg_temp SET jit = off SET work_mem = '64MB' AS $$
    WITH told AS MATERIALIZED (SELECT * FROM people_words(ids)), written AS (
        INSERT INTO foundations_searchentry AS entry (council_id, person_id, restricted_to, words)
        SELECT council_id, person_id, restricted_to, people_entry(council_id, names, others, born)::tsvector FROM told
        ON CONFLICT (council_id, person_id) WHERE person_id IS NOT NULL
        DO UPDATE SET words = with_words(entry.words, 'nfb', excluded.words)
        WHERE entry.words <> with_words(entry.words, 'nfb', excluded.words)
    )
    SELECT learn_words(council_id, 'n', array_agg(word), array_agg(uses)) FROM (
        SELECT council_id, word, count(*)::int AS uses FROM told, string_to_table(names || ' ' || others, ' ') AS word
        WHERE word <> '' GROUP BY 1, 2
    ) AS heard GROUP BY council_id
$$;

-- People by what is theirs alone. Each kind of key has its own index; row security would lose those of
-- the prefixes, so this runs as the owner and applies the policy's own condition itself.
CREATE FUNCTION find_people_by_key(
    phone_starts text[], phone_ends text[], emails text[], ni_numbers text[], own text[], legacy text[], most int
) RETURNS TABLE (person_id bigint, council_id bigint, restricted_to int, how text, value text)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = public, pg_temp SET enable_seqscan = off SET jit = off AS $$
#variable_conflict use_column
DECLARE
    councils CONSTANT int[] := acting_for();
    groups CONSTANT int[] := may_open();
    opened CONSTANT bigint[] := opened_people();
BEGIN
    IF own <> '{}' THEN
        RETURN QUERY SELECT p.id, p.council_id, p.restricted_to, 'reference', p.reference::text FROM people_person p
            WHERE p.council_id = ANY (councils) AND p.reference = ANY (own)
              AND (p.restricted_to = ANY (groups) OR p.id = ANY (opened)) LIMIT most;
    END IF;
    IF legacy <> '{}' THEN
        RETURN QUERY SELECT l.person_id, l.council_id, l.restricted_to, 'legacy',
                l.source_system || ' reference ' || l.reference
            FROM people_personlegacyreference l
            WHERE l.council_id = ANY (councils) AND plain_reference(l.reference) = ANY (legacy)
              AND (l.restricted_to = ANY (groups) OR l.person_id = ANY (opened)) LIMIT most;
    END IF;
    IF ni_numbers <> '{}' THEN
        RETURN QUERY SELECT p.id, p.council_id, p.restricted_to, 'ni_number', p.ni_number::text FROM people_person p
            WHERE p.council_id = ANY (councils) AND p.ni_number = ANY (ni_numbers) AND p.ni_number <> ''
              AND (p.restricted_to = ANY (groups) OR p.id = ANY (opened)) LIMIT most;
    END IF;
    FOR k IN 1 .. cardinality(phone_starts) LOOP
        RETURN QUERY SELECT c.person_id, c.council_id, c.restricted_to, 'phone', c.value::text FROM people_contactpoint c
            WHERE c.council_id = ANY (councils) AND c.value ~>=~ phone_starts[k] AND c.value ~<~ after_all_with(phone_starts[k])
              AND c.kind IN ('mobile', 'landline')
              AND (c.restricted_to = ANY (groups) OR c.person_id = ANY (opened)) LIMIT most;
    END LOOP;
    FOR k IN 1 .. cardinality(emails) LOOP
        RETURN QUERY SELECT c.person_id, c.council_id, c.restricted_to, 'email', c.value::text FROM people_contactpoint c
            WHERE c.council_id = ANY (councils) AND c.value ~>=~ emails[k] AND c.value ~<~ after_all_with(emails[k])
              AND c.kind = 'email'
              AND (c.restricted_to = ANY (groups) OR c.person_id = ANY (opened)) LIMIT most;
    END LOOP;
    FOR k IN 1 .. cardinality(phone_ends) LOOP
        RETURN QUERY SELECT c.person_id, c.council_id, c.restricted_to, 'phone_end', c.value::text FROM people_contactpoint c
            WHERE c.council_id = ANY (councils) AND reverse(c.value) ~>=~ reverse(phone_ends[k])
              AND reverse(c.value) ~<~ after_all_with(reverse(phone_ends[k]))
              AND c.kind IN ('mobile', 'landline')
              AND (c.restricted_to = ANY (groups) OR c.person_id = ANY (opened)) LIMIT most;
    END LOOP;
END $$;

CREATE INDEX person_legacy_by_plain_reference ON people_personlegacyreference (council_id, plain_reference(reference));
CREATE INDEX contact_point_by_end ON people_contactpoint (council_id, reverse(value) text_pattern_ops)
    WHERE kind IN ('mobile', 'landline');
CREATE INDEX contact_point_by_start ON people_contactpoint (council_id, value text_pattern_ops);

REVOKE ALL ON FUNCTION people_words(bigint[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION refresh_people_words(bigint[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION find_people_by_key(text[], text[], text[], text[], text[], text[], int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION refresh_people_words(bigint[]) TO rooftree_app;
GRANT EXECUTE ON FUNCTION find_people_by_key(text[], text[], text[], text[], text[], text[], int) TO rooftree_app;
