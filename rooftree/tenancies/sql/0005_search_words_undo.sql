DROP INDEX tenancy_by_plain_payment_reference, tenancy_legacy_by_plain_reference;
DROP FUNCTION find_tenancies_by_key(text[], text[], int);
DROP TRIGGER search_words_of_residents ON foundations_searchentry;
DROP FUNCTION refresh_words_of_residents();
DROP FUNCTION refresh_all_words_of_people(bigint[]);
DROP FUNCTION refresh_tenancies_words(bigint[]);
DROP FUNCTION refresh_residence_words(bigint[]);
DROP FUNCTION tenancies_words(bigint[]);
DROP FUNCTION residence_entry(text, text, text, text);
