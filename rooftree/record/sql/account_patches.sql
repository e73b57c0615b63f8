-- What the current accounts of each income patch owe on their part of rent, and of places that are in none. A place
-- counts for the patch of the nearest place around it, as places/queries.py finds who looks after it.
WITH RECURSIVE covered AS (
    SELECT held.patch_id, held.place_id
    FROM places_patchplace held
    WHERE held.council_id = %(council)s AND held.purpose = 'income'
      AND held.from_on <= %(on)s AND (held.until_on IS NULL OR held.until_on > %(on)s)
    UNION ALL
    SELECT c.patch_id, p.id
    FROM covered c JOIN places_place p ON p.parent_id = c.place_id
    WHERE NOT EXISTS (
        SELECT FROM places_patchplace nearer
        WHERE nearer.place_id = p.id AND nearer.purpose = 'income'
          AND nearer.from_on <= %(on)s AND (nearer.until_on IS NULL OR nearer.until_on > %(on)s))
), weekly AS (
    SELECT g.place_id, sum(g.amount * CASE g.per WHEN 'week' THEN 1 WHEN 'month' THEN 12.0 / 52 ELSE 7 END) AS pounds
    FROM rents_charge g
    WHERE g.council_id = %(council)s AND g.place_id IS NOT NULL
      AND g.from_on <= %(on)s AND (g.until_on IS NULL OR g.until_on > %(on)s)
    GROUP BY 1
), stood AS (
    SELECT covered.patch_id, posted.amount + charged.amount AS arrears, coalesce(weekly.pounds, 0) AS weekly
    FROM rents_rentaccount a
    JOIN rents_accountpart part ON part.council_id = a.council_id AND part.rent_account_id = a.id AND part.part = 'rent'
    JOIN ledger_balanceposted posted ON posted.account_id = part.ledger_account_id
    JOIN ledger_balancecharged charged ON charged.account_id = part.ledger_account_id
    LEFT JOIN covered ON covered.place_id = a.place_id
    LEFT JOIN weekly ON weekly.place_id = a.place_id
    WHERE a.council_id = %(council)s AND a.tenancy_id IS NOT NULL
      AND a.from_on <= %(on)s AND (a.until_on IS NULL OR a.until_on > %(on)s)
)
SELECT coalesce(patch.code, '') AS patch, coalesce(team.name, '') AS team, coalesce(officer.name, '') AS officer,
       count(*)::int AS accounts, count(*) FILTER (WHERE stood.arrears > 0)::int AS owing,
       coalesce(sum(stood.arrears) FILTER (WHERE stood.arrears > 0), 0) AS arrears, round(sum(stood.weekly), 2) AS weekly
FROM stood
LEFT JOIN places_patch patch ON patch.council_id = %(council)s AND patch.id = stood.patch_id
LEFT JOIN staff_team team ON team.council_id = patch.council_id AND team.id = patch.team_id
LEFT JOIN places_patchofficer has ON has.council_id = patch.council_id AND has.patch_id = patch.id
    AND has.from_on <= %(on)s AND (has.until_on IS NULL OR has.until_on > %(on)s)
LEFT JOIN staff_officer officer ON officer.council_id = has.council_id AND officer.id = has.officer_id
GROUP BY patch.code, team.name, officer.name
ORDER BY patch.code NULLS LAST
