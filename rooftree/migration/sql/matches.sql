-- Tells of the matches, once everybody has a record.

-- [called] Say what systems call those who were matched
CREATE TEMP TABLE called AS
SELECT s.row::bigint AS node, w.person_id, s.source, s.person_ref AS ref FROM staged s JOIN whose w USING (row)
WHERE s.row IN (SELECT a FROM judged UNION SELECT b FROM judged);
INSERT INTO called
SELECT n.node, p.id, coalesce(l.source_system, 'rooftree'), coalesce(l.reference, p.reference)
FROM (SELECT a AS node FROM judged WHERE a < 0 UNION SELECT b FROM judged WHERE b < 0) AS n
JOIN people_person p ON p.id = n.node + 9007199254740992 AND p.council_id = %(council)s
LEFT JOIN LATERAL (SELECT l.source_system, l.reference FROM people_personlegacyreference l
                   WHERE l.council_id = %(council)s AND l.person_id = p.id
                     AND NOT EXISTS (SELECT FROM whose w JOIN staged s USING (row)
                                     WHERE w.person_id = p.id AND s.source = l.source_system AND s.person_ref = l.reference)
                   ORDER BY l.id LIMIT 1) AS l ON true;
ANALYZE called;

-- [certain] Tell who was joined
INSERT INTO matched (certain, one_system, one_reference, other_system, other_reference, one_id, other_id)
SELECT true, f.source, f.ref, o.source, o.ref, j.person_id, j.person_id
FROM joined j JOIN called f ON f.node = j.first JOIN called o ON o.node = j.row
ORDER BY j.row;

-- [pairs] Say whose the likely pairs are
CREATE TEMP TABLE likely AS
SELECT DISTINCT ON (least(x.person_id, y.person_id), greatest(x.person_id, y.person_id))
       least(x.person_id, y.person_id) AS one_id, greatest(x.person_id, y.person_id) AS other_id,
       CASE WHEN x.person_id < y.person_id THEN j.a ELSE j.b END AS one_node,
       CASE WHEN x.person_id < y.person_id THEN j.b ELSE j.a END AS other_node, j.*
FROM judged j JOIN called x ON x.node = j.a JOIN called y ON y.node = j.b
WHERE j.verdict = 'likely' AND x.person_id <> y.person_id
ORDER BY 1, 2, j.ni_same DESC NULLS LAST, j.born_same DESC NULLS LAST, j.a, j.b;
ANALYZE likely;

-- [hold] Hold the likely ones for somebody to decide
WITH held AS (
    INSERT INTO people_possiblematch (council_id, one_id, other_id, restricted_to, other_restricted_to, evidence, found_at,
        answer, reason)
    SELECT %(council)s, p.id, q.id, p.restricted_to, q.restricted_to, array_remove(ARRAY[
        CASE WHEN j.surname_same AND j.first_same AND j.names_same THEN
            CASE WHEN lower(concat_ws(' ', p.forenames, p.surname)) = lower(concat_ws(' ', q.forenames, q.surname))
                 THEN format('The names are the same: %%s.', trim(concat_ws(' ', p.forenames, p.surname)))
                 ELSE format('The names are alike: %%s and %%s.', trim(concat_ws(' ', p.forenames, p.surname)),
                             trim(concat_ws(' ', q.forenames, q.surname))) END END,
        CASE WHEN j.first_same AND NOT (j.surname_same AND j.names_same) AND p.forenames <> ''
             THEN format('The first name is the same: %%s.', split_part(p.forenames, ' ', 1)) END,
        CASE WHEN j.born_same THEN format('Both were born on %%s.', pg_temp.in_words(p.date_of_birth)) END,
        CASE WHEN j.ni_same THEN 'The National Insurance number is the same.' END,
        CASE WHEN j.reach_same IS NOT NULL THEN format('Both can be reached at %%s.', pg_temp.dialled(j.reach_same)) END,
        CASE WHEN j.home_same IS NOT NULL THEN format('Both are recorded at %%s.', (
            SELECT coalesce(nullif(concat_ws(', ', nullif(h.address_1, ''), nullif(h.address_2, ''), nullif(h.postcode, '')), ''), h.name)
            FROM places_place h WHERE h.id = j.home_same AND h.council_id = %(council)s)) END,
        CASE WHEN j.former_same THEN 'The former surname of one is a surname of the other.' END,
        CASE WHEN NOT j.surname_same AND j.surname_slip THEN format('The surnames differ by one slip: %%s and %%s.', p.surname, q.surname) END,
        CASE WHEN NOT j.surname_same AND NOT j.surname_slip THEN format('The surnames differ: %%s and %%s.', p.surname, q.surname) END,
        CASE WHEN NOT j.first_same THEN format('The first names differ: %%s and %%s.', coalesce(nullif(p.forenames, ''), 'none'),
                                               coalesce(nullif(q.forenames, ''), 'none')) END,
        CASE WHEN j.first_same AND j.surname_same AND NOT j.names_same
             THEN format('The middle names differ: %%s and %%s.', p.forenames, q.forenames) END,
        CASE WHEN j.born_differ THEN format('The dates of birth differ: %%s and %%s.', pg_temp.in_words(p.date_of_birth),
                                            pg_temp.in_words(q.date_of_birth)) END,
        CASE WHEN j.born_same IS NULL AND coalesce(p.date_of_birth, q.date_of_birth) IS NULL THEN 'Neither has a date of birth.'
             WHEN j.born_same IS NULL THEN format('Only one has a date of birth: %%s.',
                                                  pg_temp.in_words(coalesce(p.date_of_birth, q.date_of_birth))) END,
        CASE WHEN j.ni_differ THEN 'The National Insurance numbers differ.'
             WHEN j.ni_same IS NULL AND (p.ni_number = '') <> (q.ni_number = '') THEN 'Only one has a National Insurance number.'
             WHEN j.ni_same IS NULL THEN 'There are no two National Insurance numbers to compare.' END,
        CASE WHEN j.reach_same IS NULL AND j.home_same IS NULL AND j.ni_same IS NOT TRUE
             THEN 'They share no phone, email address or home.' END
    ], NULL), %(at)s, '', ''
    FROM likely j
    JOIN people_person p ON p.id = j.one_id AND p.council_id = %(council)s
    JOIN people_person q ON q.id = j.other_id AND q.council_id = %(council)s
    ON CONFLICT DO NOTHING
    RETURNING one_id, other_id
)
INSERT INTO matched (certain, one_system, one_reference, other_system, other_reference, one_id, other_id)
SELECT false, x.source, x.ref, y.source, y.ref, h.one_id, h.other_id
FROM held h JOIN likely j USING (one_id, other_id)
JOIN called x ON x.node = j.one_node JOIN called y ON y.node = j.other_node
ORDER BY h.one_id, h.other_id;
