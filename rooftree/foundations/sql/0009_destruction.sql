-- What is kept too long is destroyed, and nothing else: by the functions that the owner wrote for it, which
-- say in this table that they are at work. It is empty but in their own transaction, and no log-in may write it.
CREATE TABLE foundations_destruction (transaction xid8 PRIMARY KEY);
REVOKE ALL ON foundations_destruction FROM PUBLIC, rooftree_app;

CREATE FUNCTION destruction_under_way() RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT EXISTS (SELECT FROM foundations_destruction WHERE transaction = pg_current_xact_id_if_assigned())
$$;
REVOKE ALL ON FUNCTION destruction_under_way() FROM PUBLIC;

CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- In two steps: the site's log-in may not even ask whether destruction is under way.
    IF TG_OP = 'DELETE' THEN
        IF destruction_under_way() THEN
            RETURN NULL;
        END IF;
    END IF;
    RAISE EXCEPTION '% is only ever added to: a correction is a new row.', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$;

-- Deletes: one audit row a row, with all that it held; of what is destroyed, only that it was.
CREATE OR REPLACE FUNCTION audit_delete() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    EXECUTE format($sql$
        INSERT INTO foundations_auditchange
            (council_id, restricted_to, at, table_name, action, row_id, before, who, from_where, why)
        SELECT council_id, %2$s, clock_timestamp(), %1$L, 'delete', %3$I,
               CASE WHEN $1 THEN NULL ELSE to_jsonb(old_rows) END, said_who(), said('where'), said('why')
        FROM old_rows
    $sql$, TG_TABLE_NAME, TG_ARGV[1], TG_ARGV[0]) USING destruction_under_way();
    RETURN NULL;
END $$;
