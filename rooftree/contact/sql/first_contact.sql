-- First-contact resolution by main reason (figures.FirstContact says what is counted).
WITH RECURSIVE merged (id, into_id) AS (
    SELECT id, merged_into_id FROM people_person WHERE council_id = %(council)s AND merged_into_id IS NOT NULL
    UNION ALL
    SELECT m.id, p.merged_into_id FROM merged m JOIN people_person p ON p.id = m.into_id
    WHERE p.merged_into_id IS NOT NULL
), roots AS (
    SELECT m.id, m.into_id FROM merged m JOIN people_person p ON p.id = m.into_id
    WHERE p.merged_into_id IS NULL
), asked AS MATERIALIZED (
    -- A merged person asks as the record that stands.
    SELECT k.id, coalesce(r.into_id, k.person_id) AS who, k.reasons, k.started_at, k.outcome, k.accepted, k.caller
    FROM contact_contact k LEFT JOIN roots r ON r.id = k.person_id
    WHERE k.council_id = %(council)s AND NOT k.is_automatic AND k.source_system = '' AND k.person_id IS NOT NULL
      AND k.channel = ANY (%(inbound)s) AND k.started_at >= %(from_at)s
      AND k.started_at < %(until_at)s + %(within)s
), again AS (
    SELECT DISTINCT a.id FROM asked a JOIN asked b ON b.who = a.who
    WHERE b.reasons && a.reasons AND (b.started_at, b.id) > (a.started_at, a.id)
      AND b.started_at < a.started_at + %(within)s
)
SELECT a.reasons[1], count(*),
       count(*) FILTER (WHERE a.outcome = ANY (%(resolved)s)),
       count(*) FILTER (WHERE a.accepted IN ('yes', 'no')),
       count(*) FILTER (WHERE a.accepted = 'yes' AND a.outcome = ANY (%(resolved)s)),
       count(*) FILTER (WHERE a.started_at + %(within)s <= %(at)s),
       count(*) FILTER (WHERE a.started_at + %(within)s <= %(at)s AND a.outcome = ANY (%(resolved)s)
                          AND again.id IS NULL)
FROM asked a LEFT JOIN again USING (id)
WHERE a.started_at < %(until_at)s AND a.caller <> 'anonymous' AND a.outcome <> ALL (%(ended_early)s)
  AND a.reasons[1] = ANY (%(counted)s)
GROUP BY a.reasons[1] ORDER BY a.reasons[1]
