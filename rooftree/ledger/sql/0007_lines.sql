-- The lines of a statement. A function keeps its plan for as long as a connection lasts: planning over many partitions
-- takes longer than reading the lines. OFFSET 0 has each account looked up by itself: a kept plan takes any list for
-- ten accounts, and would read small partitions whole. It runs as whoever asks, so row security holds.
CREATE FUNCTION ledger_lines(accounts bigint[], from_on date, until_on date, by_effective boolean, together boolean)
RETURNS TABLE (
    account_id bigint, movement_id bigint, posted_on date, effective_on date, kind varchar, code varchar,
    amount numeric, balance numeric, other_id bigint, narrative varchar, reference varchar, batch varchar,
    who varchar, posted_at timestamptz, run_id bigint, reverses_id bigint, reversed_by_id bigint)
LANGUAGE plpgsql STABLE SET plan_cache_mode = force_generic_plan AS $$
BEGIN
    RETURN QUERY
    WITH sides AS (
        SELECT asked.account, m.id, m.posted_on, m.effective_on, m.kind, m.code, m.amount,
               m.credit_id AS other, m.narrative, m.reference, m.batch, m.who, m.posted_at, m.run_id, m.reverses_id,
               CASE WHEN by_effective THEN m.effective_on ELSE m.posted_on END AS day
        FROM unnest(accounts) AS asked (account)
        CROSS JOIN LATERAL (SELECT * FROM ledger_movement AS d WHERE d.debit_id = asked.account OFFSET 0) AS m
        UNION ALL
        SELECT asked.account, m.id, m.posted_on, m.effective_on, m.kind, m.code, -m.amount,
               m.debit_id, m.narrative, m.reference, m.batch, m.who, m.posted_at, m.run_id, m.reverses_id,
               CASE WHEN by_effective THEN m.effective_on ELSE m.posted_on END
        FROM unnest(accounts) AS asked (account)
        CROSS JOIN LATERAL (SELECT * FROM ledger_movement AS c WHERE c.credit_id = asked.account OFFSET 0) AS m
    ),
    running AS (
        SELECT s.*, CASE WHEN together THEN 0 ELSE s.account END AS shown_with,
               sum(s.amount) OVER (
                   PARTITION BY CASE WHEN together THEN 0 ELSE s.account END ORDER BY s.day, s.id, s.amount
                   ROWS UNBOUNDED PRECEDING) AS after
        FROM sides AS s
        WHERE until_on IS NULL OR s.day < until_on
    )
    SELECT r.account, r.id, r.posted_on, r.effective_on, r.kind, r.code, r.amount, r.after, r.other, r.narrative,
           r.reference, r.batch, coalesce(nullif(r.who, ''), run.who, '')::varchar, r.posted_at, r.run_id,
           r.reverses_id, v.reversal_id
    FROM running AS r
    LEFT JOIN ledger_reversal AS v ON v.movement_id = r.id
    LEFT JOIN ledger_run AS run ON run.id = r.run_id
    WHERE from_on IS NULL OR r.day >= from_on
    ORDER BY r.shown_with, r.day, r.id, r.amount;
END $$;
REVOKE ALL ON FUNCTION ledger_lines(bigint[], date, date, boolean, boolean) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ledger_lines(bigint[], date, date, boolean, boolean) TO rooftree_app;
