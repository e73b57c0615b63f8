-- The restricted cases that the asker has open by exception, as foundations/isolation.py says.

CREATE FUNCTION opened_cases() RETURNS bigint[] LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT coalesce(nullif(current_setting('rooftree.opened_cases', true), ''), '{}')::bigint[] $$;

-- Only ever added to, yet restricted: the groups follow the record that a row belongs to, by the
-- database's own hand, and nothing else changes. TG_ARGV names the columns of the groups.
CREATE FUNCTION refuse_change_of_facts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT to_jsonb(n) - TG_ARGV FROM new_rows n EXCEPT SELECT to_jsonb(o) - TG_ARGV FROM old_rows o) THEN
        RAISE EXCEPTION '% is only ever added to: a correction is a new row.', TG_TABLE_NAME
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;

-- What other tables' keys need, to point at a kept file of the same council.
ALTER TABLE foundations_keptfile ADD CONSTRAINT foundations_keptfile_of_council UNIQUE (council_id, id);
