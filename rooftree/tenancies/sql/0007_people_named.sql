-- Whom a reference and a birthday name, restricted or not: the tenants of a current tenancy by its reference or by
-- what the payer quotes, and anybody by the reference of their own record. Ids of people, for a one-time code to
-- what we hold of them. Whoever asks knows both.
CREATE FUNCTION people_named(sought text[], born date, day date) RETURNS bigint[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH known AS (
        SELECT id FROM tenancies_tenancy
        WHERE council_id = ANY (acting_for()) AND reference = ANY (sought)
        UNION
        SELECT id FROM tenancies_tenancy
        WHERE council_id = ANY (acting_for()) AND payment_reference = ANY (sought) AND payment_reference <> ''
        UNION
        SELECT tenancy_id FROM tenancies_tenancylegacyreference
        WHERE council_id = ANY (acting_for()) AND reference = ANY (sought)
    ), tenants AS (
        SELECT part.person_id AS id
        FROM known
        JOIN tenancies_tenancy t ON t.id = known.id AND t.from_on <= day AND (t.until_on IS NULL OR t.until_on > day)
        JOIN tenancies_tenancyparty part ON part.tenancy_id = t.id AND part.role IN ('tenant', 'joint_tenant')
            AND part.from_on <= day AND (part.until_on IS NULL OR part.until_on > day)
        UNION
        SELECT id FROM people_person WHERE council_id = ANY (acting_for()) AND reference = ANY (sought)
    )
    SELECT coalesce(array_agg(DISTINCT p.id), '{}')
    FROM tenants JOIN people_person p ON p.id = tenants.id AND p.date_of_birth = born
$$;

REVOKE ALL ON FUNCTION people_named(text[], date, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION people_named(text[], date, date) TO rooftree_app;
