-- Words: how they are written down, and how they are found again (docs/find.md).
-- Everything here is owned by rooftree_owner. The app's log-in may call find_entries, and nothing else.

-- A name or an address in small Latin letters without accents or apostrophes; what is not a letter or a
-- digit becomes a space. rooftree/foundations/search.py does the same to what is typed.
CREATE FUNCTION folded(written text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
    SELECT CASE WHEN written ~ '^[A-Za-z0-9 ]*$' THEN lower(written) ELSE
        regexp_replace(
            translate(
                replace(replace(replace(replace(
                    lower(regexp_replace(
                        normalize(translate(written, '''’‘ʼʻʹ′`´', ''), NFKD),
                        '[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]',
                        '', 'g')),
                    'æ', 'ae'), 'œ', 'oe'), 'ß', 'ss'), 'þ', 'th'),
                'øłđðıħŧςىةکی', 'olddihtσيهكي'),
            '[\u0001-/:-@[-`{-\u00a9\u00ab-\u00b1\u00b4\u00b6-\u00b8\u00bb\u00bf×÷\u2010-\u206f\u20a0-\u20cf\u2190-\u2bff\u3000-\u303f]+',
            ' ', 'g')
        END
$$;

-- The words of a folded text, each with its mark before it.
CREATE FUNCTION marked(mark text, folded_text text) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT array_remove(string_to_array(mark || replace(folded_text, ' ', ' ' || mark), ' '), mark)
$$;

-- A reference as it may be typed: small or capital letters, hyphens or none, O for 0, I or L for 1.
CREATE FUNCTION plain_reference(reference text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
    SELECT translate(regexp_replace(upper(reference), '[^A-Z0-9]', '', 'g'), 'OIL', '011')
$$;

-- What is left of a word when spelling is taken away: Catherine and Kathryn, Okafor and Okafour,
-- Mohammed and Muhammad. English habits of spelling; words in other scripts are their own sound.
CREATE FUNCTION sound_of(word text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
    SELECT CASE WHEN word !~ '^[a-z]+$' THEN word ELSE
        -- Only the first vowel counts, and any vowel counts as any other.
        translate(left(tidy, 1), 'eiouy', 'aaaaa') || translate(substr(tidy, 2), 'aeiouyhw', '')
        END
    FROM (SELECT regexp_replace(
        translate(
            replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(
                regexp_replace(regexp_replace(regexp_replace(word,
                    '^(?:k(?=n)|g(?=n)|p(?=[ns])|w(?=r)|(?=wh))', ''),
                    '^ma?c(?=[b-z])', 'mk'),
                    'c(?=[eiy])|sc(?=[eiy])', 's', 'g'),
                'sch', 'sk'), 'tch', 'ch'), 'sh', 's'), 'ch', 'k'), 'ck', 'k'), 'ph', 'f'), 'gh', 'g'), 'dg', 'j'),
                'ge', 'je'), 'gi', 'ji'), 'th', 't'), 'x', 'ks'), 'q', 'k'),
            'czv', 'ksf'),
        '(.)\1+', '\1', 'g') AS tidy) AS spelling
$$;

-- Every spelling that is one slip away: a letter left out, put in or changed, or two changed about.
CREATE FUNCTION slips_of(word text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
    WITH cuts AS (
        SELECT left(word, at) AS before, substr(word, at + 1) AS after FROM generate_series(0, length(word)) AS at
    ), letters AS (
        SELECT letter FROM string_to_table(CASE
            WHEN word ~ '[\u0600-\u06ff]' THEN 'ءابتثجحخدذرزسشصضطظعغفقكلمنهويپچژگ'
            WHEN word ~ '[\u0590-\u05ff]' THEN 'אבגדהוזחטיךכלםמןנסעףפץצקרשת'
            WHEN word ~ '[\u0400-\u04ff]' THEN 'абвгдежзийклмнопрстуфхцчшщъыьэюяіїєґ'
            WHEN word ~ '[\u0370-\u03ff]' THEN 'αβγδεζηθικλμνξοπρστυφχψω'
            ELSE 'abcdefghijklmnopqrstuvwxyz' END, NULL) AS letter
    )
    SELECT array_agg(DISTINCT slip) FROM (
        SELECT before || substr(after, 2) AS slip FROM cuts WHERE after <> ''
        UNION ALL
        SELECT before || substr(after, 2, 1) || left(after, 1) || substr(after, 3) FROM cuts WHERE length(after) > 1
        UNION ALL
        SELECT before || letter || substr(after, 2) FROM cuts, letters WHERE after <> ''
        UNION ALL
        SELECT before || letter || after FROM cuts, letters
    ) AS slipped
    WHERE slip <> word AND slip <> ''
$$;

-- The stored words with some letters of their mark taken away, and others put in their place.
CREATE FUNCTION with_words(stored tsvector, marks text, added text[]) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT array_to_tsvector(added || ARRAY(
        SELECT word FROM unnest(tsvector_to_array(stored)) AS word WHERE strpos(marks, left(word, 1)) = 0))
$$;

-- Learn words that were not known. They are given as marked words of one kind, many times over.
CREATE FUNCTION learn_words(council bigint, sort text, heard text[], times int[]) RETURNS void
LANGUAGE sql SET search_path = public, pg_temp AS $$
    INSERT INTO foundations_searchword (council_id, kind, word, sound, uses)
    SELECT council, sort, word, sound_of(word), uses
    FROM unnest(heard, times) AS told (word, uses)
    WHERE NOT EXISTS (SELECT FROM foundations_searchword known
                      WHERE (known.council_id, known.kind, known.word) = (council, sort, told.word))
    ORDER BY word
    ON CONFLICT DO NOTHING
$$;

-- Known words that one typed word may have been meant for, the likeliest first, as an OR of a tsquery.
CREATE FUNCTION meant_by(typed text, councils int[], most int) RETURNS text
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT string_agg(DISTINCT format('''%s%s:%s''', mark, council_id, word), '|')
    FROM (
        SELECT council_id, kind, word FROM (
            SELECT council_id, kind, word, uses, 1 AS far FROM foundations_searchword
            WHERE council_id = ANY (councils) AND kind IN ('n', 'a') AND word = ANY (slips_of(typed))
            UNION ALL
            SELECT council_id, kind, word, uses, 2 FROM foundations_searchword
            WHERE council_id = ANY (councils) AND sound = sound_of(typed) AND word <> typed
        ) AS near
        GROUP BY council_id, kind, word
        ORDER BY min(far), max(uses) DESC, word LIMIT most
    ) AS nearest, unnest(CASE kind WHEN 'n' THEN '{n,f}'::text[] ELSE '{a,l,p}' END) AS mark
$$;

-- Find what matches: each of `wanted` in turn, then with spelling set right, until `most` are found.
-- Row security cannot keep the index (traps of full-text search), so this runs as the owner and applies
-- the policy's own condition itself. With nothing said, nothing is found.
-- `typed` are the words that may be misspelt, `exactly` their tsqueries, and `frames` tsqueries in which
-- {1}, {2}, … stand for them.
CREATE FUNCTION find_entries(wanted text[], typed text[], exactly text[], frames text[], among bigint[], most int)
RETURNS TABLE (person_id bigint, place_id bigint, council_id bigint, restricted_to int,
               round int, standing smallint, words text[])
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = public, pg_temp SET enable_seqscan = off SET jit = off AS $$
#variable_conflict use_column
DECLARE
    councils CONSTANT int[] := acting_for();
    groups CONSTANT int[] := may_open();
    opened CONSTANT bigint[] := opened_people();
    found bigint[] := '{}';
    rounds int[] := '{}';
    step int := 0;
    sought tsquery;
    more bigint[];
    near text[] := '{}';
    framed text;
    queries text[];
BEGIN
    IF cardinality(councils) = 0 THEN
        RETURN;
    END IF;
    queries := wanted;
    LOOP
        step := step + 1;
        IF step = cardinality(wanted) + 1 AND cardinality(typed) > 0 THEN
            FOR k IN 1 .. cardinality(typed) LOOP
                near := near || coalesce(meant_by(typed[k], councils, 40), '');
            END LOOP;
            queries := queries || near_misses(exactly, near, frames, true) || near_misses(exactly, near, frames, false);
        END IF;
        EXIT WHEN step > cardinality(queries) OR cardinality(found) >= most;
        CONTINUE WHEN coalesce(queries[step], '') = '';
        sought := queries[step]::tsquery;
        SELECT array_agg(id) INTO more FROM (
            SELECT id FROM (
                SELECT e.id, e.standing FROM foundations_searchentry e
                WHERE e.words @@ sought AND e.council_id = ANY (councils)
                  AND (e.restricted_to = ANY (groups) OR e.person_id = ANY (opened))
                  AND (among IS NULL OR e.person_id = ANY (among))
                  AND e.id <> ALL (found)
                LIMIT 500
            ) AS matching ORDER BY matching.standing, matching.id LIMIT most - cardinality(found)
        ) AS best;
        found := found || more;
        rounds := rounds || array_fill(step, ARRAY[coalesce(cardinality(more), 0)]);
    END LOOP;
    RETURN QUERY
        SELECT e.person_id, e.place_id, e.council_id, e.restricted_to, hit.round, e.standing,
               tsvector_to_array(e.words)
        FROM unnest(found, rounds) WITH ORDINALITY AS hit (id, round, place)
        JOIN foundations_searchentry e ON e.id = hit.id
        ORDER BY hit.place;
END $$;

-- Queries with misspelt words: one word at a time, or (not `one`) all of them at once.
CREATE FUNCTION near_misses(exactly text[], near text[], frames text[], one boolean) RETURNS text
LANGUAGE plpgsql IMMUTABLE SET search_path = public, pg_temp AS $$
DECLARE
    made text[] := '{}';
    framed text;
    frame text;
BEGIN
    FOREACH frame IN ARRAY frames LOOP
        FOR k IN 1 .. cardinality(near) LOOP
            CONTINUE WHEN one AND (near[k] = '' OR strpos(frame, '{' || k || '}') = 0);
            EXIT WHEN NOT one AND k > 1;
            framed := frame;
            FOR each IN 1 .. cardinality(near) LOOP
                framed := replace(framed, '{' || each || '}', '(' || CASE
                    WHEN one AND each = k THEN near[each]
                    WHEN one OR near[each] = '' THEN exactly[each]
                    ELSE exactly[each] || '|' || near[each] END || ')');
            END LOOP;
            made := made || framed;
        END LOOP;
    END LOOP;
    RETURN array_to_string(made, ' | ');
END $$;

-- Words that no entry holds any more are forgotten, and the uses of the others counted again. Nightly.
CREATE FUNCTION forget_unused_words() RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    forgotten bigint;
BEGIN
    WITH used AS MATERIALIZED (
        SELECT council_id, CASE WHEN left(marked, 1) IN ('n', 'f') THEN 'n' ELSE 'a' END AS kind,
               split_part(marked, ':', 2) AS word, count(*)::int AS uses
        FROM foundations_searchentry, unnest(tsvector_to_array(words)) AS marked
        WHERE council_id = ANY (acting_for()) AND left(marked, 1) IN ('n', 'f', 'a', 'l', 'p')
        GROUP BY 1, 2, 3
    ), counted AS (
        UPDATE foundations_searchword w SET uses = used.uses FROM used
        WHERE (used.council_id, used.kind, used.word) = (w.council_id, w.kind, w.word) AND w.uses <> used.uses
    ), gone AS (
        DELETE FROM foundations_searchword w WHERE w.council_id = ANY (acting_for())
        AND NOT EXISTS (SELECT FROM used
                        WHERE (used.council_id, used.kind, used.word) = (w.council_id, w.kind, w.word))
        RETURNING 1
    )
    SELECT count(*) INTO forgotten FROM gone;
    RETURN forgotten;
END $$;

REVOKE ALL ON FUNCTION learn_words(bigint, text, text[], int[]), meant_by(text, int[], int) FROM PUBLIC;
REVOKE ALL ON FUNCTION find_entries(text[], text[], text[], text[], bigint[], int) FROM PUBLIC;
REVOKE ALL ON FUNCTION forget_unused_words() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION find_entries(text[], text[], text[], text[], bigint[], int) TO rooftree_app;
GRANT EXECUTE ON FUNCTION forget_unused_words() TO rooftree_app;
