-- What is due: one row for each account, code and period. rooftree/rents/charging.py says the same of one home, and
-- a test holds the two together. A row without an account is the void of a home that has no void account yet.
-- With a scope, only its places are looked at, each in the periods that end after its day.
CREATE TEMPORARY TABLE rents_due_now ON COMMIT PRESERVE ROWS AS
WITH scope (place_id, since) AS (
    SELECT place_id, min(since)
    FROM unnest(%(places)s::bigint[], %(since)s::date[]) AS given (place_id, since)
    GROUP BY place_id
), period AS (
    SELECT * FROM unnest(%(starts)s::date[], %(ends)s::date[]) AS given (starts_on, ends_on)
), line AS (
    -- The lines of homes, and what each comes to in the period, whoever pays it.
    SELECT charge.id, charge.place_id, charge.code, charge.amount, period.starts_on, period.ends_on,
        greatest(charge.from_on, period.starts_on) AS from_on,
        least(charge.until_on, period.ends_on) AS until_on,
        CASE WHEN charge.from_on <= period.starts_on AND coalesce(charge.until_on >= period.ends_on, true)
            THEN charge.amount
            ELSE round(charge.amount
                * (least(charge.until_on, period.ends_on) - greatest(charge.from_on, period.starts_on))
                / (period.ends_on - period.starts_on), 2)
        END AS whole
    FROM rents_charge AS charge
    JOIN period ON charge.from_on < period.ends_on AND coalesce(charge.until_on > period.starts_on, true)
    {of_line}
    WHERE charge.council_id = %(council)s AND charge.per = %(per)s AND charge.place_id IS NOT NULL
), payer AS (
    -- Who has which home, and on which days is charged for it.
    SELECT account.id AS account_id, account."group", account.place_id, account.from_on,
        coalesce(account.until_on, 'infinity') AS until_on
    FROM rents_rentaccount AS account
    {of_payer}
    WHERE account.council_id = %(council)s AND account.tenancy_id IS NOT NULL
        AND account.from_on < (SELECT max(ends_on) FROM period)
        AND coalesce(account.until_on > (SELECT min(starts_on) FROM period), true)
        AND account.id NOT IN (SELECT rent_account_id FROM rents_suspension WHERE council_id = %(council)s)
    UNION ALL
    SELECT account.id, account."group", account.place_id, lower(days), coalesce(upper(days), 'infinity')
    FROM rents_rentaccount AS account
    {of_payer}
    JOIN (
        SELECT rent_account_id, range_agg(daterange(from_on, until_on)) AS not_charged
        FROM rents_suspension WHERE council_id = %(council)s GROUP BY rent_account_id
    ) AS suspended ON suspended.rent_account_id = account.id
    CROSS JOIN LATERAL unnest(
        datemultirange(daterange(account.from_on, account.until_on)) - suspended.not_charged) AS days
    WHERE account.council_id = %(council)s AND account.tenancy_id IS NOT NULL
), matched AS MATERIALIZED (
    -- Nearly always one payer has the home for all the days of a line.
    SELECT line.*, payer.account_id, payer."group"
    FROM line LEFT JOIN payer ON payer.place_id = line.place_id
        AND payer.from_on <= line.from_on AND payer.until_on >= line.until_on
), broken AS MATERIALIZED (
    SELECT * FROM matched WHERE account_id IS NULL
), piece AS MATERIALIZED (
    SELECT broken.id, broken.starts_on, broken.whole, payer.account_id, payer."group",
        greatest(payer.from_on, broken.from_on) AS from_on, least(payer.until_on, broken.until_on) AS until_on,
        round(broken.amount * (least(payer.until_on, broken.until_on) - greatest(payer.from_on, broken.from_on))
            / (broken.ends_on - broken.starts_on), 2) AS pounds
    FROM broken JOIN payer ON payer.place_id = broken.place_id
        AND payer.from_on < broken.until_on AND payer.until_on > broken.from_on
), gap AS MATERIALIZED (
    -- The days of a line on which nobody has the home, and what is left of the line for them.
    SELECT broken.id, broken.starts_on,
        datemultirange(daterange(broken.from_on, broken.until_on))
            - coalesce(range_agg(daterange(piece.from_on, piece.until_on))
                FILTER (WHERE piece.id IS NOT NULL), '{{}}'::datemultirange) AS days,
        broken.whole - least(broken.whole, coalesce(sum(piece.pounds), 0)) AS pounds
    FROM broken LEFT JOIN piece ON piece.id = broken.id AND piece.starts_on = broken.starts_on
    GROUP BY broken.id, broken.starts_on, broken.from_on, broken.until_on, broken.whole
), part AS (
    -- Each payer's days, rounded once, and never more than is left; the last takes the rest where no day is empty.
    SELECT piece.id, piece.starts_on, piece.account_id, piece."group", piece.from_on, piece.until_on,
        CASE WHEN isempty(gap.days) AND row_number() OVER later = 1 THEN piece.whole
            ELSE least(piece.whole, sum(piece.pounds) OVER earlier)
        END - least(piece.whole, sum(piece.pounds) OVER earlier - piece.pounds) AS pounds
    FROM piece JOIN gap USING (id, starts_on)
    WINDOW earlier AS (PARTITION BY piece.id, piece.starts_on ORDER BY piece.from_on),
        later AS (PARTITION BY piece.id, piece.starts_on ORDER BY piece.from_on DESC)
), own AS (
    -- The lines of one account alone, on the days on which it is charged. Nobody takes what is left.
    SELECT payer.account_id, payer."group", payer.place_id, charge.code, charge.amount,
        period.starts_on, period.ends_on,
        min(greatest(charge.from_on, period.starts_on, payer.from_on)) AS from_on,
        sum(least(charge.until_on, period.ends_on, payer.until_on)
            - greatest(charge.from_on, period.starts_on, payer.from_on))::int AS days
    FROM rents_charge AS charge
    JOIN period ON charge.from_on < period.ends_on AND coalesce(charge.until_on > period.starts_on, true)
    JOIN payer ON payer.account_id = charge.rent_account_id
        AND greatest(charge.from_on, period.starts_on, payer.from_on)
            < least(charge.until_on, period.ends_on, payer.until_on)
    {of_own}
    WHERE charge.council_id = %(council)s AND charge.per = %(per)s AND charge.rent_account_id IS NOT NULL
    GROUP BY payer.account_id, payer."group", payer.place_id, charge.id, period.starts_on, period.ends_on
), share AS (
    SELECT account_id, "group", place_id, false AS is_void, code, starts_on, ends_on, from_on,
        until_on - from_on AS days, whole AS pounds
    FROM matched WHERE account_id IS NOT NULL
    UNION ALL
    SELECT part.account_id, part."group", broken.place_id, false, broken.code, starts_on, broken.ends_on,
        part.from_on, part.until_on - part.from_on, part.pounds
    FROM part JOIN broken USING (id, starts_on)
    UNION ALL
    SELECT void.id, void."group", broken.place_id, true, broken.code, starts_on, broken.ends_on, lower(gap.days),
        (SELECT sum(upper(days) - lower(days))::int FROM unnest(gap.days) AS days), gap.pounds
    FROM gap JOIN broken USING (id, starts_on)
    LEFT JOIN rents_rentaccount AS void
        ON void.council_id = %(council)s AND void.place_id = broken.place_id AND void.tenancy_id IS NULL
    WHERE NOT isempty(gap.days)
    UNION ALL
    SELECT account_id, "group", place_id, false, code, starts_on, ends_on, from_on, days,
        round(amount * days / (ends_on - starts_on), 2)
    FROM own
), moved_group AS MATERIALIZED (
    SELECT * FROM rents_groupbefore WHERE council_id = %(council)s
)
SELECT share.account_id, coalesce(moved_group."group", share."group") AS "group", share.place_id, share.is_void,
    share.code, share.starts_on, share.ends_on, min(share.from_on) AS from_on, sum(share.days)::int AS days,
    sum(share.pounds) AS pounds
FROM share LEFT JOIN moved_group ON moved_group.rent_account_id = share.account_id
    AND share.starts_on >= moved_group.from_on AND share.starts_on < moved_group.until_on
GROUP BY share.account_id, 2, share.place_id, share.is_void, share.code, share.starts_on, share.ends_on
HAVING sum(share.pounds) > 0
