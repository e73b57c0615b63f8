-- Keep the lines of a file, each with where its money goes and the movement that takes it there.
INSERT INTO rents_fileline
    (id, council_id, file_id, row, number, part, code, amount, paid_on, reference, payer, text, source_id, control,
     evidence, rent_account_id, movement)
SELECT line_id(%(file)s, row), %(council)s, %(file)s, row, number, part, code, amount, paid_on, reference, payer, words,
    source_id, control, evidence, rent_account_id, movement
FROM money_placed
