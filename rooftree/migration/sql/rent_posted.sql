-- What is kept of transactions once they are posted.

-- [keep] Keep the facts and the references
INSERT INTO rents_transactionlegacyreference (council_id, restricted_to, source_system, reference, rent_account_id,
    movement_id, version, digest, facts, kept, source_updated, loaded_at)
SELECT %(council)s, 0, s.source, s.own, p.account_id, k.movement_id, 1, s.digest, s.facts, s.kept, s.updated, %(at)s
FROM fresh s JOIN to_post p USING (row) JOIN ledger_key k ON k.council_id = %(council)s AND k.key = p.key;

-- [keep changed] Keep the changed facts, and which movement stands (if changed)
UPDATE rents_transactionlegacyreference AS l
SET rent_account_id = p.account_id, movement_id = k.movement_id, version = p.version
FROM changed c JOIN to_post p USING (row) JOIN ledger_key k ON k.council_id = %(council)s AND k.key = p.key
WHERE l.id = c.legacy_id AND l.council_id = %(council)s;
{keep_changed};

-- [first charged] Charge from where the old system stopped, as long as nothing was charged here
WITH last AS (
    SELECT p.rent_group, max(p.effective_on) AS effective_on
    FROM to_post p JOIN tenure_group g ON g.rent_group = p.rent_group AND g.code = p.code
    WHERE p.amount > 0 AND p.reversal_of = '' GROUP BY p.rent_group
), next AS (
    -- The debit day after the last week that was charged.
    SELECT rent_group, effective_on + 7 + (extract(isodow FROM %(first_charged)s::date)::int
        - extract(isodow FROM effective_on)::int + 7) %% 7 AS charged_on
    FROM last
)
UPDATE rents_charge c SET from_on = next.charged_on
FROM rents_rentaccount a JOIN next ON next.rent_group = a."group"
WHERE c.council_id = %(council)s AND a.council_id = %(council)s AND a.place_id = c.place_id AND c.why = 'Loaded'
  AND c.until_on IS NULL AND c.from_on <> next.charged_on AND next.charged_on > %(today)s::date - 84
  AND NOT EXISTS (SELECT FROM rents_debitrun r WHERE r.council_id = %(council)s AND r."group" = a."group");

-- [touched] Note whose balances to prove
INSERT INTO touched_account SELECT DISTINCT account_id FROM account_of;
