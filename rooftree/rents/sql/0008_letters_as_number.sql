-- A code of at most seven letters as a number: two codes have one number only if they are one code. With it
-- a plain index keeps two lines of one code from overlapping, without an extension.

CREATE FUNCTION letters_as_number(letters text) RETURNS bigint
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT coalesce(sum(ascii(letter)::bigint << (8 * (place - 1))::int), 0)::bigint
    FROM unnest(string_to_array(letters, NULL)) WITH ORDINALITY AS spelt (letter, place)
$$;
