-- Everything on the page of one case, as one line of JSON. It runs as the asker, so row security decides what is
-- in it; it is a function so that a connection plans it once. `sought` is the case's reference, `moment` now,
-- `today` its London day; the story begins before the event (`before_at`, `before_id`), newest first.

CREATE OR REPLACE FUNCTION case_page(
    sought text, moment timestamptz, today date, before_at timestamptz, before_id bigint, most int, protecting text[]
) RETURNS TABLE (page text)
LANGUAGE plpgsql STABLE SET plan_cache_mode = force_generic_plan SET max_parallel_workers_per_gather = 0 AS $$
BEGIN
    RETURN QUERY
    WITH c AS MATERIALIZED (
        SELECT cases_case.* FROM cases_case WHERE cases_case.reference = sought
    ), who AS MATERIALIZED (
        SELECT p.* FROM c JOIN people_person p ON p.council_id = c.council_id AND p.id = c.person_id
    ), records AS MATERIALIZED (
        SELECT who.id FROM who
        UNION SELECT who.merged_into_id FROM who WHERE who.merged_into_id IS NOT NULL
        UNION SELECT same.id FROM who JOIN people_person same ON same.council_id = who.council_id
            AND same.merged_into_id = CASE WHEN who.merged_into_id IS NULL THEN who.id ELSE who.merged_into_id END
    ), standing AS MATERIALIZED (
        SELECT p.* FROM who JOIN people_person p ON p.council_id = who.council_id
            AND p.id = CASE WHEN who.merged_into_id IS NULL THEN who.id ELSE who.merged_into_id END
    ), let AS MATERIALIZED (
        SELECT t.* FROM c JOIN tenancies_tenancy t ON t.council_id = c.council_id AND t.id = c.tenancy_id
    ), place AS MATERIALIZED (
        SELECT p.* FROM c LEFT JOIN let ON true
        JOIN places_place p ON p.council_id = c.council_id
            AND p.id = CASE WHEN c.place_id IS NULL THEN let.place_id ELSE c.place_id END
    )
    SELECT json_build_object(
        'case', (SELECT json_build_object(
            'id', c.id, 'council_id', c.council_id, 'reference', c.reference, 'kind', c.kind, 'summary', c.summary,
            'weight', c.weight::text, 'opened_at', c.opened_at, 'closed_at', c.closed_at, 'restricted_to', c.restricted_to,
            'person_restricted_to', c.person_restricted_to, 'team_id', c.team_id, 'team', team.name,
            'owner_id', c.owner_id, 'owner', owner.name, 'closed_by', closer.name, 'group', own.name, 'person_group', theirs.name)
            FROM c
            JOIN staff_team team ON team.council_id = c.council_id AND team.id = c.team_id
            LEFT JOIN staff_officer owner ON owner.council_id = c.council_id AND owner.id = c.owner_id
            LEFT JOIN staff_officer closer ON closer.council_id = c.council_id AND closer.id = c.closed_by_id
            LEFT JOIN foundations_restrictedgroup own ON own.council_id = c.council_id AND own.id = c.restricted_to
            LEFT JOIN foundations_restrictedgroup theirs
                ON theirs.council_id = c.council_id AND theirs.id = c.person_restricted_to),
        'person', (SELECT json_build_object(
            'id', s.id, 'restricted_to', s.restricted_to, 'reference', s.reference,
            'known_as', CASE WHEN s.preferred_name = '' THEN btrim(s.forenames || ' ' || s.surname) ELSE s.preferred_name END,
            'interpreter', s.interpreter, 'deceased_on', s.deceased_on, 'needs_asked_on', s.needs_asked_on,
            'date_of_birth', s.date_of_birth) FROM standing s),
        'place', (SELECT json_build_object('reference', p.reference, 'address', coalesce(nullif(concat_ws(', ',
                nullif(p.address_1, ''), nullif(p.address_2, ''), nullif(p.address_3, ''), nullif(p.address_4, ''),
                nullif(p.postcode, '')), ''), p.name)) FROM place p),
        'tenancy', (SELECT t.reference FROM let t),
        'adjustments', (SELECT json_agg(a ORDER BY a.code, a.id) FROM records r JOIN people_adjustment a ON a.person_id = r.id
            WHERE a.until_on IS NULL OR a.until_on > today),
        'vulnerabilities', (SELECT json_agg(v ORDER BY v.factor, v.id)
            FROM records r JOIN people_vulnerability v ON v.person_id = r.id WHERE v.until_on IS NULL OR v.until_on > today),
        'strengths', (SELECT json_agg(s ORDER BY s.code, s.id) FROM records r JOIN people_strength s ON s.person_id = r.id
            WHERE s.until_on IS NULL OR s.until_on > today),
        'markers', (SELECT json_agg(m ORDER BY m.start_on, m.id) FROM records r JOIN people_personmarker m ON m.person_id = r.id
            WHERE m.start_on <= today AND m.until_on > today AND m.code <> ALL (protecting)),
        'safety_rules', (SELECT json_agg(m ORDER BY m.start_on, m.id)
            FROM records r JOIN people_personmarker m ON m.person_id = r.id
            WHERE m.start_on <= today AND m.until_on > today AND m.code = ANY (protecting)),
        'place_markers', (SELECT json_agg(m ORDER BY m.start_on, m.id) FROM place p JOIN places_placemarker m ON m.place_id = p.id
            WHERE m.start_on <= today AND m.until_on > today),
        'unsafe', EXISTS (SELECT FROM records r JOIN people_contactpoint point ON point.person_id = r.id
            WHERE (point.until_on IS NULL OR point.until_on > today)
              AND false IN (point.safe_to_call, point.safe_to_text, point.safe_to_write, point.safe_to_voicemail)),
        'clocks', (SELECT json_agg(json_build_object(
                'id', k.id, 'duty', k.duty, 'label', k.label, 'version_from', k.version_from, 'started', k.started,
                'started_at', k.started_at, 'late_from', k.late_from, 'due_on', k.due_on, 'first_due_on', k.first_due_on,
                'sum', k.sum, 'projected', k.projected, 'unit', k.unit, 'amount', k.amount, 'task_id', k.task_id,
                'paused_since', k.paused_since, 'stopped_at', k.stopped_at, 'stopped_by', stopper.name,
                'outcome', k.outcome, 'outcome_reason', k.outcome_reason,
                'extensions', (SELECT json_agg(json_build_object('amount', e.amount, 'reason', e.reason, 'by', decider.name,
                            'at', e.decided_at, 'due_before', e.due_before, 'due_after', e.due_after,
                            'notified_at', e.notified_at, 'notice_reference', e.notice_reference) ORDER BY e.decided_at, e.id)
                    FROM cases_clockextension e
                    LEFT JOIN staff_officer decider ON decider.council_id = e.council_id AND decider.id = e.decided_by_id
                    WHERE e.council_id = k.council_id AND e.clock_id = k.id),
                'pauses', (SELECT json_agg(json_build_object('starts', s.starts, 'until', s.until, 'reason', s.reason, 'by', pauser.name)
                            ORDER BY s.starts, s.id)
                    FROM cases_clockpause s
                    LEFT JOIN staff_officer pauser ON pauser.council_id = s.council_id AND pauser.id = s.by_id
                    WHERE s.council_id = k.council_id AND s.clock_id = k.id))
                ORDER BY k.stopped_at IS NOT NULL, k.late_from, k.id)
            FROM c JOIN cases_clock k ON k.council_id = c.council_id AND k.case_id = c.id
            LEFT JOIN staff_officer stopper ON stopper.council_id = k.council_id AND stopper.id = k.stopped_by_id),
        'tasks', (SELECT json_agg(json_build_object(
                'id', t.id, 'kind', t.kind, 'what', t.what, 'due_at', t.due_at, 'owner_id', t.owner_id, 'owner', doer.name,
                'is_shown', t.is_shown, 'added_at', t.added_at, 'added_by', adder.name, 'ended_at', t.ended_at,
                'ended_by', ender.name, 'is_done', t.is_done, 'ending', t.ending)
                ORDER BY t.ended_at IS NOT NULL, t.ended_at DESC, t.due_at NULLS LAST, t.id)
            FROM c JOIN cases_task t ON t.council_id = c.council_id AND t.case_id = c.id
            LEFT JOIN staff_officer doer ON doer.council_id = t.council_id AND doer.id = t.owner_id
            LEFT JOIN staff_officer adder ON adder.council_id = t.council_id AND adder.id = t.added_by_id
            LEFT JOIN staff_officer ender ON ender.council_id = t.council_id AND ender.id = t.ended_by_id),
        'requests', (SELECT json_agg(json_build_object(
                'id', r.id, 'what', r.what, 'needed_by', r.needed_by, 'status', r.status, 'from_team', asker.name,
                'from_team_id', r.from_team_id, 'to_team', asked.name, 'to_team_id', r.to_team_id, 'asked_by', asking.name,
                'asked_at', r.asked_at, 'answered_by', answering.name, 'answered_at', r.answered_at, 'answer', r.answer,
                'escalated_at', r.escalated_at) ORDER BY r.status NOT IN ('asked', 'accepted'), r.needed_by, r.id)
            FROM c JOIN cases_teamrequest r ON r.council_id = c.council_id AND r.case_id = c.id
            JOIN staff_team asker ON asker.council_id = r.council_id AND asker.id = r.from_team_id
            JOIN staff_team asked ON asked.council_id = r.council_id AND asked.id = r.to_team_id
            LEFT JOIN staff_officer asking ON asking.council_id = r.council_id AND asking.id = r.asked_by_id
            LEFT JOIN staff_officer answering ON answering.council_id = r.council_id AND answering.id = r.answered_by_id),
        'holds', (SELECT json_agg(json_build_object(
                'id', h.id, 'kind', h.kind, 'reason', h.reason, 'source', h.source, 'starts', h.starts, 'until', h.until,
                'by', holder.name, 'ended_at', h.ended_at, 'ended_by', ender.name) ORDER BY h.until DESC, h.id)
            FROM c JOIN cases_hold h ON h.council_id = c.council_id AND h.case_id = c.id
            LEFT JOIN staff_officer holder ON holder.council_id = h.council_id AND holder.id = h.by_id
            LEFT JOIN staff_officer ender ON ender.council_id = h.council_id AND ender.id = h.ended_by_id),
        'assignments', (SELECT json_agg(json_build_object(
                'at', a.at, 'how', a.how, 'because', a.because, 'team', team.name, 'officer', officer.name, 'by', doer.name)
                ORDER BY a.at DESC, a.id DESC)
            FROM c JOIN cases_assignment a ON a.council_id = c.council_id AND a.case_id = c.id
            JOIN staff_team team ON team.council_id = a.council_id AND team.id = a.team_id
            LEFT JOIN staff_officer officer ON officer.council_id = a.council_id AND officer.id = a.officer_id
            LEFT JOIN staff_officer doer ON doer.council_id = a.council_id AND doer.id = a.by_id),
        'cover', (SELECT json_build_object('piece', p.id, 'cover', cover.name, 'cover_id', p.covered_by_id, 'offered_to', offered.name,
                'since', p.accepted_at)
            FROM c JOIN cases_handoverpiece p ON p.council_id = c.council_id AND p.case_id = c.id AND p.ended_at IS NULL
            LEFT JOIN staff_officer cover ON cover.council_id = p.council_id AND cover.id = p.covered_by_id
            LEFT JOIN staff_officer offered ON offered.council_id = p.council_id AND offered.id = p.offered_to_id),
        'away', (SELECT json_build_object('until_on', a.until_on, 'is_for_good', a.is_for_good)
            FROM c JOIN staff_absence a ON a.council_id = c.council_id AND a.officer_id = c.owner_id
            WHERE a.starts <= moment AND a.ended_at IS NULL AND (a.until_on IS NULL OR a.until_on > today) LIMIT 1),
        'links', (SELECT json_agg(json_build_object(
                'id', tie.id, 'kind', tie.kind, 'is_from_here', tie.is_from_here, 'reason', tie.reason, 'reference', other.reference,
                'case_kind', other.kind, 'summary', other.summary, 'closed_at', other.closed_at) ORDER BY tie.at, tie.id)
            FROM (
                SELECT l.id, l.council_id, l.kind, true AS is_from_here, l.reason, l.other_id, l.at
                FROM c JOIN cases_caselink l ON l.council_id = c.council_id AND l.case_id = c.id
                UNION ALL
                SELECT l.id, l.council_id, l.kind, false, l.reason, l.case_id, l.at
                FROM c JOIN cases_caselink l ON l.council_id = c.council_id AND l.other_id = c.id
            ) AS tie JOIN cases_case other ON other.council_id = tie.council_id AND other.id = tie.other_id),
        'files', (SELECT json_agg(json_build_object(
                'id', f.id, 'title', f.title, 'filename', kept.filename, 'media_type', kept.media_type, 'size', kept.size,
                'at', f.at, 'by', adder.name) ORDER BY f.at, f.id)
            FROM c JOIN cases_casefile f ON f.council_id = c.council_id AND f.case_id = c.id AND f.taken_off_at IS NULL
            JOIN foundations_keptfile kept ON kept.council_id = f.council_id AND kept.id = f.file_id
            LEFT JOIN staff_officer adder ON adder.council_id = f.council_id AND adder.id = f.by_id),
        'weighed', (SELECT json_build_object('points', w.points::text, 'sum', w.sum, 'at', w.at, 'by', weigher.name)
            FROM c JOIN cases_caseweight w ON w.council_id = c.council_id AND w.case_id = c.id
            LEFT JOIN staff_officer weigher ON weigher.council_id = w.council_id AND weigher.id = w.by_id
            ORDER BY w.at DESC, w.id DESC LIMIT 1),
        'challenges', (SELECT json_agg(json_build_object(
                'id', m.id, 'about', m.about, 'why', m.why, 'stood_at', m.stood_at, 'by', maker.name, 'by_id', m.by_id, 'at', m.at,
                'answer', m.answer, 'answered_by', answering.name, 'answered_at', m.answered_at) ORDER BY m.at DESC, m.id DESC)
            FROM c JOIN cases_weightchallenge m ON m.council_id = c.council_id AND m.case_id = c.id
            LEFT JOIN staff_officer maker ON maker.council_id = m.council_id AND maker.id = m.by_id
            LEFT JOIN staff_officer answering ON answering.council_id = m.council_id AND answering.id = m.answered_by_id),
        'events', (SELECT json_agg(json_build_object(
                'id', told.id, 'kind', told.kind, 'at', told.at, 'recorded_at', told.recorded_at, 'by', told.by, 'words', told.words,
                'facts', told.facts, 'is_shown', told.is_shown) ORDER BY told.at DESC, told.id DESC)
            FROM (
                SELECT e.id, e.kind, e.at, e.recorded_at, doer.name AS by, e.words, e.facts, e.is_shown
                FROM c JOIN cases_event e ON e.council_id = c.council_id AND e.case_id = c.id
                LEFT JOIN staff_officer doer ON doer.council_id = e.council_id AND doer.id = e.by_id
                WHERE before_id IS NULL OR (e.at, e.id) < (before_at, before_id)
                ORDER BY e.at DESC, e.id DESC LIMIT most
            ) AS told)
    )::text;
END $$;

CREATE OR REPLACE VIEW timeline_contact WITH (security_invoker = true) AS
SELECT 'contact' AS kind, k.council_id, k.person_id, k.place_id, k.tenancy_id, k.id, k.started_at AS at,
    k.source_system <> '' AND k.started_at = london_midnight((k.started_at AT TIME ZONE 'Europe/London')::date) AS is_day,
    'contact' AS what, k.reasons[1]::text AS code, k.note AS words,
    jsonb_build_object('contact', k.id, 'reasons', k.reasons, 'asked', k.asked, 'outcome', k.outcome, 'caller', k.caller,
                       'caller_name', k.caller_name, 'demand', k.demand, 'is_automatic', k.is_automatic,
                       'source_system', k.source_system, 'case_id', k.case_id, 'case_group', k.case_restricted_to,
                       'case', (SELECT c.reference FROM cases_case c WHERE c.id = k.case_id)) AS facts,
    k.channel, k.handler_id AS by_id, k.handler_name::text AS by_words, false AS is_shown,
    coalesce(nullif(k.restricted_to, 0), nullif(k.case_restricted_to, 0), k.case_person_restricted_to) AS restricted_to
FROM contact_contact k;

CREATE OR REPLACE VIEW timeline_event WITH (security_invoker = true) AS
SELECT e.council_id, c.person_id, c.place_id, c.tenancy_id, e.id, e.at, false AS is_day, e.kind::text AS what, NULL::text AS code,
    CASE WHEN e.kind IN ('case.promised', 'case.promise_kept', 'case.promise_broken', 'contact.callback_attempted',
                         'contact.callback_given_up', 'contact.callback_missed') THEN 'promise' ELSE 'case' END AS kind,
    e.words, e.facts || jsonb_build_object('case', c.reference, 'case_id', c.id, 'case_group', c.restricted_to, 'kind', c.kind, 'summary', c.summary) AS facts,
    '' AS channel, e.by_id, '' AS by_words, e.is_shown,
    coalesce(nullif(c.restricted_to, 0), c.person_restricted_to) AS restricted_to,
    CASE WHEN e.kind IN ('contact.logged', 'contact.chased', 'contact.callback_missed') THEN (
        SELECT ARRAY[CASE WHEN k.person_id = c.person_id THEN 'person' END, CASE WHEN k.place_id = c.place_id THEN 'place' END,
                     CASE WHEN k.tenancy_id = c.tenancy_id THEN 'tenancy' END]
        FROM contact_contact k WHERE k.id = (e.facts->>'contact')::bigint
    ) END AS told_already
FROM cases_case c JOIN cases_event e ON e.council_id = c.council_id AND e.case_id = c.id;

SELECT remake_timelines();
