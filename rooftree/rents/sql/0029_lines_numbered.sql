-- A line is numbered by its file and its row, so that one key says which line it is, and that a file has each row once.
-- A second one for that would be written for each of a day's hundred thousand lines.
CREATE FUNCTION line_id(file_id bigint, line_row integer) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT (file_id << 32) + line_row $$;

-- Lines that were kept before. What the audit trail says of them names them as they were numbered then.
ALTER TABLE rents_fileline DISABLE TRIGGER rents_fileline_append_only;
ALTER TABLE rents_fileline DISABLE TRIGGER rents_fileline_update;
ALTER TABLE rents_suspenseitem DISABLE TRIGGER rents_suspenseitem_keeps_its_line;
ALTER TABLE rents_suspenseitem DISABLE TRIGGER rents_suspenseitem_update;
UPDATE rents_suspenseitem AS item SET line_id = line_id(line.file_id, line.row)
FROM rents_fileline AS line WHERE line.id = item.line_id;
UPDATE rents_fileline SET id = line_id(file_id, row);
ALTER TABLE rents_suspenseitem ENABLE TRIGGER rents_suspenseitem_update;
ALTER TABLE rents_suspenseitem ENABLE TRIGGER rents_suspenseitem_keeps_its_line;
ALTER TABLE rents_fileline ENABLE TRIGGER rents_fileline_update;
ALTER TABLE rents_fileline ENABLE TRIGGER rents_fileline_append_only;
ALTER TABLE rents_fileline ADD CONSTRAINT line_is_numbered_by_file_and_row CHECK (row > 0 AND id = line_id(file_id, row));

CREATE OR REPLACE FUNCTION files_with_lines_stay() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM old_rows AS file JOIN rents_fileline AS line
               ON line.council_id = file.council_id AND line.id BETWEEN line_id(file.id, 1) AND line_id(file.id + 1, 0)) THEN
        RAISE EXCEPTION 'A file of which lines were posted stays.'
            USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'rents_fileline_file_id_same_council';
    END IF;
    RETURN NULL;
END $$;
