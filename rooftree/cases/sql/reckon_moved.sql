-- The running clocks whose deadline, pauses or certainty is not what the calendar says now (docs/deadlines.md).
-- Only working days, and days that roll forward, look at a calendar. The arrays of working_calendar are used
-- before anything is joined to the answer: a hash of a million rows would drag them along.
CREATE TEMPORARY TABLE clock_moved ON COMMIT DROP AS
WITH stood_still AS (
    SELECT p.clock_id, sum(ends.working_count - begins.working_count)::int AS working_days
    FROM cases_clockpause p
    JOIN cases_clock c ON c.id = p.clock_id AND c.stopped_at IS NULL AND c.unit = 'working_days'
    CROSS JOIN LATERAL (SELECT c.started_on + (c.counting = 'after')::int AS day) AS first
    JOIN foundations_calendarday begins
        ON begins.calendar = c.calendar AND begins.day = greatest(london_day(p.starts), first.day) - 1
    JOIN foundations_calendarday ends
        ON ends.calendar = c.calendar AND ends.day = greatest(london_day(p.until), first.day) - 1
    WHERE p.until IS NOT NULL
    GROUP BY p.clock_id
), running AS MATERIALIZED (
    SELECT c.id, c.case_id, c.task_id, c.calendar, c.unit, c.amount, c.counting, c.rolls_forward, c.started,
           c.started_on, c.due_on AS was_due_on, c.paused AS was_paused, c.projected AS was_projected,
           coalesce(s.working_days, c.paused) AS paused
    FROM cases_clock c LEFT JOIN stood_still s ON s.clock_id = c.id
    WHERE c.stopped_at IS NULL AND c.calendar = ANY (%(calendars)s) AND c.due_on >= %(from_day)s
      AND (c.unit = 'working_days' OR c.rolls_forward)
), reckoned AS MATERIALIZED (
    SELECT r.*, last_day_in_time(r.unit, r.amount, r.counting, r.rolls_forward, r.started_on, r.paused,
                                 w.starts, w.counts, w.working_days) AS due_on,
           CASE WHEN r.rolls_forward THEN
               last_calendar_day(r.unit, r.amount, r.counting, r.started_on, r.paused) END AS before_rolling
    FROM running r JOIN working_calendar w USING (calendar)
)
SELECT r.id, r.case_id, r.task_id, r.calendar, r.unit, r.amount, r.counting, r.rolls_forward, r.started,
       r.started_on, r.was_due_on, r.paused, r.due_on, coalesce(day.projected, false) AS projected,
       EXISTS (SELECT FROM cases_clockpause p WHERE p.clock_id = r.id AND p.until IS NOT NULL) AS has_pauses,
       ''::text AS sum
FROM reckoned r
LEFT JOIN foundations_calendarday day
    ON day.calendar = r.calendar AND day.day = coalesce(r.before_rolling, r.due_on)
WHERE r.due_on IS NOT NULL
  AND (r.due_on, r.paused, coalesce(day.projected, false))
      IS DISTINCT FROM (r.was_due_on, r.was_paused, r.was_projected)
