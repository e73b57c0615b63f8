DROP FUNCTION rent_account_page(bigint, date, date, text[]);
