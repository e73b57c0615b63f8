-- What keeps every case of an absent officer with somebody. An officer's restricted cases are in it too,
-- whoever enters the absence and whatever groups a job may open: these functions see to them, and tell
-- ids and numbers only. Each acts for the councils of the asker, and for no others.

-- Whether an officer is here at a moment: begun, not left, not away.
CREATE FUNCTION officer_is_present(asked bigint, moment timestamptz) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT coalesce(bool_and(
        coalesce(o.from_on, '-infinity') <= (moment AT TIME ZONE 'Europe/London')::date
        AND coalesce(o.until_on, 'infinity') > (moment AT TIME ZONE 'Europe/London')::date
        AND NOT EXISTS (
            SELECT FROM staff_absence a
            WHERE a.council_id = o.council_id AND a.officer_id = o.id AND a.starts <= moment
              AND coalesce(a.ended_at, 'infinity') > moment
              AND coalesce(a.until_on, 'infinity') > (moment AT TIME ZONE 'Europe/London')::date)), false)
    FROM staff_officer o WHERE o.id = asked AND o.council_id = ANY (acting_for())
$$;

-- Locks the cases of a handover's live pieces, lowest first, before the pieces change: as every verb does.
CREATE FUNCTION handover_lock_cases(which bigint) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT FROM cases_case
    WHERE council_id = ANY (acting_for())
      AND id IN (SELECT case_id FROM cases_handoverpiece WHERE handover_id = which AND ended_at IS NULL)
    ORDER BY id FOR UPDATE
$$;

-- How many open cases an officer has.
CREATE FUNCTION open_cases_of(asked bigint) RETURNS integer
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT count(*)::int FROM cases_case
    WHERE owner_id = asked AND council_id = ANY (acting_for()) AND closed_at IS NULL
$$;

-- Adds a piece for each open case of the officer that has no live one; brings back one that had ended,
-- as it was. Whoever covered the case in an absence that ended within the week is asked again first.
-- Returns how many pieces came.
CREATE FUNCTION handover_add_pieces(which bigint, moment timestamptz) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    added integer;
BEGIN
    INSERT INTO cases_handoverpiece (council_id, restricted_to, person_restricted_to, handover_id, case_id,
                                     offered_to_id, offered_at, because, declined_reason)
    SELECT c.council_id, c.restricted_to, c.person_restricted_to, h.id, c.id, last.covered_by_id,
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
    ON CONFLICT (council_id, handover_id, case_id) DO UPDATE SET ended_at = NULL;
    GET DIAGNOSTICS added = ROW_COUNT;
    RETURN added;
END $$;

-- How a handover stands: its live pieces, and how many of them somebody accepted or agreed to.
CREATE FUNCTION handover_standing(which bigint) RETURNS TABLE (pieces integer, accepted integer)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT count(*)::int, count(*) FILTER (WHERE p.covered_by_id IS NOT NULL OR p.agreed_at IS NOT NULL)::int
    FROM cases_handoverpiece p JOIN cases_case c ON c.council_id = p.council_id AND c.id = p.case_id
    WHERE p.handover_id = which AND p.council_id = ANY (acting_for()) AND p.ended_at IS NULL AND c.closed_at IS NULL
$$;

-- The absence has begun: those who agreed ahead cover from now on, if they are here. Returns how many do.
CREATE FUNCTION handover_begin(which bigint, moment timestamptz) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    begun integer;
BEGIN
    PERFORM handover_lock_cases(which);
    WITH covered AS (
        UPDATE cases_handoverpiece SET covered_by_id = offered_to_id, accepted_at = agreed_at
        WHERE handover_id = which AND council_id = ANY (acting_for()) AND ended_at IS NULL
          AND covered_by_id IS NULL AND agreed_at IS NOT NULL AND officer_is_present(offered_to_id, moment)
        RETURNING *
    ), told AS (
        INSERT INTO cases_event (council_id, restricted_to, person_restricted_to, case_id, kind, at, recorded_at,
                                 words, facts, is_shown)
        SELECT p.council_id, p.restricted_to, p.person_restricted_to, p.case_id, 'case.covered', moment, moment,
               '', jsonb_build_object('officer', o.name), true
        FROM covered p JOIN staff_officer o ON o.id = p.covered_by_id
        RETURNING 1
    )
    SELECT count(*) INTO begun FROM told;
    RETURN begun;
END $$;

-- The handover is over, or set aside: nobody covers any more. Returns how many pieces end.
CREATE FUNCTION handover_end(which bigint, moment timestamptz) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    over integer;
BEGIN
    PERFORM handover_lock_cases(which);
    WITH ended AS (
        UPDATE cases_handoverpiece SET ended_at = moment
        WHERE handover_id = which AND council_id = ANY (acting_for()) AND ended_at IS NULL
        RETURNING *
    ), told AS (
        INSERT INTO cases_event (council_id, restricted_to, person_restricted_to, case_id, kind, at, recorded_at,
                                 words, facts, is_shown)
        SELECT p.council_id, p.restricted_to, p.person_restricted_to, p.case_id, 'case.cover_ended', moment, moment,
               '', jsonb_build_object('officer', o.name), true
        FROM ended p JOIN cases_handover h ON h.id = p.handover_id JOIN staff_officer o ON o.id = h.officer_id
        WHERE p.covered_by_id IS NOT NULL
        RETURNING 1
    )
    SELECT count(*) INTO over FROM ended;
    UPDATE cases_handover SET ended_at = moment
    WHERE id = which AND council_id = ANY (acting_for()) AND ended_at IS NULL;
    RETURN over;
END $$;

-- Covers who are away themselves at a moment, or have left, hold nothing of a handover any more, and
-- those who are asked are asked no more. Returns how many pieces wait for somebody again.
CREATE FUNCTION handover_release(which bigint, moment timestamptz) RETURNS integer
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
            offered_by_id = NULL, because = ''
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

-- What a leaver was to do on the cases of others is for those who have the cases.
CREATE FUNCTION handover_free_tasks(leaver bigint) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    freed integer;
BEGIN
    UPDATE cases_task SET owner_id = NULL
    WHERE owner_id = leaver AND council_id = ANY (acting_for()) AND ended_at IS NULL;
    GET DIAGNOSTICS freed = ROW_COUNT;
    RETURN freed;
END $$;

-- How many open cases officers have, and the points of those and of what they cover for others.
CREATE FUNCTION loads_of(asked bigint[]) RETURNS TABLE (officer_id bigint, cases integer, points numeric)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT held.officer_id, count(*)::int, sum(held.weight) FROM (
        SELECT c.owner_id AS officer_id, c.weight FROM cases_case c
        WHERE c.owner_id = ANY (asked) AND c.council_id = ANY (acting_for()) AND c.closed_at IS NULL
        UNION ALL
        SELECT p.offered_to_id, c.weight
        FROM cases_handoverpiece p JOIN cases_case c ON c.council_id = p.council_id AND c.id = p.case_id
        WHERE p.offered_to_id = ANY (asked) AND p.council_id = ANY (acting_for()) AND p.ended_at IS NULL
          AND c.closed_at IS NULL
    ) AS held GROUP BY held.officer_id
$$;

-- Open cases that were taken up and have nobody who is here: neither their officer nor a cover who
-- accepted. `since`: when the last of them went, or when that could be known. The reference only where
-- the asker may open the case.
CREATE FUNCTION cases_without_present_owner(council integer, moment timestamptz)
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
           greatest(owner.since, cover.since, h.waits_since, c.opened_at,
                    (SELECT max(given.at) FROM cases_assignment given
                     WHERE given.council_id = c.council_id AND given.case_id = c.id))
    FROM gone owner
    JOIN cases_case c ON c.council_id = council AND c.owner_id = owner.officer_id AND c.closed_at IS NULL
    LEFT JOIN cases_handoverpiece p ON p.council_id = c.council_id AND p.case_id = c.id AND p.ended_at IS NULL
    LEFT JOIN cases_handover h ON h.council_id = p.council_id AND h.id = p.handover_id
    LEFT JOIN gone cover ON cover.officer_id = p.offered_to_id
    WHERE (p.covered_by_id IS NULL AND p.agreed_at IS NULL) OR cover.officer_id IS NOT NULL
$$;

REVOKE ALL ON FUNCTION officer_is_present(bigint, timestamptz), handover_lock_cases(bigint),
    open_cases_of(bigint), handover_add_pieces(bigint, timestamptz),
    handover_standing(bigint), handover_begin(bigint, timestamptz), handover_end(bigint, timestamptz),
    handover_release(bigint, timestamptz), handover_free_tasks(bigint), loads_of(bigint[]),
    cases_without_present_owner(integer, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION officer_is_present(bigint, timestamptz), handover_lock_cases(bigint),
    open_cases_of(bigint), handover_add_pieces(bigint, timestamptz),
    handover_standing(bigint), handover_begin(bigint, timestamptz), handover_end(bigint, timestamptz),
    handover_release(bigint, timestamptz), handover_free_tasks(bigint), loads_of(bigint[]),
    cases_without_present_owner(integer, timestamptz) TO rooftree_app;
