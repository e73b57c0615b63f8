DROP FUNCTION late_from(text, int, text, boolean, timestamptz, date, int, date, int[], date[]);
DROP FUNCTION last_day_in_time(text, int, text, boolean, date, int, date, int[], date[]);
DROP FUNCTION last_calendar_day(text, int, text, date, int);
DROP FUNCTION london_day(timestamptz);
DROP FUNCTION london_midnight(date);
DROP VIEW working_calendar;
