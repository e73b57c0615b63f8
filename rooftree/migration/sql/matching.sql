-- Who is who, among the new rows and the people known already.

-- [join] Nobody yet
CREATE TEMP TABLE joined (row integer PRIMARY KEY, person_id bigint, restricted_to integer);
