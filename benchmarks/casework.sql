-- A council at work for the benchmarks of pages: `cases` open cases of `officers` officers.

-- Residents, each with a home, a phone, and now and then something that we do differently.

INSERT INTO places_place (id, council_id, reference, kind, name, address_1, address_2, address_3, address_4,
                          postcode, ward, area_office, created_at)
SELECT n, %(council)s, 'H-' || n, 'home', '', n %% 90 + 1 || ' Elm Walk', 'Alderton', '', '',
       'ZZ' || n / 2000 %% 99 + 1 || ' 1AA', '', '', %(now)s
FROM generate_series(1, %(cases)s) AS n;
INSERT INTO places_home (place_id, council_id, property_type, heating, garden, adaptations,
                         accessibility_category, epc, council_tax_band, tenure_group, lettable_status, key_location)
SELECT id, council_id, 'house', '', '', '{}', '', '', '', '', '', '' FROM places_place;
INSERT INTO people_person (id, council_id, restricted_to, reference, title, forenames, surname, preferred_name,
                           date_of_birth, birth_date_certainty, ni_number, needs_asked_on, created_at)
SELECT n, %(council)s, 0, 'P-' || n, 'Ms', 'Grace', 'Okafor ' || n, '', DATE '1950-01-01' + n %% 18000, 'stated',
       '', %(today)s, %(now)s
FROM generate_series(1, 2 * %(cases)s) AS n;
INSERT INTO tenancies_tenancy (id, council_id, reference, place_id, tenure, from_on, end_reason,
                               payment_reference, conditions_version, created_at)
SELECT id, council_id, 'T-' || id, id, 'SEC', '2015-06-01', '', (20000000 + id)::text, '', created_at
FROM places_place;
INSERT INTO tenancies_tenancyparty (council_id, restricted_to, tenancy_id, person_id, role, relationship, from_on)
SELECT council_id, 0, (id + 1) / 2, id, CASE WHEN id %% 2 = 1 THEN 'tenant' ELSE 'occupant' END, '', '2015-06-01'
FROM people_person;
INSERT INTO people_contactpoint (council_id, restricted_to, person_id, kind, value, note, owner, owner_name,
                                 safe_to_call, safe_to_text, source)
SELECT council_id, 0, id, 'mobile', '+447' || lpad(id::text, 9, '0'), '', 'self', '', true, true, ''
FROM people_person;
INSERT INTO people_adjustment (council_id, restricted_to, person_id, code, note, from_on, reviewed_on)
SELECT council_id, 0, id, 'large_print', '', '2024-01-01', %(today)s FROM people_person WHERE id %% 3 = 0;
INSERT INTO people_personmarker (council_id, restricted_to, person_id, code, reason, control_measure, approved_by,
                                 start_on, review_on, until_on, not_told_reason, review_decision, source_reference)
SELECT council_id, 0, id, 'CV', 'Threatened a carer', 'Visit in pairs', 'Ada Obi', '2026-01-01', '2026-12-01',
       '2027-06-01', '', '', ''
FROM people_person WHERE id %% 30 = 0;

-- Officers in teams; one in ten is away.

INSERT INTO staff_team (id, council_id, code, name, function)
SELECT n, %(council)s, 'team-' || n, 'Team ' || n, '' FROM generate_series(1, %(teams)s) AS n;
INSERT INTO staff_officer (id, council_id, sign_in_id, name, email, job_title, phone, weekly_hours)
SELECT n, %(council)s, NULL, 'Officer ' || n, 'officer' || n || '@example.test', '', '', 37
FROM generate_series(1, %(officers)s) AS n;
INSERT INTO staff_roleheld (council_id, officer_id, role, team_id, from_on)
SELECT council_id, id, 'tenancy_officer', (id - 1) / %(a_team)s + 1, '2020-01-01' FROM staff_officer;
INSERT INTO staff_absence (id, council_id, officer_id, starts, until_on, is_planned, is_for_good, entered_by_id, entered_at)
SELECT id, council_id, id, %(now)s - interval '1 day', %(today)s::date + 7, true, false, id, %(now)s - interval '1 day'
FROM staff_officer WHERE id %% 10 = 2;

-- Open cases, with their clocks, tasks, holds, requests, story and handovers.

INSERT INTO cases_case (id, council_id, restricted_to, person_restricted_to, reference, kind, summary, person_id,
                        place_id, team_id, owner_id, weight, opened_at)
SELECT n, %(council)s, 0, 0, 'E-' || n, 'enquiry', 'The front door does not close and lets the rain in',
       n * 2 - 1, n, (n %% %(officers)s) / %(a_team)s + 1, CASE WHEN n %% 7 > 0 THEN n %% %(officers)s + 1 END,
       1 + n %% 3, %(now)s - n %% 90 * interval '1 day' - interval '1 hour'
FROM generate_series(1, %(cases)s) AS n;
INSERT INTO cases_clock (council_id, restricted_to, person_restricted_to, case_id, duty, label, version_from, unit, amount, counting, calendar, rolls_forward,
    started, started_at, started_on, paused, due_on, late_from, first_due_on, first_late_from, sum, projected,
    outcome, outcome_reason)
SELECT council_id, 0, 0, id, 'cases.take_up', 'Take up the case', '2020-01-01', 'working_days', 1, 'after', 'EW',
       false, 'in the queue since', opened_at, opened_at::date, 0, due, due + 1, due, due + 1,
       'in the queue since Fri 20 Nov 2026; 1 working day: Mon 23 Nov 2026', false, '', ''
FROM cases_case CROSS JOIN LATERAL (SELECT %(today)s::date + (id * 37 %% 60)::int - 12 AS due) AS reckoned;
INSERT INTO cases_task (id, council_id, restricted_to, person_restricted_to, case_id, kind, what, due_at, owner_id, is_shown, added_by_id, added_at, ending)
SELECT id, council_id, 0, 0, id, CASE WHEN id %% 4 = 0 THEN 'promise' WHEN id %% 9 = 0 THEN 'visit' ELSE 'task' END,
       'Ring the joiner and tell her when he comes', %(now)s + (id %% 40 - 2) * interval '1 day',
       CASE WHEN id %% 11 = 0 THEN id * 13 %% %(officers)s + 1 END, id %% 4 = 0, 1, opened_at, ''
FROM cases_case WHERE id %% 3 > 0;
INSERT INTO cases_clock (council_id, restricted_to, person_restricted_to, case_id, duty, label, version_from, task_id, unit, amount, counting, calendar,
    rolls_forward, started, started_at, started_on, paused, due_on, late_from, first_due_on, first_late_from, sum,
    projected, outcome, outcome_reason)
SELECT t.council_id, 0, 0, t.case_id, 'cases.promise', t.what, '2020-01-01', t.id, '', NULL, '', '', false,
       'promised', t.added_at, t.added_at::date, 0, t.due_at::date, t.due_at, t.due_at::date, t.due_at,
       'promised', false, '', ''
FROM cases_task t WHERE t.kind = 'promise';
INSERT INTO cases_hold (council_id, restricted_to, person_restricted_to, case_id, kind, reason, source, blocks, starts, until, by_id)
SELECT council_id, 0, 0, id, 'third_party', 'The housing association looks into it', '', '{}',
       %(now)s - interval '2 days', %(now)s + interval '5 days', 1
FROM cases_case WHERE id %% 20 = 3;
INSERT INTO cases_teamrequest (council_id, restricted_to, person_restricted_to, case_id, from_team_id, to_team_id, what, needed_by, asked_by_id, asked_at, status,
                               answer)
SELECT council_id, 0, 0, id, team_id, team_id %% %(teams)s + 1, 'Is the surveyor there on Monday?',
       %(now)s + interval '1 day', 1, %(now)s - interval '1 day', 'asked', ''
FROM cases_case WHERE id %% 40 = 5;
INSERT INTO cases_assignment (council_id, restricted_to, person_restricted_to, case_id, at, team_id, officer_id, how, because, by_id)
SELECT council_id, 0, 0, id, opened_at, team_id, NULL, 'routed', 'By the patch of the home', NULL FROM cases_case;
INSERT INTO cases_assignment (council_id, restricted_to, person_restricted_to, case_id, at, team_id, officer_id, how, because, by_id)
SELECT council_id, 0, 0, id, opened_at + interval '1 hour', team_id, owner_id, 'taken', 'Taken up', owner_id
FROM cases_case WHERE owner_id IS NOT NULL;
INSERT INTO cases_event (council_id, restricted_to, person_restricted_to, case_id, kind, at, recorded_at, by_id, words, facts, is_shown)
SELECT council_id, 0, 0, id, 'case.noted', opened_at + n * interval '10 minutes', opened_at + n * interval '10 minutes',
       1, 'She rang again and asked when somebody comes.', '{}', false
FROM cases_case CROSS JOIN generate_series(1, 8) AS n;
INSERT INTO cases_caseweight (council_id, restricted_to, person_restricted_to, case_id, points, base, factors, sum, at, by_id)
SELECT council_id, 0, 0, id, weight, '', '[]', '1 point', opened_at, 1 FROM cases_case;
INSERT INTO cases_handover (id, council_id, absence_id, officer_id, note, made_by_id, made_at,
                            waits_since)
SELECT id, council_id, id, officer_id, '', officer_id, entered_at, entered_at FROM staff_absence;
INSERT INTO cases_handoverpiece (council_id, restricted_to, person_restricted_to, case_id, handover_id, offered_to_id, offered_by_id, offered_at, covered_by_id,
                                 accepted_at, declined_reason, waits_since)
SELECT c.council_id, 0, 0, c.id, h.id, cover.id, h.officer_id, h.made_at,
       CASE WHEN c.id %% 5 > 0 THEN cover.id END, CASE WHEN c.id %% 5 > 0 THEN h.made_at END, '', h.made_at
FROM cases_case c JOIN cases_handover h ON h.officer_id = c.owner_id
CROSS JOIN LATERAL (SELECT CASE WHEN c.id %% 2 = 0 THEN c.owner_id - 1 ELSE c.owner_id %% %(officers)s + 1 END AS id) AS cover;

-- As many closed ones: a page must not read them.

INSERT INTO cases_case (id, council_id, restricted_to, person_restricted_to, reference, kind, summary, person_id,
                        place_id, team_id, owner_id, weight, opened_at, closed_at, closed_by_id)
SELECT %(cases)s + id, council_id, 0, 0, 'E-' || %(cases)s + id, kind, summary, person_id, place_id, team_id,
       coalesce(owner_id, 1), weight, opened_at - interval '300 days', opened_at - interval '290 days', 1
FROM cases_case;
INSERT INTO cases_clock (council_id, restricted_to, person_restricted_to, case_id, duty, label, version_from, unit, amount, counting, calendar, rolls_forward,
    started, started_at, started_on, paused, due_on, late_from, first_due_on, first_late_from, sum, projected,
    stopped_at, stopped_by_id, outcome, outcome_reason)
SELECT council_id, 0, 0, id, 'cases.take_up', 'Take up the case', '2020-01-01', 'working_days', 1, 'after', 'EW',
       false, 'in the queue since', opened_at, opened_at::date, 0, opened_at::date + 1, opened_at + interval '1 day',
       opened_at::date + 1, opened_at + interval '1 day', 'in the queue since', false, closed_at, 1, 'met', ''
FROM cases_case WHERE closed_at IS NOT NULL;
INSERT INTO cases_event (council_id, restricted_to, person_restricted_to, case_id, kind, at, recorded_at, by_id, words, facts, is_shown)
SELECT council_id, 0, 0, id, 'case.noted', opened_at + n * interval '10 minutes', opened_at + n * interval '10 minutes',
       1, 'She rang again and asked when somebody comes.', '{}', false
FROM cases_case CROSS JOIN generate_series(1, 8) AS n WHERE closed_at IS NOT NULL;

-- What makes each case an enquiry, and what was said on the phone.

INSERT INTO contact_enquiry (council_id, restricted_to, person_restricted_to, case_id, reason, asked, routed_because, status, answer, accepted, accepted_words,
                             answered_by_id, answered_at, accepted_at)
SELECT council_id, 0, 0, id, 'GEN-OTH', 'When does the joiner come?', 'By the patch of the home',
       CASE WHEN closed_at IS NULL THEN 'received' ELSE 'settled' END,
       CASE WHEN closed_at IS NULL THEN '' ELSE 'He comes on Monday.' END,
       CASE WHEN closed_at IS NULL THEN '' ELSE 'yes' END, '',
       CASE WHEN closed_at IS NOT NULL THEN 1 END, closed_at, closed_at
FROM cases_case;
INSERT INTO contact_contact (council_id, restricted_to, person_id, channel, started_at, source_system, logged_at,
                             reasons, adjustments_used)
SELECT council_id, 0, person_id, channel, opened_at + n * interval '20 hours', 'old', %(now)s, '{}', '{}'
FROM cases_case CROSS JOIN unnest(ARRAY['phone_in', 'phone_out', 'email']) WITH ORDINALITY AS past (channel, n);
