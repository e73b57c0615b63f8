-- What the facts say: l and m where a person lives and its postcode, p and q where a person lived.
CREATE OR REPLACE FUNCTION tenancies_words(people bigint[])
RETURNS TABLE (council_id bigint, person_id bigint, words text, standing smallint)
LANGUAGE sql STABLE SET search_path = public, pg_temp SET plan_cache_mode = force_custom_plan AS $$
    SELECT party.council_id, party.person_id,
        string_agg(CASE WHEN party.lasting
            THEN residence_entry('l' || party.council_id::text || '_', home.address, 'm' || party.council_id::text || '_', home.postcode)
            ELSE residence_entry('p' || party.council_id::text || '_', home.address, 'q' || party.council_id::text || '_', home.postcode)
            END, ' '),
        min(CASE WHEN NOT party.lasting THEN 3 WHEN party.role = 'occupant' THEN 1 ELSE 0 END)::smallint
    FROM (
        SELECT part.council_id, part.person_id, part.role, tenancy.place_id,
               part.until_on IS NULL AND tenancy.until_on IS NULL AS lasting
        FROM unnest(people) AS asked (id)
        JOIN tenancies_tenancyparty part ON part.person_id = asked.id
        JOIN tenancies_tenancy tenancy ON tenancy.id = part.tenancy_id
        WHERE part.role <> 'authorised_contact' AND part.council_id = ANY ((SELECT acting_for())::int[])
    ) AS party
    JOIN foundations_searchentry home ON home.council_id = party.council_id AND home.place_id = party.place_id
    GROUP BY party.council_id, party.person_id
$$;
