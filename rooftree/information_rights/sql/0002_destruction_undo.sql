DROP FUNCTION equality_forget(bigint, bigint);
DROP FUNCTION destroy_disposal(bigint, timestamptz);
DROP FUNCTION broken_certificates(bigint);
DROP FUNCTION hash_of_certificate(information_rights_certificate);
DROP FUNCTION table_of_record_type(text);
DROP FUNCTION is_still_due(bigint, text, bigint, date, int[]);
DROP FUNCTION is_held(bigint, text, bigint, timestamptz);
DROP FUNCTION destroy_rows(bigint, text, bigint[], jsonb);
DROP FUNCTION is_part_by(text), stands_for_itself(text);
