-- Transactions of rent accounts, made ready to be posted: each as a movement between a part of its account and a
-- control account. What was posted stands: a row that says something else now is reversed and posted anew.

-- [differs] Find what the changed rows change
CREATE TEMP TABLE differs AS
SELECT c.row, l.id AS legacy_id, l.movement_id, l.version, m.posted_on AS was_posted_on, m.kind = 'reversal' AS is_reversal,
    r.reversal_id IS NOT NULL AS is_reversed, c.facts - ARRAY['narrative', 'batch'] = l.facts - ARRAY['narrative', 'batch'] AS is_words,
    ROW(c.facts->'narrative', c.facts->'batch') IS DISTINCT FROM ROW(l.facts->'narrative', l.facts->'batch') AS has_new_words
FROM changed c
JOIN rents_transactionlegacyreference l ON l.id = c.legacy_id AND l.council_id = %(council)s
JOIN ledger_movement m ON m.id = l.movement_id
LEFT JOIN ledger_reversal r ON r.movement_id = m.id;
INSERT INTO problem (file, row, col, value, reason, refuses, source, ref)
SELECT %(file)s, s.row, 'narrative', s.narrative,
    'What is posted is never changed, so the new words were only kept beside the reference.', false, s.source, s.own
FROM differs d JOIN staged s USING (row) WHERE d.is_words AND d.has_new_words;
WITH said AS (
    INSERT INTO problem (file, row, col, value, reason, refuses, source, ref)
    SELECT %(file)s, s.row, 'transaction_ref', s.own,
        CASE WHEN d.is_reversal THEN format('%%s took another transaction back, and that stands. Give what is right a reference of its own.', s.own)
        ELSE format('%%s was reversed since it was loaded. Give what the file says now a reference of its own.', s.own)
        END, true, s.source, s.own
    FROM differs d JOIN staged s USING (row) WHERE NOT d.is_words AND (d.is_reversal OR d.is_reversed)
    RETURNING row
) INSERT INTO refused SELECT row FROM said ON CONFLICT DO NOTHING;

-- [rows to post] Take the rows that are new, and those whose money changed
CREATE TEMP TABLE to_post AS
SELECT s.row, s.source, s.own, s.code, s.posted_on, coalesce(s.effective_on, s.posted_on) AS effective_on, s.amount,
    s.narrative, s.batch, s.reversal_of_system, s.reversal_of, a.account_id, a.rent_group, x.part, x.family,
    CASE x.control WHEN 'income.' THEN x.control || a.rent_group ELSE x.control END AS control,
    coalesce(d.version, 0) + 1 AS version, d.movement_id AS was_movement_id, d.was_posted_on,
    NULL::bigint AS part_id, NULL::bigint AS control_id, NULL::bigint AS reverses_id, NULL::text AS reverses_key,
    format('loaded:%%s:%%s:%%s', s.source, s.own, coalesce(d.version, 0) + 1) AS key
FROM staged s
JOIN account_of a USING (row)
JOIN transaction_code x ON x.code = s.code
LEFT JOIN differs d ON d.row = s.row
WHERE NOT EXISTS (SELECT FROM refused WHERE refused.row = s.row)
  AND NOT EXISTS (SELECT FROM again WHERE again.row = s.row)
  AND (d.row IS NOT NULL AND NOT d.is_words OR d.row IS NULL AND NOT EXISTS (SELECT FROM known WHERE known.row = s.row));
CREATE UNIQUE INDEX ON to_post (row);
ANALYZE to_post;

-- [closed books] Refuse what falls into closed books, or lies too long ago
WITH books AS (SELECT coalesce(max(until_on), '-infinity') AS closed_until FROM ledger_closing WHERE council_id = %(council)s), said AS (
    INSERT INTO problem (file, row, col, value, reason, refuses, source, ref)
    SELECT %(file)s, p.row, 'posted_on', p.posted_on::text,
        CASE WHEN p.posted_on < %(today)s::date - 7305
        THEN format('%%s is more than 20 years ago: no account is kept so long.', pg_temp.in_words(p.posted_on))
        ELSE format('The books are closed until %%s, so nothing is posted on %%s.',
            pg_temp.in_words(closed_until), pg_temp.in_words(least(p.posted_on, p.was_posted_on))) END,
        true, p.source, p.own
    FROM to_post p, books
    WHERE least(p.posted_on, p.was_posted_on) < closed_until OR p.posted_on < %(today)s::date - 7305
    RETURNING row
) INSERT INTO refused SELECT row FROM said;
DELETE FROM to_post USING refused WHERE refused.row = to_post.row;

-- [lost reversals] Refuse reversals of transactions that nobody knows (repeat)
WITH said AS (
    INSERT INTO problem (file, row, col, value, reason, refuses, source, ref)
    SELECT %(file)s, p.row, 'reversal_of', p.reversal_of,
        pg_temp.nowhere('transaction', 'rent_transactions', p.reversal_of_system, p.reversal_of), true, p.source, p.own
    FROM to_post p
    WHERE p.reversal_of <> '' AND NOT EXISTS (SELECT FROM refused WHERE refused.row = p.row)
      AND NOT EXISTS (
          SELECT FROM staged o WHERE o.source = p.reversal_of_system AND o.own = p.reversal_of
            AND NOT EXISTS (SELECT FROM refused WHERE refused.row = o.row))
      AND NOT EXISTS (
          SELECT FROM rents_transactionlegacyreference l
          WHERE l.council_id = %(council)s AND l.source_system = p.reversal_of_system AND l.reference = p.reversal_of)
    RETURNING row
) INSERT INTO refused SELECT row FROM said;

-- [without refused] Leave the refused out
DELETE FROM to_post USING refused WHERE refused.row = to_post.row;

-- [parts] Open the parts of accounts that are needed
CREATE TEMP TABLE part_to_open AS
SELECT row_number() OVER (ORDER BY account_id, part) AS nth, account_id, part, opened_on
FROM (SELECT account_id, part, min(posted_on) OVER () AS opened_on FROM to_post) AS needed
WHERE NOT EXISTS (
    SELECT FROM rents_accountpart p
    WHERE p.council_id = %(council)s AND p.rent_account_id = needed.account_id AND p.part = needed.part)
GROUP BY account_id, part, opened_on;
WITH opened AS (
    INSERT INTO ledger_account (council_id, kind, code, opened_on)
    SELECT %(council)s, 'personal', '', opened_on FROM part_to_open ORDER BY nth RETURNING id
), ordered AS (
    SELECT id, row_number() OVER (ORDER BY id) AS nth FROM opened
)
INSERT INTO rents_accountpart (council_id, rent_account_id, part, ledger_account_id)
SELECT %(council)s, account_id, part, id FROM part_to_open JOIN ordered USING (nth);
INSERT INTO ledger_account (council_id, kind, code, opened_on)
SELECT DISTINCT %(council)s::bigint, 'control', control, DATE '1900-01-01' FROM to_post
WHERE NOT EXISTS (SELECT FROM ledger_account a WHERE a.council_id = %(council)s AND a.code = to_post.control)
ON CONFLICT DO NOTHING;
UPDATE to_post p SET part_id = part.ledger_account_id, control_id = control.id
FROM rents_accountpart part, ledger_account control
WHERE part.council_id = %(council)s AND part.rent_account_id = p.account_id AND part.part = p.part
  AND control.council_id = %(council)s AND control.code = p.control;

-- [closed accounts] Refuse what is posted after its account was closed
WITH said AS (
    INSERT INTO problem (file, row, col, value, reason, refuses, source, ref)
    SELECT %(file)s, p.row, 'posted_on', p.posted_on::text,
        format('The account was closed on %%s, so nothing is posted to it on %%s.',
            pg_temp.in_words(a.closed_on), pg_temp.in_words(p.posted_on)), true, p.source, p.own
    FROM to_post p JOIN ledger_account a ON a.id = p.part_id WHERE a.closed_on <= p.posted_on
    RETURNING row
) INSERT INTO refused SELECT row FROM said;
DELETE FROM to_post USING refused WHERE refused.row = to_post.row;

-- [reversals] Tie each reversal to what it takes back, where it takes back the whole of it, and once
WITH of_this_file AS (
    SELECT p.row, o.key, NULL::bigint AS movement_id
    FROM to_post p JOIN to_post o
      ON o.source = p.reversal_of_system AND o.own = p.reversal_of AND o.reversal_of = ''
     AND o.part_id = p.part_id AND o.control_id = p.control_id AND o.amount = -p.amount
    WHERE p.reversal_of <> ''
), of_before AS (
    SELECT p.row, NULL::text AS key, m.id AS movement_id
    FROM to_post p JOIN rents_transactionlegacyreference l
      ON l.council_id = %(council)s AND l.source_system = p.reversal_of_system AND l.reference = p.reversal_of
    JOIN ledger_movement m ON m.id = l.movement_id AND m.kind <> 'reversal' AND m.amount = abs(p.amount)
     AND (m.debit_id, m.credit_id) = (CASE WHEN p.amount < 0 THEN p.part_id ELSE p.control_id END,
                                      CASE WHEN p.amount < 0 THEN p.control_id ELSE p.part_id END)
    WHERE p.reversal_of <> '' AND NOT EXISTS (SELECT FROM ledger_reversal r WHERE r.movement_id = m.id)
      AND NOT EXISTS (SELECT FROM to_post o WHERE o.was_movement_id = m.id)
), tied AS (
    SELECT DISTINCT ON (coalesce(key, movement_id::text)) * FROM (SELECT * FROM of_this_file UNION ALL SELECT * FROM of_before) AS both_ways
    ORDER BY coalesce(key, movement_id::text), row
)
UPDATE to_post p SET reverses_key = tied.key, reverses_id = tied.movement_id FROM tied WHERE tied.row = p.row;
INSERT INTO problem (file, row, col, value, reason, refuses, source, ref)
SELECT %(file)s, p.row, 'reversal_of', p.reversal_of,
    format('It does not take back the whole of %%s, or not first, so it was posted as an adjustment.', p.reversal_of),
    false, p.source, p.own
FROM to_post p WHERE p.reversal_of <> '' AND p.reverses_key IS NULL AND p.reverses_id IS NULL;
