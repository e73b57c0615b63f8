-- The rent accounts of direct debit instructions, of restricted payers too: ids alone. What came back is put on the
-- account that it was collected for, also by an officer who may not open that payer's record.
CREATE FUNCTION accounts_of_instructions(council bigint, wanted text[])
RETURNS TABLE (reference text, rent_account_id bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT mandate.reference, mandate.rent_account_id
    FROM rents_mandate AS mandate
    WHERE mandate.council_id = council AND council = ANY ((SELECT acting_for())::int[])
        AND mandate.reference = ANY (wanted)
$$;
REVOKE ALL ON FUNCTION accounts_of_instructions(bigint, text[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION accounts_of_instructions(bigint, text[]) TO rooftree_app;
