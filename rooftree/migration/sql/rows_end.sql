-- What every layout's rows go through last.

-- [again refused] Refuse what repeats a refused row
WITH said AS (
    INSERT INTO problem (file, row, col, value, reason, refuses, source, ref)
    SELECT p.file, a.row, p.col, p.value, p.reason, true, p.source, p.ref
    FROM again a JOIN problem p ON p.file = %(file)s AND p.row = a.first AND p.refuses
    WHERE a.same AND NOT EXISTS (SELECT FROM refused WHERE refused.row = a.row)
    RETURNING row
) INSERT INTO refused SELECT row FROM said;

-- [count] Count what became of the rows
INSERT INTO counted (file, new, changed, unchanged)
SELECT %(file)s,
       %(staged)s - (SELECT count(*) FROM (SELECT row FROM known UNION SELECT row FROM again UNION SELECT row FROM refused) AS others),
       (SELECT count(*) FROM changed),
       (SELECT count(*) FROM (SELECT row FROM again UNION SELECT row FROM known WHERE same) AS said
        WHERE NOT EXISTS (SELECT FROM refused WHERE refused.row = said.row));

-- [look again] Look again at the tables that were filled
SELECT analyze_loaded(ARRAY[{filled_tables}]::text[], (SELECT new FROM counted WHERE file = %(file)s));
