DROP FUNCTION timeline_of_person(bigint, bigint, text[], text[], timestamptz, timestamptz, text, bigint, int);
DROP FUNCTION timeline_of_place(bigint, bigint, text[], text[], timestamptz, timestamptz, text, bigint, int);
DROP FUNCTION timeline_of_tenancy(bigint, bigint, text[], text[], timestamptz, timestamptz, text, bigint, int);
DROP VIEW timeline_rent_money, timeline_rent_refund, timeline_rent_mandate, timeline_rent_apology;
SELECT remake_timelines();
