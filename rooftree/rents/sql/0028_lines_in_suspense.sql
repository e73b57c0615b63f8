-- Money in suspense is of a line of its council. A key for that needs a second unique index on every line of every file,
-- for the few that wait; this looks at them as they are added, and lines are never taken away.
ALTER TABLE rents_suspenseitem DROP CONSTRAINT rents_suspenseitem_line_id_same_council;
ALTER TABLE rents_fileline DROP CONSTRAINT rents_fileline_of_council;

CREATE FUNCTION suspense_is_of_lines() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (
        SELECT FROM new_rows AS item LEFT JOIN rents_fileline AS line
            ON line.council_id = item.council_id AND line.id = item.line_id
        WHERE line.id IS NULL
    ) THEN
        RAISE EXCEPTION 'Money in suspense is of a line of its council.'
            USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'rents_suspenseitem_line_id_same_council';
    END IF;
    RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION suspense_is_of_lines() FROM PUBLIC;
CREATE TRIGGER rents_suspenseitem_lines_added AFTER INSERT ON rents_suspenseitem REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION suspense_is_of_lines();

-- Its line and its council stay what they are.
CREATE FUNCTION suspense_keeps_its_line() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Money in suspense keeps its line.'
        USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'rents_suspenseitem_line_id_same_council';
END $$;
CREATE TRIGGER rents_suspenseitem_keeps_its_line BEFORE UPDATE OF line_id, council_id ON rents_suspenseitem
    FOR EACH ROW WHEN ((OLD.line_id, OLD.council_id) IS DISTINCT FROM (NEW.line_id, NEW.council_id))
    EXECUTE FUNCTION suspense_keeps_its_line();

-- References of old systems, which hold more than digits and may be written otherwise: few, where ours are new.
CREATE INDEX account_by_old_reference ON rents_rentaccount (council_id, upper(translate(payment_reference, ' -/', '')))
    WHERE translate(payment_reference, '0123456789', '') <> '';

-- Tenants, present and past, by full names (first name and surname) or by initials and surnames, with their accounts; and
-- how many people are or were tenants under their full name, where full names were asked for. As the owner, with the
-- policies' own conditions: the policies would keep the indexes from being used. Only that number counts people whom the
-- asker may not see: without it a payer could be taken for the only tenant of a name. OFFSET 0: each looked up by itself.
DROP FUNCTION tenants_called(bigint, text[]);
CREATE FUNCTION tenants_named(council bigint, full_names text[], initials text[])
RETURNS TABLE (account_id bigint, payment_reference varchar, role varchar, ended_on date, full_name text,
               initial_name text, people bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
SET enable_seqscan = off SET jit = off AS $$
    WITH party AS MATERIALIZED (
        SELECT person.id AS person_id, party.tenancy_id, party.role, party.until_on,
            first_and_surname(person.forenames, person.surname) AS full_name,
            initial_and_surname(person.forenames, person.surname) AS initial_name,
            ((person.restricted_to = ANY ((SELECT may_open())::int[])
              AND party.restricted_to = ANY ((SELECT may_open())::int[]))
             OR person.id = ANY ((SELECT opened_people())::bigint[])) AS may_be_seen
        FROM people_person AS person
        CROSS JOIN LATERAL (
            SELECT given.tenancy_id, given.role, given.until_on, given.restricted_to
            FROM tenancies_tenancyparty AS given
            WHERE given.council_id = council AND given.person_id = person.id
              AND given.role IN ('tenant', 'joint_tenant') OFFSET 0
        ) AS party
        WHERE person.council_id = council AND council = ANY ((SELECT acting_for())::int[])
            AND (first_and_surname(person.forenames, person.surname) = ANY (full_names)
                 OR initial_and_surname(person.forenames, person.surname) = ANY (initials))
    ), called AS (
        SELECT party.full_name, count(DISTINCT party.person_id) AS people
        FROM party WHERE party.full_name = ANY (full_names) GROUP BY party.full_name
    )
    SELECT account.id, account.payment_reference, party.role, least(account.until_on, party.until_on),
        party.full_name, party.initial_name, called.people
    FROM party
    CROSS JOIN LATERAL (
        SELECT given.id, given.payment_reference, given.until_on FROM rents_rentaccount AS given
        WHERE given.council_id = council AND given.tenancy_id = party.tenancy_id OFFSET 0
    ) AS account
    LEFT JOIN called ON called.full_name = party.full_name
    WHERE party.may_be_seen
$$;
REVOKE ALL ON FUNCTION tenants_named(bigint, text[], text[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION tenants_named(bigint, text[], text[]) TO rooftree_app;
