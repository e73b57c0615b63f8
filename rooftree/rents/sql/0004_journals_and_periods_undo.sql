DROP TRIGGER rents_journal_stays ON rents_journal;
DROP TRIGGER rents_refund_stays ON rents_refund;
DROP TRIGGER rents_reconciliation_stays ON rents_reconciliation;
DROP TRIGGER rents_reconciliation_explained ON rents_reconciliation;
DROP TRIGGER rents_reconciliation_closed ON rents_reconciliation;
DROP TRIGGER rents_accountingperiod_stays ON rents_accountingperiod;
DROP FUNCTION keep_settled_money(), check_difference_is_explained(), keep_closed_period(), keep_what_closed_a_period();
