DROP FUNCTION due_today(bigint[], timestamptz, text[]);
