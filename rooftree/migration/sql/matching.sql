-- Who is who, among the new rows and the people known already. Certain pairs are joined, so that both
-- references lead to one person; likely ones are held for somebody to decide (docs/loading.md says which
-- are which). Nobody is joined without equal dates of birth, nor on a name alone.
--
-- A `node` is somebody: a new row by its number, a person known already by the id less 2^53. Pairs come
-- from blocks of people alike in something rare, so that the work grows as the rows do.

-- [sought] List the people sought: new rows, and known people whose facts the file changed
CREATE TEMP TABLE someone AS
SELECT s.row::bigint AS node, true AS sought, s.first_key, s.names_key, s.surname_key,
       name_key(nullif(s.former_surname, '')) AS former_key, s.date_of_birth AS born, nullif(s.ni_number, '') AS ni
FROM fresh s;
INSERT INTO someone
SELECT DISTINCT ON (c.thing_id) c.thing_id - 9007199254740992, true, s.first_key, s.names_key, s.surname_key,
       name_key(nullif(s.former_surname, '')), s.date_of_birth, nullif(s.ni_number, '')
FROM changed c JOIN staged s USING (row)
JOIN people_personlegacyreference l ON l.id = c.legacy_id AND l.council_id = %(council)s
JOIN people_person p ON p.id = c.thing_id AND p.council_id = %(council)s AND p.merged_into_id IS NULL
WHERE ARRAY['forenames', 'surname', 'date_of_birth', 'ni_number', 'mobile', 'phone', 'email', 'former_surname']
      && ARRAY(SELECT key FROM jsonb_each(l.facts) WHERE value IS DISTINCT FROM s.facts->key
               UNION ALL SELECT key FROM jsonb_object_keys(s.facts) AS key WHERE NOT l.facts ? key)
ORDER BY c.thing_id, c.row;
ANALYZE someone;

-- [undated homes] Find the homes of those sought whose birth nobody dated
CREATE TEMP TABLE sought_ref AS
SELECT o.node, s.source, s.person_ref AS ref FROM someone o JOIN staged s ON s.row = o.node WHERE o.born IS NULL;
ANALYZE sought_ref;
CREATE TEMP TABLE undated_home AS
{homes_of_sought_refs};
ANALYZE undated_home;

-- [acquaintances] List the people known already who may be among them
INSERT INTO someone
SELECT p.id - 9007199254740992, false, name_key(split_part(p.forenames, ' ', 1)), name_key(p.forenames),
       name_key(p.surname), name_key((SELECT max(o.surname) FROM people_othername o
                                      WHERE o.council_id = %(council)s AND o.person_id = p.id AND o.kind = 'former')),
       p.date_of_birth, nullif(p.ni_number, '')
FROM people_person p
WHERE p.council_id = %(council)s AND p.merged_into_id IS NULL
  AND NOT EXISTS (SELECT FROM someone s WHERE s.node = p.id - 9007199254740992)
  AND (NOT %(few)s OR p.id IN (
    SELECT q.id FROM someone s JOIN people_person q ON q.council_id = %(council)s AND q.date_of_birth = s.born
    UNION SELECT q.id FROM someone s JOIN people_person q ON q.council_id = %(council)s AND q.ni_number = s.ni AND q.ni_number <> ''
    UNION SELECT c.person_id FROM fresh JOIN contact USING (row)
          JOIN people_contactpoint c ON c.council_id = %(council)s AND c.value = contact.value
    UNION SELECT y.person_id FROM undated_home h JOIN tenancies_tenancy t ON t.council_id = %(council)s AND t.place_id = h.place_id
          JOIN tenancies_tenancyparty y ON y.council_id = %(council)s AND y.tenancy_id = t.id
  ));
ANALYZE someone;

-- [born alike] Pair people of one forename born on one day
CREATE TEMP TABLE pair AS
SELECT a.node AS a, b.node AS b FROM someone a
JOIN someone b ON b.born = a.born AND b.first_key = a.first_key AND b.surname_key = a.surname_key AND a.node < b.node
WHERE a.sought OR b.sought;
INSERT INTO pair
SELECT a.node, b.node FROM someone a
JOIN (SELECT born, first_key FROM someone WHERE born IS NOT NULL AND first_key <> ''
      GROUP BY 1, 2 HAVING count(*) BETWEEN 2 AND 60 AND bool_or(sought)) AS born_alike USING (born, first_key)
JOIN someone b USING (born, first_key)
WHERE a.node < b.node AND a.surname_key <> b.surname_key AND (a.sought OR b.sought);

-- [numbered alike] Pair people of one National Insurance number
INSERT INTO pair
SELECT a.node, b.node FROM (
    SELECT ni FROM someone WHERE ni IS NOT NULL GROUP BY 1 HAVING count(*) BETWEEN 2 AND 20 AND bool_or(sought)) AS shared
JOIN someone a USING (ni) JOIN someone b USING (ni)
WHERE a.node < b.node AND (a.sought OR b.sought);

-- [undated] Pair people of one name and phone, email or home, where a date of birth is missing
CREATE TEMP TABLE undated_reach AS
SELECT o.node, o.first_key, o.surname_key, o.sought, c.value FROM someone o JOIN contact c ON c.row = o.node
WHERE o.born IS NULL AND c.kind <> 'post'
UNION ALL
SELECT o.node, o.first_key, o.surname_key, o.sought, c.value
FROM someone o JOIN people_contactpoint c ON c.council_id = %(council)s AND c.person_id = o.node + 9007199254740992
WHERE o.born IS NULL AND o.node < 0 AND c.kind <> 'post' AND c.until_on IS NULL;
ANALYZE undated_reach;
INSERT INTO pair
SELECT least(u.node, o.node), greatest(u.node, o.node) FROM undated_reach u
JOIN someone o ON o.first_key = u.first_key AND o.surname_key = u.surname_key AND o.node <> u.node
JOIN contact c ON c.row = o.node AND c.value = u.value
WHERE o.sought OR u.sought
UNION
SELECT least(u.node, o.node), greatest(u.node, o.node) FROM undated_reach u
JOIN someone o ON o.first_key = u.first_key AND o.surname_key = u.surname_key AND o.node <> u.node AND o.node < 0
JOIN people_contactpoint c ON c.council_id = %(council)s AND c.person_id = o.node + 9007199254740992 AND c.value = u.value
WHERE (o.sought OR u.sought) AND c.until_on IS NULL;
TRUNCATE sought_ref;
INSERT INTO sought_ref
SELECT o.node, l.source_system, l.reference FROM someone o
JOIN people_personlegacyreference l ON l.council_id = %(council)s AND l.person_id = o.node + 9007199254740992
WHERE o.born IS NULL AND o.node < 0;
ANALYZE sought_ref;
INSERT INTO undated_home
{homes_of_sought_refs};
INSERT INTO undated_home
SELECT o.node, t.place_id FROM someone o
JOIN tenancies_tenancyparty y ON y.council_id = %(council)s AND y.person_id = o.node + 9007199254740992
JOIN tenancies_tenancy t ON t.council_id = %(council)s AND t.id = y.tenancy_id
WHERE o.born IS NULL AND o.node < 0;
ANALYZE undated_home;
CREATE TEMP TABLE beside AS
SELECT h.place_id, p.person_ref_system AS source, p.person_ref AS ref
FROM (SELECT DISTINCT place_id FROM undated_home) AS h
JOIN places_placelegacyreference l ON l.council_id = %(council)s AND l.layout = 'places' AND l.place_id = h.place_id
JOIN said_tenancy t ON t.place_ref = l.reference AND t.place_ref_system = l.source_system
JOIN said_part p ON p.tenancy_ref = t.tenancy_ref AND p.tenancy_ref_system = t.source;
ANALYZE beside;
CREATE TEMP TABLE neighbour AS
SELECT b.place_id, s.row::bigint AS node FROM beside b JOIN staged s ON s.person_ref = b.ref AND s.source = b.source
UNION
SELECT b.place_id, l.person_id - 9007199254740992 FROM beside b
JOIN people_personlegacyreference l ON l.council_id = %(council)s AND l.source_system = b.source AND l.reference = b.ref
UNION
SELECT h.place_id, y.person_id - 9007199254740992 FROM (SELECT DISTINCT place_id FROM undated_home) AS h
JOIN tenancies_tenancy t ON t.council_id = %(council)s AND t.place_id = h.place_id
JOIN tenancies_tenancyparty y ON y.council_id = %(council)s AND y.tenancy_id = t.id;
ANALYZE neighbour;
INSERT INTO pair
SELECT DISTINCT least(u.node, o.node), greatest(u.node, o.node)
FROM undated_home h JOIN someone u ON u.node = h.node
JOIN neighbour n ON n.place_id = h.place_id AND n.node <> h.node
JOIN someone o ON o.node = n.node AND o.first_key = u.first_key AND o.surname_key = u.surname_key
WHERE o.sought OR u.sought;
ANALYZE pair;

-- [reach] Find the phones, addresses and homes of those paired
CREATE TEMP TABLE paired AS SELECT a AS node FROM pair UNION SELECT b FROM pair;
ANALYZE paired;
CREATE TEMP TABLE reach AS
SELECT n.node, c.value FROM paired n JOIN contact c ON c.row = n.node WHERE c.kind <> 'post'
UNION
SELECT n.node, c.value FROM paired n
JOIN people_contactpoint c ON c.council_id = %(council)s AND c.person_id = n.node + 9007199254740992
WHERE n.node < 0 AND c.kind <> 'post' AND c.until_on IS NULL;
TRUNCATE sought_ref;
INSERT INTO sought_ref
SELECT n.node, s.source, s.person_ref FROM paired n JOIN staged s ON s.row = n.node
UNION ALL
SELECT n.node, l.source_system, l.reference FROM paired n
JOIN people_personlegacyreference l ON l.council_id = %(council)s AND l.person_id = n.node + 9007199254740992
WHERE n.node < 0;
ANALYZE sought_ref;
CREATE TEMP TABLE abode AS
{homes_of_sought_refs}
UNION
SELECT n.node, t.place_id FROM paired n
JOIN tenancies_tenancyparty y ON y.council_id = %(council)s AND y.person_id = n.node + 9007199254740992
JOIN tenancies_tenancy t ON t.council_id = %(council)s AND t.id = y.tenancy_id
WHERE n.node < 0;
ANALYZE reach;
ANALYZE abode;

-- [judge] Judge each pair
CREATE TEMP TABLE couple AS SELECT DISTINCT a, b FROM pair;
CREATE TEMP TABLE reach_shared AS
SELECT p.a, p.b, min(r.value) AS value
FROM couple p JOIN reach r ON r.node = p.a JOIN reach q ON q.node = p.b AND q.value = r.value GROUP BY p.a, p.b;
CREATE TEMP TABLE home_shared AS
SELECT p.a, p.b, min(h.place_id) AS place_id
FROM couple p JOIN abode h ON h.node = p.a JOIN abode q ON q.node = p.b AND q.place_id = h.place_id GROUP BY p.a, p.b;
ANALYZE couple;
ANALYZE reach_shared;
ANALYZE home_shared;
CREATE TEMP TABLE judged AS
SELECT p.a, p.b, x.born = y.born AS born_same, x.born <> y.born AS born_differ,
       x.ni = y.ni AS ni_same, x.ni <> y.ni AS ni_differ,
       x.first_key = y.first_key AS first_same,
       x.first_key = y.first_key AND (x.names_key = y.names_key OR x.names_key = x.first_key OR y.names_key = y.first_key) AS names_same,
       length(x.first_key) = 1 AND left(y.first_key, 1) = x.first_key
           OR length(y.first_key) = 1 AND left(x.first_key, 1) = y.first_key AS initial_same,
       x.surname_key = y.surname_key AS surname_same, one_slip(x.surname_key, y.surname_key) AS surname_slip,
       coalesce(x.former_key IN (y.surname_key, y.former_key) OR y.former_key = x.surname_key, false) AS former_same,
       r.value AS reach_same, h.place_id AS home_same,
       x.node > 0 AND NOT (y.node < 0 AND y.sought) OR y.node > 0 AND NOT (x.node < 0 AND x.sought) AS can_join,
       'none'::text AS verdict
FROM couple p JOIN someone x ON x.node = p.a JOIN someone y ON y.node = p.b
LEFT JOIN reach_shared r ON r.a = p.a AND r.b = p.b
LEFT JOIN home_shared h ON h.a = p.a AND h.b = p.b;
UPDATE judged SET verdict = CASE
    WHEN born_same AND surname_same AND can_join
         AND (ni_same AND (first_same OR initial_same)
              OR names_same AND ni_differ IS NOT TRUE AND (reach_same IS NOT NULL OR home_same IS NOT NULL)) THEN 'certain'
    WHEN ni_same AND born_same
         OR ni_same AND surname_same AND (first_same OR initial_same)
         OR born_same AND first_same AND (surname_same OR surname_slip)
            AND (ni_differ IS NOT TRUE OR reach_same IS NOT NULL OR home_same IS NOT NULL)
         OR born_same AND first_same AND (former_same AND ni_differ IS NOT TRUE OR reach_same IS NOT NULL OR home_same IS NOT NULL)
         OR born_same IS NULL AND first_same AND surname_same AND ni_differ IS NOT TRUE
            AND (reach_same IS NOT NULL OR home_same IS NOT NULL) THEN 'likely'
    ELSE 'none' END;
DELETE FROM judged WHERE verdict = 'none';

-- [groups] Begin with everybody in a group of their own
CREATE TEMP TABLE together AS
SELECT node, node AS first FROM (SELECT a AS node FROM judged WHERE verdict = 'certain'
                                 UNION SELECT b FROM judged WHERE verdict = 'certain') AS nodes;
ANALYZE together;

-- [grow] Let those joined to one another be one group (repeat)
UPDATE together t SET first = n.first
FROM (SELECT node, min(first) AS first FROM (
          SELECT j.a AS node, o.first FROM judged j JOIN together o ON o.node = j.b WHERE j.verdict = 'certain'
          UNION ALL
          SELECT j.b, o.first FROM judged j JOIN together o ON o.node = j.a WHERE j.verdict = 'certain') AS beside
      GROUP BY node) AS n
WHERE n.node = t.node AND n.first < t.first;

-- [doubt] Join no group that holds two people known already, or two National Insurance numbers
CREATE TEMP TABLE doubtful AS
SELECT t.first FROM together t JOIN someone s USING (node)
GROUP BY t.first HAVING count(*) FILTER (WHERE s.node < 0) > 1 OR count(DISTINCT s.ni) > 1;
UPDATE judged j SET verdict = 'likely' FROM together t JOIN doubtful d USING (first)
WHERE t.node = j.a AND j.verdict = 'certain';
DELETE FROM together t USING doubtful d WHERE d.first = t.first;

-- [join] Join the certain ones
CREATE TEMP TABLE joined AS
SELECT t.node::integer AS row, coalesce(p.id, s.id) AS person_id, coalesce(p.restricted_to, 0) AS restricted_to, t.first
FROM together t
LEFT JOIN people_person p ON t.first < 0 AND p.id = t.first + 9007199254740992 AND p.council_id = %(council)s
LEFT JOIN staged s ON s.row = t.first
WHERE t.node > 0 AND t.node <> t.first;
ANALYZE joined;
