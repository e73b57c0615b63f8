-- People. Who is who was decided before (matching.sql): `joined` says whose person a fresh row is.

-- [who] Say whose row each is
CREATE TEMP TABLE whose AS
SELECT s.row, coalesce(j.person_id, s.id) AS person_id, coalesce(j.restricted_to, 0) AS restricted_to,
       j.row IS NULL AS is_first
FROM fresh s LEFT JOIN joined j USING (row);
ANALYZE whose;

-- [add] Add people
INSERT INTO people_person (id, council_id, restricted_to, reference, title, forenames, surname, preferred_name,
    date_of_birth, birth_date_certainty, ni_number, interpreter, deceased_on, created_at)
SELECT s.id, %(council)s, 0, reference_of('P', nextval('reference_number')), s.title, s.forenames, s.surname,
    s.preferred_name, s.date_of_birth, CASE WHEN s.date_of_birth IS NULL THEN 'unknown' ELSE 'stated' END,
    s.ni_number, s.interpreter, s.deceased_on, %(at)s
FROM staged s JOIN whose w USING (row) WHERE w.is_first;

-- [look] Look at the people who were added
SELECT analyze_loaded(ARRAY['people_person'], (SELECT count(*) FROM whose WHERE is_first));

-- [fill] Fill what was blank of those met again
UPDATE people_person p SET
    title = v.title, forenames = v.forenames, preferred_name = v.preferred_name, date_of_birth = v.date_of_birth,
    birth_date_certainty = CASE WHEN p.date_of_birth IS NULL AND v.date_of_birth IS NOT NULL THEN 'stated'
                                ELSE p.birth_date_certainty END,
    ni_number = v.ni_number, interpreter = v.interpreter,
    deceased_on = CASE WHEN v.deceased_on < v.date_of_birth THEN p.deceased_on ELSE v.deceased_on END
FROM (
    SELECT t.id, {filled}
    FROM staged s JOIN whose w USING (row)
    JOIN people_person t ON t.id = w.person_id AND t.council_id = %(council)s
    WHERE NOT w.is_first GROUP BY t.id
) AS v
WHERE p.id = v.id AND p.council_id = %(council)s
  AND (p.title, p.forenames, p.preferred_name, p.date_of_birth, p.ni_number, p.interpreter, p.deceased_on)
      IS DISTINCT FROM (v.title, v.forenames, v.preferred_name, v.date_of_birth, v.ni_number, v.interpreter, v.deceased_on);

-- [differ] Say what differs of those met again
INSERT INTO problem (file, row, col, value, reason, refuses, source, ref)
SELECT %(file)s, s.row, d.col, d.said, format('%%s already stands, so this is only kept beside the reference.', d.stands),
    false, s.source, s.person_ref
FROM staged s JOIN whose w USING (row) JOIN people_person p ON p.id = w.person_id AND p.council_id = %(council)s,
LATERAL (VALUES
    ('title', s.title, p.title), ('preferred_name', s.preferred_name, p.preferred_name),
    ('ni_number', s.ni_number, p.ni_number),
    ('interpreter', CASE s.interpreter WHEN true THEN 'yes' WHEN false THEN 'no' ELSE '' END,
                    CASE p.interpreter WHEN true THEN 'Yes' WHEN false THEN 'No' ELSE '' END),
    ('deceased_on', coalesce(s.deceased_on::text, ''), coalesce(p.deceased_on::text, ''))
) AS d (col, said, stands)
WHERE NOT w.is_first AND d.said <> '' AND d.stands <> '' AND lower(d.said) <> lower(d.stands);

-- [impossible] Say which changes would make a death before a birth, and which a document gainsays (if changed)
INSERT INTO problem (file, row, col, value, reason, refuses, source, ref)
SELECT %(file)s, c.row, 'date_of_birth', coalesce(s.date_of_birth::text, ''),
    'A document was seen for the date of birth that stands, so it was left.', false, c.source, c.own
FROM changed c JOIN staged s USING (row)
JOIN people_personlegacyreference l ON l.id = c.legacy_id AND l.council_id = %(council)s
JOIN people_person p ON p.id = c.thing_id AND p.council_id = %(council)s
WHERE p.birth_date_certainty = 'seen' AND p.date_of_birth IS DISTINCT FROM s.date_of_birth
  AND l.facts->'date_of_birth' IS DISTINCT FROM c.facts->'date_of_birth';
{unborn};

-- [stands] Say which changed cells another system gainsays (if changed)
{stands}

-- [change] Change what the file changed (each turn)
{change}

-- [aliases] Keep the other names of those met again
INSERT INTO people_othername (council_id, restricted_to, person_id, kind, forenames, surname)
SELECT DISTINCT %(council)s, w.restricted_to, w.person_id, 'alias', s.forenames, s.surname
FROM staged s JOIN whose w USING (row)
JOIN people_person p ON p.id = w.person_id AND p.council_id = %(council)s
WHERE NOT w.is_first AND (s.first_key, s.surname_key) <> (name_key(split_part(p.forenames, ' ', 1)), name_key(p.surname))
ON CONFLICT DO NOTHING;

-- [former names] Keep former surnames
INSERT INTO people_othername (council_id, restricted_to, person_id, kind, forenames, surname)
SELECT DISTINCT %(council)s, w.restricted_to, w.person_id, 'former', '', s.former_surname
FROM staged s JOIN whose w USING (row)
WHERE s.former_surname <> ''
ON CONFLICT DO NOTHING;

-- [changed former names] Change former surnames (if changed)
UPDATE people_othername n SET surname = s.former_surname
FROM changed c JOIN staged s USING (row)
JOIN people_personlegacyreference l ON l.id = c.legacy_id AND l.council_id = %(council)s
WHERE n.council_id = %(council)s AND n.person_id = c.thing_id AND n.kind = 'former'
  AND n.surname = l.facts->>'former_surname' AND s.former_surname NOT IN ('', n.surname)
  AND NOT EXISTS (SELECT FROM people_othername o WHERE o.council_id = %(council)s AND o.person_id = n.person_id
                  AND o.kind = 'former' AND o.forenames = n.forenames AND o.surname = s.former_surname);
INSERT INTO people_othername (council_id, restricted_to, person_id, kind, forenames, surname)
SELECT DISTINCT %(council)s, c.restricted_to, c.thing_id, 'former', '', s.former_surname
FROM changed c JOIN staged s USING (row)
JOIN people_personlegacyreference l ON l.id = c.legacy_id AND l.council_id = %(council)s
WHERE s.former_surname <> '' AND l.facts->>'former_surname' IS DISTINCT FROM s.former_surname
ON CONFLICT DO NOTHING;

-- [languages] Keep languages
INSERT INTO people_spokenlanguage (council_id, restricted_to, person_id, language, is_main)
SELECT DISTINCT ON (w.person_id) %(council)s, w.restricted_to, w.person_id, s.language, true
FROM staged s JOIN whose w USING (row)
WHERE s.language <> ''
  AND NOT EXISTS (SELECT FROM people_spokenlanguage o WHERE o.council_id = %(council)s AND o.person_id = w.person_id AND o.is_main)
ORDER BY w.person_id, s.row
ON CONFLICT DO NOTHING;
INSERT INTO people_spokenlanguage (council_id, restricted_to, person_id, language, is_main)
SELECT %(council)s, w.restricted_to, w.person_id, s.language, false
FROM staged s JOIN whose w USING (row)
WHERE s.language <> '' AND NOT w.is_first
ON CONFLICT DO NOTHING;

-- [changed languages] Change languages (if changed)
UPDATE people_spokenlanguage n SET language = s.language
FROM changed c JOIN staged s USING (row)
JOIN people_personlegacyreference l ON l.id = c.legacy_id AND l.council_id = %(council)s
WHERE n.council_id = %(council)s AND n.person_id = c.thing_id
  AND n.language = l.facts->>'language' AND s.language NOT IN ('', n.language)
  AND NOT EXISTS (SELECT FROM people_spokenlanguage o WHERE o.council_id = %(council)s AND o.person_id = n.person_id
                  AND o.language = s.language);
INSERT INTO people_spokenlanguage (council_id, restricted_to, person_id, language, is_main)
SELECT DISTINCT ON (c.thing_id, s.language) %(council)s, c.restricted_to, c.thing_id, s.language,
    NOT EXISTS (SELECT FROM people_spokenlanguage o WHERE o.council_id = %(council)s AND o.person_id = c.thing_id AND o.is_main)
FROM changed c JOIN staged s USING (row)
JOIN people_personlegacyreference l ON l.id = c.legacy_id AND l.council_id = %(council)s
WHERE s.language <> '' AND l.facts->>'language' IS DISTINCT FROM s.language
ON CONFLICT DO NOTHING;

-- [contact points] Keep phones, email and postal addresses
INSERT INTO people_contactpoint (council_id, restricted_to, person_id, kind, value, note, owner, owner_name, source)
SELECT %(council)s, 0, w.person_id, c.kind, c.value, c.note, 'self', '', s.source
FROM contact c JOIN whose w USING (row) JOIN staged s USING (row)
WHERE w.is_first;
INSERT INTO people_contactpoint (council_id, restricted_to, person_id, kind, value, note, owner, owner_name, source)
SELECT %(council)s, w.restricted_to, w.person_id, c.kind, c.value, c.note, 'self', '', s.source
FROM contact c JOIN whose w USING (row) JOIN staged s USING (row)
WHERE NOT w.is_first
ON CONFLICT DO NOTHING;

-- [changed contact points] Change phones, email and postal addresses (if changed)
CREATE TEMP TABLE said_before AS
SELECT c.row, c.thing_id, c.legacy_id, c.source, v.col,
       CASE WHEN v.col IN ('mobile', 'phone') THEN item->>0 WHEN v.col = 'email' THEN 'email' ELSE 'post' END AS kind,
       CASE WHEN v.col IN ('mobile', 'phone') THEN item->>1 ELSE item #>> '{}' END AS value,
       CASE WHEN v.col IN ('mobile', 'phone') THEN item->>2 ELSE '' END AS note
FROM changed c
JOIN people_personlegacyreference l ON l.id = c.legacy_id AND l.council_id = %(council)s
CROSS JOIN (VALUES ('mobile'), ('phone'), ('email'), ('correspondence_address')) AS v (col),
LATERAL jsonb_array_elements(CASE jsonb_typeof(l.facts->v.col) WHEN 'array' THEN l.facts->v.col
                                  WHEN 'string' THEN jsonb_build_array(l.facts->v.col) ELSE '[]' END) AS item
WHERE l.facts->v.col IS DISTINCT FROM c.facts->v.col;
UPDATE people_contactpoint p SET until_on = %(today)s
FROM said_before b
WHERE p.council_id = %(council)s AND p.person_id = b.thing_id AND p.kind = b.kind AND p.value = b.value
  AND p.source = b.source AND p.until_on IS NULL
  AND NOT EXISTS (SELECT FROM contact n WHERE n.row = b.row AND n.kind = b.kind AND n.value = b.value)
  AND NOT EXISTS (SELECT FROM people_personlegacyreference o
                  WHERE o.council_id = %(council)s AND o.person_id = b.thing_id AND o.id <> b.legacy_id
                    AND strpos(concat_ws(' ', o.facts->>'mobile', o.facts->>'phone', o.facts->>'email',
                                         o.facts->>'correspondence_address'), b.value) > 0);
UPDATE people_contactpoint p SET note = n.note
FROM said_before b JOIN contact n USING (row, kind, value)
WHERE p.council_id = %(council)s AND p.person_id = b.thing_id AND p.kind = b.kind AND p.value = b.value
  AND p.until_on IS NULL AND p.note = b.note AND n.note <> b.note;
INSERT INTO people_contactpoint (council_id, restricted_to, person_id, kind, value, note, owner, owner_name, source)
SELECT DISTINCT ON (c.thing_id, n.kind, n.value) %(council)s, c.restricted_to, c.thing_id, n.kind, n.value, n.note, 'self', '', c.source
FROM changed c JOIN contact n USING (row)
JOIN people_personlegacyreference l ON l.id = c.legacy_id AND l.council_id = %(council)s
WHERE l.facts->n.col IS DISTINCT FROM c.facts->n.col
  AND NOT EXISTS (SELECT FROM said_before b WHERE b.row = c.row AND b.kind = n.kind AND b.value = n.value)
ON CONFLICT DO NOTHING;

-- [registers] Keep needs and vulnerabilities
INSERT INTO people_adjustment (council_id, restricted_to, person_id, code, note, from_on, reviewed_on)
SELECT DISTINCT ON (w.person_id, r.code) %(council)s, w.restricted_to, w.person_id, r.code, '',
    least(s.updated_on, %(today)s), least(s.updated_on, %(today)s)
FROM register r JOIN whose w USING (row) JOIN staged s USING (row)
WHERE r.col = 'needs'
ON CONFLICT DO NOTHING;
INSERT INTO people_vulnerability (council_id, restricted_to, person_id, factor, note, from_on, until_on)
SELECT DISTINCT ON (w.person_id, r.code) %(council)s, w.restricted_to, w.person_id, r.code, '',
    least(s.updated_on, %(today)s),
    (least(s.updated_on, %(today)s) + make_interval(months => f.months))::date
FROM register r JOIN whose w USING (row) JOIN staged s USING (row) LEFT JOIN factor f ON f.code = r.code AND f.months > 0
WHERE r.col = 'vulnerability'
  AND NOT EXISTS (SELECT FROM people_vulnerability o WHERE o.council_id = %(council)s AND o.person_id = w.person_id
                  AND o.factor = r.code AND o.until_on IS NULL)
ON CONFLICT DO NOTHING;

-- [changed registers] Change needs and vulnerabilities (if changed)
UPDATE people_adjustment a SET until_on = greatest(a.from_on, %(today)s)
FROM changed c JOIN people_personlegacyreference l ON l.id = c.legacy_id AND l.council_id = %(council)s
WHERE a.council_id = %(council)s AND a.person_id = c.thing_id AND a.until_on IS NULL
  AND l.facts->'needs' ? a.code AND NOT coalesce(c.facts->'needs' ? a.code, false)
  AND NOT EXISTS (SELECT FROM people_personlegacyreference o WHERE o.council_id = %(council)s
                  AND o.person_id = c.thing_id AND o.id <> l.id AND o.facts->'needs' ? a.code);
INSERT INTO people_adjustment (council_id, restricted_to, person_id, code, note, from_on, reviewed_on)
SELECT DISTINCT ON (c.thing_id, r.code) %(council)s, c.restricted_to, c.thing_id, r.code, '',
    least(s.updated_on, %(today)s), least(s.updated_on, %(today)s)
FROM changed c JOIN register r USING (row) JOIN staged s USING (row)
JOIN people_personlegacyreference l ON l.id = c.legacy_id AND l.council_id = %(council)s
WHERE r.col = 'needs' AND NOT coalesce(l.facts->'needs' ? r.code, false)
ON CONFLICT DO NOTHING;
UPDATE people_vulnerability a SET until_on = greatest(a.from_on, %(today)s)
FROM changed c JOIN people_personlegacyreference l ON l.id = c.legacy_id AND l.council_id = %(council)s
WHERE a.council_id = %(council)s AND a.person_id = c.thing_id AND coalesce(a.until_on, 'infinity') > %(today)s
  AND l.facts->'vulnerability' ? a.factor AND NOT coalesce(c.facts->'vulnerability' ? a.factor, false)
  AND NOT EXISTS (SELECT FROM people_personlegacyreference o WHERE o.council_id = %(council)s
                  AND o.person_id = c.thing_id AND o.id <> l.id AND o.facts->'vulnerability' ? a.factor);
INSERT INTO people_vulnerability (council_id, restricted_to, person_id, factor, note, from_on, until_on)
SELECT DISTINCT ON (c.thing_id, r.code) %(council)s, c.restricted_to, c.thing_id, r.code, '',
    least(s.updated_on, %(today)s),
    (least(s.updated_on, %(today)s) + make_interval(months => f.months))::date
FROM changed c JOIN register r USING (row) JOIN staged s USING (row)
LEFT JOIN factor f ON f.code = r.code AND f.months > 0
JOIN people_personlegacyreference l ON l.id = c.legacy_id AND l.council_id = %(council)s
WHERE r.col = 'vulnerability' AND NOT coalesce(l.facts->'vulnerability' ? r.code, false)
  AND NOT EXISTS (SELECT FROM people_vulnerability o WHERE o.council_id = %(council)s AND o.person_id = c.thing_id
                  AND o.factor = r.code AND o.until_on IS NULL)
ON CONFLICT DO NOTHING;

-- [keep] Keep the facts and the references
INSERT INTO people_personlegacyreference (council_id, restricted_to, source_system, reference, person_id, digest,
    facts, kept, source_updated, loaded_at)
SELECT %(council)s, w.restricted_to, s.source, s.person_ref, w.person_id, s.digest, s.facts, s.kept, s.updated, %(at)s
FROM staged s JOIN whose w USING (row);

-- [keep changed] Keep the changed facts (if changed)
{keep_changed}

-- [words] Note whose words to write again
INSERT INTO touched_person SELECT DISTINCT person_id FROM whose UNION ALL SELECT DISTINCT thing_id FROM changed;

-- [look again] Look at what was kept of them
SELECT analyze_loaded(ARRAY['people_personlegacyreference', 'people_contactpoint'], (SELECT count(*) FROM whose));
