-- Each piece has a time of its own: what one colleague gives back gives the others no more.

DROP FUNCTION handover_standing(bigint);

-- Adds a piece for each open case of the officer that has no live one; brings back one that had ended,
-- as it was. Whoever covered the case in an absence that ended within the week is asked again first.
-- Returns how many pieces came.
CREATE OR REPLACE FUNCTION handover_add_pieces(which bigint, moment timestamptz) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    added integer;
BEGIN
    INSERT INTO cases_handoverpiece (council_id, restricted_to, person_restricted_to, handover_id, case_id,
                                     waits_since, offered_to_id, offered_at, because, declined_reason)
    SELECT c.council_id, c.restricted_to, c.person_restricted_to, h.id, c.id, moment, last.covered_by_id,
           CASE WHEN last.covered_by_id IS NOT NULL THEN moment END,
           CASE WHEN last.covered_by_id IS NOT NULL THEN last.name || ' covered it until now.' ELSE '' END, ''
    FROM cases_handover h JOIN cases_case c ON c.council_id = h.council_id AND c.owner_id = h.officer_id
    LEFT JOIN LATERAL (
        SELECT p.covered_by_id, o.name
        FROM cases_handoverpiece p JOIN staff_officer o ON o.id = p.covered_by_id
        WHERE p.council_id = c.council_id AND p.case_id = c.id AND p.ended_at > moment - interval '7 days'
          AND officer_is_present(p.covered_by_id, moment)
        ORDER BY p.ended_at DESC LIMIT 1
    ) last ON true
    WHERE h.id = which AND h.council_id = ANY (acting_for()) AND h.ended_at IS NULL AND c.closed_at IS NULL
      AND NOT EXISTS (SELECT FROM cases_handoverpiece p
                      WHERE p.council_id = c.council_id AND p.case_id = c.id AND p.ended_at IS NULL)
    ORDER BY c.id
    ON CONFLICT (council_id, handover_id, case_id) DO UPDATE SET ended_at = NULL, waits_since = moment;
    GET DIAGNOSTICS added = ROW_COUNT;
    RETURN added;
END $$;

-- How a handover stands: its live pieces, how many of them somebody accepted or agreed to, and since when
-- the first of the others waits.
CREATE FUNCTION handover_standing(which bigint)
RETURNS TABLE (pieces integer, accepted integer, waits_since timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT count(*)::int, count(*) FILTER (WHERE p.covered_by_id IS NOT NULL OR p.agreed_at IS NOT NULL)::int,
           min(p.waits_since) FILTER (WHERE p.covered_by_id IS NULL AND p.agreed_at IS NULL)
    FROM cases_handoverpiece p JOIN cases_case c ON c.council_id = p.council_id AND c.id = p.case_id
    WHERE p.handover_id = which AND p.council_id = ANY (acting_for()) AND p.ended_at IS NULL AND c.closed_at IS NULL
$$;

-- Covers who are away themselves at a moment, or have left, hold nothing of a handover any more, and
-- those who are asked are asked no more. Returns how many pieces wait for somebody again.
CREATE OR REPLACE FUNCTION handover_release(which bigint, moment timestamptz) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    released integer;
BEGIN
    PERFORM handover_lock_cases(which);
    WITH fallen AS (
        SELECT id, covered_by_id, covered_by_id IS NOT NULL OR agreed_at IS NOT NULL AS was_taken
        FROM cases_handoverpiece
        WHERE handover_id = which AND council_id = ANY (acting_for()) AND ended_at IS NULL
          AND offered_to_id IS NOT NULL AND NOT officer_is_present(offered_to_id, moment)
    ), freed AS (
        UPDATE cases_handoverpiece p
        SET covered_by_id = NULL, accepted_at = NULL, agreed_at = NULL, offered_to_id = NULL, offered_at = NULL,
            offered_by_id = NULL, because = '',
            waits_since = CASE WHEN fallen.was_taken THEN moment ELSE p.waits_since END
        FROM fallen WHERE p.id = fallen.id
        RETURNING p.*, fallen.covered_by_id AS before, fallen.was_taken
    ), told AS (
        INSERT INTO cases_event (council_id, restricted_to, person_restricted_to, case_id, kind, at, recorded_at,
                                 words, facts, is_shown)
        SELECT f.council_id, f.restricted_to, f.person_restricted_to, f.case_id, 'case.cover_fell_away', moment,
               moment, '', jsonb_build_object('officer', o.name), false
        FROM freed f JOIN staff_officer o ON o.id = f.before
        RETURNING 1
    )
    SELECT count(*) FILTER (WHERE was_taken) INTO released FROM freed;
    RETURN released;
END $$;

-- Open cases that were taken up and have nobody who is here: neither their officer nor a cover who
-- accepted. `since`: when the last of them went, or when that could be known. The reference only where
-- the asker may open the case.
CREATE OR REPLACE FUNCTION cases_without_present_owner(council integer, moment timestamptz)
RETURNS TABLE (case_id bigint, reference varchar, owner_id bigint, since timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH gone AS MATERIALIZED (
        SELECT o.id AS officer_id, coalesce(
            (SELECT greatest(max(a.starts), max(a.entered_at)) FROM staff_absence a
             WHERE a.council_id = o.council_id AND a.officer_id = o.id AND a.starts <= moment
               AND coalesce(a.ended_at, 'infinity') > moment
               AND coalesce(a.until_on, 'infinity') > (moment AT TIME ZONE 'Europe/London')::date),
            timezone('Europe/London', o.until_on::timestamp),
            '-infinity') AS since
        FROM staff_officer o
        WHERE o.council_id = council AND council = ANY (acting_for()) AND NOT officer_is_present(o.id, moment)
    )
    SELECT c.id,
           CASE WHEN c.restricted_to = ANY (may_open()) AND c.person_restricted_to = ANY (may_open())
                THEN c.reference ELSE '' END,
           c.owner_id,
           greatest(owner.since, cover.since, p.waits_since, c.opened_at,
                    (SELECT max(given.at) FROM cases_assignment given
                     WHERE given.council_id = c.council_id AND given.case_id = c.id))
    FROM gone owner
    JOIN cases_case c ON c.council_id = council AND c.owner_id = owner.officer_id AND c.closed_at IS NULL
    LEFT JOIN cases_handoverpiece p ON p.council_id = c.council_id AND p.case_id = c.id AND p.ended_at IS NULL
    LEFT JOIN gone cover ON cover.officer_id = p.offered_to_id
    WHERE (p.covered_by_id IS NULL AND p.agreed_at IS NULL) OR cover.officer_id IS NOT NULL
$$;

REVOKE ALL ON FUNCTION handover_standing(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION handover_standing(bigint) TO rooftree_app;
