DROP FUNCTION case_page(text, timestamptz, date, timestamptz, bigint, int, text[]);
