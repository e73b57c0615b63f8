DROP FUNCTION people_named(text[], date, date);
