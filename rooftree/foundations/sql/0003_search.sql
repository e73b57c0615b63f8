-- Words: how they are written down, and how they are found again (docs/find.md).
-- Everything here is owned by rooftree_owner. The app's log-in may call find_entries, and nothing else.

-- A name or an address in small Latin letters without accents or apostrophes; what is not a letter or a
-- digit becomes a space. rooftree/foundations/search.py does the same to what is typed.
CREATE FUNCTION folded(written text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN written ~ '^[A-Za-z0-9]+(?: [A-Za-z0-9]+)*$' THEN lower(written) ELSE
        btrim(regexp_replace(
            translate(
                replace(replace(replace(replace(
                    lower(regexp_replace(
                        normalize(translate(written, '''’‘ʼʻʹ′`´', ''), NFKD),
                        '[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]',
                        '', 'g')),
                    'æ', 'ae'), 'œ', 'oe'), 'ß', 'ss'), 'þ', 'th'),
                'øłđðıħŧςىةکی', 'olddihtσيهكي'),
            '[\u0001-/:-@[-`{-\u00a9\u00ab-\u00b1\u00b4\u00b6-\u00b8\u00bb\u00bf×÷\u2010-\u206f\u20a0-\u20cf\u2190-\u2bff\u3000-\u303f]+',
            ' ', 'g'), ' ')
        END
$$;

-- A folded text with the mark before each of its words: a tsvector as text.
CREATE FUNCTION marked(mark text, folded_text text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN folded_text = '' THEN '' ELSE mark || replace(folded_text, ' ', ' ' || mark) END
$$;

-- A reference as it may be typed: small or capital letters, hyphens or none, O for 0, I or L for 1.
CREATE FUNCTION plain_reference(reference text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
    SELECT translate(regexp_replace(upper(reference), '[^A-Z0-9]', '', 'g'), 'OIL', '011')
$$;

-- What is left of a word when spelling is taken away: Catherine and Kathryn, Okafor and Okafour,
-- Mohammed and Muhammad. English habits of spelling; words in other scripts are their own sound.
CREATE FUNCTION sound_of(word text) RETURNS text LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT AS $$
DECLARE
    s text := word;
BEGIN
    IF word !~ '^[a-z]+$' THEN
        RETURN word;
    END IF;
    s := regexp_replace(s, '^(?:k(?=n)|g(?=n)|p(?=[ns])|w(?=r))', '');
    s := regexp_replace(s, '^ma?c(?=[b-z])', 'mk');
    s := replace(replace(replace(replace(s, 'sch', 'sk'), 'tch', 'ch'), 'sh', 's'), 'th', 't');
    s := regexp_replace(s, 's?c(?=[eiy])', 's', 'g');
    s := replace(replace(replace(replace(s, 'ch', 'k'), 'ck', 'k'), 'ph', 'f'), 'gh', 'g');
    s := replace(replace(replace(replace(replace(s, 'dg', 'j'), 'ge', 'je'), 'gi', 'ji'), 'x', 'ks'), 'q', 'k');
    s := regexp_replace(translate(s, 'czv', 'ksf'), '(.)\1+', '\1', 'g');
    -- Only the first vowel counts, and any vowel counts as any other.
    RETURN translate(left(s, 1), 'eiouy', 'aaaaa') || translate(substr(s, 2), 'aeiouyhw', '');
END $$;

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

-- The stored words without those of some marks, and with others added.
CREATE FUNCTION with_words(stored tsvector, marks text, added tsvector) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT array_to_tsvector(ARRAY(
        SELECT word FROM unnest(tsvector_to_array(stored)) AS word WHERE strpos(marks, left(word, 1)) = 0)) || added
$$;

-- Learn words that were not known, told how often each was heard.
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
-- A long OR is dear, so former homes are left out, and no more than `most` words are tried.
CREATE FUNCTION meant_by(typed text, councils int[], most int) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
DECLARE
    spelt CONSTANT text[] := slips_of(typed);
    heard CONSTANT text := sound_of(typed);
BEGIN
    RETURN (
        SELECT string_agg(format('''%s%s_%s''', mark, council_id, word), '|')
        FROM (
            SELECT council_id, kind, word FROM (
                SELECT council_id, kind, word, uses, 1 AS far FROM foundations_searchword
                WHERE council_id = ANY (councils) AND kind IN ('n', 'a') AND word = ANY (spelt)
                UNION ALL
                SELECT council_id, kind, word, uses, 2 FROM foundations_searchword
                WHERE council_id = ANY (councils) AND sound = heard AND word <> typed AND word <> ALL (spelt)
            ) AS near
            ORDER BY far, uses DESC, word LIMIT most
        ) AS nearest, unnest(CASE kind WHEN 'n' THEN '{n,f}'::text[] ELSE '{a,l}' END) AS mark
    );
END $$;

-- Queries with misspelt words: first one word at a time, then all of them at once.
CREATE FUNCTION near_misses(exactly text[], near text[], frames text[]) RETURNS text[]
LANGUAGE plpgsql IMMUTABLE SET search_path = public, pg_temp AS $$
DECLARE
    made text[] := '{}';
    framed text;
    frame text;
    several CONSTANT boolean := cardinality(near) > 1;
BEGIN
    FOREACH frame IN ARRAY frames LOOP
        FOR wrong IN 1 .. cardinality(near) + several::int LOOP
            CONTINUE WHEN near[wrong] = '';
            framed := frame;
            FOR k IN 1 .. cardinality(near) LOOP
                framed := replace(framed, '{' || k || '}', CASE
                    WHEN near[k] = '' OR (k <> wrong AND wrong <= cardinality(near)) THEN exactly[k]
                    WHEN k = wrong THEN near[k]
                    ELSE exactly[k] || '|' || near[k] END);
            END LOOP;
            made := made || framed;
        END LOOP;
    END LOOP;
    RETURN made;
END $$;

-- Find what matches: each query of `wanted` in turn, then those with the spelling set right, until `most`
-- are found. A query is several tsqueries, one a line, all of which must match: GIN takes them one after
-- the other, which is much cheaper than one tsquery with & in it when each is a long OR.
-- `typed` are the words that may be misspelt, `exactly` their tsqueries, and `frames` queries in which
-- {1}, {2}, … stand for them. `among` are the only people wanted, if given.
-- Row security would lose the index (`@@` is not leakproof), so this runs as the owner and applies the
-- policy's own condition itself. With nothing said, nothing is found.
CREATE FUNCTION find_entries(wanted text[], typed text[], exactly text[], frames text[], among bigint[], most int)
RETURNS TABLE (person_id bigint, place_id bigint, council_id bigint, restricted_to int,
               round int, standing smallint, words text[])
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = public, pg_temp SET enable_seqscan = off SET jit = off AS $$
#variable_conflict use_column
DECLARE
    councils CONSTANT int[] := acting_for();
    queries text[] := wanted;
    near text[] := '{}';
    lines text[];
    have bigint[] := '{}';
    rounds int[] := '{}';
    step int := 0;
    more bigint[];
BEGIN
    IF cardinality(councils) = 0 THEN
        RETURN;
    END IF;
    WHILE cardinality(have) < most LOOP
        step := step + 1;
        IF step = cardinality(wanted) + 1 THEN
            FOR k IN 1 .. cardinality(typed) LOOP
                near := near || coalesce(meant_by(typed[k], councils, 30), '');
            END LOOP;
            queries := queries || near_misses(exactly, near, frames);
        END IF;
        EXIT WHEN step > cardinality(queries);
        CONTINUE WHEN queries[step] = '';
        lines := string_to_array(queries[step], E'\n');
        more := find_by_lines(lines[1]::tsquery, lines[2]::tsquery,
                              array_to_string(lines[3:], ' & ')::tsquery, have, among, most - cardinality(have));
        have := have || more;
        rounds := rounds || array_fill(step, ARRAY[cardinality(more)]);
    END LOOP;
    RETURN QUERY
        SELECT e.person_id, e.place_id, e.council_id, e.restricted_to, hit.round, e.standing,
               tsvector_to_array(e.words)
        FROM unnest(have, rounds) WITH ORDINALITY AS hit (id, round, place)
        JOIN foundations_searchentry e ON e.id = hit.id
        ORDER BY hit.place;
END $$;

-- The entries that match one, two or more tsqueries at once and may be seen, but those found already.
CREATE FUNCTION find_by_lines(one tsquery, two tsquery, others tsquery, have bigint[], among bigint[], most int)
RETURNS bigint[] LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
DECLARE
    councils CONSTANT int[] := acting_for();
    groups CONSTANT int[] := may_open();
    opened CONSTANT bigint[] := opened_people();
    more bigint[];
BEGIN
    IF two IS NULL THEN
        SELECT array_agg(id ORDER BY standing, id) INTO more FROM (
            SELECT id, standing FROM foundations_searchentry
            WHERE words @@ one
              AND council_id = ANY (councils) AND (restricted_to = ANY (groups) OR person_id = ANY (opened))
              AND (among IS NULL OR person_id = ANY (among)) AND id <> ALL (have)
            LIMIT 500) AS met;
    ELSIF numnode(others) = 0 THEN
        SELECT array_agg(id ORDER BY standing, id) INTO more FROM (
            SELECT id, standing FROM foundations_searchentry
            WHERE words @@ one AND words @@ two
              AND council_id = ANY (councils) AND (restricted_to = ANY (groups) OR person_id = ANY (opened))
              AND (among IS NULL OR person_id = ANY (among)) AND id <> ALL (have)
            LIMIT 500) AS met;
    ELSE
        SELECT array_agg(id ORDER BY standing, id) INTO more FROM (
            SELECT id, standing FROM foundations_searchentry
            WHERE words @@ one AND words @@ two AND words @@ others
              AND council_id = ANY (councils) AND (restricted_to = ANY (groups) OR person_id = ANY (opened))
              AND (among IS NULL OR person_id = ANY (among)) AND id <> ALL (have)
            LIMIT 500) AS met;
    END IF;
    RETURN coalesce(more[:most], '{}');
END $$;

-- Words that no entry holds any more are forgotten, and the uses of the others counted again. Nightly.
CREATE FUNCTION forget_unused_words() RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    forgotten bigint;
BEGIN
    WITH used AS MATERIALIZED (
        SELECT council_id, CASE WHEN left(marked, 1) IN ('n', 'f') THEN 'n' ELSE 'a' END AS kind,
               split_part(marked, '_', 2) AS word, count(*)::int AS uses
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
REVOKE ALL ON FUNCTION find_by_lines(tsquery, tsquery, tsquery, bigint[], bigint[], int) FROM PUBLIC;
REVOKE ALL ON FUNCTION find_entries(text[], text[], text[], text[], bigint[], int) FROM PUBLIC;
REVOKE ALL ON FUNCTION forget_unused_words() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION find_entries(text[], text[], text[], text[], bigint[], int) TO rooftree_app;
GRANT EXECUTE ON FUNCTION forget_unused_words() TO rooftree_app;
