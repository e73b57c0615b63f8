-- Rent accounts by what a payer or a bank quotes: the payment reference, and the reference of a direct debit. They lead
-- to their tenancy, or, for the void account of a home, to the home.

CREATE INDEX account_by_plain_reference ON rents_rentaccount (council_id, plain_reference(payment_reference));
CREATE INDEX mandate_by_plain_reference ON rents_mandate (council_id, plain_reference(reference));

-- As the owner, with the policy's own condition, since the policy would keep the index from being used. A reference
-- that is the tenancy's own is found there already.
CREATE FUNCTION find_rent_accounts_by_key(quoted text[], most int)
RETURNS TABLE (kind text, id bigint, how text, value text)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = public, pg_temp SET enable_seqscan = off SET jit = off AS $$
#variable_conflict use_column
DECLARE
    councils CONSTANT int[] := acting_for();
    groups CONSTANT int[] := may_open();
BEGIN
    IF quoted <> '{}' THEN
        RETURN QUERY SELECT CASE WHEN a.tenancy_id IS NULL THEN 'place' ELSE 'tenancy' END,
                coalesce(a.tenancy_id, a.place_id), 'payment', a.payment_reference::text
            FROM rents_rentaccount a LEFT JOIN tenancies_tenancy t ON t.id = a.tenancy_id
            WHERE a.council_id = ANY (councils) AND plain_reference(a.payment_reference) = ANY (quoted)
              AND t.payment_reference IS DISTINCT FROM a.payment_reference LIMIT most;
        RETURN QUERY SELECT 'tenancy', a.tenancy_id, 'legacy', 'direct debit ' || mandate.reference
            FROM rents_mandate mandate JOIN rents_rentaccount a ON a.id = mandate.rent_account_id
            WHERE mandate.council_id = ANY (councils) AND plain_reference(mandate.reference) = ANY (quoted)
              AND mandate.restricted_to = ANY (groups) AND a.tenancy_id IS NOT NULL LIMIT most;
    END IF;
END $$;

REVOKE ALL ON FUNCTION find_rent_accounts_by_key(text[], int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION find_rent_accounts_by_key(text[], int) TO rooftree_app;
