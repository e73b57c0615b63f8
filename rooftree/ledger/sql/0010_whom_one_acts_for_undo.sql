CREATE OR REPLACE FUNCTION ledger_disproved(council bigint) RETURNS TABLE (account_id bigint, kept numeric, proved numeric)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT a.id, b.amount, coalesce(m.amount, 0)
    FROM ledger_account AS a LEFT JOIN ledger_balance AS b ON b.account_id = a.id
    LEFT JOIN ledger_sums(council, NULL) AS m ON m.account_id = a.id
    WHERE a.council_id = council AND a.kind = 'personal' AND b.amount IS DISTINCT FROM coalesce(m.amount, 0)
$$;

CREATE OR REPLACE FUNCTION ledger_apart(council bigint, day date) RETURNS TABLE (id bigint, leaf text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT r.id, c.relname::text
    FROM ledger_run AS r JOIN pg_class AS c ON c.relname = ledger_run_name(council, r.id)
    WHERE r.council_id = council AND r.posted_on < day AND c.relispartition
      AND c.relnamespace = 'public'::regnamespace
$$;
