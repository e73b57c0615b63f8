DROP FUNCTION rents_taken_over(bigint, date, date);
DROP INDEX transaction_legacy_by_day;
