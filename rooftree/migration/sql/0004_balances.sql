-- Rent transactions of old systems are loaded too.

-- Look again at tables that a load has filled, so that what follows is planned for what is in them: those
-- to which it added more than a twentieth of what they held. Only their owner may look, so this runs as the
-- owner; it tells the caller nothing.
CREATE OR REPLACE FUNCTION analyze_loaded(tables text[], added bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    loaded text;
BEGIN
    FOREACH loaded IN ARRAY tables LOOP
        IF loaded !~ '^(cases|contact|ledger|migration|people|places|rents|staff|tenancies)_[a-z]+$' THEN
            RAISE EXCEPTION '% is not a table that is loaded.', loaded USING ERRCODE = 'insufficient_privilege';
        END IF;
        IF added > (SELECT reltuples / 20 FROM pg_class WHERE oid = loaded::regclass) THEN
            EXECUTE format('ANALYZE %I (%s)', loaded, (
                SELECT string_agg(quote_ident(attname), ', ') FROM pg_attribute
                WHERE attrelid = loaded::regclass AND attnum > 0 AND NOT attisdropped
                  AND atttypid NOT IN ('jsonb'::regtype, 'bytea'::regtype)));
        END IF;
    END LOOP;
END $$;

-- What a load found stays with its report.
REVOKE DELETE ON migration_loaddifference FROM rooftree_app;
