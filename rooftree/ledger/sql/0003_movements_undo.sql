DROP TRIGGER ledger_account_balance ON ledger_account;
DROP VIEW ledger_balance;
DROP TRIGGER ledger_closing_waits ON ledger_closing;
DROP FUNCTION ledger_close();
DROP TABLE ledger_movement, ledger_key, ledger_reversal, ledger_balanceposted, ledger_balancecharged;
DROP SEQUENCE ledger_movement_id;
DROP FUNCTION ledger_guard(text), ledger_index(text), ledger_keep(), ledger_begin_balance(),
    ledger_still_open(bigint, date), ledger_make_years(date, date);
