DROP FUNCTION tenants_born(text[], date, date);
