DROP FUNCTION log_read(int, int, text, bigint[], text);
DROP FUNCTION audit_insert(), audit_update(), audit_delete(), refuse_change();
DROP FUNCTION said_who();
DROP FUNCTION said(text);
DROP FUNCTION opened_people(), may_open(), acting_for();
