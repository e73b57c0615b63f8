-- A case that passes on while its handover is kept up leaves no piece behind: the cases are locked first.

-- Ends the pieces of cases that are closed or not the officer's any more. Then adds a piece for each open
-- case of the officer that has no live one; brings back one that had ended, as it was. Whoever covered the
-- case in an absence that ended within the week is asked again first. Returns how many pieces came.
CREATE OR REPLACE FUNCTION handover_add_pieces(which bigint, moment timestamptz) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    added integer;
BEGIN
    PERFORM FROM cases_case c JOIN cases_handover h ON h.council_id = c.council_id AND h.officer_id = c.owner_id
    WHERE h.id = which AND h.council_id = ANY (acting_for()) AND c.closed_at IS NULL
    ORDER BY c.id FOR UPDATE OF c;
    UPDATE cases_handoverpiece p SET ended_at = moment
    FROM cases_handover h, cases_case c
    WHERE h.id = which AND h.council_id = ANY (acting_for()) AND p.handover_id = h.id AND p.ended_at IS NULL
      AND c.council_id = p.council_id AND c.id = p.case_id
      AND (c.closed_at IS NOT NULL OR c.owner_id IS DISTINCT FROM h.officer_id);
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
