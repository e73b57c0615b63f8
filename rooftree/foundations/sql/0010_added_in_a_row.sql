-- Inserts: one audit row a statement (and group), naming the rows as ranges of ids. What was added in one go has ids
-- without a gap, and then the first and the last say it all; only else each is looked at. The key is unique.
CREATE OR REPLACE FUNCTION audit_insert() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    EXECUTE format($sql$
        WITH added AS NOT MATERIALIZED (SELECT council_id, %2$s AS restricted, %3$I AS id FROM new_rows)
        INSERT INTO foundations_auditchange
            (council_id, restricted_to, at, table_name, action, row_id, inserted, who, from_where, why)
        SELECT council_id, restricted, clock_timestamp(), %1$L, 'insert',
               CASE WHEN rows = 1 THEN first_id END,
               CASE WHEN last_id - first_id = rows - 1 THEN int8multirange(int8range(first_id, last_id, '[]'))
                    ELSE (SELECT range_agg(int8range(id, id, '[]')) FROM added
                          WHERE (added.council_id, added.restricted) = (together.council_id, together.restricted))
               END,
               said_who(), said('where'), said('why')
        FROM (SELECT council_id, restricted, count(*) AS rows, min(id) AS first_id, max(id) AS last_id
              FROM added GROUP BY council_id, restricted) AS together
    $sql$, TG_TABLE_NAME, TG_ARGV[1], TG_ARGV[0]);
    RETURN NULL;
END $$;
