-- What payers should have been charged, or what should have fallen to voids, against what stands in the books. Reckoned
-- afresh, from the charges and from the days on which somebody had each home: not by the statement that the runs use
-- (due.sql), and from no figure that a run kept, so that a run that was wrong is found out. Where a period was shared,
-- its days are counted one by one.
--
-- Looked at are the periods whose runs stand in these days, and earlier ones of accounts on which something was put
-- right in these days. What was posted of the same before, or put right afterwards, is taken off.
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
), moved_group AS MATERIALIZED (
    -- In which group an account was charged before it was moved to another.
    SELECT rent_account_id, was AS "group", charged_from_on AS until_on,
        lag(charged_from_on, 1, '-infinity') OVER (PARTITION BY rent_account_id ORDER BY id) AS from_on
    FROM rents_groupchange WHERE council_id = %(council)s
), side AS MATERIALIZED (
    SELECT part.ledger_account_id, account.id AS account_id, account.place_id, account."group",
        account.tenancy_id IS NULL AS is_void
    FROM rents_accountpart AS part JOIN rents_rentaccount AS account ON account.id = part.rent_account_id
    WHERE part.council_id = %(council)s
), charged AS MATERIALIZED (
    -- What was charged in these days, or taken back, or for a period that was run in them.
    SELECT moved.account, moved.pounds, moved.posted_on, moved.run_id, moved.batch
    FROM (
        SELECT m.debit_id AS account, m.amount AS pounds, m.posted_on, coalesce(was.run_id, m.run_id) AS run_id,
            coalesce(was.batch, m.batch) AS batch
        FROM ledger_movement AS m LEFT JOIN ledger_movement AS was ON was.id = m.reverses_id
        WHERE m.council_id = %(council)s AND m.posted_on >= %(from)s AND 'charge' IN (m.kind, was.kind)
            AND (m.posted_on < %(until)s OR NOT m.by_run)
        UNION ALL
        SELECT m.credit_id, -m.amount, m.posted_on, coalesce(was.run_id, m.run_id), coalesce(was.batch, m.batch)
        FROM ledger_movement AS m LEFT JOIN ledger_movement AS was ON was.id = m.reverses_id
        WHERE m.council_id = %(council)s AND m.posted_on >= %(from)s AND 'charge' IN (m.kind, was.kind)
            AND (m.posted_on < %(until)s OR NOT m.by_run)
    ) AS moved
), posted AS MATERIALIZED (
    SELECT side.account_id, side.place_id, side."group", side.is_void, charged.pounds,
        charged.posted_on < %(until)s AS is_in_time,
        coalesce(run.cycle, CASE WHEN charged.batch LIKE '%%:%%' THEN split_part(charged.batch, ':', 1) END) AS cycle,
        coalesce(run.starts_on, CASE WHEN charged.batch ~ '^[a-z]+:[0-9]{4}-[0-9]{2}-[0-9]{2}'
            THEN split_part(charged.batch, ':', 2)::date END) AS starts_on
    FROM charged JOIN side ON side.ledger_account_id = charged.account
    LEFT JOIN run ON run.ledger_run_id = charged.run_id
), of_run AS MATERIALIZED (
    -- Each with the run of its period, by the group in which the account was charged then.
    SELECT posted.account_id, posted.place_id, posted.is_void, posted.pounds, posted.is_in_time, run.cycle, run.per,
        run.starts_on, run.ends_on, run.is_of_now
    FROM posted LEFT JOIN moved_group AS was ON was.rent_account_id = posted.account_id
        AND posted.starts_on >= was.from_on AND posted.starts_on < was.until_on
    JOIN run ON run.cycle = posted.cycle AND run.starts_on = posted.starts_on
        AND run."group" = coalesce(was."group", posted."group")
), earlier AS MATERIALIZED (
    -- Earlier periods of an account on which something was put right in these days.
    SELECT DISTINCT account_id, place_id, cycle, per, starts_on, ends_on
    FROM of_run WHERE is_in_time AND NOT is_of_now
), before AS (
    -- What stood of those before, or was posted after.
    SELECT side.is_void, sum(CASE WHEN m.debit_id = side.ledger_account_id THEN m.amount ELSE -m.amount END) AS pounds
    FROM (SELECT DISTINCT account_id FROM earlier) AS touched JOIN side USING (account_id)
    JOIN LATERAL (
        SELECT m.* FROM ledger_movement AS m WHERE m.debit_id = side.ledger_account_id
        UNION ALL SELECT m.* FROM ledger_movement AS m WHERE m.credit_id = side.ledger_account_id
    ) AS m ON m.posted_on < %(from)s OR m.posted_on >= %(until)s
    LEFT JOIN ledger_movement AS was ON was.id = m.reverses_id
    LEFT JOIN run ON run.ledger_run_id = coalesce(was.run_id, m.run_id)
    JOIN earlier ON earlier.account_id = side.account_id
        AND earlier.cycle = coalesce(run.cycle, split_part(coalesce(was.batch, m.batch), ':', 1))
        AND earlier.starts_on::text
            = coalesce(run.starts_on::text, split_part(coalesce(was.batch, m.batch), ':', 2))
    WHERE 'charge' IN (m.kind, was.kind)
    GROUP BY side.is_void
), period AS (
    SELECT per, starts_on, ends_on, NULL::bigint AS place_id FROM run WHERE is_of_now
    UNION
    SELECT per, starts_on, ends_on, place_id FROM earlier WHERE NOT EXISTS (
        SELECT FROM run WHERE run.per = earlier.per AND run.starts_on = earlier.starts_on AND run.is_of_now)
), line AS MATERIALIZED (
    -- The lines of homes, and the days of each period on which they run.
    SELECT charge.id, charge.place_id, charge.code, charge.amount, charge.per, starts_on, ends_on,
        greatest(charge.from_on, starts_on) AS from_on, least(charge.until_on, ends_on) AS until_on
    FROM (
        SELECT charge.*, period.starts_on, period.ends_on
        FROM period JOIN rents_charge AS charge ON charge.per = period.per WHERE period.place_id IS NULL
        UNION ALL
        SELECT charge.*, period.starts_on, period.ends_on
        FROM period JOIN rents_charge AS charge ON charge.place_id = period.place_id AND charge.per = period.per
    ) AS charge
    WHERE charge.council_id = %(council)s AND charge.place_id IS NOT NULL
        AND charge.from_on < ends_on AND coalesce(charge.until_on, 'infinity') > starts_on
), worth AS MATERIALIZED (
    SELECT line.*, until_on - from_on AS days, ends_on - starts_on AS of_days,
        round(amount * (until_on - from_on) / (ends_on - starts_on), 2) AS pounds
    FROM line
), paused AS MATERIALIZED (
    SELECT rent_account_id, from_on, coalesce(until_on, 'infinity') AS until_on
    FROM rents_suspension WHERE council_id = %(council)s
), payer AS MATERIALIZED (
    SELECT id AS account_id, place_id, "group", from_on, coalesce(until_on, 'infinity') AS until_on,
        id IN (SELECT rent_account_id FROM paused) AS was_paused
    FROM rents_rentaccount WHERE council_id = %(council)s AND tenancy_id IS NOT NULL
), had AS MATERIALIZED (
    -- Whoever had the home on every day of a line; mostly it is one payer.
    SELECT worth.*, payer.account_id, payer."group"
    FROM worth LEFT JOIN payer ON payer.place_id = worth.place_id AND NOT payer.was_paused
        AND payer.from_on <= worth.from_on AND payer.until_on >= worth.until_on
), plain AS (
    SELECT account_id, "group", place_id, code, per, starts_on, pounds FROM had WHERE account_id IS NOT NULL
), shared AS MATERIALIZED (
    SELECT id, place_id, code, amount, per, starts_on, ends_on, from_on, until_on, days, of_days, pounds
    FROM had WHERE account_id IS NULL
), day AS (
    -- Who had it on each of its days; nobody, where it stood empty.
    SELECT shared.id, shared.starts_on, shared.from_on + number AS day, payer.account_id, payer."group"
    FROM shared CROSS JOIN LATERAL generate_series(0, shared.days - 1) AS number
    LEFT JOIN payer ON payer.place_id = shared.place_id
        AND payer.from_on <= shared.from_on + number AND payer.until_on > shared.from_on + number
        AND NOT EXISTS (
            SELECT FROM paused WHERE paused.rent_account_id = payer.account_id
                AND paused.from_on <= shared.from_on + number AND paused.until_on > shared.from_on + number)
), stay AS (
    -- Days that follow each other with one payer.
    SELECT id, starts_on, account_id, "group", min(day) AS from_on, count(*) AS days
    FROM (
        SELECT day.*, day - (row_number() OVER (PARTITION BY id, starts_on, account_id ORDER BY day))::int AS stretch
        FROM day
    ) AS numbered
    GROUP BY id, starts_on, account_id, "group", stretch
), added AS (
    SELECT shared.*, stay.account_id, stay."group", stay.from_on AS stays_from_on,
        bool_or(stay.account_id IS NULL) OVER whole AS has_empty_days,
        stay.from_on = max(stay.from_on) OVER whole AS is_last,
        least(shared.pounds, sum(part.pounds) OVER until_here) AS so_far,
        least(shared.pounds, sum(part.pounds) OVER until_here - part.pounds) AS till_then,
        least(shared.pounds, sum(part.pounds) OVER whole) AS by_payers
    FROM stay JOIN shared USING (id, starts_on)
    CROSS JOIN LATERAL (
        SELECT CASE WHEN stay.account_id IS NULL THEN 0
            ELSE round(shared.amount * stay.days / shared.of_days, 2) END AS pounds
    ) AS part
    WINDOW whole AS (PARTITION BY stay.id, stay.starts_on),
        until_here AS (PARTITION BY stay.id, stay.starts_on ORDER BY stay.from_on)
), own AS (
    -- The lines of one account alone, for the days on which it is charged.
    SELECT account_id, "group", place_id, code, per, starts_on,
        round(amount * count(*) / (ends_on - starts_on), 2) AS pounds
    FROM (
        SELECT payer.account_id, payer."group", payer.place_id, charge.id AS charge_id, charge.code, charge.amount,
            charge.per, period.starts_on, period.ends_on, greatest(charge.from_on, payer.from_on) AS charged_from_on,
            least(charge.until_on, payer.until_on) AS charged_until_on
        FROM rents_charge AS charge JOIN payer ON payer.account_id = charge.rent_account_id
        JOIN period ON period.per = charge.per AND (period.place_id IS NULL OR period.place_id = payer.place_id)
        WHERE charge.council_id = %(council)s
    ) AS charge
    CROSS JOIN LATERAL generate_series(0, ends_on - starts_on - 1) AS number
    WHERE starts_on + number >= charged_from_on AND starts_on + number < charged_until_on
        AND NOT EXISTS (
            SELECT FROM paused WHERE paused.rent_account_id = charge.account_id
                AND paused.from_on <= starts_on + number AND paused.until_on > starts_on + number)
    GROUP BY account_id, "group", place_id, charge_id, code, amount, per, starts_on, ends_on
), empty AS (
    SELECT DISTINCT ON (id, starts_on) place_id, code, per, starts_on, pounds - by_payers AS pounds
    FROM added WHERE has_empty_days ORDER BY id, starts_on
), void_in AS (
    -- In which group a home is void: that of its void account, else of its latest account, else of such places.
    SELECT DISTINCT ON (place.id) place.id AS place_id, void.id AS account_id,
        coalesce(void."group", other."group", lets_in."group") AS "group"
    FROM (SELECT DISTINCT place_id FROM empty) AS left_empty
    JOIN places_place AS place ON place.id = left_empty.place_id
    LEFT JOIN rents_rentaccount AS void ON void.place_id = place.id AND void.tenancy_id IS NULL
    LEFT JOIN rents_rentaccount AS other ON other.place_id = place.id AND other.tenancy_id IS NOT NULL
    LEFT JOIN lets_in ON lets_in.kind = place.kind
    ORDER BY place.id, other.from_on DESC NULLS LAST
), share AS (
    SELECT account_id, "group", false AS is_void, place_id, code, per, starts_on, pounds FROM plain
    UNION ALL
    SELECT account_id, "group", false, place_id, code, per, starts_on,
        CASE WHEN is_last AND NOT has_empty_days THEN pounds ELSE so_far END - till_then
    FROM added WHERE account_id IS NOT NULL
    UNION ALL
    SELECT account_id, "group", false, place_id, code, per, starts_on, pounds FROM own
    UNION ALL
    SELECT void_in.account_id, void_in."group", true, empty.place_id, code, per, starts_on, pounds
    FROM empty JOIN void_in USING (place_id)
), due AS MATERIALIZED (
    SELECT share.account_id, share.is_void, run.is_of_now, run.cycle, share.starts_on,
        CASE WHEN listed.reduces THEN -share.pounds ELSE share.pounds END AS pounds
    FROM share JOIN listed USING (code)
    LEFT JOIN moved_group AS was ON was.rent_account_id = share.account_id
        AND share.starts_on >= was.from_on AND share.starts_on < was.until_on
    JOIN run ON run.per = share.per AND run.starts_on = share.starts_on AND NOT run.is_free
        AND run."group" = coalesce(was."group", share."group")
), late AS (
    SELECT due.is_void, sum(due.pounds) AS pounds FROM due JOIN earlier USING (account_id, cycle, starts_on)
    WHERE NOT due.is_of_now GROUP BY due.is_void
), since AS (
    SELECT is_void, sum(pounds) AS pounds FROM of_run WHERE NOT is_in_time AND is_of_now GROUP BY is_void
)
SELECT 'expected', 'roll', coalesce(sum(pounds), 0), (SELECT count(*)::int FROM run WHERE is_of_now)
FROM due WHERE is_of_now
UNION ALL SELECT 'expected', CASE WHEN %(voids)s THEN 'of_payers' ELSE 'of_voids' END, -coalesce(sum(pounds), 0),
    count(*)::int
FROM due WHERE is_of_now AND is_void <> %(voids)s
UNION ALL SELECT 'expected', 'caught_up',
    coalesce((SELECT pounds FROM late WHERE is_void = %(voids)s), 0)
        - coalesce((SELECT pounds FROM before WHERE is_void = %(voids)s), 0),
    (SELECT count(*)::int FROM earlier JOIN rents_rentaccount AS account ON account.id = earlier.account_id
     WHERE (account.tenancy_id IS NULL) = %(voids)s)
UNION ALL SELECT 'expected', 'put_right_since', -pounds, 0 FROM since WHERE is_void = %(voids)s AND pounds <> 0
UNION ALL SELECT 'posted', CASE WHEN %(voids)s THEN 'debited_to_voids' ELSE 'debited' END, coalesce(sum(pounds), 0),
    count(*)::int
FROM posted WHERE is_in_time AND is_void = %(voids)s
