DROP FUNCTION portal_mandates(bigint, date, text[]);
DROP FUNCTION portal_standing(bigint, bigint, bigint, date, text[]);
DROP FUNCTION records_of_these(bigint[]);
DROP FUNCTION people_reached_by(text);
DROP FUNCTION records_of_one(bigint);
DROP FUNCTION record_that_stands(bigint);
