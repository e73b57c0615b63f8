DROP TRIGGER rents_rentaccount_paid ON rents_rentaccount;
DROP TRIGGER rents_fileline_accounts ON rents_fileline;
DROP FUNCTION tenants_called(bigint, text[]), lines_have_accounts(), paid_accounts_stay();
