-- A closed rent year is not opened again, and nothing of it changes but when its charges were frozen.
CREATE FUNCTION keep_closed_rent_year() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.closed_at IS NOT NULL AND to_jsonb(NEW) - 'frozen_at' IS DISTINCT FROM to_jsonb(OLD) - 'frozen_at' THEN
        RAISE EXCEPTION 'The rent year from % is closed.', OLD.starts_on USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER rents_rentyear_stays BEFORE UPDATE ON rents_rentyear
    FOR EACH ROW EXECUTE FUNCTION keep_closed_rent_year();

-- No week of it is begun or posted.
CREATE FUNCTION check_rent_year_is_open() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.status = OLD.status THEN
        RETURN NEW;
    END IF;
    IF NEW.cycle = 'weekly' AND NEW.status <> 'stopped' AND EXISTS (
        SELECT FROM rents_rentyear AS year
        WHERE year.council_id = NEW.council_id AND year."group" = NEW."group" AND year.closed_at IS NOT NULL
            AND NEW.period_from_on >= year.starts_on AND NEW.period_from_on < year.starts_on + 7 * year.weeks
    ) THEN
        RAISE EXCEPTION 'The rent year of % is closed.', NEW.period_from_on
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER rents_debitrun_in_open_year BEFORE INSERT OR UPDATE ON rents_debitrun
    FOR EACH ROW EXECUTE FUNCTION check_rent_year_is_open();

REVOKE ALL ON FUNCTION keep_closed_rent_year(), check_rent_year_is_open() FROM PUBLIC;
