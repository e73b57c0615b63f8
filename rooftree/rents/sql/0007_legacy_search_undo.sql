DROP FUNCTION find_rent_transactions_by_key(text[], int);
DROP INDEX transaction_legacy_by_plain_reference;
