DROP FUNCTION ledger_close_balances(bigint, date), ledger_sums(bigint, date), ledger_disproved(bigint),
    ledger_rebuild(bigint), ledger_sides(bigint, boolean), ledger_begin_year(bigint, date), ledger_apart(bigint, date),
    ledger_must_be_year(bigint, text), ledger_key_year(bigint, text), ledger_check_year(bigint, text),
    ledger_swap_year(bigint, date, text);
DROP TABLE ledger_closedbalance;
