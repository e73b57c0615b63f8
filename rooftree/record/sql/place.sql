-- Everything on the page of one place, as one row of JSON. Row security decides what is in it.
-- `reference` is the place's reference, `today` the day that "now" means.
WITH RECURSIVE here AS (
    SELECT * FROM places_place WHERE reference = %(reference)s
), upwards AS (
    SELECT id, parent_id, reference, kind, name, address_1, 0 AS height FROM here
    UNION ALL
    SELECT p.id, p.parent_id, p.reference, p.kind, p.name, p.address_1, height + 1
    FROM places_place p JOIN upwards u ON p.id = u.parent_id WHERE height < 12
), held AS (
    SELECT t.* FROM tenancies_tenancy t JOIN here ON here.id = t.place_id
), now_held AS (
    SELECT * FROM held WHERE from_on <= %(today)s AND (until_on IS NULL OR until_on > %(today)s)
), parts AS (
    SELECT part.* FROM tenancies_tenancyparty part JOIN now_held t ON t.id = part.tenancy_id
    WHERE part.until_on IS NULL OR part.until_on > %(today)s
), merges AS (
    SELECT part.id AS part_id, p.id, p.merged_into_id FROM parts part JOIN people_person p ON p.id = part.person_id
    UNION
    SELECT m.part_id, p.id, p.merged_into_id FROM merges m JOIN people_person p ON p.id = m.merged_into_id
), living AS (
    SELECT part.tenancy_id, part.role, part.relationship, part.from_on, part.id AS party_id, m.id AS person_id
    FROM parts part JOIN merges m ON m.part_id = part.id WHERE m.merged_into_id IS NULL
), records AS (
    SELECT person_id, person_id AS id FROM living
    UNION
    SELECT r.person_id, p.id FROM records r JOIN people_person p ON p.merged_into_id = r.id
)
SELECT
    (SELECT to_jsonb(h) FROM here h) AS place,
    (SELECT to_jsonb(home) FROM places_home home JOIN here ON here.id = home.place_id) AS home,
    (SELECT coalesce(jsonb_agg(jsonb_build_object('reference', reference, 'kind', kind,
                'name', coalesce(nullif(name, ''), address_1)) ORDER BY height DESC), '[]')
       FROM upwards WHERE height > 0) AS within,
    (SELECT coalesce(jsonb_agg(jsonb_build_object(
                'id', t.id, 'reference', t.reference, 'tenure', t.tenure, 'from_on', t.from_on, 'until_on', t.until_on,
                'end_reason', t.end_reason, 'payment_reference', t.payment_reference,
                'introductory_until_on', t.introductory_until_on,
                'tenants', (SELECT coalesce(string_agg(btrim(p.forenames || ' ' || p.surname), ' and ' ORDER BY party.id), '')
                              FROM tenancies_tenancyparty party JOIN people_person p ON p.id = party.person_id
                             WHERE party.tenancy_id = t.id AND party.role IN ('tenant', 'joint_tenant')))
                ORDER BY t.from_on DESC, t.id), '[]') FROM held t) AS tenancies,
    (SELECT coalesce(jsonb_agg(jsonb_build_object(
                'tenancy_id', l.tenancy_id, 'role', l.role, 'relationship', l.relationship, 'from_on', l.from_on,
                'id', p.id, 'restricted_to', p.restricted_to,
                'reference', p.reference, 'name', btrim(p.forenames || ' ' || p.surname),
                'preferred_name', p.preferred_name, 'date_of_birth', p.date_of_birth, 'deceased_on', p.deceased_on,
                'interpreter', p.interpreter,
                'phones', (SELECT coalesce(jsonb_agg(c.value ORDER BY c.id), '[]') FROM people_contactpoint c
                            WHERE c.person_id IN (SELECT r.id FROM records r WHERE r.person_id = p.id) AND c.kind IN ('mobile', 'landline')
                              AND (c.safe_to_call OR (c.safe_to_call IS NULL AND NOT EXISTS (
                                  SELECT FROM people_personmarker rule WHERE rule.person_id IN (SELECT r.id FROM records r WHERE r.person_id = p.id)
                                     AND rule.code = ANY (%(protecting)s::text[])
                                     AND rule.start_on <= %(today)s AND rule.until_on > %(today)s)))
                              AND (c.until_on IS NULL OR c.until_on > %(today)s)),
                'adjustments', (SELECT coalesce(jsonb_agg(to_jsonb(a) ORDER BY a.code), '[]') FROM people_adjustment a
                                 WHERE a.person_id IN (SELECT r.id FROM records r WHERE r.person_id = p.id)
                                   AND (a.until_on IS NULL OR a.until_on > %(today)s)),
                'vulnerabilities', (SELECT coalesce(jsonb_agg(to_jsonb(v) ORDER BY v.factor), '[]')
                                      FROM people_vulnerability v WHERE v.person_id IN (SELECT r.id FROM records r WHERE r.person_id = p.id)
                                       AND (v.until_on IS NULL OR v.until_on > %(today)s)),
                'markers', (SELECT coalesce(jsonb_agg(to_jsonb(m) ORDER BY m.start_on), '[]') FROM people_personmarker m
                             WHERE m.person_id IN (SELECT r.id FROM records r WHERE r.person_id = p.id)
                               AND m.start_on <= %(today)s AND m.until_on > %(today)s
                               AND m.code <> ALL (%(protecting)s::text[])))
                ORDER BY l.role = 'occupant', l.role = 'authorised_contact', l.from_on, l.party_id), '[]')
       FROM living l JOIN people_person p ON p.id = l.person_id) AS people,
    (SELECT coalesce(jsonb_agg(to_jsonb(m) ORDER BY m.start_on, m.id), '[]') FROM places_placemarker m
       JOIN here ON here.id = m.place_id
      WHERE m.start_on <= %(today)s AND m.until_on > %(today)s) AS markers,
    (SELECT coalesce(jsonb_agg(DISTINCT jsonb_build_object('source_system', l.source_system, 'reference', l.reference)),
                     '[]') FROM places_placelegacyreference l JOIN here ON here.id = l.place_id) AS legacy_references,
    (SELECT coalesce(jsonb_agg(jsonb_build_object('kind', kind, 'count', number) ORDER BY number DESC, kind), '[]')
       FROM (SELECT child.kind, count(*) AS number FROM places_place child JOIN here ON here.id = child.parent_id
             GROUP BY child.kind) AS kinds) AS inside
