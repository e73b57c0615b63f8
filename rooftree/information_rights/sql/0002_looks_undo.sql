DROP FUNCTION held_waiting(bigint, bigint);
DROP FUNCTION forget_looks(bigint, timestamptz);
DROP FUNCTION look_at_case(text);
DROP FUNCTION log_look(bigint, int, text, bigint, bigint);
