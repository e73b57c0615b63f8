-- A council at work: `rows` open enquiries of 350 officers in 44 teams, each with a clock, something to do and a story.
INSERT INTO staff_team (council_id, code, name, function)
SELECT %(council)s, 'scale-' || n, 'Team ' || n, '' FROM generate_series(1, 44) AS n;
INSERT INTO staff_officer (council_id, name, email, job_title, phone)
SELECT %(council)s, 'Officer ' || n, 'scale' || n || '@example.test', '', '' FROM generate_series(1, 350) AS n;
WITH numbered AS (
    SELECT id, row_number() OVER (ORDER BY id) - 1 AS n FROM staff_officer WHERE email LIKE 'scale%%'
), teams AS (
    SELECT id, row_number() OVER (ORDER BY id) - 1 AS n FROM staff_team WHERE code LIKE 'scale-%%'
)
INSERT INTO cases_case (council_id, restricted_to, person_restricted_to, reference, kind, summary, team_id, owner_id,
                        weight, opened_at)
SELECT %(council)s, 0, 0, 'S-' || m, 'enquiry', 'The front door', teams.id, CASE WHEN m %% 7 > 0 THEN numbered.id END, 1,
       %(now)s
FROM generate_series(1, %(rows)s) AS m
JOIN numbered ON numbered.n = m %% 350 JOIN teams ON teams.n = m %% 350 / 8;
INSERT INTO contact_enquiry (council_id, restricted_to, person_restricted_to, case_id, reason, asked, routed_because,
                             status, answer, accepted, accepted_words)
SELECT council_id, 0, 0, id, 'GEN-OTH', 'When?', 'By the patch', 'received', '', '', ''
FROM cases_case WHERE reference LIKE 'S-%%';
INSERT INTO cases_clock (council_id, restricted_to, person_restricted_to, case_id, duty, label, version_from, unit, amount,
    counting, calendar, rolls_forward, started, started_at, started_on, paused, due_on, late_from, first_due_on,
    first_late_from, sum, projected, outcome, outcome_reason)
SELECT council_id, 0, 0, id, 'contact.answer', 'Answer', '2020-01-01', 'working_days', 5, 'after', 'EW', false, 'asked',
       opened_at, opened_at::date, 0, opened_at::date + 5, opened_at + interval '5 days', opened_at::date + 5,
       opened_at + interval '5 days', 'asked', false, '', ''
FROM cases_case WHERE reference LIKE 'S-%%';
INSERT INTO cases_task (council_id, restricted_to, person_restricted_to, case_id, kind, what, due_at, is_shown, added_at,
                        ended_at, is_done, ending)
SELECT council_id, 0, 0, id, 'promise', 'Ring her', opened_at, true, opened_at, ended.at, ended.at IS NOT NULL OR NULL, ''
FROM cases_case CROSS JOIN LATERAL (VALUES (NULL::timestamptz), (opened_at)) AS ended (at) WHERE reference LIKE 'S-%%';
INSERT INTO cases_event (council_id, restricted_to, person_restricted_to, case_id, kind, at, recorded_at, words, facts,
                         is_shown)
SELECT council_id, 0, 0, id, 'case.noted', opened_at, opened_at, 'She rang', '{}', false
FROM cases_case WHERE reference LIKE 'S-%%';
INSERT INTO cases_assignment (council_id, restricted_to, person_restricted_to, case_id, at, team_id, officer_id, how, because)
SELECT council_id, 0, 0, id, opened_at, team_id, owner_id, 'routed', 'By the patch'
FROM cases_case WHERE reference LIKE 'S-%%';
