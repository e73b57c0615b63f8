DROP FUNCTION rents_card_totals(bigint, date, date);
