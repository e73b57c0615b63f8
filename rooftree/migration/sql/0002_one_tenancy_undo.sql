ALTER TABLE tenancies_tenancy DROP CONSTRAINT one_tenancy_of_a_home_at_a_time;
ALTER TABLE tenancies_tenancy ADD CONSTRAINT one_tenancy_of_a_home_at_a_time EXCLUDE USING gist (
    int8range(council_id, council_id, '[]') WITH &&, int8range(place_id, place_id, '[]') WITH &&,
    daterange(from_on, until_on) WITH &&
);
