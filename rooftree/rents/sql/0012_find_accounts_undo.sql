DROP FUNCTION find_rent_accounts_by_key(text[], int);
DROP INDEX account_by_plain_reference;
DROP INDEX mandate_by_plain_reference;
