-- Which rent account each row of a rent file is of. {of_day} is the day by which one of several is chosen.

-- [accounts] Find the accounts
CREATE TEMP TABLE account_known AS
SELECT k.system, k.payment_ref, a.id AS account_id, a."group" AS rent_group, a.from_on,
    coalesce(a.until_on, 'infinity') AS until_on, count(*) OVER (PARTITION BY k.system, k.payment_ref) = 1 AS is_only
FROM sought_tenancy k JOIN rents_rentaccount a ON a.council_id = %(council)s AND a.tenancy_id = k.tenancy_id;
CREATE INDEX ON account_known (payment_ref, system);
ANALYZE account_known;
CREATE TEMP TABLE account_of AS
SELECT s.row, k.account_id, k.rent_group
FROM staged s JOIN account_known k
  ON k.payment_ref = s.payment_ref AND k.system = s.payment_ref_system AND k.is_only;
-- A reference that went from one tenancy to the next: by the day, whose tenancy it was then.
INSERT INTO account_of
SELECT DISTINCT ON (s.row) s.row, k.account_id, k.rent_group
FROM staged s JOIN account_known k
  ON k.payment_ref = s.payment_ref AND k.system = s.payment_ref_system AND NOT k.is_only
ORDER BY s.row, {of_day} >= k.from_on AND {of_day} < k.until_on DESC, {of_day} >= k.from_on DESC,
    CASE WHEN {of_day} >= k.from_on THEN k.from_on END DESC, k.from_on;
CREATE INDEX ON account_of (row);
ANALYZE account_of;

-- [lost accounts] Refuse rows of accounts that nobody knows
WITH said AS (
    INSERT INTO problem (file, row, col, value, reason, refuses, source, ref)
    SELECT %(file)s, s.row, 'payment_ref', s.payment_ref,
        CASE WHEN EXISTS (
            SELECT FROM sought_tenancy k WHERE k.system = s.payment_ref_system AND k.payment_ref = s.payment_ref)
        THEN format('The agreement with the payment reference %%s is of a kind that is not charged, so it has no account.', s.payment_ref)
        ELSE format('No tenancy of %%s has the payment reference %%s, in these files or before them.', s.payment_ref_system, s.payment_ref)
        END, true, s.source, s.own
    FROM staged s
    WHERE NOT EXISTS (SELECT FROM account_of WHERE account_of.row = s.row)
      AND NOT EXISTS (SELECT FROM refused WHERE refused.row = s.row)
    RETURNING row
) INSERT INTO refused SELECT row FROM said;
