DROP TRIGGER rents_moneyfile_stays ON rents_moneyfile;
DROP FUNCTION files_with_lines_stay();
ALTER TABLE rents_fileline ADD CONSTRAINT rents_fileline_file_id_same_council
    FOREIGN KEY (council_id, file_id) REFERENCES rents_moneyfile (council_id, id) DEFERRABLE INITIALLY IMMEDIATE;
