DROP FUNCTION equality_counts(bigint, int), equality_of_request(bigint, bigint), equality_of_mine(bigint, bigint),
    equality_said(bigint, bigint), equality_declare(bigint, bigint, jsonb, date, boolean),
    equality_withdraw(bigint, bigint), equality_person(bigint, bigint), equality_name(bigint, bigint);
DROP TABLE information_rights_equalitykey;
