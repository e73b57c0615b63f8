-- What residents read on their own pages, each page as one line of JSON. They run as the asker, so row security
-- decides what is there at all; within that each gives one person's own, and no more: `everybody` are her records,
-- the one that stands and those merged into it. They are functions so that a connection plans them once.
--
-- A request is hers where she asked, or somebody who acts for her: what somebody unknown told us of her may name
-- them to her. And of her own requests she is not told what others said, a joint tenant say, who rang about them.

CREATE FUNCTION her_records(person bigint) RETURNS bigint[] LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (WITH RECURSIVE upwards AS (
        SELECT id, merged_into_id FROM people_person WHERE id = person
        UNION SELECT p.id, p.merged_into_id FROM people_person p JOIN upwards u ON p.id = u.merged_into_id
    ), everybody AS (
        SELECT id FROM upwards WHERE merged_into_id IS NULL
        UNION SELECT p.id FROM people_person p JOIN everybody e ON p.merged_into_id = e.id
    ) SELECT coalesce(array_agg(id), '{}') FROM everybody);
END $$;

-- The homes, garages and other places that somebody's tenancies of today are of, with the terms.
CREATE FUNCTION homes_of(council bigint, everybody bigint[], today date) RETURNS json LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT json_agg(json_build_object(
            'role', part.role, 'part_from_on', part.from_on, 'tenancy', t.reference, 'tenancy_id', t.id, 'tenure', t.tenure,
            'from_on', t.from_on, 'until_on', t.until_on, 'payment_reference', t.payment_reference,
            'introductory_until_on', t.introductory_until_on, 'fixed_term_until_on', t.fixed_term_until_on,
            'place', place.reference, 'kind', place.kind, 'address', coalesce(nullif(concat_ws(', ',
                nullif(place.address_1, ''), nullif(place.address_2, ''), nullif(place.address_3, ''),
                nullif(place.address_4, ''), nullif(place.postcode, '')), ''), place.name))
            ORDER BY place.kind <> 'home', part.role = 'occupant', part.from_on DESC, part.id)
    FROM tenancies_tenancyparty part
    JOIN tenancies_tenancy t ON t.council_id = part.council_id AND t.id = part.tenancy_id
    JOIN places_place place ON place.council_id = t.council_id AND place.id = t.place_id
    WHERE part.council_id = council AND part.person_id = ANY (everybody) AND part.role <> 'authorised_contact'
      AND part.from_on <= today AND (part.until_on IS NULL OR part.until_on > today)
      AND t.from_on <= today AND (t.until_on IS NULL OR t.until_on > today));
END $$;

-- Her own requests: those that are open, and the closed ones last changed, the newest first.
CREATE FUNCTION resident_requests(council bigint, everybody bigint[], is_open boolean, most int) RETURNS json LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT json_agg(line ORDER BY rank, at DESC) FROM (
        SELECT c.opened_at AS at, CASE WHEN q.status = 'answered' AND c.closed_at IS NULL THEN 0 ELSE 1 END AS rank,
            json_build_object(
                'reference', c.reference, 'kind', c.kind, 'summary', c.summary, 'opened_at', c.opened_at,
                'closed_at', c.closed_at, 'status', q.status, 'team', team.name, 'owner', owner.name,
                'cover', (SELECT cover.name FROM cases_handoverpiece p
                    JOIN staff_officer cover ON cover.council_id = p.council_id AND cover.id = p.covered_by_id
                    WHERE p.council_id = c.council_id AND p.case_id = c.id AND p.ended_at IS NULL),
                'promise', (SELECT json_build_object('what', t.what, 'due_at', t.due_at) FROM cases_task t
                    WHERE t.council_id = c.council_id AND t.case_id = c.id AND t.ended_at IS NULL AND t.is_shown
                    ORDER BY t.due_at NULLS LAST, t.id LIMIT 1),
                'clock', (SELECT json_build_object('duty', k.duty, 'label', k.label, 'late_from', k.late_from,
                        'paused_since', k.paused_since) FROM cases_clock k
                    WHERE k.council_id = c.council_id AND k.case_id = c.id AND k.stopped_at IS NULL AND k.task_id IS NULL
                    ORDER BY k.duty = 'cases.take_up', k.late_from, k.id LIMIT 1)) AS line
        FROM (
            SELECT cases_case.* FROM cases_case
            WHERE cases_case.council_id = council AND cases_case.person_id = ANY (everybody)
              AND (cases_case.closed_at IS NULL) = is_open
        ) AS c
        LEFT JOIN contact_enquiry q ON q.council_id = c.council_id AND q.case_id = c.id
        LEFT JOIN contact_contact asked ON asked.council_id = q.council_id AND asked.id = q.opening_contact_id
        JOIN staff_team team ON team.council_id = c.council_id AND team.id = c.team_id
        LEFT JOIN staff_officer owner ON owner.council_id = c.council_id AND owner.id = c.owner_id
        WHERE asked.caller IS DISTINCT FROM 'anonymous'
        ORDER BY rank, c.opened_at DESC LIMIT most
    ) AS lines);
END $$;

-- Promises and visits that are still to come or late, of her own requests.
CREATE FUNCTION resident_promises(council bigint, everybody bigint[], kinds text[], most int) RETURNS json LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT json_agg(line ORDER BY due_at NULLS LAST, id) FROM (
        SELECT t.id, t.due_at, json_build_object(
            'what', t.what, 'kind', t.kind, 'due_at', t.due_at, 'reference', c.reference, 'summary', c.summary,
            'team', team.name, 'who', coalesce(doer.name, owner.name)) AS line
        FROM cases_case c
        JOIN cases_task t ON t.council_id = c.council_id AND t.case_id = c.id
        LEFT JOIN contact_enquiry q ON q.council_id = c.council_id AND q.case_id = c.id
        LEFT JOIN contact_contact asked ON asked.council_id = q.council_id AND asked.id = q.opening_contact_id
        JOIN staff_team team ON team.council_id = c.council_id AND team.id = c.team_id
        LEFT JOIN staff_officer owner ON owner.council_id = c.council_id AND owner.id = c.owner_id
        LEFT JOIN staff_officer doer ON doer.council_id = t.council_id AND doer.id = t.owner_id
        WHERE c.council_id = council AND c.person_id = ANY (everybody) AND c.closed_at IS NULL
          AND t.ended_at IS NULL AND t.is_shown AND t.kind = ANY (kinds) AND asked.caller IS DISTINCT FROM 'anonymous'
        ORDER BY t.due_at NULLS LAST, t.id LIMIT most
    ) AS lines);
END $$;

-- What we sent her, the newest first: without what held a secret.
CREATE FUNCTION resident_messages(council bigint, everybody bigint[], before_at timestamptz, before_id bigint, most int)
RETURNS json LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT json_agg(line ORDER BY queued_at DESC, id DESC) FROM (
        SELECT m.id, m.queued_at, json_build_object(
            'id', m.id, 'at', m.queued_at, 'channel', m.channel, 'format', m.format, 'subject', m.subject,
            'preview', m.preview, 'asks', m.asks, 'status', m.status, 'language', m.language, 'case', c.reference) AS line
        FROM correspondence_message m
        LEFT JOIN cases_case c ON c.council_id = m.council_id AND c.id = m.case_id
        WHERE m.council_id = council AND m.person_id = ANY (everybody) AND NOT m.is_secret
          AND (before_id IS NULL OR (m.queued_at, m.id) < (before_at, before_id))
        ORDER BY m.queued_at DESC, m.id DESC LIMIT most
    ) AS lines);
END $$;

-- Her home page. What she may not see there is not read (`requests`, `messages`, `home`).
CREATE FUNCTION resident_home(
    council bigint, person bigint, today date, requests boolean, messages boolean, home boolean, most int
) RETURNS TABLE (page text)
LANGUAGE plpgsql STABLE SET plan_cache_mode = force_generic_plan SET max_parallel_workers_per_gather = 0 SET jit = off AS $$
DECLARE
    everybody CONSTANT bigint[] := her_records(person);
BEGIN
    RETURN QUERY SELECT json_build_object(
        'homes', CASE WHEN home THEN homes_of(council, everybody, today) END,
        'requests', CASE WHEN requests THEN resident_requests(council, everybody, true, most) END,
        'promises', CASE WHEN requests THEN resident_promises(council, everybody, ARRAY['promise', 'callback'], most) END,
        'visits', CASE WHEN requests THEN resident_promises(council, everybody, ARRAY['visit'], most) END,
        'messages', CASE WHEN messages THEN resident_messages(council, everybody, NULL, NULL, 3) END
    )::text;
END $$;

-- One of her requests with its whole story, newest first, from before an event on.
CREATE FUNCTION resident_request(
    council bigint, person bigint, sought text, before_at timestamptz, before_id bigint, most int, messages boolean
) RETURNS TABLE (page text)
LANGUAGE plpgsql STABLE SET plan_cache_mode = force_generic_plan SET max_parallel_workers_per_gather = 0 SET jit = off AS $$
DECLARE
    everybody CONSTANT bigint[] := her_records(person);
BEGIN
    RETURN QUERY
    WITH c AS MATERIALIZED (
        SELECT cases_case.* FROM cases_case
        WHERE cases_case.council_id = council AND cases_case.reference = sought AND cases_case.person_id = ANY (everybody)
    ), q AS MATERIALIZED (
        SELECT enquiry.* FROM c JOIN contact_enquiry enquiry ON enquiry.council_id = c.council_id AND enquiry.case_id = c.id
    ), hers AS MATERIALIZED (
        SELECT c.* FROM c LEFT JOIN q ON true
        LEFT JOIN contact_contact asked ON asked.council_id = q.council_id AND asked.id = q.opening_contact_id
        WHERE asked.caller IS DISTINCT FROM 'anonymous'
    )
    SELECT json_build_object(
        'request', (SELECT json_build_object(
            'id', c.id, 'reference', c.reference, 'kind', c.kind, 'summary', c.summary, 'opened_at', c.opened_at,
            'closed_at', c.closed_at, 'team', team.name, 'owner', owner.name,
            'place', (SELECT coalesce(nullif(concat_ws(', ', nullif(p.address_1, ''), nullif(p.address_2, ''),
                        nullif(p.postcode, '')), ''), p.name) FROM places_place p
                    WHERE p.council_id = c.council_id AND p.id = c.place_id),
            'cover', (SELECT cover.name FROM cases_handoverpiece piece
                    JOIN staff_officer cover ON cover.council_id = piece.council_id AND cover.id = piece.covered_by_id
                    WHERE piece.council_id = c.council_id AND piece.case_id = c.id AND piece.ended_at IS NULL))
            FROM hers c
            JOIN staff_team team ON team.council_id = c.council_id AND team.id = c.team_id
            LEFT JOIN staff_officer owner ON owner.council_id = c.council_id AND owner.id = c.owner_id),
        'enquiry', (SELECT json_build_object(
            'reason', q.reason, 'asked', q.asked, 'answer_by', q.answer_by, 'because', q.routed_because, 'status', q.status,
            'answer', q.answer, 'answered_at', q.answered_at, 'answered_by', answering.name, 'accepted', q.accepted,
            'accepted_at', q.accepted_at, 'accepted_words', q.accepted_words)
            FROM hers c JOIN q ON q.case_id = c.id
            LEFT JOIN staff_officer answering ON answering.council_id = q.council_id AND answering.id = q.answered_by_id),
        'clocks', (SELECT json_agg(json_build_object(
                'duty', k.duty, 'version_from', k.version_from, 'label', k.label, 'task', k.task_id, 'late_from', k.late_from,
                'due_on', k.due_on, 'first_due_on', k.first_due_on, 'sum', k.sum, 'projected', k.projected,
                'paused_since', k.paused_since, 'stopped_at', k.stopped_at, 'outcome', k.outcome,
                'extensions', (SELECT json_agg(json_build_object('due_before', e.due_before, 'due_after', e.due_after,
                            'reason', e.reason, 'at', e.decided_at) ORDER BY e.decided_at, e.id)
                    FROM cases_clockextension e WHERE e.council_id = k.council_id AND e.clock_id = k.id))
                ORDER BY k.stopped_at IS NOT NULL, k.late_from, k.id)
            FROM hers c JOIN cases_clock k ON k.council_id = c.council_id AND k.case_id = c.id),
        'promises', (SELECT json_agg(json_build_object(
                'id', t.id, 'kind', t.kind, 'what', t.what, 'due_at', t.due_at, 'who', coalesce(doer.name, owner.name),
                'added_at', t.added_at, 'ended_at', t.ended_at, 'is_done', t.is_done, 'ending', t.ending)
                ORDER BY t.ended_at IS NOT NULL, t.due_at NULLS LAST, t.id)
            FROM hers c JOIN cases_task t ON t.council_id = c.council_id AND t.case_id = c.id
            LEFT JOIN staff_officer doer ON doer.council_id = t.council_id AND doer.id = t.owner_id
            LEFT JOIN staff_officer owner ON owner.council_id = c.council_id AND owner.id = c.owner_id
            WHERE t.is_shown),
        'files', (SELECT json_agg(json_build_object(
                'id', f.id, 'title', f.title, 'filename', kept.filename, 'size', kept.size, 'at', f.at) ORDER BY f.at, f.id)
            FROM hers c JOIN cases_casefile f ON f.council_id = c.council_id AND f.case_id = c.id AND f.taken_off_at IS NULL
            JOIN foundations_keptfile kept ON kept.council_id = f.council_id AND kept.id = f.file_id
            WHERE f.by_resident_id IS NOT NULL),
        'messages', CASE WHEN messages THEN (SELECT json_agg(json_build_object(
                'id', m.id, 'at', m.queued_at, 'channel', m.channel, 'format', m.format, 'subject', m.subject,
                'preview', m.preview, 'asks', m.asks, 'status', m.status, 'language', m.language, 'case', c.reference)
                ORDER BY m.queued_at DESC, m.id DESC)
            FROM hers c JOIN correspondence_message m ON m.council_id = c.council_id AND m.case_id = c.id
            WHERE m.person_id = ANY (everybody) AND NOT m.is_secret) END,
        'events', (SELECT json_agg(json_build_object(
                'id', told.id, 'kind', told.kind, 'at', told.at, 'by', told.by, 'is_own', told.by_resident_id IS NOT NULL,
                'by_resident', told.by_resident_id, 'words', told.words, 'facts', told.facts) ORDER BY told.at DESC, told.id DESC)
            FROM (
                SELECT e.id, e.kind, e.at, doer.name AS by, e.by_resident_id, e.words, e.facts
                FROM hers c JOIN cases_event e ON e.council_id = c.council_id AND e.case_id = c.id
                LEFT JOIN staff_officer doer ON doer.council_id = e.council_id AND doer.id = e.by_id
                WHERE e.is_shown AND (before_id IS NULL OR (e.at, e.id) < (before_at, before_id))
                  AND (NOT e.facts ? 'contact' OR EXISTS (SELECT FROM contact_contact k
                        WHERE k.council_id = e.council_id AND k.id = (e.facts->>'contact')::bigint
                          AND k.person_id = ANY (everybody) AND k.caller <> 'anonymous'))
                ORDER BY e.at DESC, e.id DESC LIMIT most
            ) AS told)
    )::text;
END $$;

-- One of her messages, in full.
CREATE FUNCTION resident_message(council bigint, person bigint, sought bigint) RETURNS json LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT json_build_object(
        'id', m.id, 'at', m.queued_at, 'channel', m.channel, 'format', m.format, 'subject', m.subject, 'preview', m.preview,
        'asks', m.asks, 'body', m.body, 'status', m.status, 'language', m.language, 'to_address', m.to_address,
        'sent_at', m.sent_at, 'case', c.reference, 'is_open', c.id IS NOT NULL AND c.closed_at IS NULL)
    FROM correspondence_message m
    LEFT JOIN cases_case c ON c.council_id = m.council_id AND c.id = m.case_id AND c.person_id = ANY (her_records(person))
    WHERE m.council_id = council AND m.id = sought AND m.person_id = ANY (her_records(person)) AND NOT m.is_secret);
END $$;

-- What we know of her: how to reach her, what we do differently, who may act for her, and where each number or
-- address is used: in requests that wait for an answer that way, and in messages on their way there.
CREATE FUNCTION resident_details(council bigint, person bigint, today date) RETURNS TABLE (page text)
LANGUAGE plpgsql STABLE SET plan_cache_mode = force_generic_plan SET max_parallel_workers_per_gather = 0 SET jit = off AS $$
DECLARE
    everybody CONSTANT bigint[] := her_records(person);
BEGIN
    RETURN QUERY SELECT json_build_object(
        'person', (SELECT to_json(p) FROM people_person p WHERE p.id = ANY (everybody) AND p.merged_into_id IS NULL),
        'languages', (SELECT json_agg(l.language ORDER BY l.is_main DESC, l.id)
            FROM people_spokenlanguage l WHERE l.person_id = ANY (everybody)),
        'points', (SELECT json_agg(json_build_object(
                'id', c.id, 'kind', c.kind, 'value', c.value, 'owner', c.owner, 'owner_name', c.owner_name,
                'verified_on', c.verified_on, 'safe_to_call', c.safe_to_call, 'safe_to_text', c.safe_to_text,
                'safe_to_write', c.safe_to_write, 'safe_to_voicemail', c.safe_to_voicemail, 'from_on', c.from_on,
                'has_trouble', EXISTS (SELECT FROM correspondence_pointtrouble trouble
                    WHERE trouble.council_id = c.council_id AND trouble.point_id = c.id AND trouble.ended_at IS NULL))
                ORDER BY c.owner <> 'self', array_position(ARRAY['mobile', 'landline', 'email', 'post', 'overseas'], c.kind::text), c.id)
            FROM people_contactpoint c
            WHERE c.person_id = ANY (everybody) AND (c.until_on IS NULL OR c.until_on > today)),
        'adjustments', (SELECT json_agg(json_build_object('id', a.id, 'code', a.code, 'note', a.note, 'from_on', a.from_on,
                'reviewed_on', a.reviewed_on) ORDER BY a.from_on, a.id)
            FROM people_adjustment a WHERE a.person_id = ANY (everybody) AND (a.until_on IS NULL OR a.until_on > today)),
        'authorities', (SELECT json_agg(json_build_object('kind', a.kind, 'scope', a.scope, 'from_on', a.from_on,
                'until_on', a.until_on, 'name', coalesce(nullif(btrim(concat_ws(' ', r.forenames, r.surname)), ''),
                                                         a.representative_name)) ORDER BY a.from_on, a.id)
            FROM people_authority a LEFT JOIN people_person r ON r.council_id = a.council_id AND r.id = a.representative_id
            WHERE a.person_id = ANY (everybody) AND a.from_on <= today AND (a.until_on IS NULL OR a.until_on > today))
    )::text;
END $$;

-- Where a number or an address reaches: the open requests of hers whose officers use it, those that are answered
-- that way, and the messages that are on their way to it.
CREATE FUNCTION resident_reach(council bigint, person bigint, point bigint, ways text[], moment timestamptz) RETURNS TABLE (page text)
LANGUAGE plpgsql STABLE SET plan_cache_mode = force_generic_plan SET max_parallel_workers_per_gather = 0 SET jit = off AS $$
DECLARE
    everybody CONSTANT bigint[] := her_records(person);
BEGIN
    RETURN QUERY SELECT json_build_object(
        'point', (SELECT json_build_object('id', c.id, 'kind', c.kind, 'value', c.value, 'owner', c.owner,
                'verified_on', c.verified_on, 'safe_to_call', c.safe_to_call, 'safe_to_text', c.safe_to_text,
                'safe_to_write', c.safe_to_write, 'safe_to_voicemail', c.safe_to_voicemail, 'until_on', c.until_on,
                'from_on', c.from_on)
            FROM people_contactpoint c WHERE c.id = point AND c.person_id = ANY (everybody)),
        'requests', (SELECT json_agg(json_build_object('reference', c.reference, 'summary', c.summary, 'team', team.name,
                'who', owner.name, 'answered_there', coalesce(q.answer_by = ANY (ways), false)) ORDER BY c.opened_at, c.id)
            FROM cases_case c
            LEFT JOIN contact_enquiry q ON q.council_id = c.council_id AND q.case_id = c.id
            LEFT JOIN contact_contact asked ON asked.council_id = q.council_id AND asked.id = q.opening_contact_id
            JOIN staff_team team ON team.council_id = c.council_id AND team.id = c.team_id
            LEFT JOIN staff_officer owner ON owner.council_id = c.council_id AND owner.id = c.owner_id
            WHERE c.council_id = council AND c.person_id = ANY (everybody) AND c.closed_at IS NULL
              AND asked.caller IS DISTINCT FROM 'anonymous'),
        'on_their_way', (SELECT json_agg(json_build_object('id', m.id, 'at', m.queued_at, 'channel', m.channel,
                'subject', coalesce(nullif(m.subject, ''), m.preview)) ORDER BY m.queued_at, m.id)
            FROM correspondence_message m
            WHERE m.council_id = council AND m.person_id = ANY (everybody) AND m.point_id = point AND NOT m.is_secret
              AND (m.status = 'queued' OR m.status = 'sent' AND m.channel = 'letter' AND m.queued_at > moment - interval '5 days'))
    )::text;
END $$;

-- Her homes, and who we think lives there. Whom safety rules protect is told to nobody else here, and whose
-- record is restricted is not seen at all.
CREATE FUNCTION resident_household(council bigint, person bigint, today date, protecting text[]) RETURNS TABLE (page text)
LANGUAGE plpgsql STABLE SET plan_cache_mode = force_generic_plan SET max_parallel_workers_per_gather = 0 SET jit = off AS $$
DECLARE
    everybody CONSTANT bigint[] := her_records(person);
BEGIN
    RETURN QUERY SELECT json_build_object(
        'homes', homes_of(council, everybody, today),
        'facts', (SELECT json_object_agg(place.reference, json_build_object(
                'property_type', home.property_type, 'bedrooms', home.bedrooms, 'floor', home.floor, 'lift', home.lift,
                'heating', home.heating, 'garden', home.garden, 'own_entrance', home.own_entrance,
                'internal_steps', home.internal_steps, 'external_steps', home.external_steps, 'adaptations', home.adaptations,
                'epc', home.epc, 'council_tax_band', home.council_tax_band))
            FROM tenancies_tenancyparty part
            JOIN tenancies_tenancy t ON t.council_id = part.council_id AND t.id = part.tenancy_id
            JOIN places_place place ON place.council_id = t.council_id AND place.id = t.place_id
            JOIN places_home home ON home.council_id = place.council_id AND home.place_id = place.id
            WHERE part.council_id = council AND part.person_id = ANY (everybody) AND part.role <> 'authorised_contact'
              AND part.from_on <= today AND (part.until_on IS NULL OR part.until_on > today)
              AND t.from_on <= today AND (t.until_on IS NULL OR t.until_on > today)),
        'living_there', (SELECT json_agg(json_build_object('tenancy', t.reference, 'role', other.role,
                'relationship', other.relationship,
                'name', coalesce(nullif(stands.preferred_name, ''), btrim(stands.forenames || ' ' || stands.surname)))
                ORDER BY other.role = 'occupant', other.from_on, other.id)
            FROM tenancies_tenancyparty part
            JOIN tenancies_tenancy t ON t.council_id = part.council_id AND t.id = part.tenancy_id
            JOIN tenancies_tenancyparty other ON other.council_id = t.council_id AND other.tenancy_id = t.id
            JOIN people_person p ON p.council_id = other.council_id AND p.id = other.person_id
            JOIN people_person stands ON stands.council_id = p.council_id AND stands.id = coalesce(p.merged_into_id, p.id)
            WHERE part.council_id = council AND part.person_id = ANY (everybody) AND part.role <> 'authorised_contact'
              AND part.from_on <= today AND (part.until_on IS NULL OR part.until_on > today)
              AND t.from_on <= today AND (t.until_on IS NULL OR t.until_on > today)
              AND other.person_id <> ALL (everybody) AND other.role <> 'authorised_contact'
              AND other.from_on <= today AND (other.until_on IS NULL OR other.until_on > today)
              AND stands.deceased_on IS NULL
              AND NOT EXISTS (SELECT FROM people_personmarker rule WHERE rule.person_id IN (p.id, stands.id)
                  AND rule.code = ANY (protecting) AND rule.start_on <= today AND rule.until_on > today))
    )::text;
END $$;

REVOKE ALL ON FUNCTION her_records(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION her_records(bigint) TO rooftree_app;
REVOKE ALL ON FUNCTION homes_of(bigint, bigint[], date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION homes_of(bigint, bigint[], date) TO rooftree_app;
REVOKE ALL ON FUNCTION resident_requests(bigint, bigint[], boolean, int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION resident_requests(bigint, bigint[], boolean, int) TO rooftree_app;
REVOKE ALL ON FUNCTION resident_promises(bigint, bigint[], text[], int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION resident_promises(bigint, bigint[], text[], int) TO rooftree_app;
REVOKE ALL ON FUNCTION resident_messages(bigint, bigint[], timestamptz, bigint, int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION resident_messages(bigint, bigint[], timestamptz, bigint, int) TO rooftree_app;
REVOKE ALL ON FUNCTION resident_home(bigint, bigint, date, boolean, boolean, boolean, int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION resident_home(bigint, bigint, date, boolean, boolean, boolean, int) TO rooftree_app;
REVOKE ALL ON FUNCTION resident_request(bigint, bigint, text, timestamptz, bigint, int, boolean) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION resident_request(bigint, bigint, text, timestamptz, bigint, int, boolean) TO rooftree_app;
REVOKE ALL ON FUNCTION resident_message(bigint, bigint, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION resident_message(bigint, bigint, bigint) TO rooftree_app;
REVOKE ALL ON FUNCTION resident_details(bigint, bigint, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION resident_details(bigint, bigint, date) TO rooftree_app;
REVOKE ALL ON FUNCTION resident_reach(bigint, bigint, bigint, text[], timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION resident_reach(bigint, bigint, bigint, text[], timestamptz) TO rooftree_app;
REVOKE ALL ON FUNCTION resident_household(bigint, bigint, date, text[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION resident_household(bigint, bigint, date, text[]) TO rooftree_app;
