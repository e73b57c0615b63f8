-- Lines that no reference settles.
CREATE TEMPORARY TABLE money_left ON COMMIT DROP AS
SELECT row, code, amount, paid_on, reference, payer FROM money_placed WHERE evidence = 'suspense'
