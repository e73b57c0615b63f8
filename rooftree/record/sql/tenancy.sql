-- Everything on the page of one tenancy, as one row of JSON. Row security decides what is in it.
-- `reference` is the tenancy's reference.
WITH this AS (
    SELECT * FROM tenancies_tenancy WHERE reference = %(reference)s
), beside AS (
    SELECT t.id, t.reference, t.tenure, t.from_on, t.until_on, t.end_reason, t.id = this.previous_id AS is_before,
           place.reference AS place_reference,
           concat_ws(', ', coalesce(nullif(place.address_1, ''), place.name), nullif(place.postcode, '')) AS address
    FROM this
    JOIN tenancies_tenancy t ON t.id = this.previous_id OR t.previous_id = this.id
    JOIN places_place place ON place.id = t.place_id
)
SELECT
    (SELECT to_jsonb(this) || jsonb_build_object(
                'place_reference', place.reference,
                'address', concat_ws(', ', coalesce(nullif(place.address_1, ''), nullif(place.name, '')),
                    nullif(place.address_2, ''), nullif(place.address_3, ''), nullif(place.address_4, ''),
                    nullif(place.postcode, '')))
       FROM this JOIN places_place place ON place.id = this.place_id) AS tenancy,
    (SELECT coalesce(jsonb_agg(jsonb_build_object(
                'part_id', part.id, 'role', part.role, 'relationship', part.relationship,
                'from_on', part.from_on, 'until_on', part.until_on,
                'id', p.id, 'restricted_to', p.restricted_to, 'reference', p.reference,
                'name', btrim(p.forenames || ' ' || p.surname), 'preferred_name', p.preferred_name,
                'date_of_birth', p.date_of_birth, 'deceased_on', p.deceased_on)
                ORDER BY part.role = 'occupant', part.role = 'authorised_contact', part.from_on, part.id), '[]')
       FROM tenancies_tenancyparty part JOIN this ON this.id = part.tenancy_id
       JOIN people_person p ON p.id = part.person_id) AS parts,
    (SELECT coalesce(jsonb_agg(to_jsonb(beside) ORDER BY from_on, id), '[]') FROM beside) AS beside,
    (SELECT coalesce(jsonb_agg(jsonb_build_object('source_system', l.source_system, 'reference', l.reference)
                ORDER BY l.source_system, l.id), '[]')
       FROM tenancies_tenancylegacyreference l JOIN this ON this.id = l.tenancy_id) AS legacy_references
