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
    SELECT translate(upper(regexp_replace(reference, '[^A-Za-z0-9]', '', 'g')), 'OIL', '011')
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

-- What stands after every text that begins like this: with it a range takes the place of ^@, which finds
-- its index only while the beginning is known to the planner, and not in a plan that is kept.
CREATE FUNCTION after_all_with(beginning text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT beginning || U&'\+10FFFF'
$$;

-- Every spelling that is one slip away: a letter left out, put in or changed, or two changed about.
-- Some come twice.
CREATE FUNCTION slips_of(word text) RETURNS text[] LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT AS $$
DECLARE
    letters CONSTANT text[] := string_to_array(CASE
        WHEN word ~ '[\u0600-\u06ff]' THEN 'ءابتثجحخدذرزسشصضطظعغفقكلمنهويپچژگ'
        WHEN word ~ '[\u0590-\u05ff]' THEN 'אבגדהוזחטיךכלםמןנסעףפץצקרשת'
        WHEN word ~ '[\u0400-\u04ff]' THEN 'абвгдежзийклмнопрстуфхцчшщъыьэюяіїєґ'
        WHEN word ~ '[\u0370-\u03ff]' THEN 'αβγδεζηθικλμνξοπρστυφχψω'
        ELSE 'abcdefghijklmnopqrstuvwxyz' END, NULL);
    slips text[] := '{}';
    before text;
    after text;
BEGIN
    FOR at IN 0 .. length(word) LOOP
        before := left(word, at);
        after := substr(word, at + 1);
        -- A letter put in here, for every letter at once.
        slips := slips || string_to_array(before || array_to_string(letters, after || ' ' || before) || after, ' ');
        CONTINUE WHEN after = '';
        -- The next letter left out, changed, or changed about with the one after it.
        slips := slips || (before || substr(after, 2)) || string_to_array(
            before || array_to_string(letters, substr(after, 2) || ' ' || before) || substr(after, 2), ' ');
        CONTINUE WHEN length(after) = 1;
        slips := slips || (before || substr(after, 2, 1) || left(after, 1) || substr(after, 3));
    END LOOP;
    RETURN array_remove(array_remove(slips, word), '');
END $$;

-- How many slips lie between two words, where at most `most` matter: more are all the same.
CREATE FUNCTION slips_between(one text, other text, most int) RETURNS int
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT AS $$
DECLARE
    a CONSTANT text[] := string_to_array(one, NULL);
    b CONSTANT text[] := string_to_array(other, NULL);
    width CONSTANT int := length(other);
    earlier int[];
    above int[];
    here int[];
    cost int;
BEGIN
    IF abs(length(one) - width) > most THEN
        RETURN most + 1;
    END IF;
    SELECT array_agg(n) INTO above FROM generate_series(0, width) AS n;
    FOR i IN 1 .. length(one) LOOP
        here := ARRAY[i];
        FOR j IN 1 .. width LOOP
            cost := least(above[j + 1] + 1, here[j] + 1, above[j] + (a[i] <> b[j])::int);
            IF i > 1 AND j > 1 AND a[i] = b[j - 1] AND a[i - 1] = b[j] THEN
                cost := least(cost, earlier[j - 1] + 1);
            END IF;
            here[j + 1] := cost;
        END LOOP;
        earlier := above;
        above := here;
    END LOOP;
    RETURN above[width + 1];
END $$;

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
                      WHERE (known.council_id, known.word, known.kind) = (council, told.word, sort))
    ORDER BY word
    ON CONFLICT DO NOTHING
$$;

-- Known words that one typed word may have been meant for, the commonest first, as ORs of a tsquery: words
-- of names, words of addresses, and both. `how` is "name slips" or "address slips" for words one slip away,
-- "sounds" for those that sound alike, "two slips" for those two slips away. A long OR is dear, so former
-- homes are left out, and no more than `most` words are tried.
CREATE FUNCTION meant_by(typed text, how text, councils int[], most int) RETURNS text[]
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
DECLARE
    near foundations_searchword[];
BEGIN
    IF how IN ('name slips', 'address slips') THEN
        near := ARRAY(SELECT known FROM foundations_searchword known
                      WHERE council_id = ANY (councils) AND word = ANY (slips_of(typed))
                      ORDER BY uses DESC, word LIMIT most);
    ELSIF how = 'sounds' THEN
        near := ARRAY(SELECT known FROM foundations_searchword known
                      WHERE council_id = ANY (councils) AND sound = sound_of(typed) AND word <> typed
                      ORDER BY uses DESC, word LIMIT most / 2);
    ELSIF length(typed) > 4 THEN
        -- Two slips in one word: the first two letters are taken to be right, or the sound to begin right;
        -- then no more than two letters of either word are not in the other.
        near := ARRAY(SELECT known FROM foundations_searchword known
                      WHERE council_id = ANY (councils) AND word <> typed
                        AND (word >= left(typed, 2) AND word < after_all_with(left(typed, 2))
                             OR sound >= left(sound_of(typed), 3) AND sound < after_all_with(left(sound_of(typed), 3)))
                        AND length(word) BETWEEN length(typed) - 2 AND length(typed) + 2
                        AND length(translate(word, typed, '')) <= 2 AND length(translate(typed, word, '')) <= 2
                        AND slips_between(typed, word, 2) <= 2
                      ORDER BY uses DESC, word LIMIT most);
    END IF;
    RETURN (
        SELECT ARRAY[coalesce(string_agg(met, '|') FILTER (WHERE kind = 'n'), ''),
                     coalesce(string_agg(met, '|') FILTER (WHERE kind = 'a'), ''),
                     coalesce(string_agg(met, '|'), '')]
        FROM unnest(near), format(
            CASE kind WHEN 'n' THEN '''n%1$s_%2$s''|''f%1$s_%2$s''' ELSE '''a%1$s_%2$s''|''l%1$s_%2$s''' END,
            council_id, word) AS met);
END $$;

-- Queries with misspelt words: one word at a time, and then (`everyone`) all of them at once. `meant` has a
-- row a word, empty where nothing is near it.
CREATE FUNCTION near_misses(exactly text[], meant text[], frame text, everyone boolean) RETURNS text[]
LANGUAGE plpgsql IMMUTABLE SET search_path = public, pg_temp AS $$
DECLARE
    near CONSTANT text[] := ARRAY(SELECT unnest(meant));
    words CONSTANT int := cardinality(near);
    made text[] := '{}';
    framed text;
BEGIN
    FOR wrong IN 1 .. words + (everyone AND cardinality(array_remove(near, '')) > 1)::int LOOP
        CONTINUE WHEN near[wrong] = '';
        framed := frame;
        FOR k IN 1 .. words LOOP
            framed := replace(framed, '{' || k || '}', CASE
                WHEN k = wrong THEN near[k]
                WHEN wrong > words AND near[k] <> '' THEN exactly[k] || '|' || near[k]
                ELSE exactly[k] END);
        END LOOP;
        made := made || framed;
    END LOOP;
    RETURN made;
END $$;

-- The entries that match a query and may be seen, but those found already: their ids, best first.
-- A query is several tsqueries, one a line, all of which must match: GIN takes them one after the other,
-- which is much cheaper than one tsquery with & in it when each is a long OR.
-- Row security would lose the index (`@@` is not leakproof), so this runs as the owner and applies the
-- policy's own condition itself.
CREATE FUNCTION find_matching(query text, already bigint[], among bigint[], most int) RETURNS bigint[]
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
DECLARE
    councils CONSTANT int[] := acting_for();
    groups CONSTANT int[] := may_open();
    opened CONSTANT bigint[] := opened_people();
    lines CONSTANT text[] := string_to_array(query, E'\n');
    one CONSTANT tsquery := lines[1];
    two CONSTANT tsquery := lines[2];
    others CONSTANT tsquery := array_to_string(lines[3:], ' & ');
    met bigint[];
BEGIN
    IF two IS NULL THEN
        met := ARRAY(SELECT id FROM (
            SELECT id, standing FROM foundations_searchentry
            WHERE words @@ one
              AND council_id = ANY (councils) AND (restricted_to = ANY (groups) OR person_id = ANY (opened))
              AND (among IS NULL OR person_id = ANY (among)) AND id <> ALL (already)
            LIMIT 500) AS some_met ORDER BY standing, id LIMIT most);
    ELSIF numnode(others) = 0 THEN
        met := ARRAY(SELECT id FROM (
            SELECT id, standing FROM foundations_searchentry
            WHERE words @@ one AND words @@ two
              AND council_id = ANY (councils) AND (restricted_to = ANY (groups) OR person_id = ANY (opened))
              AND (among IS NULL OR person_id = ANY (among)) AND id <> ALL (already)
            LIMIT 500) AS some_met ORDER BY standing, id LIMIT most);
    ELSE
        met := ARRAY(SELECT id FROM (
            SELECT id, standing FROM foundations_searchentry
            WHERE words @@ one AND words @@ two AND words @@ others
              AND council_id = ANY (councils) AND (restricted_to = ANY (groups) OR person_id = ANY (opened))
              AND (among IS NULL OR person_id = ANY (among)) AND id <> ALL (already)
            LIMIT 500) AS some_met ORDER BY standing, id LIMIT most);
    END IF;
    RETURN met;
END $$;

-- Find what matches, in rounds until `most` are found: `exact`, of which what matches `own` comes first
-- where there is too much; then `begun`; then the `typed` words one slip away among names; then, where there
-- is still little, among addresses, words that sound alike, words run together (`joined`); and where there
-- is nothing, words two slips away.
-- `exactly` are the tsqueries of the typed words, and `frame` a query in which {1}, {2}, … stand for them.
-- `among` are the only people wanted, if given. With nothing said, nothing is found.
CREATE FUNCTION find_entries(
    own text, exact text, begun text, joined text, typed text[], exactly text[], frame text, among bigint[], most int
) RETURNS TABLE (person_id bigint, place_id bigint, council_id bigint, restricted_to int,
                 round int, standing smallint, words text[])
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = public, pg_temp SET enable_seqscan = off SET jit = off AS $$
#variable_conflict use_column
DECLARE
    few CONSTANT int := 10;
    longest_or CONSTANT int := 30;
    councils CONSTANT int[] := acting_for();
    hits bigint[];
    rounds int[];
    near text[];
    queries text[];
    query text;
    how text;
    number int := 2;
BEGIN
    IF cardinality(councils) = 0 THEN
        RETURN;
    END IF;
    hits := find_matching(exact, '{}', among, most);
    IF cardinality(hits) >= most THEN
        hits := find_matching(own, '{}', among, most);
        hits := hits || find_matching(exact, hits, among, most - cardinality(hits));
    END IF;
    rounds := array_fill(1, ARRAY[cardinality(hits)]);
    IF cardinality(hits) < most THEN
        hits := hits || find_matching(begun, hits, among, most - cardinality(hits));
        rounds := rounds || array_fill(2, ARRAY[cardinality(hits) - cardinality(rounds)]);
    END IF;
    FOREACH how IN ARRAY '{name slips,address slips,sounds,joined,two slips}'::text[] LOOP
        EXIT WHEN cardinality(hits) >= most;
        CONTINUE WHEN how <> 'name slips' AND cardinality(hits) > few OR how = 'two slips' AND cardinality(hits) > 0;
        IF how IN ('name slips', 'sounds', 'two slips') THEN
            near := ARRAY(SELECT meant_by(word, how, councils, longest_or) FROM unnest(typed) AS word);
        END IF;
        queries := CASE how
            WHEN 'name slips' THEN near_misses(exactly, near[:][1:1], frame, true)
            WHEN 'address slips' THEN near_misses(exactly, near[:][2:2], frame, true)
            WHEN 'joined' THEN ARRAY[joined]
            ELSE near_misses(exactly, near[:][3:3], frame, cardinality(hits) = 0) END;
        FOREACH query IN ARRAY queries LOOP
            number := number + 1;
            CONTINUE WHEN query = '' OR cardinality(hits) >= most;
            hits := hits || find_matching(query, hits, among, most - cardinality(hits));
            rounds := rounds || array_fill(number, ARRAY[cardinality(hits) - cardinality(rounds)]);
        END LOOP;
    END LOOP;
    RETURN QUERY
        SELECT e.person_id, e.place_id, e.council_id, e.restricted_to, hit.round, e.standing,
               tsvector_to_array(e.words)
        FROM unnest(hits, rounds) WITH ORDINALITY AS hit (id, round, place)
        JOIN foundations_searchentry e ON e.id = hit.id
        ORDER BY hit.place;
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

REVOKE ALL ON FUNCTION learn_words(bigint, text, text[], int[]), meant_by(text, text, int[], int) FROM PUBLIC;
REVOKE ALL ON FUNCTION find_matching(text, bigint[], bigint[], int) FROM PUBLIC;
REVOKE ALL ON FUNCTION find_entries(text, text, text, text, text[], text[], text, bigint[], int) FROM PUBLIC;
REVOKE ALL ON FUNCTION forget_unused_words() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION find_entries(text, text, text, text, text[], text[], text, bigint[], int) TO rooftree_app;
GRANT EXECUTE ON FUNCTION forget_unused_words() TO rooftree_app;
