-- References for a whole batch at a time. foundations/references.py says what they are, and makes the
-- same ones; a test holds the two together. Its figures stand here again, and may never change.

CREATE SEQUENCE reference_number MINVALUE 1 MAXVALUE 893871738 NO CYCLE;
GRANT USAGE ON SEQUENCE reference_number TO rooftree_app;

CREATE FUNCTION reference_of(prefix text, number bigint) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    alphabet CONSTANT text := '256789CDFHJKMNPRTWX';
    high bigint := number / 6859;
    low bigint := number % 6859;
    sum bigint;
BEGIN
    IF number NOT BETWEEN 0 AND 893871738 OR length(prefix) NOT IN (1, 2) THEN
        RAISE EXCEPTION 'There is no reference for % and %.', prefix, number;
    END IF;
    low := (low + (high + 58321) * (high + 58321) % 2147483647 * 48271 % 2147483647) % 6859;
    high := (high + (low + 91733) * (low + 91733) % 2147483647 * 69621 % 2147483647) % 130321;
    low := (low + (high + 27449) * (high + 27449) % 2147483647 * 40692 % 2147483647) % 6859;
    high := (high + (low + 73859) * (low + 73859) % 2147483647 * 16807 % 2147483647) % 130321;
    sum := ascii(prefix) + CASE length(prefix) WHEN 2 THEN 7 * ascii(substr(prefix, 2)) ELSE 0 END
        + 2 * (high / 6859) + 3 * (high / 361 % 19) + 4 * (high / 19 % 19) + 5 * (high % 19)
        + 6 * (low / 361) + 7 * (low / 19 % 19) + 8 * (low % 19);
    RETURN prefix || '-'
        || substr(alphabet, (high / 6859)::int + 1, 1)
        || substr(alphabet, (high / 361 % 19)::int + 1, 1)
        || substr(alphabet, (high / 19 % 19)::int + 1, 1)
        || substr(alphabet, (high % 19)::int + 1, 1)
        || '-'
        || substr(alphabet, (low / 361)::int + 1, 1)
        || substr(alphabet, (low / 19 % 19)::int + 1, 1)
        || substr(alphabet, (low % 19)::int + 1, 1)
        || substr(alphabet, (sum % 19)::int + 1, 1);
END $$;
