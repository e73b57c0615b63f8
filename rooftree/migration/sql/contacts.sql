-- Contacts that an old system held: history on the timeline of a person, a place or a tenancy.

-- [about] Find whom and what each is about, and who had it
{find_about}
ANALYZE about;

-- [lost] Refuse contacts about people, places or tenancies that nobody knows
{lost}

-- [unknown officers] Say whose officers nobody knows
{unknown_officers}

-- [change] Change what the file changed (each turn)
{change}

-- [add] Add contacts
INSERT INTO contact_contact (id, council_id, restricted_to, person_id, place_id, tenancy_id, channel, started_at,
    handler_id, handler_name, reasons, adjustments_used, note, source_system, logged_at)
SELECT s.id, %(council)s, w.restricted_to, w.person_id, w.place_id, w.tenancy_id, s.channel, s.at, w.officer_id,
    {handler_name}, {reasons}, ARRAY[]::varchar[], s.note, s.source, %(at)s
FROM fresh s JOIN about w USING (row);

-- [keep] Keep the facts and the references
INSERT INTO contact_contactlegacyreference (council_id, restricted_to, source_system, reference, contact_id, digest,
    facts, kept, source_updated, loaded_at)
SELECT %(council)s, a.restricted_to, s.source, s.contact_ref, s.id, s.digest, s.facts, s.kept, s.updated, %(at)s
FROM fresh s JOIN about a USING (row);

-- [keep changed] Keep the changed facts (if changed)
{keep_changed}
