DROP INDEX audit_read_by_time, audit_change_by_time;
DROP TRIGGER foundations_council_update ON foundations_council;
DROP FUNCTION audit_council();
