-- A council's name and colour are shared by all who serve it, so its table has no policy and none of
-- the usual triggers. What changes them is audited all the same, in the council's own audit.

CREATE FUNCTION audit_council() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO foundations_auditchange
        (council_id, restricted_to, at, table_name, action, row_id, before, after, who, from_where, why)
    SELECT NEW.id, 0, clock_timestamp(), TG_TABLE_NAME, 'update', NEW.id,
           (SELECT jsonb_object_agg(key, value) FROM jsonb_each(to_jsonb(OLD))
             WHERE value IS DISTINCT FROM to_jsonb(NEW) -> key),
           (SELECT jsonb_object_agg(key, value) FROM jsonb_each(to_jsonb(NEW))
             WHERE value IS DISTINCT FROM to_jsonb(OLD) -> key),
           said_who(), said('where'), said('why')
    WHERE OLD IS DISTINCT FROM NEW;
    RETURN NULL;
END $$;

REVOKE ALL ON FUNCTION audit_council() FROM PUBLIC;

CREATE TRIGGER foundations_council_update AFTER UPDATE ON foundations_council
FOR EACH ROW EXECUTE FUNCTION audit_council();

-- The audit is read newest first, and by days. It is written in that order, so these only grow at one end.
CREATE INDEX audit_change_by_time ON foundations_auditchange (at, id);
CREATE INDEX audit_read_by_time ON foundations_auditread (at, id);
