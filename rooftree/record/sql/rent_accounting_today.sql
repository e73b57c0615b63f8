-- What waits in the books of one council, one row a kind of thing: how many, how many pounds, since when, and whose it
-- is, by name. `late_before` and `noted_before` are days before which money in suspense is too old, and
-- `benefits_late_before` one before which a benefit should have come.
WITH waiting (what, id, pounds, since, whose) AS (
    SELECT 'files_held', f.id, f.total, f.received_at::date, coalesce(o.name, '')
    FROM rents_moneyfile f LEFT JOIN staff_officer o ON o.id = f.received_by_id
    WHERE f.council_id = %(council)s AND f.status = 'held'
    UNION ALL
    SELECT 'files_refused', f.id, f.total, f.received_at::date, coalesce(o.name, '')
    FROM rents_moneyfile f LEFT JOIN staff_officer o ON o.id = f.received_by_id
    WHERE f.council_id = %(council)s AND f.status = 'refused' AND f.received_at::date > %(on)s - 7
      AND NOT EXISTS (SELECT FROM rents_moneyfile later
                      WHERE later.council_id = f.council_id AND later.kind = f.kind AND later.name = f.name
                        AND later.status = 'posted' AND later.received_at > f.received_at)
    UNION ALL
    SELECT 'suspense_late', s.id, s.amount, s.received_on, coalesce(o.name, t.name, '')
    FROM rents_suspenseitem s
    LEFT JOIN staff_officer o ON o.id = s.owner_id LEFT JOIN staff_team t ON t.id = s.team_id
    WHERE s.council_id = %(council)s AND s.status = 'open' AND s.received_on < %(late_before)s
    UNION ALL
    SELECT 'suspense_unnoted', s.id, s.amount, s.received_on, coalesce(o.name, t.name, '')
    FROM rents_suspenseitem s
    LEFT JOIN staff_officer o ON o.id = s.owner_id LEFT JOIN staff_team t ON t.id = s.team_id
    WHERE s.council_id = %(council)s AND s.status = 'open' AND s.received_on < %(noted_before)s
      AND NOT EXISTS (SELECT FROM rents_suspensenote n WHERE n.council_id = s.council_id AND n.item_id = s.id)
    UNION ALL
    SELECT 'suspense_moves', m.id, abs(s.amount), m.prepared_at::date, o.name
    FROM rents_suspensemove m
    JOIN rents_suspenseitem s ON s.council_id = m.council_id AND s.id = m.item_id
    JOIN staff_officer o ON o.id = m.prepared_by_id
    WHERE m.council_id = %(council)s AND m.status = 'prepared'
    UNION ALL
    SELECT 'benefits_late', e.id, e.amount, e.next_on, ''
    FROM rents_expectedbenefit e
    WHERE e.council_id = %(council)s AND e.kind = ANY (%(benefits)s) AND e.amount > 0
      AND e.next_on < %(benefits_late_before)s AND (e.until_on IS NULL OR e.until_on > e.next_on)
    UNION ALL
    SELECT 'journals', j.id, j.total, j.prepared_at::date, coalesce(o.name, '')
    FROM rents_journal j LEFT JOIN staff_officer o ON o.id = j.prepared_by_id
    WHERE j.council_id = %(council)s AND j.status = 'prepared'
    UNION ALL
    SELECT 'refunds', r.id, r.amount, r.requested_at::date, o.name
    FROM rents_refund r JOIN staff_officer o ON o.id = r.requested_by_id
    WHERE r.council_id = %(council)s AND r.status = 'requested'
    UNION ALL
    SELECT 'refunds_to_pay', r.id, r.amount, r.settled_at::date, ''
    FROM rents_refund r WHERE r.council_id = %(council)s AND r.status = 'approved'
    UNION ALL
    SELECT 'card_refunds', c.id, c.amount, c.asked_at::date, coalesce(o.name, '')
    FROM rents_cardrefund c LEFT JOIN staff_officer o ON o.id = c.asked_by_id
    WHERE c.council_id = %(council)s AND c.status = 'asked'
    UNION ALL
    SELECT 'reconciliations_to_review', k.id, k.difference, k.prepared_at::date, o.name
    FROM rents_reconciliation k JOIN staff_officer o ON o.id = k.prepared_by_id
    WHERE k.council_id = %(council)s AND k.status = 'prepared'
    UNION ALL
    SELECT 'apologies', a.id, NULL, a.flagged_at::date, coalesce(o.name, t.name, '')
    FROM rents_apology a
    LEFT JOIN staff_officer o ON o.id = a.owner_id LEFT JOIN staff_team t ON t.id = a.team_id
    WHERE a.council_id = %(council)s AND a.status = 'due'
    UNION ALL
    SELECT 'increases', i.id, NULL, i.prepared_at::date, o.name
    FROM rents_rentincrease i JOIN staff_officer o ON o.id = i.prepared_by_id
    WHERE i.council_id = %(council)s AND i.status = 'rehearsed'
)
SELECT what, count(*) AS count, sum(pounds) AS pounds, min(since) AS since,
       array_agg(DISTINCT whose ORDER BY whose) AS whose
FROM waiting GROUP BY what
