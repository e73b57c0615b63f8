-- How many people, restricted ones among them, are or were tenants of a name: numbers only. Without it a payer could
-- be taken for the only tenant of that name by an officer who may not see the other.
CREATE FUNCTION tenants_called(council bigint, names text[]) RETURNS TABLE (name text, people bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT lower(split_part(person.forenames, ' ', 1)) || ' ' || lower(person.surname), count(DISTINCT person.id)
    FROM people_person AS person
    JOIN tenancies_tenancyparty AS party
        ON party.council_id = council AND party.person_id = person.id AND party.role IN ('tenant', 'joint_tenant')
    WHERE person.council_id = council AND council = ANY ((SELECT acting_for())::int[])
        AND lower(person.surname) IN (SELECT split_part(wanted, ' ', 2) FROM unnest(names) AS wanted)
        AND lower(split_part(person.forenames, ' ', 1)) || ' ' || lower(person.surname) = ANY (names)
    GROUP BY 1
$$;
REVOKE ALL ON FUNCTION tenants_called(bigint, text[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION tenants_called(bigint, text[]) TO rooftree_app;

-- A line is posted to an account of its council. A key would look at a day's hundred thousand lines one by one, a
-- third of the work of keeping them; this looks at them all at once, and at what a deleted account leaves behind.
CREATE FUNCTION lines_have_accounts() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (
        SELECT FROM new_rows AS line
        LEFT JOIN rents_rentaccount AS account
            ON account.council_id = line.council_id AND account.id = line.rent_account_id
        WHERE line.rent_account_id IS NOT NULL AND account.id IS NULL
    ) THEN
        RAISE EXCEPTION 'A line of a file is posted to an account of its council.'
            USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'rents_fileline_rent_account_id_same_council';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER rents_fileline_accounts AFTER INSERT ON rents_fileline REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION lines_have_accounts();

CREATE FUNCTION paid_accounts_stay() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM old_rows AS account JOIN rents_fileline AS line ON line.rent_account_id = account.id) THEN
        RAISE EXCEPTION 'An account to which a file was posted stays.'
            USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'rents_fileline_rent_account_id_same_council';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER rents_rentaccount_paid AFTER DELETE ON rents_rentaccount REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION paid_accounts_stay();
REVOKE ALL ON FUNCTION lines_have_accounts(), paid_accounts_stay() FROM PUBLIC;

-- A file, once posted, is not posted otherwise; and nothing about money that came in is taken away.
REVOKE DELETE ON rents_moneyfile, rents_moneyfilepart, rents_suspenseitem, rents_suspensemove, rents_filemapping
    FROM rooftree_app;
