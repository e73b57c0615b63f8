DROP FUNCTION desk(bigint[], bigint[], bigint[], text, bigint, date);
