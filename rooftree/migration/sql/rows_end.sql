-- What every layout's rows go through last.

-- [again refused] Refuse what repeats a refused row
WITH said AS (
    INSERT INTO problem (file, row, col, value, reason, refuses, source, ref)
    SELECT p.file, a.row, p.col, p.value, p.reason, true, p.source, p.ref
    FROM again a JOIN problem p ON p.file = %(file)s AND p.row = a.first AND p.refuses
    WHERE a.same
    RETURNING row
) INSERT INTO refused SELECT row FROM said;

-- [count] Count what became of the rows
INSERT INTO counted (file, new, changed, unchanged)
SELECT %(file)s,
       (SELECT count(*) FROM fresh),
       (SELECT count(*) FROM changed),
       (SELECT count(*) FROM staged s
        WHERE NOT EXISTS (SELECT FROM refused r WHERE r.row = s.row)
          AND (EXISTS (SELECT FROM again a WHERE a.row = s.row)
               OR EXISTS (SELECT FROM known k WHERE k.row = s.row AND k.same)));

-- [look again] Look again at the tables that were filled
SELECT analyze_loaded(ARRAY[{filled_tables}]::text[], (SELECT new FROM counted WHERE file = %(file)s));
