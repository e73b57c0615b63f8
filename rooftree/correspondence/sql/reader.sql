-- What decides how to write to each of some people, as they are on a day. Row security decides what is in it.
-- `people` are ids, of whichever record of a person; `on` the day; `protecting` the codes of markers
-- that protect; `own` the codes of contact owners that are the person's own.
WITH RECURSIVE sought AS (
    SELECT id AS asked, id, merged_into_id FROM people_person WHERE id = ANY (%(people)s)
), upwards AS (
    SELECT * FROM sought
    UNION SELECT u.asked, p.id, p.merged_into_id FROM people_person p JOIN upwards u ON p.id = u.merged_into_id
), standing AS (
    SELECT asked, id FROM upwards WHERE merged_into_id IS NULL
), everybody AS (
    SELECT asked, id FROM standing
    UNION SELECT e.asked, p.id FROM people_person p JOIN everybody e ON p.merged_into_id = e.id
)
SELECT
    standing.asked,
    person.id,
    btrim(concat_ws(' ', nullif(person.title, ''), nullif(person.forenames, ''), person.surname)) AS addressed_as,
    coalesce(nullif(person.preferred_name, ''), btrim(person.forenames || ' ' || person.surname)) AS known_as,
    person.preferred_channel,
    EXISTS (SELECT FROM people_person p JOIN everybody e ON e.id = p.id
             WHERE e.asked = standing.asked AND p.deceased_on IS NOT NULL) AS has_died,
    coalesce((SELECT l.language FROM people_spokenlanguage l JOIN everybody e ON e.id = l.person_id
               WHERE e.asked = standing.asked AND l.is_main ORDER BY l.person_id = person.id DESC LIMIT 1), '') AS language,
    (SELECT coalesce(array_agg(DISTINCT a.code), '{}') FROM people_adjustment a JOIN everybody e ON e.id = a.person_id
      WHERE e.asked = standing.asked AND a.from_on <= %(on)s AND (a.until_on IS NULL OR a.until_on > %(on)s)
    ) AS adjustments,
    EXISTS (SELECT FROM people_personmarker m JOIN everybody e ON e.id = m.person_id
             WHERE e.asked = standing.asked AND m.code = ANY (%(protecting)s)
               AND m.start_on <= %(on)s AND m.until_on > %(on)s) AS is_protected,
    coalesce((SELECT coalesce(nullif(btrim(concat_ws(' ', r.forenames, r.surname)), ''), a.representative_name)
                FROM people_authority a JOIN everybody e ON e.id = a.person_id
                LEFT JOIN people_person r ON r.id = a.representative_id
               WHERE e.asked = standing.asked AND a.from_on <= %(on)s AND (a.until_on IS NULL OR a.until_on > %(on)s)
               ORDER BY a.from_on DESC, a.id DESC LIMIT 1), '') AS advocate,
    (SELECT coalesce(jsonb_agg(jsonb_build_object(
                'id', c.id, 'kind', c.kind, 'value', c.value, 'call', c.safe_to_call, 'text', c.safe_to_text,
                'write', c.safe_to_write, 'voicemail', c.safe_to_voicemail, 'trouble', t.words)
                ORDER BY c.verified_on DESC NULLS LAST, c.id DESC), '[]')
       FROM people_contactpoint c JOIN everybody e ON e.id = c.person_id
       LEFT JOIN correspondence_pointtrouble t ON t.point_id = c.id AND t.ended_at IS NULL
      WHERE e.asked = standing.asked AND c.owner = ANY (%(own)s)
        AND (c.from_on IS NULL OR c.from_on <= %(on)s) AND (c.until_on IS NULL OR c.until_on > %(on)s)) AS points,
    (SELECT concat_ws(', ', nullif(place.address_1, ''), nullif(place.address_2, ''), nullif(place.address_3, ''),
                nullif(place.address_4, ''), nullif(place.postcode, ''))
       FROM tenancies_tenancyparty part JOIN everybody e ON e.id = part.person_id
       JOIN tenancies_tenancy t ON t.id = part.tenancy_id
       JOIN places_place place ON place.id = t.place_id
      WHERE e.asked = standing.asked AND part.role <> 'authorised_contact' AND place.kind = 'home'
        AND part.from_on <= %(on)s AND (part.until_on IS NULL OR part.until_on > %(on)s)
        AND t.from_on <= %(on)s AND (t.until_on IS NULL OR t.until_on > %(on)s)
      ORDER BY part.role = 'occupant', part.from_on DESC, part.id DESC LIMIT 1) AS home
FROM standing JOIN people_person person ON person.id = standing.id
