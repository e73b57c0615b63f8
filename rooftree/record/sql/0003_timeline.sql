-- The timeline of a person, a place and a tenancy: everything that the tables keep of what happened.
--
-- An arm is a view named timeline_…, with the columns below, in any order. `remake_timelines()` writes the
-- three functions that read them all; call it in every migration that adds or changes an arm (docs/record.md).
--   council_id, and of person_id, place_id, tenancy_id those that it may be about
--   id        tells two lines of one arm apart, also on the same day
--   kind      the kind of thing, by which timelines are filtered (record/timeline.py, KINDS)
--   at        when; where only the day is kept (is_day), its first moment in London
--   what      what happened, a code that the channels put into a sentence
--   code      of a list of the rule book, where there is one
--   words     as somebody wrote them
--   facts     what the sentence needs besides
--   channel   a code of contact.channels, or nothing
--   by_id     the officer who did it; by_words: who it was, where that is no officer of ours
--   is_shown  whether the resident may read it in her own story
--   restricted_to   the group that may open it; 0 for everybody
--   told_until   only where lines are told for a time: the moment from which this one is not
--   told_already   only where another arm tells the same: of which of 'person', 'place' and 'tenancy'
-- The views obey the asker, so row security decides what is in them.

-- Contacts, logged here or loaded. Of old ones the time of day is not always known: midnight says so.
CREATE VIEW timeline_contact WITH (security_invoker = true) AS
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

-- Cases of old systems, when they were opened and when they were closed.
CREATE VIEW timeline_past_case WITH (security_invoker = true) AS
SELECT 'case' AS kind, c.council_id, c.person_id, c.place_id, c.tenancy_id, c.id * 2 + moment.nth AS id, london_midnight(moment.on_day) AS at,
    true AS is_day, moment.what, NULL::text AS code, CASE moment.nth WHEN 0 THEN c.summary ELSE '' END AS words,
    jsonb_build_object('past_case', c.id, 'reference', c.reference, 'source_system', c.source_system, 'kind', c.kind,
                       'status', c.status, 'team', c.team) AS facts,
    '' AS channel, c.officer_id AS by_id, c.officer_email::text AS by_words, false AS is_shown, c.restricted_to
FROM cases_pastcase c
CROSS JOIN LATERAL (VALUES ('past_case.opened', c.opened_on, 0), ('past_case.closed', c.closed_on, 1)) AS moment (what, on_day, nth)
WHERE moment.on_day IS NOT NULL;

-- What happened in cases, promises among it. A contact about a case is told by the contact itself, of all that it names.
CREATE VIEW timeline_event WITH (security_invoker = true) AS
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

-- Clocks that became late: those that still run, those met late, those not met.
CREATE VIEW timeline_clock WITH (security_invoker = true) AS
SELECT 'promise' AS kind, k.council_id, c.person_id, c.place_id, c.tenancy_id, k.id, k.late_from AS at, false AS is_day, 'clock.missed' AS what,
    NULL::text AS code, '' AS words,
    jsonb_build_object('case', c.reference, 'case_id', c.id, 'case_group', c.restricted_to, 'kind', c.kind, 'summary', c.summary, 'duty', k.duty, 'label', k.label, 'task', t.what,
                       'outcome', k.outcome, 'stopped_at', k.stopped_at, 'due_on', k.due_on) AS facts,
    '' AS channel, NULL::bigint AS by_id, '' AS by_words, true AS is_shown,
    coalesce(nullif(c.restricted_to, 0), c.person_restricted_to) AS restricted_to
FROM cases_case c JOIN cases_clock k ON k.council_id = c.council_id AND k.case_id = c.id
LEFT JOIN cases_task t ON t.id = k.task_id
WHERE k.paused_since IS NULL AND (k.stopped_at IS NULL OR k.outcome IN ('met_late', 'broken') AND k.stopped_at >= k.late_from);

-- Tenancies: their first days and their last.
CREATE VIEW timeline_tenancy WITH (security_invoker = true) AS
SELECT 'tenancy' AS kind, t.council_id, t.place_id, t.id AS tenancy_id, t.id * 2 + moment.nth AS id,
    london_midnight(moment.on_day) AS at, true AS is_day, moment.what, moment.code, '' AS words,
    jsonb_build_object('tenure', t.tenure, 'names', (
        SELECT coalesce(string_agg(btrim(p.forenames || ' ' || p.surname), ' and ' ORDER BY party.id), '')
        FROM tenancies_tenancyparty party JOIN people_person p ON p.id = party.person_id
        WHERE party.tenancy_id = t.id AND party.role IN ('tenant', 'joint_tenant')
          AND party.from_on <= moment.on_day AND coalesce(party.until_on, 'infinity') > moment.on_day)) AS facts,
    '' AS channel, NULL::bigint AS by_id, '' AS by_words, true AS is_shown, 0 AS restricted_to
FROM tenancies_tenancy t
CROSS JOIN LATERAL (VALUES ('tenancy.began', t.from_on, NULL::text, 0),
                           ('tenancy.ended', t.until_on - 1, nullif(t.end_reason, ''), 1)) AS moment (what, on_day, code, nth)
WHERE moment.on_day IS NOT NULL;

-- Who joined or left a tenancy while it went on.
CREATE VIEW timeline_party WITH (security_invoker = true) AS
SELECT 'tenancy' AS kind, part.council_id, part.person_id, t.place_id, t.id AS tenancy_id, part.id * 2 + moment.nth AS id,
    london_midnight(moment.on_day) AS at, true AS is_day, moment.what, NULL::text AS code, '' AS words,
    jsonb_build_object('tenure', t.tenure, 'role', part.role, 'relationship', part.relationship) AS facts,
    '' AS channel, NULL::bigint AS by_id, '' AS by_words, true AS is_shown, part.restricted_to
FROM tenancies_tenancyparty part JOIN tenancies_tenancy t ON t.id = part.tenancy_id
CROSS JOIN LATERAL (VALUES ('party.joined', part.from_on, 0), ('party.left', part.until_on - 1, 1)) AS moment (what, on_day, nth)
WHERE moment.on_day IS NOT NULL AND moment.on_day <> CASE moment.nth WHEN 0 THEN t.from_on ELSE coalesce(t.until_on - 1, 'infinity') END;

-- Details of a person: a name that changed, a death, ways to reach them, who may act for them, whom they live with.
CREATE VIEW timeline_name WITH (security_invoker = true) AS
SELECT 'details' AS kind, n.council_id, n.person_id, n.id, london_midnight(n.until_on) AS at,
    true AS is_day, 'name.changed' AS what, NULL::text AS code, '' AS words,
    jsonb_build_object('name', btrim(n.forenames || ' ' || n.surname)) AS facts, '' AS channel, NULL::bigint AS by_id,
    '' AS by_words, true AS is_shown, n.restricted_to
FROM people_othername n WHERE n.kind = 'former' AND n.until_on IS NOT NULL;

CREATE VIEW timeline_death WITH (security_invoker = true) AS
SELECT 'details' AS kind, p.council_id, p.id AS person_id, p.id,
    london_midnight(p.deceased_on) AS at, true AS is_day, 'person.died' AS what, NULL::text AS code, '' AS words,
    '{}'::jsonb AS facts, '' AS channel, NULL::bigint AS by_id, '' AS by_words, true AS is_shown, p.restricted_to
FROM people_person p WHERE p.deceased_on IS NOT NULL;

CREATE VIEW timeline_contact_point WITH (security_invoker = true) AS
SELECT 'details' AS kind, c.council_id, c.person_id, c.id * 2 + moment.nth AS id,
    london_midnight(moment.on_day) AS at, true AS is_day, moment.what, NULL::text AS code, '' AS words,
    jsonb_build_object('kind', c.kind, 'value', c.value, 'owner', c.owner) AS facts, '' AS channel, NULL::bigint AS by_id,
    '' AS by_words, true AS is_shown, c.restricted_to
FROM people_contactpoint c
CROSS JOIN LATERAL (VALUES ('contact_point.began', c.from_on, 0), ('contact_point.ended', c.until_on, 1)) AS moment (what, on_day, nth)
WHERE moment.on_day IS NOT NULL;

CREATE VIEW timeline_authority WITH (security_invoker = true) AS
SELECT 'details' AS kind, a.council_id, a.person_id, a.id * 2 + moment.nth AS id,
    london_midnight(moment.on_day) AS at, true AS is_day, moment.what, a.kind::text AS code,
    CASE moment.nth WHEN 0 THEN a.scope ELSE '' END AS words,
    jsonb_build_object('name', coalesce(
        (SELECT btrim(p.forenames || ' ' || p.surname) FROM people_person p WHERE p.id = a.representative_id),
        a.representative_name)) AS facts,
    '' AS channel, NULL::bigint AS by_id, '' AS by_words, true AS is_shown, a.restricted_to
FROM people_authority a
CROSS JOIN LATERAL (VALUES ('authority.began', a.from_on, 0), ('authority.ended', a.until_on, 1)) AS moment (what, on_day, nth)
WHERE moment.on_day IS NOT NULL;

CREATE VIEW timeline_household WITH (security_invoker = true) AS
SELECT 'details' AS kind, m.council_id, m.person_id, m.id * 2 + moment.nth AS id,
    london_midnight(moment.on_day) AS at, true AS is_day, moment.what, h.purpose::text AS code, '' AS words,
    jsonb_build_object('reference', h.reference, 'relationship', m.relationship) AS facts, '' AS channel, NULL::bigint AS by_id,
    '' AS by_words, true AS is_shown, m.restricted_to
FROM people_householdmember m JOIN people_household h ON h.id = m.household_id
CROSS JOIN LATERAL (VALUES ('household.joined', m.from_on, 0), ('household.left', m.until_on, 1)) AS moment (what, on_day, nth)
WHERE moment.on_day IS NOT NULL;

-- The three registers.
CREATE VIEW timeline_adjustment WITH (security_invoker = true) AS
SELECT 'needs' AS kind, a.council_id, a.person_id, a.id * 2 + moment.nth AS id,
    london_midnight(moment.on_day) AS at, true AS is_day, moment.what, a.code::text AS code,
    CASE moment.nth WHEN 0 THEN a.note ELSE '' END::text AS words, '{}'::jsonb AS facts, '' AS channel, NULL::bigint AS by_id,
    '' AS by_words, true AS is_shown, a.restricted_to
FROM people_adjustment a
CROSS JOIN LATERAL (VALUES ('adjustment.began', a.from_on, 0), ('adjustment.ended', a.until_on, 1)) AS moment (what, on_day, nth)
WHERE moment.on_day IS NOT NULL;

CREATE VIEW timeline_vulnerability WITH (security_invoker = true) AS
SELECT 'vulnerability' AS kind, v.council_id, v.person_id, v.id * 2 + moment.nth AS id,
    london_midnight(moment.on_day) AS at, true AS is_day, moment.what, v.factor::text AS code,
    CASE moment.nth WHEN 0 THEN v.note ELSE '' END AS words, '{}'::jsonb AS facts, '' AS channel, NULL::bigint AS by_id,
    '' AS by_words, false AS is_shown, v.restricted_to
FROM people_vulnerability v
CROSS JOIN LATERAL (VALUES ('vulnerability.began', v.from_on, 0), ('vulnerability.ended', v.until_on, 1)) AS moment (what, on_day, nth)
WHERE moment.on_day IS NOT NULL;

CREATE VIEW timeline_strength WITH (security_invoker = true) AS
SELECT 'vulnerability' AS kind, s.council_id, s.person_id, s.id * 2 + moment.nth AS id,
    london_midnight(moment.on_day) AS at, true AS is_day, moment.what, s.code::text AS code,
    CASE moment.nth WHEN 0 THEN s.note ELSE '' END AS words, '{}'::jsonb AS facts, '' AS channel, NULL::bigint AS by_id,
    '' AS by_words, false AS is_shown, s.restricted_to
FROM people_strength s
CROSS JOIN LATERAL (VALUES ('strength.began', s.from_on, 0), ('strength.ended', s.until_on, 1)) AS moment (what, on_day, nth)
WHERE moment.on_day IS NOT NULL;

-- A marker that has ended leaves no trace here: it would go on marking somebody.
CREATE VIEW timeline_marker WITH (security_invoker = true) AS
SELECT 'safety' AS kind, m.council_id, m.person_id, m.id, london_midnight(m.start_on) AS at, true AS is_day, 'marker.began' AS what,
    m.code::text AS code, m.control_measure AS words, '{}'::jsonb AS facts, '' AS channel, NULL::bigint AS by_id,
    m.approved_by::text AS by_words, false AS is_shown, m.restricted_to, london_midnight(m.until_on) AS told_until
FROM people_personmarker m;

CREATE VIEW timeline_place_marker WITH (security_invoker = true) AS
SELECT 'safety' AS kind, m.council_id, m.place_id, m.id, london_midnight(m.start_on) AS at, true AS is_day, 'marker.began' AS what,
    m.code::text AS code, m.control_measure AS words, '{}'::jsonb AS facts, '' AS channel, NULL::bigint AS by_id,
    m.approved_by::text AS by_words, false AS is_shown, m.restricted_to, london_midnight(m.until_on) AS told_until
FROM places_placemarker m;

CREATE VIEW timeline_marker_review WITH (security_invoker = true) AS
SELECT 'safety' AS kind, r.council_id, m.person_id, r.id, r.reviewed_at AS at, false AS is_day, 'marker.' || r.decision AS what,
    m.code::text AS code, '' AS words, jsonb_build_object('until', r.until_after) AS facts, '' AS channel,
    r.reviewed_by_id AS by_id, '' AS by_words, false AS is_shown, r.restricted_to, london_midnight(m.until_on) AS told_until
FROM people_personmarker m JOIN people_personmarkerreview r ON r.marker_id = m.id;

CREATE VIEW timeline_place_marker_review WITH (security_invoker = true) AS
SELECT 'safety' AS kind, r.council_id, m.place_id, r.id, r.reviewed_at AS at, false AS is_day, 'marker.' || r.decision AS what,
    m.code::text AS code, '' AS words, jsonb_build_object('until', r.until_after) AS facts, '' AS channel,
    r.reviewed_by_id AS by_id, '' AS by_words, false AS is_shown, r.restricted_to, london_midnight(m.until_on) AS told_until
FROM places_placemarker m JOIN places_placemarkerreview r ON r.marker_id = m.id;

-- The record itself: where it came from, what it was joined with, who may open it.
CREATE VIEW timeline_registered WITH (security_invoker = true) AS
SELECT 'record' AS kind, p.council_id, p.id AS person_id, p.id, p.created_at AS at,
    false AS is_day, 'record.begun' AS what, NULL::text AS code, '' AS words, jsonb_build_object('reference', p.reference) AS facts,
    '' AS channel, NULL::bigint AS by_id, '' AS by_words, false AS is_shown, p.restricted_to
FROM people_person p
WHERE NOT EXISTS (SELECT FROM people_personlegacyreference l WHERE l.person_id = p.id);

CREATE VIEW timeline_loaded_person WITH (security_invoker = true) AS
SELECT 'record' AS kind, l.council_id, l.person_id, l.id, l.loaded_at AS at, false AS is_day,
    'record.loaded' AS what, NULL::text AS code, '' AS words,
    jsonb_build_object('source_system', l.source_system, 'reference', l.reference, 'of', 'person') AS facts, '' AS channel,
    NULL::bigint AS by_id, '' AS by_words, false AS is_shown, l.restricted_to
FROM people_personlegacyreference l;

CREATE VIEW timeline_loaded_place WITH (security_invoker = true) AS
SELECT 'record' AS kind, l.council_id, l.place_id, l.id, l.loaded_at AS at, false AS is_day,
    'record.loaded' AS what, NULL::text AS code, '' AS words,
    jsonb_build_object('source_system', l.source_system, 'reference', l.reference, 'of', 'place') AS facts, '' AS channel,
    NULL::bigint AS by_id, '' AS by_words, false AS is_shown, l.restricted_to
FROM places_placelegacyreference l WHERE l.layout = 'places';

CREATE VIEW timeline_loaded_tenancy WITH (security_invoker = true) AS
SELECT 'record' AS kind, l.council_id, l.tenancy_id, l.id, l.loaded_at AS at, false AS is_day,
    'record.loaded' AS what, NULL::text AS code, '' AS words,
    jsonb_build_object('source_system', l.source_system, 'reference', l.reference, 'of', 'tenancy') AS facts, '' AS channel,
    NULL::bigint AS by_id, '' AS by_words, false AS is_shown, l.restricted_to
FROM tenancies_tenancylegacyreference l;

-- A merge stands on the record that it was made into; once undone, on the other as well.
CREATE VIEW timeline_merge WITH (security_invoker = true) AS
SELECT 'record' AS kind, m.council_id, m.person_id, m.id * 2 + moment.nth AS id, moment.at,
    false AS is_day, moment.what, NULL::text AS code, moment.words,
    jsonb_build_object('reference', other.reference, 'name', btrim(other.forenames || ' ' || other.surname)) AS facts,
    '' AS channel, moment.by_id, '' AS by_words, false AS is_shown, m.restricted_to
FROM (
    SELECT id, council_id, restricted_to, into_id AS person_id, person_id AS other_id, merged_at, merged_by_id, reason,
           undone_at, undone_by_id, undone_reason FROM people_personmerge
    UNION ALL
    SELECT id, council_id, restricted_to, person_id, into_id, merged_at, merged_by_id, reason,
           undone_at, undone_by_id, undone_reason FROM people_personmerge WHERE undone_at IS NOT NULL
) AS m
CROSS JOIN LATERAL (VALUES ('merge.made', m.merged_at, m.merged_by_id, m.reason, 0),
                           ('merge.undone', m.undone_at, m.undone_by_id, m.undone_reason, 1)) AS moment (what, at, by_id, words, nth)
JOIN people_person other ON other.id = m.other_id
WHERE moment.at IS NOT NULL;

CREATE VIEW timeline_restriction WITH (security_invoker = true) AS
SELECT 'record' AS kind, r.council_id, r.person_id, r.id * 2 + moment.nth AS id, moment.at,
    false AS is_day, moment.what, NULL::text AS code, moment.words, jsonb_build_object('group', g.name) AS facts,
    '' AS channel, moment.by_id, '' AS by_words, false AS is_shown, r.restricted_to
FROM people_personrestriction r JOIN foundations_restrictedgroup g ON g.id = r.group_id
CROSS JOIN LATERAL (VALUES ('restriction.made', r.restricted_at, r.restricted_by_id, r.reason, 0),
                           ('restriction.lifted', r.lifted_at, r.lifted_by_id, r.lifted_reason, 1)) AS moment (what, at, by_id, words, nth)
WHERE moment.at IS NOT NULL;

-- Write again the three functions that read all arms, and give the app the right to read the arms.
--
-- Each goes through every arm by what it is about, one record at a time so that an index gives the order, takes
-- from it no more lines than are wanted, newest first,
-- and puts them together. `kinds` are those wanted; `without` the codes that are left out; `now_at` is now; a
-- line comes after (`before`, `before_arm`, `before_id`), the last line of the page before.
CREATE FUNCTION remake_timelines() RETURNS void LANGUAGE plpgsql AS $remake$
DECLARE
    signature CONSTANT text := '(bigint, bigint, text[], text[], timestamptz, timestamptz, text, bigint, int)';
    subject record;
    arm text;
    about text[];
    lines text[];
    own text;
    beside text;
    source text;
BEGIN
    FOR subject IN SELECT * FROM (VALUES
        -- Beside what is about a person: what is about nobody in particular and a tenancy of hers, while she was part of it.
        ('person', 'person_id', 'tenancy_id',
         'v.person_id = s.id', 'unnest(everybody) AS s (id)',
         'v.tenancy_id = s.id AND v.person_id IS NULL AND v.at >= s.starts AND v.at < s.ends',
         'unnest(lived, lived_from, lived_until) AS s (id, starts, ends)',
         $$everybody CONSTANT bigint[] := ARRAY(
        WITH RECURSIVE records AS (
            SELECT sought AS id UNION SELECT p.id FROM people_person p JOIN records r ON p.merged_into_id = r.id
        ) SELECT r.id FROM records r);
    lived bigint[];
    lived_from timestamptz[];
    lived_until timestamptz[];$$,
         $$SELECT array_agg(part.tenancy_id), array_agg(part.starts), array_agg(part.ends) INTO lived, lived_from, lived_until
    FROM (
        SELECT p.tenancy_id, london_midnight(min(p.from_on)) AS starts, max(coalesce(london_midnight(p.until_on), 'infinity')) AS ends
        FROM tenancies_tenancyparty p WHERE p.person_id = ANY (everybody) AND p.role <> 'authorised_contact' GROUP BY p.tenancy_id
    ) AS part;$$),
        -- Beside what is about a place: what is about its tenancies and says no place.
        ('place', 'place_id', 'tenancy_id',
         'v.place_id = sought', '',
         'v.tenancy_id = s.id AND v.place_id IS NULL', 'unnest(lettings) AS s (id)',
         'lettings CONSTANT bigint[] := ARRAY(SELECT t.id FROM tenancies_tenancy t WHERE t.place_id = sought);', ''),
        -- Beside what is about a tenancy: what is about its home, while it ran, and says no tenancy.
        ('tenancy', 'tenancy_id', 'place_id',
         'v.tenancy_id = sought', '',
         'v.place_id = home AND v.tenancy_id IS NULL AND v.at >= starts AND v.at < ends', '',
         $$home bigint;
    starts timestamptz;
    ends timestamptz;$$,
         $$SELECT t.place_id, london_midnight(t.from_on), coalesce(london_midnight(t.until_on), 'infinity') INTO home, starts, ends
    FROM tenancies_tenancy t WHERE t.id = sought;$$)
    ) AS subjects (name, own_column, beside_column, own, own_through, beside, through, declared, found)
    LOOP
        lines := '{}';
        FOR arm, about IN
            SELECT c.relname, array_agg(a.attname::text) FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
            WHERE c.relkind = 'v' AND c.relnamespace = 'public'::regnamespace AND starts_with(c.relname, 'timeline_')
              AND a.attname IN ('person_id', 'place_id', 'tenancy_id', 'told_until', 'told_already') GROUP BY c.relname ORDER BY c.relname
        LOOP
            EXECUTE format('GRANT SELECT ON %I TO rooftree_app', arm);
            source := format($$
            SELECT %1$L AS arm, %2$s, %3$s, %4$s, v.id::bigint AS id, v.kind, v.at, v.is_day, v.what, v.code, v.words, v.facts,
                   v.channel, v.by_id, v.by_words, v.is_shown, v.restricted_to
            FROM %5$I v
            WHERE v.council_id = council AND {about} AND v.kind = ANY (kinds)
              AND v.at <= before AND (v.at < before OR (%1$L, -v.id) > (before_arm, -before_id))
              AND (v.code IS NULL OR v.code <> ALL (without)) %6$s
            ORDER BY v.at DESC, v.id DESC LIMIT most$$,
                substr(arm, length('timeline_') + 1),
                CASE WHEN 'person_id' = ANY (about) THEN 'v.person_id' ELSE 'NULL::bigint AS person_id' END,
                CASE WHEN 'place_id' = ANY (about) THEN 'v.place_id' ELSE 'NULL::bigint AS place_id' END,
                CASE WHEN 'tenancy_id' = ANY (about) THEN 'v.tenancy_id' ELSE 'NULL::bigint AS tenancy_id' END, arm,
                CASE WHEN 'told_until' = ANY (about) THEN 'AND (v.told_until IS NULL OR v.told_until > now_at)' ELSE '' END
                || CASE WHEN 'told_already' = ANY (about) THEN 'AND (''{scope}'' = ANY (v.told_already)) IS NOT TRUE' ELSE '' END);
            IF subject.own_column = ANY (about) THEN
                own := replace(replace(source, '{about}', subject.own), '{scope}', subject.name);
                lines := lines || CASE subject.own_through WHEN '' THEN format('(%s)', own)
                    ELSE format('(SELECT v.* FROM %s CROSS JOIN LATERAL (%s) v)', subject.own_through, own) END;
            END IF;
            IF subject.beside_column = ANY (about) THEN
                beside := subject.beside;
                -- What an arm says of nobody, no place or no tenancy need not be asked of it.
                IF NOT 'person_id' = ANY (about) THEN beside := replace(beside, ' AND v.person_id IS NULL', ''); END IF;
                IF NOT 'place_id' = ANY (about) THEN beside := replace(beside, ' AND v.place_id IS NULL', ''); END IF;
                IF NOT 'tenancy_id' = ANY (about) THEN beside := replace(beside, ' AND v.tenancy_id IS NULL', ''); END IF;
                source := replace(replace(source, '{about}', beside), '{scope}', replace(subject.beside_column, '_id', ''));
                lines := lines || CASE subject.through WHEN '' THEN format('(%s)', source)
                    ELSE format('(SELECT v.* FROM %s CROSS JOIN LATERAL (%s) v)', subject.through, source) END;
            END IF;
        END LOOP;
        EXECUTE format('DROP FUNCTION IF EXISTS timeline_of_%s%s', subject.name, signature);
        EXECUTE format($make$
CREATE FUNCTION timeline_of_%1$s(council bigint, sought bigint, kinds text[], without text[], now_at timestamptz, before timestamptz,
    before_arm text, before_id bigint, most int)
RETURNS TABLE (arm text, id bigint, kind text, at timestamptz, is_day boolean, what text, code text, words text, facts jsonb,
    channel text, who text, is_shown boolean, restricted_to int, person_id bigint, person_reference text, person_name text,
    place_reference text, place_address text, tenancy_reference text)
LANGUAGE plpgsql STABLE SET plan_cache_mode = force_generic_plan SET enable_seqscan = off
    SET enable_hashjoin = off SET enable_mergejoin = off SET enable_material = off SET jit = off AS $body$
#variable_conflict use_column
DECLARE
    %2$s
BEGIN
    %3$s
    RETURN QUERY WITH lines AS (
        SELECT * FROM (
            %4$s
        ) AS all_arms ORDER BY at DESC, arm, id DESC LIMIT most
    )
    SELECT l.arm, l.id, l.kind, l.at, l.is_day, l.what, l.code, l.words, l.facts, l.channel::text,
        coalesce(o.name, l.by_words)::text, l.is_shown, l.restricted_to, p.id, p.reference::text,
        btrim(p.forenames || ' ' || p.surname), place.reference::text,
        concat_ws(', ', coalesce(nullif(place.address_1, ''), nullif(place.name, '')), nullif(place.postcode, '')),
        l.tenancy_reference::text
    FROM (
        SELECT lines.*, t.reference AS tenancy_reference, coalesce(lines.place_id, t.place_id) AS home_id
        FROM lines LEFT JOIN tenancies_tenancy t ON t.id = lines.tenancy_id
        OFFSET 0 -- So that the place is sought by its number, and not by a reckoning that its policy distrusts.
    ) AS l
    LEFT JOIN staff_officer o ON o.id = l.by_id
    LEFT JOIN people_person p ON p.id = l.person_id
    LEFT JOIN places_place place ON place.id = l.home_id
    ORDER BY l.at DESC, l.arm, l.id DESC;
END $body$$make$, subject.name, subject.declared, subject.found, array_to_string(lines, ' UNION ALL '));
        EXECUTE format('REVOKE ALL ON FUNCTION timeline_of_%s%s FROM PUBLIC', subject.name, signature);
        EXECUTE format('GRANT EXECUTE ON FUNCTION timeline_of_%s%s TO rooftree_app', subject.name, signature);
    END LOOP;
END $remake$;

REVOKE ALL ON FUNCTION remake_timelines() FROM PUBLIC;
SELECT remake_timelines();
