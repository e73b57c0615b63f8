-- What a whole load shares: its files, what was wrong, what was counted, and whose words to write again.

-- [begin] Make ready
CREATE TEMP TABLE loading (file smallint PRIMARY KEY, name text, layout text);
CREATE TEMP TABLE problem (file smallint, row integer, col text, value text, reason text, refuses boolean, source text,
    ref text, id integer GENERATED ALWAYS AS IDENTITY);
CREATE INDEX ON problem (ref) WHERE refuses;
CREATE TEMP TABLE counted (file smallint, new integer, changed integer, unchanged integer);
CREATE TEMP TABLE touched_place (id bigint);
CREATE TEMP TABLE touched_person (id bigint);
CREATE TEMP TABLE matched (id integer GENERATED ALWAYS AS IDENTITY, certain boolean, one_system text, one_reference text,
    other_system text, other_reference text, one_id bigint, other_id bigint);
CREATE TEMP TABLE proven (source text, payment_ref text, as_at date, balance numeric, transactions numeric,
    rent_account_id bigint);
CREATE TEMP TABLE touched_account (id bigint);
-- Why a reference leads nowhere: what it names was refused in this load, or nobody knows it.
CREATE FUNCTION pg_temp.nowhere(what text, layouts text, system text, sought text) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT coalesce(
        (SELECT format('The %%s %%s was refused: see row %%s of %%s.', what, sought, p.row, l.name)
         FROM problem p JOIN loading l USING (file)
         WHERE p.refuses AND p.ref = sought AND p.source = system AND l.layout = layouts ORDER BY p.id LIMIT 1),
        format('%%s has no %%s %%s, in these files or before them.', system, what, sought))
$$;
CREATE FUNCTION pg_temp.in_words(day date) RETURNS text LANGUAGE sql IMMUTABLE
AS $$ SELECT to_char(day, 'FMDD FMMonth YYYY') $$;
-- A British number as it is dialled and usually spaced, 07700 900123; anything else as it is.
CREATE FUNCTION pg_temp.dialled(number text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN number !~ '^\+44[1-9]\d+$' OR length(number) <> 13 THEN number
        WHEN number ~ '^\+44(2|5[56]|70|76)' THEN regexp_replace(number, '^...(..)(....)(....)$', '0\1 \2 \3')
        WHEN number ~ '^\+44(1[0-9]?1|[389])' THEN regexp_replace(number, '^...(...)(...)(....)$', '0\1 \2 \3')
        ELSE regexp_replace(number, '^...(....)(......)$', '0\1 \2') END
$$;
