-- Staff-safety markers, of people and of places.

-- [nobody] Refuse markers about nobody, and about two at once
WITH said AS (
    INSERT INTO problem (file, row, col, value, reason, refuses, source, ref)
    SELECT %(file)s, s.row, 'person_ref', s.person_ref,
           CASE WHEN s.person_ref = '' THEN 'A marker is about a person or a place: say which.'
                ELSE 'A marker is about a person or a place, not both: give each a row.' END,
           true, s.source, s.own
    FROM staged s
    WHERE (s.person_ref = '') = (s.place_ref = '') AND NOT EXISTS (SELECT FROM refused WHERE refused.row = s.row)
    RETURNING row
) INSERT INTO refused SELECT row FROM said;

-- [find] Find the people and the places
CREATE TEMP TABLE about AS
SELECT s.row, p.person_id, coalesce(p.restricted_to, 0) AS restricted_to, l.place_id,
       coalesce(s.start_on, s.updated_on, %(today)s) AS start_on, m.record_as, m.of_person, m.of_place, m.label,
       CASE WHEN s.place_ref = '' THEN s.id ELSE nextval('places_placemarker_id_seq') END AS made
FROM staged s
JOIN marker_code m ON m.code = s.code
LEFT JOIN people_personlegacyreference p
       ON p.council_id = %(council)s AND p.source_system = s.person_ref_system AND p.reference = s.person_ref
LEFT JOIN places_placelegacyreference l
       ON l.council_id = %(council)s AND l.layout = 'places'
      AND l.source_system = s.place_ref_system AND l.reference = s.place_ref;
ANALYZE about;

-- [lost] Refuse markers about what nobody knows, and those that cannot be said of it
WITH said AS (
    INSERT INTO problem (file, row, col, value, reason, refuses, source, ref)
    SELECT %(file)s, s.row,
           CASE WHEN a.place_id IS NULL AND a.person_id IS NULL THEN CASE WHEN s.person_ref <> '' THEN 'person_ref' ELSE 'place_ref' END
                ELSE 'code' END,
           CASE WHEN a.place_id IS NULL AND a.person_id IS NULL THEN s.person_ref || s.place_ref ELSE s.code END,
           CASE WHEN a.place_id IS NULL AND a.person_id IS NULL AND s.person_ref <> ''
                THEN pg_temp.nowhere('person', 'people', s.person_ref_system, s.person_ref)
                WHEN a.place_id IS NULL AND a.person_id IS NULL
                THEN pg_temp.nowhere('place', 'places', s.place_ref_system, s.place_ref)
                WHEN a.person_id IS NULL THEN format('%%s (%%s) is never said of a place.', s.code, a.label)
                ELSE format('%%s (%%s) is never said of a person.', s.code, a.label) END,
           true, s.source, s.own
    FROM staged s JOIN about a USING (row)
    WHERE (a.person_id IS NULL AND a.place_id IS NULL OR a.person_id IS NOT NULL AND NOT a.of_person
           OR a.place_id IS NOT NULL AND NOT a.of_place)
      AND NOT EXISTS (SELECT FROM refused WHERE refused.row = s.row)
    RETURNING row
) INSERT INTO refused SELECT row FROM said;

-- [ends] Refuse markers that end before they start
WITH said AS (
    INSERT INTO problem (file, row, col, value, reason, refuses, source, ref)
    SELECT %(file)s, s.row, 'end_on', s.end_on::text,
           format('The marker ends on %%s, before it starts on %%s.', pg_temp.in_words(s.end_on), pg_temp.in_words(a.start_on)),
           true, s.source, s.own
    FROM staged s JOIN about a USING (row)
    WHERE s.end_on < a.start_on AND NOT EXISTS (SELECT FROM refused WHERE refused.row = s.row)
    RETURNING row
) INSERT INTO refused SELECT row FROM said;

-- [dates] Give every marker a review and an end
CREATE TEMP TABLE lasting AS
SELECT s.row, review.on AS review_on, least(s.end_on + 1, (greatest(a.start_on, s.review_on) + make_interval(months => %(longest)s))::date) AS until_on
FROM staged s JOIN about a USING (row),
LATERAL (SELECT coalesce(s.review_on, (a.start_on + make_interval(months => %(review)s))::date) AS on) AS review
WHERE NOT EXISTS (SELECT FROM refused WHERE refused.row = s.row);
INSERT INTO problem (file, row, col, value, reason, refuses, source, ref)
SELECT %(file)s, s.row, 'end_on', s.end_on::text,
       format('No marker lasts longer than %%s months without a review, so it ends on %%s.', %(longest)s, pg_temp.in_words(l.until_on - 1)),
       false, s.source, s.own
FROM staged s JOIN lasting l USING (row) WHERE s.end_on >= l.until_on;

-- [adjustments] Record what is an adjustment as one
INSERT INTO people_adjustment (council_id, restricted_to, person_id, code, note, from_on, reviewed_on)
SELECT DISTINCT ON (a.person_id, a.record_as) %(council)s, a.restricted_to, a.person_id, a.record_as, left(s.reason, 300), a.start_on, a.start_on
FROM fresh s JOIN about a USING (row) WHERE a.record_as <> '' AND a.person_id IS NOT NULL
ON CONFLICT DO NOTHING;
INSERT INTO problem (file, row, col, value, reason, refuses, source, ref)
SELECT %(file)s, s.row, 'code', s.code, format('%%s (%%s) is no risk to staff: it was recorded as an adjustment.', s.code, a.label), false, s.source, s.own
FROM staged s JOIN about a USING (row)
WHERE a.record_as <> '' AND NOT EXISTS (SELECT FROM refused WHERE refused.row = s.row);

-- [add] Add markers
INSERT INTO people_personmarker (id, council_id, restricted_to, person_id, code, reason, control_measure, approved_by,
    source_reference, not_told_reason, review_decision, start_on, review_on, until_on)
SELECT s.id, %(council)s, a.restricted_to, a.person_id, s.code, s.reason, s.control_measure, s.approved_by, '', '', '',
    a.start_on, l.review_on, l.until_on
FROM fresh s JOIN about a USING (row) JOIN lasting l USING (row)
WHERE a.person_id IS NOT NULL AND a.record_as = ''
ON CONFLICT DO NOTHING;
INSERT INTO places_placemarker (id, council_id, restricted_to, place_id, code, reason, control_measure, approved_by,
    source_reference, not_told_reason, review_decision, start_on, review_on, until_on)
SELECT a.made, %(council)s, 0, a.place_id, s.code, s.reason, s.control_measure, s.approved_by, '', '', '',
    a.start_on, l.review_on, l.until_on
FROM fresh s JOIN about a USING (row) JOIN lasting l USING (row)
WHERE a.place_id IS NOT NULL AND a.record_as = ''
ON CONFLICT DO NOTHING;

-- [broken] Say which changes cannot be (if changed)
{broken};
{broken_of_places};

-- [change] Change what the file changed (each turn)
{change}

-- [change of places] Change what the file changed (each turn)
{change_of_places}

-- [keep] Keep the facts
INSERT INTO migration_loadedrow (council_id, restricted_to, layout, source_system, reference, person_id, made, digest,
    facts, kept, source_updated, loaded_at)
SELECT %(council)s, a.restricted_to, 'markers', s.source, s.own, a.person_id, a.made, s.digest, s.facts, s.kept,
    s.updated, %(at)s
FROM fresh s JOIN about a USING (row);

-- [keep changed] Keep the changed facts (if changed)
{keep_changed}
