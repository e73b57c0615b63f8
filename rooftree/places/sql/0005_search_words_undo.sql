DROP INDEX place_legacy_by_plain_reference;
DROP FUNCTION find_places_by_key(bigint[], text[], text[], int);
DROP FUNCTION refresh_places_words(bigint[]);
DROP FUNCTION places_entry(bigint, text, text);
DROP FUNCTION places_words(bigint[]);
