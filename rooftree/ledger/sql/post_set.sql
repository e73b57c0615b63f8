-- Post what a source gives, which no key has been posted under: the last step of `posting.post_set`.
INSERT INTO ledger_movement
    (id, council_id, debit_id, credit_id, amount, kind, code, effective_on, posted_on, posted_at, by_run, narrative,
     reference, batch, who)
SELECT id, {council}, debit_id, credit_id, amount, kind, code, effective_on, {posted_on}, {at}, false, narrative,
    reference, batch, {who}
FROM ({source}) AS given
