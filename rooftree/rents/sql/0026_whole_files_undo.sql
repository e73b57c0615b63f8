DROP TRIGGER rents_generalledgerline_stays ON rents_generalledgerline;
DROP TRIGGER rents_generalledgerfile_is_whole ON rents_generalledgerfile;
DROP FUNCTION check_general_ledger_lines(), check_general_ledger_file();
