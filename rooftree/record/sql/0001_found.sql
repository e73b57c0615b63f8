-- What a list of results says of each person, place and tenancy. It runs as the asker, so row security
-- decides what is in it; it is a function so that a connection plans it once.

CREATE FUNCTION found_facts(asked_people bigint[], asked_places bigint[], asked_tenancies bigint[], today date)
RETURNS TABLE (people jsonb, places jsonb, tenancies jsonb)
LANGUAGE plpgsql STABLE SET plan_cache_mode = force_generic_plan AS $$
BEGIN
    RETURN QUERY WITH RECURSIVE asked AS (
        SELECT unnest(asked_people) AS id
    ), upwards AS (
        SELECT p.id AS asked, p.id, p.merged_into_id FROM people_person p JOIN asked ON asked.id = p.id
        UNION SELECT u.asked, p.id, p.merged_into_id FROM people_person p JOIN upwards u ON p.id = u.merged_into_id
    ), standing AS (
        SELECT asked, id FROM upwards WHERE merged_into_id IS NULL
    ), dwelt AS (
        SELECT s.id AS person_id, part.role, t.reference AS tenancy, place.reference AS place_reference, place.address,
               part.from_on, nullif(least(coalesce(part.until_on, 'infinity'), coalesce(t.until_on, 'infinity')), 'infinity') AS until_on
        FROM (SELECT DISTINCT id FROM standing UNION SELECT asked FROM standing) AS s
        JOIN tenancies_tenancyparty part ON part.person_id = s.id
        JOIN tenancies_tenancy t ON t.id = part.tenancy_id
        JOIN LATERAL (
            SELECT p.reference, concat_ws(', ', nullif(p.address_1, ''), nullif(p.address_2, ''), nullif(p.address_3, ''),
                                          nullif(p.address_4, ''), nullif(p.postcode, '')) AS address
            FROM places_place p WHERE p.id = t.place_id
        ) AS place ON true
    )
    SELECT
        (SELECT coalesce(jsonb_agg(jsonb_build_object(
            'asked', s.asked, 'id', p.id, 'council_id', p.council_id, 'restricted_to', p.restricted_to,
            'reference', p.reference, 'title', p.title, 'forenames', p.forenames, 'surname', p.surname,
            'preferred_name', p.preferred_name, 'date_of_birth', p.date_of_birth, 'deceased_on', p.deceased_on,
            'merged', CASE WHEN s.asked <> p.id THEN (
                SELECT jsonb_build_object('reference', m.reference, 'forenames', m.forenames, 'surname', m.surname,
                                          'preferred_name', m.preferred_name, 'date_of_birth', m.date_of_birth)
                FROM people_person m WHERE m.id = s.asked) END,
            'other_names', (SELECT coalesce(jsonb_agg(jsonb_build_object(
                    'kind', o.kind, 'forenames', o.forenames, 'surname', o.surname) ORDER BY o.id), '[]')
                FROM people_othername o WHERE o.person_id IN (p.id, s.asked)),
            'homes', (SELECT coalesce(jsonb_agg(jsonb_build_object(
                    'role', d.role, 'tenancy', d.tenancy, 'place_reference', d.place_reference, 'address', d.address,
                    'from_on', d.from_on, 'until_on', d.until_on)
                    ORDER BY d.until_on DESC NULLS FIRST, d.from_on DESC), '[]')
                FROM dwelt d WHERE d.person_id IN (p.id, s.asked)))), '[]')
         FROM standing s JOIN people_person p ON p.id = s.id) AS people,
        (SELECT coalesce(jsonb_agg(jsonb_build_object(
            'id', p.id, 'council_id', p.council_id, 'reference', p.reference, 'kind', p.kind, 'name', p.name,
            'address', concat_ws(', ', nullif(p.address_1, ''), nullif(p.address_2, ''), nullif(p.address_3, ''),
                                 nullif(p.address_4, ''), nullif(p.postcode, '')),
            'within', (SELECT parent.name FROM places_place parent WHERE parent.id = p.parent_id),
            'let', (SELECT t.reference FROM tenancies_tenancy t WHERE t.place_id = p.id
                AND t.from_on <= today AND (t.until_on IS NULL OR t.until_on > today) LIMIT 1),
            'residents', (SELECT coalesce(jsonb_agg(jsonb_build_object('reference', who.reference,
                    'name', btrim(who.forenames || ' ' || who.surname), 'role', part.role)
                    ORDER BY part.role = 'occupant', part.from_on, part.id), '[]')
                FROM tenancies_tenancy t JOIN tenancies_tenancyparty part ON part.tenancy_id = t.id
                JOIN people_person who ON who.id = part.person_id
                WHERE t.place_id = p.id AND part.role <> 'authorised_contact'
                  AND t.from_on <= today AND (t.until_on IS NULL OR t.until_on > today)
                  AND part.from_on <= today AND (part.until_on IS NULL OR part.until_on > today)))), '[]')
         FROM places_place p WHERE p.id = ANY (asked_places)) AS places,
        (SELECT coalesce(jsonb_agg(jsonb_build_object(
            'id', t.id, 'council_id', t.council_id, 'reference', t.reference, 'tenure', t.tenure,
            'payment_reference', t.payment_reference, 'from_on', t.from_on, 'until_on', t.until_on,
            'place_reference', p.reference, 'address', concat_ws(', ', nullif(p.address_1, ''), nullif(p.address_2, ''),
                nullif(p.address_3, ''), nullif(p.address_4, ''), nullif(p.postcode, '')),
            'parties', (SELECT coalesce(jsonb_agg(jsonb_build_object('reference', who.reference,
                    'name', btrim(who.forenames || ' ' || who.surname), 'role', part.role)
                    ORDER BY part.role = 'occupant', part.from_on, part.id), '[]')
                FROM tenancies_tenancyparty part JOIN people_person who ON who.id = part.person_id
                WHERE part.tenancy_id = t.id))), '[]')
         FROM tenancies_tenancy t JOIN places_place p ON p.id = t.place_id
         WHERE t.id = ANY (asked_tenancies)) AS tenancies;
END $$;
