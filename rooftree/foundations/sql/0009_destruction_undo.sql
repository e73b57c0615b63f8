CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is only ever added to: a correction is a new row.', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE OR REPLACE FUNCTION audit_delete() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    EXECUTE format($sql$
        INSERT INTO foundations_auditchange
            (council_id, restricted_to, at, table_name, action, row_id, before, who, from_where, why)
        SELECT council_id, %2$s, clock_timestamp(), %1$L, 'delete', %3$I, to_jsonb(old_rows),
               said_who(), said('where'), said('why')
        FROM old_rows
    $sql$, TG_TABLE_NAME, TG_ARGV[1], TG_ARGV[0]);
    RETURN NULL;
END $$;

DROP FUNCTION destruction_under_way();
DROP TABLE foundations_destruction;
