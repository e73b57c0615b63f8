-- What was open in suspense at the end of a day, by its age in working days and then in days.
SELECT CASE WHEN today.working_count - came.working_count <= 5 THEN 'in_time'
            WHEN %(on)s - item.received_on <= 30 THEN 'late' ELSE 'old' END,
       count(*)::int, sum(item.amount)
FROM rents_suspenseitem item
JOIN foundations_calendarday came ON came.calendar = 'EW' AND came.day = item.received_on
JOIN foundations_calendarday today ON today.calendar = 'EW' AND today.day = %(on)s
WHERE item.council_id = %(council)s AND item.received_on <= %(on)s
  AND (item.settled_on IS NULL OR item.settled_on > %(on)s)
GROUP BY 1
