DROP FUNCTION tenants_called(bigint, text[]);
