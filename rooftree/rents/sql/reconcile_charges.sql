-- What payers should have been charged, and what should have fallen to voids, against what stands in the books: both
-- at once, for they are shares of one roll. Reckoned afresh, from the charges and from the days on which somebody had
-- each home: not by the statement that the runs use (due.sql), and from no figure that a run kept, so that a run that
-- was wrong is found out. Where a period was shared, its days are counted one by one.
--
-- Looked at are the periods whose runs stand in these days, and earlier ones of accounts on which something was put
-- right in these days. What was posted of the same before, or put right afterwards, is taken off.
--
-- Nobody can say beforehand how many rows each step has. So rows are looked up by hash where PostgreSQL might pair each
-- with each (`IN … IS TRUE` is never a join), and are summed before they meet short lists.
WITH listed AS MATERIALIZED (
    SELECT * FROM unnest(%(codes)s::text[], %(reduces)s::bool[]) AS listed (code, reduces)
), cycle AS (
    SELECT * FROM unnest(%(cycles)s::text[], %(pers)s::text[]) AS cycle (code, per)
), lets_in AS (
    SELECT * FROM unnest(%(place_kinds)s::text[], %(place_groups)s::text[]) AS lets_in (kind, "group")
), run AS MATERIALIZED (
    SELECT run.id, run."group", cycle.per, run.cycle, run.ledger_run_id, run.period_from_on AS starts_on,
        run.period_until_on AS ends_on, coalesce(run.period_from_on = ANY (year.free_weeks), false) AS is_free,
        coalesce(run.posted_on, run.period_from_on) >= %(from)s
            AND coalesce(run.posted_on, run.period_from_on) < %(until)s AS is_of_now
    FROM rents_debitrun AS run JOIN cycle ON cycle.code = run.cycle
    LEFT JOIN rents_rentyear AS year ON run.cycle = 'weekly' AND year.council_id = run.council_id
        AND year."group" = run."group" AND run.period_from_on >= year.starts_on
        AND run.period_from_on < year.starts_on + 7 * year.weeks
    WHERE run.council_id = %(council)s AND run.status = 'posted'
), was AS MATERIALIZED (
    SELECT * FROM rents_groupbefore WHERE council_id = %(council)s
), side AS MATERIALIZED (
    SELECT part.ledger_account_id, account.id AS account_id, account.place_id, account."group",
        account.tenancy_id IS NULL AS is_void, account.id IN (SELECT rent_account_id FROM was) AS was_moved
    FROM rents_accountpart AS part JOIN rents_rentaccount AS account ON account.id = part.rent_account_id
    WHERE part.council_id = %(council)s
), charge_of_run AS (
    -- Read are the partitions of these days alone: the ledger posts all of a run under one day.
    SELECT m.debit_id, m.credit_id, m.amount, m.posted_on, m.run_id, m.batch
    FROM ledger_movement AS m
    WHERE m.council_id = %(council)s AND m.by_run AND m.kind = 'charge'
        AND m.posted_on >= %(from)s AND m.posted_on < %(until)s
        AND m.run_id = ANY (ARRAY(
            SELECT id FROM ledger_run
            WHERE council_id = %(council)s AND posted_on >= %(from)s AND posted_on < %(until)s))
), charge_alone AS (
    SELECT m.debit_id, m.credit_id, m.amount, m.posted_on, m.run_id, m.batch
    FROM ledger_movement AS m
    WHERE m.council_id = %(council)s AND NOT m.by_run AND m.kind = 'charge' AND m.posted_on >= %(from)s
    UNION ALL
    SELECT m.debit_id, m.credit_id, m.amount, m.posted_on, was.run_id, was.batch
    FROM ledger_movement AS m JOIN ledger_movement AS was ON was.id = m.reverses_id AND was.kind = 'charge'
    WHERE m.council_id = %(council)s AND NOT m.by_run AND m.kind = 'reversal' AND m.posted_on >= %(from)s
), charged AS (
    -- What was charged in these days, or taken back, or for a period that was run in them.
    SELECT debit_id AS ledger_account_id, amount AS pounds, posted_on, run_id, batch FROM charge_of_run
    UNION ALL SELECT credit_id, -amount, posted_on, run_id, batch FROM charge_of_run
    UNION ALL SELECT debit_id, amount, posted_on, run_id, batch FROM charge_alone
    UNION ALL SELECT credit_id, -amount, posted_on, run_id, batch FROM charge_alone
), posted AS MATERIALIZED (
    SELECT side.account_id, side.place_id, side."group", side.is_void, charged.pounds,
        charged.posted_on < %(until)s AS is_in_time,
        charged.posted_on < %(until)s AND run.is_of_now AND run."group" = side."group" AND NOT side.was_moved
            AS is_plain,
        coalesce(run.cycle, CASE WHEN charged.batch LIKE '%%:%%' THEN split_part(charged.batch, ':', 1) END) AS cycle,
        coalesce(run.starts_on, CASE WHEN charged.batch ~ '^[a-z]+:[0-9]{4}-[0-9]{2}-[0-9]{2}'
            THEN split_part(charged.batch, ':', 2)::date END) AS starts_on
    FROM charged JOIN side USING (ledger_account_id) LEFT JOIN run ON run.ledger_run_id = charged.run_id
), of_run AS MATERIALIZED (
    -- The others with the run of their period, by the group in which the account was charged then. Nearly all stand in
    -- these days by the run of theirs.
    SELECT posted.account_id, posted.place_id, posted.is_void, posted.pounds, posted.is_in_time, run.cycle, run.per,
        run.starts_on, run.ends_on, run.is_of_now
    FROM posted LEFT JOIN was ON was.rent_account_id = posted.account_id
        AND posted.starts_on >= was.from_on AND posted.starts_on < was.until_on
    JOIN run ON run.cycle = posted.cycle AND run.starts_on = posted.starts_on
        AND run."group" = coalesce(was."group", posted."group")
    WHERE posted.is_plain IS NOT TRUE
), earlier AS MATERIALIZED (
    -- Earlier periods of an account on which something was put right in these days.
    SELECT DISTINCT account_id, place_id, is_void, cycle, per, starts_on, ends_on
    FROM of_run WHERE is_in_time AND NOT is_of_now
), touched AS MATERIALIZED (
    SELECT ledger_account_id, account_id, is_void FROM side
    WHERE (account_id IN (SELECT account_id FROM earlier)) IS TRUE
), charged_besides AS (
    -- What was charged for such periods before these days or after them. Nothing is charged before its period begins.
    SELECT m.debit_id, m.credit_id, m.amount, m.run_id, m.batch
    FROM ledger_movement AS m
    WHERE m.council_id = %(council)s AND m.by_run AND m.kind = 'charge'
        AND (m.posted_on < %(from)s OR m.posted_on >= %(until)s)
        AND m.run_id = ANY (ARRAY(
            SELECT ledger_run_id FROM run WHERE ((cycle, starts_on) IN (SELECT cycle, starts_on FROM earlier)) IS TRUE))
    UNION ALL
    SELECT m.debit_id, m.credit_id, m.amount, m.run_id, m.batch
    FROM ledger_movement AS m
    WHERE m.council_id = %(council)s AND NOT m.by_run AND m.kind = 'charge'
        AND (m.posted_on < %(from)s OR m.posted_on >= %(until)s)
        AND m.posted_on >= (SELECT min(starts_on) FROM earlier)
    UNION ALL
    SELECT m.debit_id, m.credit_id, m.amount, taken.run_id, taken.batch
    FROM ledger_movement AS m JOIN ledger_movement AS taken ON taken.id = m.reverses_id AND taken.kind = 'charge'
    WHERE m.council_id = %(council)s AND NOT m.by_run AND m.kind = 'reversal'
        AND (m.posted_on < %(from)s OR m.posted_on >= %(until)s)
        AND m.posted_on >= (SELECT min(starts_on) FROM earlier)
), before AS MATERIALIZED (
    SELECT m.is_void, sum(m.pounds) AS pounds
    FROM (
        SELECT touched.account_id, touched.is_void, amount AS pounds, run_id, batch
        FROM charged_besides JOIN touched ON touched.ledger_account_id = debit_id
        UNION ALL
        SELECT touched.account_id, touched.is_void, -amount, run_id, batch
        FROM charged_besides JOIN touched ON touched.ledger_account_id = credit_id
    ) AS m LEFT JOIN run ON run.ledger_run_id = m.run_id
    WHERE ((m.account_id, coalesce(run.cycle, split_part(m.batch, ':', 1)),
            coalesce(run.starts_on::text, split_part(m.batch, ':', 2)))
        IN (SELECT account_id, cycle, starts_on::text FROM earlier)) IS TRUE
    GROUP BY m.is_void
), period AS (
    SELECT per, starts_on, ends_on, NULL::bigint AS place_id FROM run WHERE is_of_now
    UNION
    SELECT per, starts_on, ends_on, place_id FROM earlier WHERE NOT EXISTS (
        SELECT FROM run WHERE run.per = earlier.per AND run.starts_on = earlier.starts_on AND run.is_of_now)
), line AS (
    -- The lines of homes, the days of each period on which they run, and what these come to.
    SELECT id, place_id, code, amount, per, starts_on, ends_on, from_on, until_on,
        CASE WHEN from_on = starts_on AND until_on = ends_on THEN amount
            ELSE round(amount * (until_on - from_on) / (ends_on - starts_on), 2) END AS pounds
    FROM (
        SELECT charge.id, charge.place_id, charge.code, charge.amount, charge.per, starts_on, ends_on,
            greatest(charge.from_on, starts_on) AS from_on, least(charge.until_on, ends_on) AS until_on
        FROM period JOIN rents_charge AS charge ON charge.per = period.per
        WHERE period.place_id IS NULL AND charge.council_id = %(council)s AND charge.place_id IS NOT NULL
            AND charge.from_on < ends_on AND coalesce(charge.until_on > starts_on, true)
        UNION ALL
        SELECT charge.id, charge.place_id, charge.code, charge.amount, charge.per, starts_on, ends_on,
            greatest(charge.from_on, starts_on), least(charge.until_on, ends_on)
        FROM period JOIN rents_charge AS charge ON charge.place_id = period.place_id AND charge.per = period.per
        WHERE charge.council_id = %(council)s
    ) AS charge
    WHERE from_on < until_on
), paused AS MATERIALIZED (
    SELECT rent_account_id, from_on, coalesce(until_on, 'infinity') AS until_on
    FROM rents_suspension WHERE council_id = %(council)s
), payer AS MATERIALIZED (
    SELECT id AS account_id, place_id, "group", from_on, coalesce(until_on, 'infinity') AS until_on,
        id IN (SELECT rent_account_id FROM paused) AS was_paused
    FROM rents_rentaccount WHERE council_id = %(council)s AND tenancy_id IS NOT NULL
), had AS MATERIALIZED (
    -- Whoever had the home on every day of a line; mostly it is one payer.
    SELECT line.*, payer.account_id, payer."group"
    FROM line LEFT JOIN payer ON payer.place_id = line.place_id AND NOT payer.was_paused
        AND payer.from_on <= line.from_on AND payer.until_on >= line.until_on
), day AS (
    -- Who had the others on each of their days; nobody, where one stood empty.
    SELECT had.id, had.place_id, had.code, had.amount, had.per, had.starts_on, had.ends_on, had.pounds,
        had.from_on + number AS day, payer.account_id, payer."group"
    FROM had CROSS JOIN LATERAL generate_series(0, had.until_on - had.from_on - 1) AS number
    LEFT JOIN payer ON payer.place_id = had.place_id
        AND payer.from_on <= had.from_on + number AND payer.until_on > had.from_on + number
        AND NOT (payer.was_paused AND EXISTS (
            SELECT FROM paused WHERE paused.rent_account_id = payer.account_id
                AND paused.from_on <= had.from_on + number AND paused.until_on > had.from_on + number))
    WHERE had.account_id IS NULL
), stay AS (
    -- Days that follow each other with one payer, and what they come to.
    SELECT id, place_id, code, per, starts_on, pounds, account_id, "group", min(day) AS from_on,
        CASE WHEN account_id IS NULL THEN 0 ELSE round(amount * count(*) / (ends_on - starts_on), 2) END AS part
    FROM (
        SELECT day.*, day - (row_number() OVER (PARTITION BY id, starts_on, account_id ORDER BY day))::int AS stretch
        FROM day
    ) AS numbered
    GROUP BY id, place_id, code, per, starts_on, ends_on, amount, pounds, account_id, "group", stretch
), added AS MATERIALIZED (
    SELECT stay.*, bool_or(account_id IS NULL) OVER whole AS has_empty_days,
        from_on = max(from_on) OVER whole AS is_last,
        from_on = min(from_on) FILTER (WHERE account_id IS NULL) OVER whole AS is_first_empty,
        least(pounds, sum(part) OVER until_here) AS so_far,
        least(pounds, sum(part) OVER until_here - part) AS till_then,
        least(pounds, sum(part) OVER whole) AS by_payers
    FROM stay
    WINDOW whole AS (PARTITION BY id, starts_on), until_here AS (PARTITION BY id, starts_on ORDER BY from_on)
), alone AS MATERIALIZED (
    -- The lines of one account alone.
    SELECT payer.account_id, payer."group", payer.place_id, payer.was_paused, charge.code, charge.amount, charge.per,
        greatest(charge.from_on, payer.from_on) AS from_on, least(charge.until_on, payer.until_on) AS until_on
    FROM rents_charge AS charge JOIN payer ON payer.account_id = charge.rent_account_id
    WHERE charge.council_id = %(council)s
), own AS (
    -- They and the days on which each is charged.
    SELECT account_id, "group", was_paused, code, amount, per, starts_on, ends_on, greatest(from_on, starts_on) AS from_on,
        least(until_on, ends_on) AS until_on
    FROM (
        SELECT alone.*, period.starts_on, period.ends_on
        FROM alone JOIN period USING (per) WHERE period.place_id IS NULL
        UNION ALL
        SELECT alone.*, period.starts_on, period.ends_on
        FROM alone JOIN period ON period.place_id = alone.place_id AND period.per = alone.per
    ) AS alone
), own_days AS (
    SELECT own.*, CASE WHEN NOT was_paused THEN until_on - from_on ELSE (
            SELECT count(*) FROM generate_series(0, until_on - from_on - 1) AS number
            WHERE NOT EXISTS (
                SELECT FROM paused WHERE paused.rent_account_id = own.account_id
                    AND paused.from_on <= own.from_on + number AND paused.until_on > own.from_on + number))
        END AS days
    FROM own WHERE from_on < until_on
), share AS (
    SELECT account_id, "group", false AS is_void, code, per, starts_on, pounds FROM had WHERE account_id IS NOT NULL
    UNION ALL
    SELECT account_id, "group", false, code, per, starts_on,
        CASE WHEN is_last AND NOT has_empty_days THEN pounds ELSE so_far END - till_then
    FROM added WHERE account_id IS NOT NULL
    UNION ALL
    SELECT account_id, "group", false, code, per, starts_on, round(amount * days / (ends_on - starts_on), 2)
    FROM own_days WHERE days > 0
    UNION ALL
    -- A home is void in the group of its void account, else of its latest account, else of such places.
    SELECT void.id, coalesce(void."group", other."group", lets_in."group"), true, code, per, starts_on, pounds - by_payers
    FROM added
    LEFT JOIN rents_rentaccount AS void ON void.place_id = added.place_id AND void.tenancy_id IS NULL
    LEFT JOIN LATERAL (
        SELECT account."group" FROM rents_rentaccount AS account
        WHERE void.id IS NULL AND account.place_id = added.place_id AND account.tenancy_id IS NOT NULL
        ORDER BY account.from_on DESC LIMIT 1
    ) AS other ON true
    LEFT JOIN (places_place AS place JOIN lets_in USING (kind)) ON place.id = added.place_id
    WHERE added.is_first_empty
), summed AS MATERIALIZED (
    -- Some dozens of sums, whatever the number of homes.
    SELECT "group", is_void, code, per, starts_on, is_touched, sum(pounds) AS pounds, count(*) AS shares
    FROM (
        SELECT CASE WHEN account_id IN (SELECT rent_account_id FROM was) THEN coalesce(
                (SELECT was."group" FROM was WHERE was.rent_account_id = share.account_id
                    AND was.from_on <= share.starts_on AND was.until_on > share.starts_on), "group")
            ELSE "group" END AS "group",
            is_void, code, per, starts_on, pounds,
            ((account_id, per, starts_on) IN (SELECT account_id, per, starts_on FROM earlier)) IS TRUE AS is_touched
        FROM share
    ) AS placed
    GROUP BY 1, 2, 3, 4, 5, 6
), due AS MATERIALIZED (
    SELECT summed.is_void, run.is_of_now, summed.is_touched, summed.shares,
        CASE WHEN listed.reduces THEN -summed.pounds ELSE summed.pounds END AS pounds
    FROM summed JOIN listed USING (code)
    JOIN run ON run.per = summed.per AND run.starts_on = summed.starts_on AND NOT run.is_free
        AND run."group" = summed."group"
), stands AS MATERIALIZED (
    SELECT is_void, sum(pounds) AS pounds, count(*)::int AS charges FROM posted WHERE is_in_time GROUP BY is_void
)
SELECT kind.code, part.*
FROM (VALUES ('debits', false), ('voids', true)) AS kind (code, is_void)
CROSS JOIN LATERAL (
    SELECT 'expected', 'roll', coalesce(sum(pounds), 0), (SELECT count(*)::int FROM run WHERE is_of_now)
    FROM due WHERE is_of_now
    UNION ALL SELECT 'expected', CASE WHEN kind.is_void THEN 'of_payers' ELSE 'of_voids' END,
        -coalesce(sum(pounds), 0), coalesce(sum(shares), 0)::int
    FROM due WHERE is_of_now AND is_void <> kind.is_void
    UNION ALL SELECT 'expected', 'caught_up',
        coalesce((SELECT sum(pounds) FROM due WHERE is_void = kind.is_void AND is_touched AND NOT is_of_now), 0)
            - coalesce((SELECT pounds FROM before WHERE is_void = kind.is_void), 0),
        (SELECT count(*)::int FROM earlier WHERE is_void = kind.is_void)
    UNION ALL SELECT 'expected', 'put_right_since', -sum(pounds), 0
    FROM of_run WHERE NOT is_in_time AND is_of_now AND is_void = kind.is_void HAVING sum(pounds) <> 0
    UNION ALL SELECT 'posted', CASE WHEN kind.is_void THEN 'debited_to_voids' ELSE 'debited' END,
        coalesce(sum(pounds), 0), coalesce(sum(charges), 0)::int
    FROM stands WHERE is_void = kind.is_void
) AS part (side, code, pounds, count)
