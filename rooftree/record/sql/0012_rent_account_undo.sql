DROP FUNCTION rent_account_page(bigint, date, date, text[]);
DROP FUNCTION rent_last_payment(bigint, bigint);
