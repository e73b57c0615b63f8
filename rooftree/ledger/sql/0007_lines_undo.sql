DROP FUNCTION ledger_lines(bigint[], date, date, boolean, boolean);
