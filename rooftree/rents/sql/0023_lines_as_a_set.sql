-- Lines that were posted under a key each say their movement too.
ALTER TABLE rents_fileline DISABLE TRIGGER rents_fileline_append_only;
ALTER TABLE rents_fileline DISABLE TRIGGER rents_fileline_update;
UPDATE rents_fileline AS line SET movement = key.movement_id
FROM ledger_key AS key
WHERE key.council_id = line.council_id AND key.key = 'file:' || line.file_id || ':' || line.row;
ALTER TABLE rents_fileline ENABLE TRIGGER rents_fileline_append_only;
ALTER TABLE rents_fileline ENABLE TRIGGER rents_fileline_update;

-- A line is of a file and posted to an account, both of its council. Keys would look at a day's hundred thousand lines
-- one by one, which took half the time of keeping them; this looks at them all at once, and below at what is taken away.
ALTER TABLE rents_fileline DROP CONSTRAINT rents_fileline_file_id_same_council;

CREATE OR REPLACE FUNCTION lines_have_accounts() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (
        SELECT FROM (SELECT DISTINCT council_id, file_id FROM new_rows) AS line
        LEFT JOIN LATERAL (
            SELECT id FROM rents_moneyfile AS file
            WHERE file.council_id = line.council_id AND file.id = line.file_id FOR KEY SHARE
        ) AS file ON true
        WHERE file.id IS NULL
    ) THEN
        RAISE EXCEPTION 'A line is of a file of its council.'
            USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'rents_fileline_file_id_same_council';
    END IF;
    -- Counted, not asked whether there is one: the plan for the first is not the plan for all.
    IF 0 < (
        SELECT count(*) FROM new_rows AS line
        LEFT JOIN rents_rentaccount AS account
            ON account.council_id = line.council_id AND account.id = line.rent_account_id
        WHERE line.rent_account_id IS NOT NULL AND account.id IS NULL
    ) THEN
        RAISE EXCEPTION 'A line of a file is posted to an account of its council.'
            USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'rents_fileline_rent_account_id_same_council';
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION files_with_lines_stay() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM old_rows AS file JOIN rents_fileline AS line
               ON line.council_id = file.council_id AND line.file_id = file.id) THEN
        RAISE EXCEPTION 'A file of which lines were posted stays.'
            USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'rents_fileline_file_id_same_council';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER rents_moneyfile_stays AFTER DELETE ON rents_moneyfile REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION files_with_lines_stay();
REVOKE ALL ON FUNCTION files_with_lines_stay() FROM PUBLIC;
