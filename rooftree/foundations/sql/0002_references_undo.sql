DROP FUNCTION reference_of(text, bigint);
DROP SEQUENCE reference_number;
