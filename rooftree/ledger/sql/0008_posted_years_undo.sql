DROP FUNCTION ledger_personal_side(text, bigint, bigint), ledger_year_to_rewrite(), ledger_again_name(int),
    ledger_begin_again(int), ledger_key_again(int), ledger_check_again(int), ledger_swap_again(int),
    ledger_drop_again();
REVOKE EXECUTE ON FUNCTION ledger_apart(bigint, date) FROM rooftree_app;
