-- People by what a bank writes of who paid: the first name, or its initial, and the surname.
CREATE FUNCTION first_and_surname(forenames text, surname text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$ SELECT lower(split_part(forenames, ' ', 1)) || ' ' || lower(surname) $$;
CREATE FUNCTION initial_and_surname(forenames text, surname text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$ SELECT lower(left(forenames, 1)) || ' ' || lower(surname) $$;

CREATE INDEX person_by_first_and_surname ON people_person (council_id, first_and_surname(forenames, surname));
CREATE INDEX person_by_initial_and_surname ON people_person (council_id, initial_and_surname(forenames, surname));
