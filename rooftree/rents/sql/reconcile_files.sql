-- Files of some kinds against what was posted of them: side, code, pounds, count. What was taken back counts on the
-- day of its reversal, whenever the file came. What came through the same control accounts in no file counts too.
WITH file AS (
    SELECT id, name, total, lines, posted_on, 'file:' || id AS batch FROM rents_moneyfile
    WHERE council_id = %(council)s AND kind = ANY (%(kinds)s) AND status = 'posted'
), moved AS (
    SELECT m.kind, m.amount, debit.kind AS debit_kind, debit.code AS debit_code, credit.kind AS credit_kind,
           credit.code AS credit_code
    FROM ledger_movement m
    JOIN file ON file.batch = m.batch
    JOIN ledger_account debit ON debit.id = m.debit_id
    JOIN ledger_account credit ON credit.id = m.credit_id
    WHERE m.council_id = %(council)s AND NOT m.by_run AND m.posted_on >= %(from)s AND m.posted_on < %(until)s
      AND m.kind IN ('receipt', 'reversal')
), loose AS (
    SELECT m.kind, CASE WHEN control.id = m.debit_id THEN m.amount ELSE -m.amount END AS pounds
    FROM ledger_account control JOIN ledger_movement m ON control.id IN (m.debit_id, m.credit_id)
    WHERE control.council_id = %(council)s AND control.code = ANY (%(controls)s)
      AND m.council_id = %(council)s AND NOT m.by_run AND m.posted_on >= %(from)s AND m.posted_on < %(until)s
      AND m.kind IN ('receipt', 'reversal')
      AND NOT EXISTS (SELECT FROM rents_moneyfile f WHERE f.council_id = %(council)s AND 'file:' || f.id = m.batch)
), told AS (
    SELECT CASE WHEN kind = 'reversal' THEN 'reversed'
                WHEN 'personal' IN (debit_kind, credit_kind) THEN 'to_accounts'
                WHEN 'suspense' IN (debit_code, credit_code) THEN 'to_suspense'
                ELSE 'passed_on:' || CASE WHEN debit_code = 'cash' THEN credit_code ELSE debit_code END END AS code,
           CASE WHEN credit_kind = 'personal' OR credit_code = 'suspense' THEN amount
                WHEN debit_kind = 'personal' OR debit_code = 'suspense' THEN -amount
                WHEN debit_code = 'cash' THEN amount ELSE -amount END AS pounds
    FROM moved
)
(SELECT 'expected', 'file:' || name, total, lines FROM file
 WHERE posted_on >= %(from)s AND posted_on < %(until)s ORDER BY posted_on, id)
UNION ALL
(SELECT 'posted', code, sum(pounds), count(*)::int FROM told GROUP BY code ORDER BY code)
UNION ALL
(SELECT 'posted', CASE kind WHEN 'reversal' THEN 'reversed' ELSE 'no_file' END, sum(pounds), count(*)::int FROM loose
 GROUP BY kind ORDER BY kind)
