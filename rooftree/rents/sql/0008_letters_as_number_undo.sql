DROP FUNCTION letters_as_number(text);
