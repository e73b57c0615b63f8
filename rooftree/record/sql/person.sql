-- Everything on the page of one person, as one row of JSON. Row security decides what is in it.
-- `reference` is a person's reference, `today` the day that "now" means.
WITH RECURSIVE sought AS (
    SELECT id, merged_into_id FROM people_person WHERE reference = %(reference)s
), upwards AS (
    SELECT id, merged_into_id FROM sought
    UNION SELECT p.id, p.merged_into_id FROM people_person p JOIN upwards u ON p.id = u.merged_into_id
), standing AS (
    SELECT p.* FROM people_person p JOIN upwards u USING (id) WHERE u.merged_into_id IS NULL
), everybody AS (
    SELECT id FROM standing
    UNION SELECT p.id FROM people_person p JOIN everybody e ON p.merged_into_id = e.id
), parts AS (
    SELECT party.id, party.tenancy_id, party.role, party.relationship, party.from_on, party.until_on
    FROM tenancies_tenancyparty party WHERE party.person_id IN (SELECT id FROM everybody)
)
SELECT
    (SELECT to_jsonb(s) FROM standing s) AS person,
    -- Who looks is logged in the same breath: it may be asked for (docs/information-rights.md).
    (SELECT log_look(s.council_id, s.restricted_to, 'person', s.id, s.id)::text FROM standing s) AS looked,
    (SELECT coalesce(jsonb_agg(jsonb_build_object(
                'reference', p.reference, 'name', btrim(p.forenames || ' ' || p.surname)) ORDER BY p.id), '[]')
       FROM people_person p WHERE p.id IN (SELECT id FROM everybody) AND p.merged_into_id IS NOT NULL) AS merged,
    (SELECT coalesce(jsonb_agg(to_jsonb(c) ORDER BY (c.until_on IS NOT NULL), c.kind, c.id), '[]')
       FROM people_contactpoint c WHERE c.person_id IN (SELECT id FROM everybody)) AS contact_points,
    (SELECT coalesce(jsonb_agg(to_jsonb(a) ORDER BY a.code, a.id), '[]')
       FROM people_adjustment a WHERE a.person_id IN (SELECT id FROM everybody)
        AND (a.until_on IS NULL OR a.until_on > %(today)s)) AS adjustments,
    (SELECT coalesce(jsonb_agg(to_jsonb(v) ORDER BY v.factor, v.id), '[]')
       FROM people_vulnerability v WHERE v.person_id IN (SELECT id FROM everybody)
        AND (v.until_on IS NULL OR v.until_on > %(today)s)) AS vulnerabilities,
    (SELECT coalesce(jsonb_agg(to_jsonb(s) ORDER BY s.code, s.id), '[]')
       FROM people_strength s WHERE s.person_id IN (SELECT id FROM everybody)
        AND (s.until_on IS NULL OR s.until_on > %(today)s)) AS strengths,
    (SELECT coalesce(jsonb_agg(to_jsonb(m) ORDER BY m.start_on, m.id), '[]')
       FROM people_personmarker m WHERE m.person_id IN (SELECT id FROM everybody)
        AND m.start_on <= %(today)s AND m.until_on > %(today)s
        AND m.code <> ALL (%(protecting)s::text[])) AS markers,
    -- Safety rules protect the person: they are no risk to staff, and what they say is for the group alone.
    (SELECT coalesce(jsonb_agg(to_jsonb(m) ORDER BY m.start_on, m.id), '[]')
       FROM people_personmarker m WHERE m.person_id IN (SELECT id FROM everybody)
        AND m.start_on <= %(today)s AND m.until_on > %(today)s AND m.code = ANY (%(protecting)s::text[])
    ) AS safety_rules,
    (SELECT coalesce(jsonb_agg(to_jsonb(n) ORDER BY n.kind, n.id), '[]')
       FROM people_othername n WHERE n.person_id IN (SELECT id FROM everybody)) AS other_names,
    (SELECT coalesce(jsonb_agg(to_jsonb(l) ORDER BY l.is_main DESC, l.id), '[]')
       FROM people_spokenlanguage l WHERE l.person_id IN (SELECT id FROM everybody)) AS languages,
    (SELECT coalesce(jsonb_agg(to_jsonb(a) || jsonb_build_object(
                'representative_reference', r.reference,
                'representative_name', coalesce(nullif(btrim(concat_ws(' ', r.forenames, r.surname)), ''),
                                                a.representative_name)) ORDER BY a.from_on, a.id), '[]')
       FROM people_authority a LEFT JOIN people_person r ON r.id = a.representative_id
      WHERE a.person_id IN (SELECT id FROM everybody)
        AND (a.until_on IS NULL OR a.until_on > %(today)s)) AS authorities,
    (SELECT coalesce(jsonb_agg(to_jsonb(a) ORDER BY a.id), '[]')
       FROM people_portalaccount a
      WHERE a.person_id IN (SELECT id FROM everybody) AND a.closed_at IS NULL) AS portal_accounts,
    (SELECT coalesce(jsonb_agg(jsonb_build_object(
                'source_system', l.source_system, 'reference', l.reference) ORDER BY l.source_system, l.id), '[]')
       FROM people_personlegacyreference l WHERE l.person_id IN (SELECT id FROM everybody)) AS legacy_references,
    (SELECT count(*) FROM people_possiblematch m WHERE m.answer = ''
        AND (m.one_id IN (SELECT id FROM everybody) OR m.other_id IN (SELECT id FROM everybody))) AS matches_waiting,
    (SELECT coalesce(jsonb_agg(jsonb_build_object(
                'role', part.role, 'from_on', part.from_on, 'until_on', part.until_on,
                'tenancy_id', t.id, 'tenancy_reference', t.reference, 'tenure', t.tenure,
                'payment_reference', t.payment_reference, 'tenancy_from_on', t.from_on, 'tenancy_until_on', t.until_on,
                'end_reason', t.end_reason, 'place_id', place.id, 'place_reference', place.reference,
                'is_home', place.kind = 'home',
                'address', concat_ws(', ', nullif(place.address_1, ''), nullif(place.address_2, ''),
                    nullif(place.address_3, ''), nullif(place.address_4, ''), nullif(place.postcode, '')))
                ORDER BY (part.until_on IS NOT NULL OR t.until_on IS NOT NULL), part.from_on DESC, part.id), '[]')
       FROM parts part JOIN tenancies_tenancy t ON t.id = part.tenancy_id
       JOIN places_place place ON place.id = t.place_id) AS tenancies,
    (SELECT coalesce(jsonb_agg(jsonb_build_object(
                'tenancy_id', other.tenancy_id, 'role', other.role, 'relationship', other.relationship,
                'reference', p.reference, 'name', btrim(p.forenames || ' ' || p.surname),
                'preferred_name', p.preferred_name, 'date_of_birth', p.date_of_birth, 'deceased_on', p.deceased_on,
                'from_on', other.from_on, 'until_on', other.until_on)
                ORDER BY other.role = 'occupant', other.from_on, other.id), '[]')
       FROM tenancies_tenancyparty other JOIN people_person p ON p.id = other.person_id
      WHERE other.tenancy_id IN (SELECT tenancy_id FROM parts)
        AND other.person_id NOT IN (SELECT id FROM everybody)
        AND (other.until_on IS NULL OR other.until_on > %(today)s)) AS living_with,
    (SELECT coalesce(jsonb_agg(to_jsonb(m) ORDER BY m.start_on, m.id), '[]')
       FROM places_placemarker m
       JOIN tenancies_tenancy t ON t.place_id = m.place_id
       JOIN parts part ON part.tenancy_id = t.id
      WHERE m.start_on <= %(today)s AND m.until_on > %(today)s
        AND (part.until_on IS NULL OR part.until_on > %(today)s)
        AND (t.until_on IS NULL OR t.until_on > %(today)s)) AS place_markers
