-- Transactions of old systems are found by the references that they had there: they lead to their tenancy.

CREATE INDEX transaction_legacy_by_plain_reference
    ON rents_transactionlegacyreference (council_id, plain_reference(reference));

-- As the owner, with the policy's own condition, since the policy would keep the index from being used.
CREATE FUNCTION find_rent_transactions_by_key(legacy text[], most int)
RETURNS TABLE (tenancy_id bigint, council_id bigint, how text, value text)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = public, pg_temp SET enable_seqscan = off SET jit = off AS $$
#variable_conflict use_column
DECLARE
    councils CONSTANT int[] := acting_for();
    groups CONSTANT int[] := may_open();
BEGIN
    IF legacy <> '{}' THEN
        RETURN QUERY SELECT a.tenancy_id, l.council_id, 'legacy',
                l.source_system || ' rent transaction ' || l.reference
            FROM rents_transactionlegacyreference l
            JOIN rents_rentaccount a ON a.id = l.rent_account_id AND a.council_id = l.council_id
            WHERE l.council_id = ANY (councils) AND plain_reference(l.reference) = ANY (legacy)
              AND l.restricted_to = ANY (groups) AND a.tenancy_id IS NOT NULL LIMIT most;
    END IF;
END $$;

REVOKE ALL ON FUNCTION find_rent_transactions_by_key(text[], int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION find_rent_transactions_by_key(text[], int) TO rooftree_app;
