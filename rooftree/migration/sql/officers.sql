-- Officers, without sign-ins: those come from an administrator.

-- [managers] Find the managers
CREATE TEMP TABLE under AS
SELECT s.row, s.email, s.manager_email, coalesce(o.id, m.id) AS manager_id, m.row AS manager_row, o.id AS standing_id
FROM staged s
LEFT JOIN (SELECT DISTINCT ON (email) * FROM staged ORDER BY email, row) AS m ON m.email = s.manager_email
LEFT JOIN staff_officer o ON o.council_id = %(council)s AND lower(o.email) = s.manager_email
WHERE s.manager_email <> '';

-- [lost managers] Refuse officers under managers that nobody knows
WITH said AS (
    INSERT INTO problem (file, row, col, value, reason, refuses, source, ref)
    SELECT %(file)s, s.row, 'manager_email', s.manager_email,
           pg_temp.nowhere('officer', 'officers', s.source, s.manager_email), true, s.source, s.email
    FROM staged s JOIN under u USING (row)
    WHERE u.manager_id IS NULL AND NOT EXISTS (SELECT FROM refused WHERE refused.row = s.row)
    RETURNING row
) INSERT INTO refused SELECT row FROM said;

-- [ends] Refuse officers who leave before they start
WITH said AS (
    INSERT INTO problem (file, row, col, value, reason, refuses, source, ref)
    SELECT %(file)s, s.row, 'until_on', s.until_on::text,
           format('This would end on %%s, before it starts on %%s.', pg_temp.in_words(s.until_on), pg_temp.in_words(s.from_on)),
           true, s.source, s.email
    FROM staged s
    WHERE s.until_on < s.from_on AND NOT EXISTS (SELECT FROM refused WHERE refused.row = s.row)
    RETURNING row
) INSERT INTO refused SELECT row FROM said;

-- [orphans] Refuse officers under refused ones, and so on down (repeat)
WITH said AS (
    INSERT INTO problem (file, row, col, value, reason, refuses, source, ref)
    SELECT %(file)s, s.row, 'manager_email', s.manager_email,
           format('The officer %%s was refused: see row %%s.', s.manager_email, u.manager_row), true, s.source, s.email
    FROM staged s JOIN under u USING (row) JOIN refused r ON r.row = u.manager_row
    WHERE u.standing_id IS NULL AND NOT EXISTS (SELECT FROM refused WHERE refused.row = s.row)
    RETURNING row
) INSERT INTO refused SELECT row FROM said;

-- [teams] Add teams
INSERT INTO staff_team (council_id, code, name, function)
SELECT DISTINCT ON (team_code) %(council)s, team_code, team, ''
FROM staged s
WHERE team_code <> '' AND NOT EXISTS (SELECT FROM refused WHERE refused.row = s.row)
  AND NOT EXISTS (SELECT FROM staff_team t WHERE t.council_id = %(council)s
                  AND (t.code = s.team_code OR lower(t.name) = lower(s.team)))
ORDER BY team_code, row;
CREATE TEMP TABLE team_of AS
SELECT DISTINCT ON (s.row) s.row, t.id AS team_id FROM staged s
JOIN staff_team t ON t.council_id = %(council)s AND (t.code = s.team_code OR lower(t.name) = lower(s.team))
WHERE s.team_code <> '' ORDER BY s.row, lower(t.name) = lower(s.team) DESC, t.id;

-- [here] Find officers who are known already
CREATE TEMP TABLE here AS
SELECT s.row, coalesce(o.id, s.id) AS officer_id, o.id IS NOT NULL AS stood
FROM fresh s LEFT JOIN staff_officer o ON o.council_id = %(council)s AND lower(o.email) = s.email;

-- [add] Add officers
INSERT INTO staff_officer (id, council_id, name, email, job_title, phone, weekly_hours, from_on, until_on)
SELECT s.id, %(council)s, s.name, s.email, s.job_title, '', s.weekly_hours, s.from_on, s.until_on + 1
FROM fresh s JOIN here h USING (row) WHERE NOT h.stood;

-- [fill] Fill what was blank of officers known already
UPDATE staff_officer o SET
    job_title = coalesce(nullif(o.job_title, ''), s.job_title),
    weekly_hours = coalesce(o.weekly_hours, s.weekly_hours),
    from_on = coalesce(o.from_on, CASE WHEN o.until_on IS NULL OR s.from_on < o.until_on THEN s.from_on END)
FROM staged s JOIN here h USING (row)
WHERE o.id = h.officer_id AND o.council_id = %(council)s AND h.stood
  AND (o.job_title = '' AND s.job_title <> '' OR o.weekly_hours IS NULL AND s.weekly_hours IS NOT NULL
       OR o.from_on IS NULL AND s.from_on IS NOT NULL);

-- [manage] Say who manages whom
UPDATE staff_officer o SET manager_id = m.id
FROM staged s JOIN here h USING (row) JOIN staff_officer m ON m.council_id = %(council)s AND lower(m.email) = s.manager_email
WHERE o.id = h.officer_id AND o.council_id = %(council)s AND s.manager_email <> '' AND o.manager_id IS NULL;

-- [roles] Give roles
INSERT INTO staff_roleheld (council_id, officer_id, role, team_id, from_on, until_on)
SELECT %(council)s, h.officer_id, r.role, t.team_id, coalesce(s.from_on, least(%(today)s, s.until_on)), s.until_on + 1
FROM staged s JOIN here h USING (row) LEFT JOIN team_of t USING (row), unnest(s.roles) AS r (role)
WHERE NOT EXISTS (SELECT FROM staff_roleheld o WHERE o.council_id = %(council)s AND o.officer_id = h.officer_id
                  AND o.role = r.role AND o.until_on IS NULL)
ON CONFLICT DO NOTHING;

-- [broken] Say which changes cannot be (if changed)
{broken};

-- [change] Change what the file changed (each turn)
{change}

-- [changed managers] Change who manages whom (if changed)
UPDATE staff_officer o SET manager_id = m.id
FROM changed c JOIN staged s USING (row) JOIN {legacy} l ON l.id = c.legacy_id AND l.council_id = %(council)s
LEFT JOIN staff_officer m ON m.council_id = %(council)s AND lower(m.email) = s.manager_email
WHERE o.id = c.thing_id AND o.council_id = %(council)s
  AND l.facts->'manager_email' IS DISTINCT FROM c.facts->'manager_email' AND o.manager_id IS DISTINCT FROM m.id;

-- [changed roles] Change roles (if changed)
UPDATE staff_roleheld r SET until_on = greatest(%(today)s, r.from_on + 1)
FROM changed c JOIN staged s USING (row) JOIN {legacy} l ON l.id = c.legacy_id AND l.council_id = %(council)s
WHERE r.council_id = %(council)s AND r.officer_id = c.thing_id AND r.until_on IS NULL
  AND l.facts->'roles' ? r.role AND NOT r.role = ANY (s.roles);
INSERT INTO staff_roleheld (council_id, officer_id, role, team_id, from_on, until_on)
SELECT %(council)s, c.thing_id, r.role, t.team_id, least(%(today)s, s.until_on), s.until_on + 1
FROM changed c JOIN staged s USING (row) LEFT JOIN team_of t USING (row)
JOIN {legacy} l ON l.id = c.legacy_id AND l.council_id = %(council)s, unnest(s.roles) AS r (role)
WHERE NOT coalesce(l.facts->'roles' ? r.role, false)
  AND NOT EXISTS (SELECT FROM staff_roleheld o WHERE o.council_id = %(council)s AND o.officer_id = c.thing_id
                  AND o.role = r.role AND o.until_on IS NULL)
ON CONFLICT DO NOTHING;
UPDATE staff_roleheld r SET team_id = t.team_id
FROM changed c JOIN staged s USING (row) JOIN team_of t USING (row)
JOIN {legacy} l ON l.id = c.legacy_id AND l.council_id = %(council)s
WHERE r.council_id = %(council)s AND r.officer_id = c.thing_id AND r.until_on IS NULL AND r.role = ANY (s.roles)
  AND l.facts->'team' IS DISTINCT FROM c.facts->'team' AND r.team_id IS DISTINCT FROM t.team_id;

-- [keep] Keep the facts
INSERT INTO migration_loadedrow (council_id, restricted_to, layout, source_system, reference, made, digest, facts,
    kept, source_updated, loaded_at)
SELECT %(council)s, 0, 'officers', s.source, s.own, h.officer_id, s.digest, s.facts, s.kept, s.updated, %(at)s
FROM staged s JOIN here h USING (row);

-- [keep changed] Keep the changed facts (if changed)
{keep_changed}
