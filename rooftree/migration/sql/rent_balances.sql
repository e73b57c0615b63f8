-- Balances that an old system gave: kept, and proven at the end of the load. Nothing is posted for them.

-- [change] Change what the file changed (if changed)
UPDATE rents_loadedbalance AS b SET balance = s.balance, rent_account_id = a.account_id
FROM changed c JOIN staged s USING (row) JOIN account_of a USING (row)
WHERE b.id = c.legacy_id AND b.council_id = %(council)s;

-- [keep] Keep the facts and the references
INSERT INTO rents_loadedbalance (council_id, restricted_to, source_system, reference, rent_account_id, as_at, balance,
    digest, facts, kept, source_updated, loaded_at)
SELECT %(council)s, 0, s.source, s.own, a.account_id, s.as_at, s.balance, s.digest, s.facts, s.kept, s.updated, %(at)s
FROM fresh s JOIN account_of a USING (row);

-- [keep changed] Keep the changed facts (if changed)
{keep_changed};

-- [touched] Note whose balances to prove
INSERT INTO touched_account SELECT DISTINCT account_id FROM account_of;
