-- How names are compared, and the numbers that a load takes for rows that point at each other.

-- What is left of a name when case, accents, spaces and marks are not looked at.
-- rooftree/migration/names.py says the same of every name; a test holds the two together.
CREATE FUNCTION name_key(name text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
    SELECT CASE WHEN name ~ '^[ -~]*$' THEN lower(regexp_replace(name, '[^A-Za-z0-9]', '', 'g'))
        ELSE regexp_replace(
            normalize(translate(replace(replace(replace(replace(lower(name), 'ß', 'ss'), 'æ', 'ae'), 'þ', 'th'), 'œ', 'oe'),
                                'øđðłı', 'oddli'), NFKD), '[^[:alnum:]]', '', 'g')
        END
$$;

-- Whether two keys differ by one slip: a letter left out or put in, changed, or two changed about.
CREATE FUNCTION one_slip(one text, other text) RETURNS boolean LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT AS $$
DECLARE
    at int := 1;
    more int := length(one) - length(other);
BEGIN
    IF one = other OR abs(more) > 1 THEN
        RETURN false;
    END IF;
    WHILE at <= least(length(one), length(other)) AND substr(one, at, 1) = substr(other, at, 1) LOOP
        at := at + 1;
    END LOOP;
    IF more <> 0 THEN
        RETURN substr(one, at + greatest(more, 0)) = substr(other, at + greatest(-more, 0));
    END IF;
    RETURN substr(one, at + 1) = substr(other, at + 1)
        OR (substr(one, at, 1) = substr(other, at + 1, 1) AND substr(one, at + 1, 1) = substr(other, at, 1)
            AND substr(one, at + 2) = substr(other, at + 2));
END $$;

-- Look again at tables that a load has filled, so that what follows is planned for what is in them: those
-- to which it added more than a twentieth of what they held. Only their owner may look, so this runs as the
-- owner; it tells the caller nothing.
CREATE FUNCTION analyze_loaded(tables text[], added bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    loaded text;
BEGIN
    FOREACH loaded IN ARRAY tables LOOP
        IF loaded !~ '^(migration|people|places|staff|tenancies)_[a-z]+$' THEN
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

REVOKE ALL ON FUNCTION analyze_loaded(text[], bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION analyze_loaded(text[], bigint) TO rooftree_app;
GRANT EXECUTE ON FUNCTION name_key(text), one_slip(text, text) TO rooftree_app;
GRANT USAGE ON SEQUENCE people_person_id_seq, people_personmarker_id_seq, places_place_id_seq,
    places_placemarker_id_seq, staff_officer_id_seq, tenancies_tenancy_id_seq, tenancies_tenancyparty_id_seq
    TO rooftree_app;
