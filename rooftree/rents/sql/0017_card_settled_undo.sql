DROP FUNCTION rents_card_settled(bigint, date, date);
