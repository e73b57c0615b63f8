REVOKE USAGE ON SEQUENCE people_person_id_seq, people_personmarker_id_seq, places_place_id_seq,
    places_placemarker_id_seq, staff_officer_id_seq, tenancies_tenancy_id_seq, tenancies_tenancyparty_id_seq
    FROM rooftree_app;
DROP FUNCTION analyze_loaded(text[], bigint);
DROP FUNCTION one_slip(text, text);
DROP FUNCTION name_key(text);
