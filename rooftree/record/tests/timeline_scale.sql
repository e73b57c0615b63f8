-- A council of many people and homes, each with a past; and one home with as many contacts. What is pointed at is
-- analysed first, as after a load: keys of a table that was empty would be looked for from end to end.

INSERT INTO people_person (council_id, restricted_to, reference, title, forenames, surname, preferred_name,
    birth_date_certainty, ni_number, created_at)
    SELECT %(council)s, 0, 'P-' || n, '', 'Ann', 'Bell', '', 'unknown', '', now() FROM generate_series(1, %(rows)s) n;

INSERT INTO places_place (council_id, reference, kind, name, address_1, address_2, address_3, address_4, postcode,
    ward, area_office, created_at)
    SELECT %(council)s, 'H-' || n, 'home', '', n || ' Elm Walk', '', '', '', '', '', '', now()
    FROM generate_series(1, %(rows)s) n;

SELECT analyze_loaded(ARRAY['people_person', 'places_place'], %(rows)s);

INSERT INTO tenancies_tenancy (council_id, reference, place_id, tenure, from_on, end_reason, payment_reference,
    conditions_version, created_at)
    SELECT council_id, 'T-' || id, id, 'SEC', DATE '2015-06-01', '', '', '', now() FROM places_place
    WHERE address_1 LIKE '%% Elm Walk' AND name = '' AND address_2 = '' AND reference LIKE 'H-%%' AND id <> %(home)s;

SELECT analyze_loaded(ARRAY['tenancies_tenancy'], %(rows)s);

INSERT INTO tenancies_tenancyparty (council_id, restricted_to, tenancy_id, person_id, role, relationship, from_on)
    SELECT t.council_id, 0, t.id, p.id, 'tenant', '', t.from_on
    FROM (SELECT *, row_number() OVER (ORDER BY id) AS n FROM tenancies_tenancy WHERE reference LIKE 'T-%%') t
    JOIN (SELECT *, row_number() OVER (ORDER BY id) AS n FROM people_person WHERE forenames = 'Ann') p USING (n);

INSERT INTO cases_pastcase (council_id, restricted_to, source_system, reference, digest, facts, source_updated,
    loaded_at, kind, opened_on, status, person_id, team, officer_email, summary)
    SELECT council_id, 0, 'nest', 'C' || id, '', '{}', '', now(), 'ASB', DATE '2024-03-04', '', id, '', '', ''
    FROM people_person;

INSERT INTO contact_contact (council_id, restricted_to, person_id, channel, started_at, reasons, adjustments_used,
    source_system, logged_at)
    SELECT council_id, 0, id, 'phone_in', TIMESTAMPTZ '2026-11-01' - make_interval(days => (id * 7 + n * 31)::int %% 500),
        '{}', '{}', 'nest', now()
    FROM people_person CROSS JOIN generate_series(1, 3) n;

INSERT INTO contact_contact (council_id, restricted_to, place_id, channel, started_at, reasons, adjustments_used,
    source_system, logged_at)
    SELECT %(council)s, 0, %(home)s, 'phone_in', TIMESTAMPTZ '2026-11-20' - make_interval(hours => n), '{}', '{}', 'nest', now()
    FROM generate_series(1, %(rows)s) n;

INSERT INTO people_contactpoint (council_id, restricted_to, person_id, kind, value, note, owner, owner_name, source,
    from_on)
    SELECT council_id, 0, id, 'mobile', '+44770090' || id, '', 'self', '', '', DATE '2020-01-01' FROM people_person;
