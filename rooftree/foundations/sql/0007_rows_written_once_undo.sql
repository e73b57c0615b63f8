-- Updates: one audit row a changed row, with the columns that changed, before and after.
CREATE OR REPLACE FUNCTION audit_update() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    EXECUTE format($sql$
        INSERT INTO foundations_auditchange
            (council_id, restricted_to, at, table_name, action, row_id, before, after, who, from_where, why)
        SELECT council_id, restricted, clock_timestamp(), %1$L, 'update', id,
               (SELECT jsonb_object_agg(key, value) FROM jsonb_each(was)
                 WHERE value IS DISTINCT FROM became -> key),
               (SELECT jsonb_object_agg(key, value) FROM jsonb_each(became)
                 WHERE value IS DISTINCT FROM was -> key),
               said_who(), said('where'), said('why')
        FROM (SELECT n.council_id, id, to_jsonb(o.old_rows) AS was, to_jsonb(n.new_rows) AS became,
                     CASE WHEN o.restricted <> 0 THEN o.restricted ELSE n.restricted END AS restricted
              FROM (SELECT old_rows, %3$I AS id, %2$s AS restricted FROM old_rows) AS o
              JOIN (SELECT new_rows, council_id, %3$I AS id, %2$s AS restricted FROM new_rows) AS n USING (id)
             ) AS pairs
        WHERE was IS DISTINCT FROM became
    $sql$, TG_TABLE_NAME, TG_ARGV[1], TG_ARGV[0]);
    RETURN NULL;
END $$;
