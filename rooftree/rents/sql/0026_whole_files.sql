-- A file for the general ledger is kept whole: it comes to what its lines come to, and follows the one before, by its
-- number and by its day. Looked at when the transaction ends.
CREATE FUNCTION check_general_ledger_file() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM rents_generalledgerline AS line WHERE line.council_id = NEW.council_id AND line.file_id = NEW.id
        HAVING sum(line.debit) = NEW.debit AND sum(line.credit) = NEW.credit AND max(line.accounting_on) < NEW.until_on)
    THEN
        RAISE EXCEPTION 'File % for the general ledger comes to something else than its lines.', NEW.number
            USING ERRCODE = 'check_violation', CONSTRAINT = 'general_ledger_file_is_whole';
    END IF;
    IF NEW.number > 1 AND NOT EXISTS (
        SELECT FROM rents_generalledgerfile AS earlier
        WHERE earlier.council_id = NEW.council_id AND earlier.number = NEW.number - 1
          AND earlier.until_on <= NEW.until_on)
    THEN
        RAISE EXCEPTION 'File % for the general ledger does not follow the one before.', NEW.number
            USING ERRCODE = 'check_violation', CONSTRAINT = 'general_ledger_files_follow';
    END IF;
    RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION check_general_ledger_file() FROM PUBLIC;
CREATE CONSTRAINT TRIGGER rents_generalledgerfile_is_whole AFTER INSERT ON rents_generalledgerfile
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_general_ledger_file();

-- And nothing is added to it later: its lines would come to more than it does.
CREATE FUNCTION check_general_ledger_lines() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (
        SELECT FROM rents_generalledgerfile AS file
        JOIN rents_generalledgerline AS line ON line.council_id = file.council_id AND line.file_id = file.id
        WHERE file.id IN (SELECT file_id FROM new_rows)
        GROUP BY file.id HAVING sum(line.debit) > file.debit OR sum(line.credit) > file.credit)
    THEN
        RAISE EXCEPTION 'Nothing is added to a file for the general ledger that was made.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'general_ledger_file_is_whole';
    END IF;
    RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION check_general_ledger_lines() FROM PUBLIC;
CREATE TRIGGER rents_generalledgerline_stays AFTER INSERT ON rents_generalledgerline
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION check_general_ledger_lines();
