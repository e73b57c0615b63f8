DROP FUNCTION accounts_of_instructions(bigint, text[]);
