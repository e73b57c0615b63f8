DROP TRIGGER ledger_account_is_the_same ON ledger_account;
DROP TRIGGER ledger_account_stays ON ledger_account;
DROP TRIGGER ledger_account_waits ON ledger_account;
DROP FUNCTION ledger_account_is_the_same(), ledger_accounts_stay(), ledger_wait_for_postings();
ALTER TABLE ledger_charged DROP CONSTRAINT ledger_movement_debit_id_same_council;
ALTER TABLE ledger_charged DROP CONSTRAINT ledger_movement_credit_id_same_council;
ALTER TABLE ledger_movement ADD CONSTRAINT ledger_movement_debit_id_same_council
    FOREIGN KEY (council_id, debit_id) REFERENCES ledger_account (council_id, id) DEFERRABLE INITIALLY IMMEDIATE;
ALTER TABLE ledger_movement ADD CONSTRAINT ledger_movement_credit_id_same_council
    FOREIGN KEY (council_id, credit_id) REFERENCES ledger_account (council_id, id) DEFERRABLE INITIALLY IMMEDIATE;
