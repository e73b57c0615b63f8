DROP INDEX contact_point_by_start, contact_point_by_end, person_legacy_by_plain_reference;
DROP FUNCTION find_people_by_key(text[], text[], text[], text[], text[], text[], int);
DROP FUNCTION refresh_people_words(bigint[]);
DROP FUNCTION people_words(bigint[]);
DROP FUNCTION people_entry(bigint, text, text, date);
DROP FUNCTION name_words(text, text);
