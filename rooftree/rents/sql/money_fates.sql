-- How much of a file goes where: to accounts, to suspense, to the control account of another file.
SELECT
    count(*) FILTER (WHERE rent_account_id IS NOT NULL),
    coalesce(sum(amount) FILTER (WHERE rent_account_id IS NOT NULL), 0),
    count(*) FILTER (WHERE evidence = 'suspense'),
    coalesce(sum(amount) FILTER (WHERE evidence = 'suspense'), 0),
    count(*) FILTER (WHERE evidence = 'elsewhere'),
    coalesce(sum(amount) FILTER (WHERE evidence = 'elsewhere'), 0)
FROM money_placed
