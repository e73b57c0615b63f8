DROP INDEX person_by_first_and_surname, person_by_initial_and_surname;
DROP FUNCTION first_and_surname(text, text), initial_and_surname(text, text);
