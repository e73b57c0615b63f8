-- A load looks again at the tables that it looked at before it took rents in.
CREATE OR REPLACE FUNCTION analyze_loaded(tables text[], added bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    loaded text;
BEGIN
    FOREACH loaded IN ARRAY tables LOOP
        IF loaded !~ '^(cases|contact|migration|people|places|staff|tenancies)_[a-z]+$' THEN
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
