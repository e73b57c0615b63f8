DROP FUNCTION worklist(bigint[], bigint[], boolean, text, text, bigint, bigint, timestamptz, text, timestamptz, numeric,
                       bigint, int, text[], timestamptz, date);
