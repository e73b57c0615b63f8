-- Lock the cases of the clocks that may move, lowest first, as every verb does before it touches a clock: so
-- that nobody gives more time, or lets a clock go on, by a calendar that has changed meanwhile.
WITH locked AS (
    SELECT id FROM cases_case
    WHERE id IN (
        SELECT case_id FROM cases_clock
        WHERE stopped_at IS NULL AND calendar = ANY (%(calendars)s) AND due_on >= %(from_day)s
          AND (unit = 'working_days' OR rolls_forward))
    ORDER BY id FOR NO KEY UPDATE)
SELECT count(*) FROM locked
