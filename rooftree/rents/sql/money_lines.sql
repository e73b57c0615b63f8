-- Keep the lines of a file, each with where its money goes.
INSERT INTO rents_fileline
    (council_id, file_id, row, number, part, code, amount, paid_on, reference, payer, text, source_id, control,
     evidence, rent_account_id)
SELECT %(council)s, %(file)s, line.row, line.number, line.part, line.code, line.amount, line.paid_on,
    line.reference, line.payer, line.words, line.source_id, line.control,
    coalesce(matched.evidence, CASE WHEN line.goes_to = '' THEN 'suspense' ELSE 'elsewhere' END),
    matched.rent_account_id
FROM money_line AS line LEFT JOIN money_match AS matched USING (row)
