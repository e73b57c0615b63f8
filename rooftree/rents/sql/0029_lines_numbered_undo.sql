CREATE OR REPLACE FUNCTION files_with_lines_stay() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM old_rows AS file JOIN rents_fileline AS line
               ON line.council_id = file.council_id AND line.file_id = file.id) THEN
        RAISE EXCEPTION 'A file of which lines were posted stays.'
            USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'rents_fileline_file_id_same_council';
    END IF;
    RETURN NULL;
END $$;
ALTER TABLE rents_fileline DROP CONSTRAINT line_is_numbered_by_file_and_row;
DROP FUNCTION line_id(bigint, integer);
