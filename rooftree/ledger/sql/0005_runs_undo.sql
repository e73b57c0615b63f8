DROP FUNCTION ledger_drop_leftover(bigint), ledger_make_aside(text, text), ledger_key_aside(text),
    ledger_begin_run(bigint), ledger_key_run(bigint, bigint), ledger_tie(text, text),
    ledger_check_run(bigint, bigint), ledger_validate(text), ledger_attach(text, text),
    ledger_post_run(bigint, bigint, text, date, date, timestamptz, text), ledger_run_name(bigint, bigint),
    ledger_must_act_for(bigint);
