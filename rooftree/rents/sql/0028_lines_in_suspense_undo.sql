DROP FUNCTION tenants_named(bigint, text[], text[]);
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
DROP INDEX account_by_old_reference;
DROP TRIGGER rents_suspenseitem_keeps_its_line ON rents_suspenseitem;
DROP TRIGGER rents_suspenseitem_lines_added ON rents_suspenseitem;
DROP FUNCTION suspense_keeps_its_line(), suspense_is_of_lines();
ALTER TABLE rents_fileline ADD CONSTRAINT rents_fileline_of_council UNIQUE (council_id, id);
ALTER TABLE rents_suspenseitem ADD CONSTRAINT rents_suspenseitem_line_id_same_council
    FOREIGN KEY (council_id, line_id) REFERENCES rents_fileline (council_id, id) DEFERRABLE INITIALLY IMMEDIATE;
