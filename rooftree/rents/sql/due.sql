-- What is due: one row for each account, code and period. rooftree/rents/charging.py says the same of one home, and
-- a test holds the two together. A row without an account is the void of a home that has no void account yet; one
-- without a ledger's account is of an account whose part was not opened yet.
-- With a scope, only its places are looked at, each in the periods that end after its day.
CREATE TEMPORARY TABLE rents_due_now ON COMMIT PRESERVE ROWS AS
WITH scope (place_id, since) AS (
    SELECT place_id, min(since)
    FROM unnest(%(places)s::bigint[], %(since)s::date[]) AS given (place_id, since)
    GROUP BY place_id
), period AS NOT MATERIALIZED (
    {of_period}
), listed AS (
    SELECT * FROM unnest(%(codes)s::text[], %(parts)s::text[]) AS given (code, part)
), suspended AS MATERIALIZED (
    SELECT rent_account_id, range_agg(daterange(from_on, until_on)) AS not_charged
    FROM rents_suspension WHERE council_id = %(council)s GROUP BY rent_account_id
), matched AS MATERIALIZED (
    -- The lines of homes, and what each comes to in the period, whoever pays it. Nearly always one payer has the home
    -- for all the days of a line.
    SELECT charge.id, charge.place_id, charge.code, charge.amount, period.starts_on, period.ends_on,
        greatest(charge.from_on, period.starts_on) AS from_on,
        least(charge.until_on, period.ends_on) AS until_on,
        CASE WHEN charge.from_on <= period.starts_on AND coalesce(charge.until_on >= period.ends_on, true)
            THEN charge.amount
            ELSE round(charge.amount
                * (least(charge.until_on, period.ends_on) - greatest(charge.from_on, period.starts_on))
                / (period.ends_on - period.starts_on), 2)
        END AS whole,
        account.id AS account_id, account."group", part.ledger_account_id
    FROM rents_charge AS charge
    JOIN period ON charge.from_on < period.ends_on AND coalesce(charge.until_on > period.starts_on, true)
    {of_line}
    LEFT JOIN rents_rentaccount AS account ON account.place_id = charge.place_id
        AND account.council_id = %(council)s AND account.tenancy_id IS NOT NULL
        AND account.from_on <= greatest(charge.from_on, period.starts_on)
        AND coalesce(account.until_on >= least(charge.until_on, period.ends_on), true)
        AND account.id NOT IN (SELECT rent_account_id FROM suspended)
    LEFT JOIN listed ON listed.code = charge.code
    LEFT JOIN rents_accountpart AS part ON part.rent_account_id = account.id AND part.part = listed.part
        AND part.council_id = %(council)s
    WHERE charge.council_id = %(council)s AND charge.per = %(per)s AND charge.place_id IS NOT NULL
), broken AS MATERIALIZED (
    SELECT * FROM matched WHERE account_id IS NULL
), charged_alone AS MATERIALIZED (
    -- The lines of one account alone.
    SELECT charge.id, charge.rent_account_id, charge.code, charge.amount, period.starts_on, period.ends_on,
        greatest(charge.from_on, period.starts_on) AS from_on, least(charge.until_on, period.ends_on) AS until_on
    FROM rents_charge AS charge
    JOIN period ON charge.from_on < period.ends_on AND coalesce(charge.until_on > period.starts_on, true)
    {of_own}
    WHERE charge.council_id = %(council)s AND charge.per = %(per)s AND charge.rent_account_id IS NOT NULL
), payer AS MATERIALIZED (
    -- Who had the homes of the other lines, or has lines alone, and on which days was charged.
    SELECT account.id AS account_id, account."group", account.place_id, days.from_on, days.until_on
    FROM (
        SELECT id FROM rents_rentaccount
        WHERE council_id = %(council)s AND place_id IN (SELECT place_id FROM broken)
        UNION SELECT rent_account_id FROM charged_alone
    ) AS sought
    JOIN rents_rentaccount AS account USING (id) LEFT JOIN suspended ON suspended.rent_account_id = account.id
    CROSS JOIN LATERAL (
        SELECT account.from_on, coalesce(account.until_on, 'infinity') AS until_on
        WHERE suspended.rent_account_id IS NULL
        UNION ALL
        SELECT lower(days), coalesce(upper(days), 'infinity')
        FROM unnest(datemultirange(daterange(account.from_on, account.until_on)) - suspended.not_charged) AS days
    ) AS days
    WHERE account.tenancy_id IS NOT NULL
), piece AS (
    -- Each payer's days of the other lines, rounded once; of a line that nobody has, one without a payer.
    SELECT broken.id, broken.place_id, broken.code, broken.starts_on, broken.ends_on, broken.whole,
        daterange(broken.from_on, broken.until_on) AS charged, payer.account_id, payer."group",
        greatest(payer.from_on, broken.from_on) AS from_on, least(payer.until_on, broken.until_on) AS until_on,
        CASE WHEN payer.account_id IS NULL THEN 0 ELSE round(broken.amount
            * (least(payer.until_on, broken.until_on) - greatest(payer.from_on, broken.from_on))
            / (broken.ends_on - broken.starts_on), 2) END AS pounds
    FROM broken LEFT JOIN payer ON payer.place_id = broken.place_id
        AND greatest(payer.from_on, broken.from_on) < least(payer.until_on, broken.until_on)
), part AS MATERIALIZED (
    -- Each with the days of its line on which nobody has the home, and what the payers until it come to.
    SELECT piece.*, datemultirange(charged)
            - coalesce(range_agg(daterange(from_on, until_on)) FILTER (WHERE account_id IS NOT NULL) OVER line,
                '{{}}'::datemultirange) AS empty_days,
        sum(pounds) OVER earlier AS so_far, sum(pounds) OVER line AS by_payers,
        row_number() OVER earlier AS number, count(*) OVER line AS pieces
    FROM piece
    WINDOW line AS (PARTITION BY id, starts_on), earlier AS (PARTITION BY id, starts_on ORDER BY from_on)
), own AS MATERIALIZED (
    -- The lines of one account alone, on the days on which it is charged. Nobody takes what is left.
    SELECT payer.account_id, payer."group", payer.place_id, charge.code, charge.amount,
        charge.starts_on, charge.ends_on, min(greatest(charge.from_on, payer.from_on)) AS from_on,
        sum(least(charge.until_on, payer.until_on) - greatest(charge.from_on, payer.from_on))::int AS days
    FROM charged_alone AS charge JOIN payer ON payer.account_id = charge.rent_account_id
        AND greatest(charge.from_on, payer.from_on) < least(charge.until_on, payer.until_on)
    GROUP BY payer.account_id, payer."group", payer.place_id, charge.id, charge.code, charge.amount,
        charge.starts_on, charge.ends_on
), share AS (
    SELECT account_id, "group", place_id, false AS is_void, code, starts_on, ends_on, from_on,
        until_on - from_on AS days, whole AS pounds
    FROM matched
    WHERE account_id IS NOT NULL AND (from_on > starts_on OR until_on < ends_on
        OR account_id IN (SELECT account_id FROM own))
    UNION ALL
    -- Never more than is left; the last payer takes the rest where no day is empty.
    SELECT account_id, "group", place_id, false, code, starts_on, ends_on, from_on, until_on - from_on,
        CASE WHEN number = pieces AND isempty(empty_days) THEN whole ELSE least(whole, so_far) END
            - least(whole, so_far - pounds)
    FROM part WHERE account_id IS NOT NULL
    UNION ALL
    SELECT void.id, void."group", part.place_id, true, part.code, part.starts_on, part.ends_on, lower(part.empty_days),
        (SELECT sum(upper(days) - lower(days))::int FROM unnest(part.empty_days) AS days),
        part.whole - least(part.whole, part.by_payers)
    FROM part LEFT JOIN rents_rentaccount AS void
        ON void.council_id = %(council)s AND void.place_id = part.place_id AND void.tenancy_id IS NULL
    WHERE part.number = 1 AND NOT isempty(part.empty_days)
    UNION ALL
    SELECT account_id, "group", place_id, false, code, starts_on, ends_on, from_on, days,
        round(amount * days / (ends_on - starts_on), 2)
    FROM own
), together AS (
    -- A line that runs through its period is the only one of its code at a home, so it stands by itself.
    SELECT account_id, "group", place_id, false AS is_void, code, starts_on, ends_on, from_on,
        ends_on - starts_on AS days, whole AS pounds, ledger_account_id
    FROM matched
    WHERE account_id IS NOT NULL AND from_on = starts_on AND until_on = ends_on
        AND account_id NOT IN (SELECT account_id FROM own)
    UNION ALL
    SELECT due.account_id, due."group", due.place_id, due.is_void, due.code, due.starts_on, due.ends_on, due.from_on,
        due.days, due.pounds, part.ledger_account_id
    FROM (
        SELECT account_id, "group", place_id, is_void, code, starts_on, ends_on, min(from_on) AS from_on,
            sum(days)::int AS days, sum(pounds) AS pounds
        FROM share GROUP BY account_id, "group", place_id, is_void, code, starts_on, ends_on
        HAVING sum(pounds) > 0
    ) AS due LEFT JOIN listed USING (code)
    LEFT JOIN rents_accountpart AS part ON part.rent_account_id = due.account_id AND part.part = listed.part
        AND part.council_id = %(council)s
), moved_group AS MATERIALIZED (
    SELECT * FROM rents_groupbefore WHERE council_id = %(council)s
)
SELECT account_id, CASE WHEN account_id IN (SELECT rent_account_id FROM moved_group) THEN coalesce(
        (SELECT moved_group."group" FROM moved_group WHERE moved_group.rent_account_id = due.account_id
            AND moved_group.from_on <= due.starts_on AND moved_group.until_on > due.starts_on), "group")
    ELSE "group" END AS "group", place_id, is_void, code, starts_on, ends_on, from_on, days, pounds, ledger_account_id
FROM together AS due
