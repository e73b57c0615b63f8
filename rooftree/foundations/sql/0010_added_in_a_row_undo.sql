-- Inserts: one audit row a statement (and group), naming the rows as ranges of ids. TG_ARGV holds
-- the primary key's column and the expression of the group that may open the row.
CREATE OR REPLACE FUNCTION audit_insert() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    EXECUTE format($sql$
        INSERT INTO foundations_auditchange
            (council_id, restricted_to, at, table_name, action, row_id, inserted, who, from_where, why)
        SELECT council_id, restricted, clock_timestamp(), %1$L, 'insert',
               CASE WHEN count(*) = 1 THEN min(id) END,
               range_agg(int8range(id, id, '[]')), said_who(), said('where'), said('why')
        FROM (SELECT council_id, %2$s AS restricted, %3$I AS id FROM new_rows) AS added
        GROUP BY council_id, restricted
    $sql$, TG_TABLE_NAME, TG_ARGV[1], TG_ARGV[0]);
    RETURN NULL;
END $$;
