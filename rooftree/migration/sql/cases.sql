-- Cases that an old system held: history on the timeline of a person, a place or a tenancy.

-- [about] Find whom and what each is about, and who had it
{find_about}
ANALYZE about;

-- [lost] Refuse cases about people, places or tenancies that nobody knows
{lost}

-- [ends] Refuse cases that closed before they were opened
WITH said AS (
    INSERT INTO problem (file, row, col, value, reason, refuses, source, ref)
    SELECT %(file)s, s.row, 'closed_on', s.closed_on::text,
           format('The case closed on %%s, before it was opened on %%s.', pg_temp.in_words(s.closed_on), pg_temp.in_words(s.opened_on)),
           true, s.source, s.own
    FROM staged s
    WHERE s.closed_on < s.opened_on AND NOT EXISTS (SELECT FROM refused WHERE refused.row = s.row)
    RETURNING row
) INSERT INTO refused SELECT row FROM said;

-- [unknown officers] Say whose officers nobody knows
{unknown_officers}

-- [change] Change what the file changed (each turn)
{change}

-- [add] Add cases
INSERT INTO cases_pastcase (council_id, restricted_to, source_system, reference, digest, facts, kept, source_updated,
    loaded_at, kind, opened_on, closed_on, status, person_id, place_id, tenancy_id, team, officer_id, officer_email, summary)
SELECT %(council)s, a.restricted_to, s.source, s.case_ref, s.digest, s.facts, s.kept, s.updated,
    %(at)s, s.kind, s.opened_on, s.closed_on, s.status, a.person_id, a.place_id, a.tenancy_id, s.team, a.officer_id,
    s.officer_email, s.summary
FROM fresh s JOIN about a USING (row);

-- [keep changed] Keep the changed facts (if changed)
{keep_changed}
