-- Lines that no reference settles.
CREATE TEMPORARY TABLE money_left ON COMMIT DROP AS
SELECT line.row, line.code, line.amount, line.paid_on, line.reference, line.payer
FROM money_line AS line LEFT JOIN money_match AS matched USING (row)
WHERE matched.row IS NULL AND line.goes_to = ''
