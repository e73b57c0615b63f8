DROP FUNCTION found_facts(bigint[], bigint[], bigint[], date);
