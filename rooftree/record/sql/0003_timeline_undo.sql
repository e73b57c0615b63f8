DROP FUNCTION timeline_of_person(bigint, bigint, text[], text[], timestamptz, timestamptz, text, bigint, int);
DROP FUNCTION timeline_of_place(bigint, bigint, text[], text[], timestamptz, timestamptz, text, bigint, int);
DROP FUNCTION timeline_of_tenancy(bigint, bigint, text[], text[], timestamptz, timestamptz, text, bigint, int);
DROP FUNCTION remake_timelines();
DROP VIEW timeline_contact, timeline_past_case, timeline_event, timeline_clock, timeline_tenancy, timeline_party, timeline_name,
    timeline_death, timeline_contact_point, timeline_authority, timeline_household, timeline_adjustment,
    timeline_vulnerability, timeline_strength, timeline_marker, timeline_place_marker, timeline_marker_review,
    timeline_place_marker_review, timeline_registered, timeline_loaded_person, timeline_loaded_place,
    timeline_loaded_tenancy, timeline_merge, timeline_restriction;
