-- How much of a file goes where: to accounts, to suspense, to the control account of another file.
SELECT
    count(*) FILTER (WHERE matched.row IS NOT NULL),
    coalesce(sum(line.amount) FILTER (WHERE matched.row IS NOT NULL), 0),
    count(*) FILTER (WHERE matched.row IS NULL AND line.goes_to = ''),
    coalesce(sum(line.amount) FILTER (WHERE matched.row IS NULL AND line.goes_to = ''), 0),
    count(*) FILTER (WHERE matched.row IS NULL AND line.goes_to <> ''),
    coalesce(sum(line.amount) FILTER (WHERE matched.row IS NULL AND line.goes_to <> ''), 0)
FROM money_line AS line LEFT JOIN money_match AS matched USING (row)
