-- Time limits for a million rows at once. foundations/deadlines.py counts one, and says the sum; a test
-- holds the two together for every day from 2012 to 2040. docs/deadlines.md shows how to use this.

-- A calendar as arrays: counts[day - starts + 1] is the running number of working days up to a day,
-- working_days[n] the nth of them. One row a calendar, so that a join costs next to nothing; but a sort
-- or a grouping would drag the arrays along, so count first, and sort or group the answer.
CREATE VIEW working_calendar WITH (security_invoker = true) AS
SELECT calendar, min(day) AS starts,
       array_agg(working_count ORDER BY day) AS counts,
       array_agg(day ORDER BY day) FILTER (WHERE is_working) AS working_days
FROM foundations_calendarday
GROUP BY calendar;

GRANT SELECT ON working_calendar TO rooftree_app;

CREATE FUNCTION london_midnight(day date) RETURNS timestamptz LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$ SELECT day::timestamp AT TIME ZONE 'Europe/London' $$;

CREATE FUNCTION london_day(moment timestamptz) RETURNS date LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$ SELECT (moment AT TIME ZONE 'Europe/London')::date $$;

-- The last day of an allowance in days, weeks or months, which count every day.
CREATE FUNCTION last_calendar_day(unit text, amount int, counting text, started_on date, paused int)
RETURNS date LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE
    WHEN unit = 'months' AND counting = 'after' THEN
        (started_on + make_interval(months => amount))::date + paused
    WHEN unit = 'months' AND counting = 'beginning_with' THEN
        (started_on + make_interval(months => amount))::date + paused
        - (extract(day FROM started_on + make_interval(months => amount)) = extract(day FROM started_on))::int
    WHEN unit = 'months' THEN
        (started_on - make_interval(months => amount))::date - (counting = 'clear_before')::int
    WHEN counting IN ('before', 'clear_before') THEN
        started_on - amount * CASE unit WHEN 'weeks' THEN 7 ELSE 1 END - (counting = 'clear_before')::int
    ELSE
        started_on + amount * CASE unit WHEN 'weeks' THEN 7 ELSE 1 END + paused
        - (counting = 'beginning_with')::int
END $$;

-- The last day in time of an allowance in days of any kind. `paused` is the sum of its pauses: working
-- days for working days, days for the rest. The last three come from working_calendar. Null beyond it.
CREATE FUNCTION last_day_in_time(
    unit text, amount int, counting text, rolls_forward boolean, started_on date, paused int,
    starts date, counts int[], working_days date[]
) RETURNS date LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE
    WHEN unit = 'working_days' AND counting = 'after' THEN
        working_days[counts[started_on - starts + 1] + amount + paused]
    WHEN unit = 'working_days' AND counting = 'beginning_with' THEN
        working_days[coalesce(counts[started_on - starts], 0) + amount + paused]
    WHEN unit = 'working_days' THEN
        working_days[counts[started_on - starts] - amount + (counting = 'before')::int]
    WHEN rolls_forward THEN
        working_days[1 + counts[last_calendar_day(unit, amount, counting, started_on, paused) - starts]]
    ELSE
        last_calendar_day(unit, amount, counting, started_on, paused)
END $$;

-- The moment from which it is late: the end of the last day, or for hours the moment itself. `started_on`
-- is the London day of `started_at`; for hours `paused` is in seconds. Days of the year that hours leave
-- out are counted by deadlines.py alone.
CREATE FUNCTION late_from(
    unit text, amount int, counting text, rolls_forward boolean, started_at timestamptz, started_on date,
    paused int, starts date, counts int[], working_days date[]
) RETURNS timestamptz LANGUAGE sql STABLE PARALLEL SAFE AS $$
SELECT CASE
    WHEN unit = 'hours' THEN started_at + make_interval(hours => amount, secs => paused)
    ELSE london_midnight(1 + last_day_in_time(
        unit, amount, counting, rolls_forward, started_on, paused, starts, counts, working_days))
END $$;
