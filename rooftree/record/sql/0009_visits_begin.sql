-- When a visit begins, on residents' pages.

CREATE OR REPLACE FUNCTION resident_promises(council bigint, everybody bigint[], kinds text[], most int) RETURNS json LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT json_agg(line ORDER BY due_at NULLS LAST, id) FROM (
        SELECT t.id, t.due_at, json_build_object(
            'what', t.what, 'kind', t.kind, 'starts_at', t.starts_at, 'due_at', t.due_at, 'reference', c.reference, 'summary', c.summary,
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

CREATE OR REPLACE FUNCTION resident_request(
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
                'id', t.id, 'kind', t.kind, 'what', t.what, 'starts_at', t.starts_at, 'due_at', t.due_at, 'who', coalesce(doer.name, owner.name),
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
