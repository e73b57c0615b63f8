-- What every layout's rows go through first. `own` is the row's own reference; {legacy} the table that keeps
-- what was loaded before, {thing} its column with the id of what the row is about.

-- [known] Look up what was loaded before
CREATE TEMP TABLE known AS
SELECT s.row, l.id AS legacy_id, l.{thing} AS thing_id, l.restricted_to,
       l.digest = s.digest OR (l.facts = s.facts AND l.kept IS NOT DISTINCT FROM s.kept) AS same
FROM staged s
JOIN {legacy} l
  ON l.council_id = %(council)s AND l.source_system = s.source AND {same_thing};
ANALYZE known;

-- [again] Look for references that stand twice
CREATE TEMP TABLE again AS
WITH repeated AS (SELECT source, own FROM staged GROUP BY source, own HAVING count(*) > 1)
SELECT s.row, first_value(s.row) OVER alike AS first, first_value(s.digest) OVER alike = s.digest AS same
FROM staged s JOIN repeated USING (source, own)
WINDOW alike AS (PARTITION BY source, own ORDER BY s.row);
DELETE FROM again WHERE row = first;
ANALYZE again;

-- [fresh] Make ready to refuse rows
CREATE TEMP TABLE refused (row integer PRIMARY KEY);
-- The three are asked as one, since many steps read the fresh rows and each question costs every row.
CREATE TEMP VIEW fresh AS
SELECT s.* FROM staged s
WHERE NOT EXISTS (
    SELECT FROM (SELECT row FROM known UNION ALL SELECT row FROM refused UNION ALL SELECT row FROM again) AS settled
    WHERE settled.row = s.row);
CREATE TEMP VIEW changed AS
SELECT k.*, row_number() OVER (PARTITION BY k.thing_id ORDER BY k.row) AS turn,
       s.source, s.facts, s.kept, s.digest, s.updated, s.own
FROM known k JOIN staged s USING (row)
WHERE NOT k.same
  AND NOT EXISTS (SELECT FROM refused WHERE refused.row = k.row)
  AND NOT EXISTS (SELECT FROM again WHERE again.row = k.row);

-- [other facts] Refuse references that stand twice with other facts
WITH said AS (
    INSERT INTO problem (file, row, col, value, reason, refuses, source, ref)
    SELECT %(file)s, a.row, '{own_column}', {own_value},
           format('Row %%s says something else about %%s. Only the first of them was taken.', a.first, {own_value}),
           true, s.source, s.own
    FROM again a JOIN staged s USING (row) WHERE NOT a.same
    RETURNING row
) INSERT INTO refused SELECT row FROM said;
