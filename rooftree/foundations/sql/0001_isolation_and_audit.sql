-- For whom a request acts, what it may open, and the audit triggers.
-- Everything here is owned by rooftree_owner. The settings are said by foundations/isolation.py.

CREATE FUNCTION acting_for() RETURNS int[] LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT coalesce(nullif(current_setting('rooftree.acting_for', true), ''), '{}')::int[] $$;

CREATE FUNCTION may_open() RETURNS int[] LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT coalesce(nullif(current_setting('rooftree.may_open', true), ''), '{}')::int[] $$;

CREATE FUNCTION opened_people() RETURNS bigint[] LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT coalesce(nullif(current_setting('rooftree.opened', true), ''), '{}')::bigint[] $$;

CREATE FUNCTION said(setting text) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT coalesce(current_setting('rooftree.' || setting, true), '') $$;

-- Who is asking; a hand at the database itself leaves its log-in's name.
CREATE FUNCTION said_who() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT coalesce(nullif(said('who'), ''), session_user::text) $$;

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is only ever added to: a correction is a new row.', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$;

-- Inserts: one audit row a statement (and group), naming the rows as ranges of ids. TG_ARGV holds
-- the primary key's column and the expression of the group that may open the row.
CREATE FUNCTION audit_insert() RETURNS trigger LANGUAGE plpgsql
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

-- Updates: one audit row a changed row, with the columns that changed, before and after.
CREATE FUNCTION audit_update() RETURNS trigger LANGUAGE plpgsql
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

-- Deletes: one audit row a row, with all that it held.
CREATE FUNCTION audit_delete() RETURNS trigger LANGUAGE plpgsql
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

-- Somebody opened restricted rows. The app has no right to write the log itself.
CREATE FUNCTION log_read(council int, restricted int, opened text, ids bigint[], reason text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF council <> ALL (acting_for()) THEN
        RAISE EXCEPTION 'Not acting for council %.', council USING ERRCODE = 'insufficient_privilege';
    END IF;
    INSERT INTO foundations_auditread (council_id, restricted_to, at, table_name, row_ids, who, from_where, why)
    VALUES (council, restricted, clock_timestamp(), opened, ids, said_who(), said('where'), reason);
END $$;

REVOKE ALL ON FUNCTION audit_insert(), audit_update(), audit_delete(), refuse_change() FROM PUBLIC;
REVOKE ALL ON FUNCTION log_read(int, int, text, bigint[], text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION log_read(int, int, text, bigint[], text) TO rooftree_app;
