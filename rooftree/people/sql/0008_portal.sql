-- What a sign-in page and a resident's request must know before they may open a restricted record.
-- Each answers one question about one number, one account or one person, with ids and no more than a name.

-- The record that stands for a person: itself, unless it was merged into another.
CREATE FUNCTION record_that_stands(sought bigint) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH RECURSIVE upwards AS (
        SELECT id, merged_into_id FROM people_person WHERE id = sought
        UNION SELECT p.id, p.merged_into_id FROM people_person p JOIN upwards u ON p.id = u.merged_into_id
    )
    SELECT id FROM upwards WHERE merged_into_id IS NULL
$$;

-- The ids of all records of one person: the one that stands, and all merged into it.
CREATE FUNCTION records_of_one(standing bigint) RETURNS bigint[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH RECURSIVE everybody AS (
        SELECT standing AS id
        UNION SELECT p.id FROM people_person p JOIN everybody e ON p.merged_into_id = e.id
    )
    SELECT array_agg(id ORDER BY id) FROM everybody
$$;

-- Whose number or address this is, in the councils that we act for, restricted or not. Ids of the records
-- that stand; always one row, also for nobody.
CREATE FUNCTION people_reached_by(sought text) RETURNS bigint[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT coalesce(array_agg(DISTINCT record_that_stands(person_id)), '{}')
    FROM people_contactpoint
    WHERE council_id = ANY (acting_for()) AND value = sought
$$;

-- All records of these people, in the councils that we act for: what to open for them to be asked a code.
CREATE FUNCTION records_of_these(sought bigint[]) RETURNS bigint[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT coalesce(array_agg(DISTINCT each.id), '{}')
    FROM people_person p, LATERAL unnest(records_of_one(record_that_stands(p.id))) AS each (id)
    WHERE p.id = ANY (sought) AND p.council_id = ANY (acting_for())
$$;

-- Who an account of a council lets in on a day, for whom they are here under an authority that stands, and
-- how many such authorities there are. No row: the account lets nobody in. Can be asked before anything has
-- been said, by the account's id alone, which only our own session holds.
-- `protecting` are the codes of markers that protect the person: nobody acts online for such a person, nor
-- for one whose record is restricted.
CREATE FUNCTION portal_standing(
    sought_council bigint, account bigint, authority bigint, day date, protecting text[]
)
RETURNS TABLE (
    person_id bigint, name text, records bigint[], restricted boolean, language text,
    signed_out_at timestamptz, authorities bigint,
    authority_id bigint, for_person_id bigint, for_name text, may text[]
)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH who AS (
        SELECT p.id, coalesce(nullif(p.preferred_name, ''), btrim(p.forenames || ' ' || p.surname)) AS name,
               records_of_one(p.id) AS records, p.restricted_to <> 0 AS restricted, a.language, a.signed_out_at
        FROM people_portalaccount a JOIN people_person p ON p.id = a.person_id
        WHERE a.id = account AND a.council_id = sought_council AND a.closed_at IS NULL
          AND p.merged_into_id IS NULL AND p.deceased_on IS NULL
    ), mandates AS (
        SELECT a.id, f.id AS for_person_id,
               coalesce(nullif(f.preferred_name, ''), btrim(f.forenames || ' ' || f.surname)) AS for_name, a.may
        FROM who, people_authority a, people_person f
        WHERE a.council_id = sought_council AND a.representative_id = ANY (who.records)
          AND a.from_on <= day AND (a.until_on IS NULL OR a.until_on > day) AND cardinality(a.may) > 0
          AND f.id = record_that_stands(a.person_id)
          AND f.id <> who.id AND f.restricted_to = 0 AND f.deceased_on IS NULL
          AND NOT EXISTS (
              SELECT FROM people_personmarker m
              WHERE m.person_id = ANY (records_of_one(f.id)) AND m.code = ANY (protecting)
                AND m.start_on <= day AND m.until_on > day
          )
    )
    SELECT who.id, who.name, who.records, who.restricted, who.language, who.signed_out_at,
           (SELECT count(*) FROM mandates), chosen.id, chosen.for_person_id, chosen.for_name, chosen.may
    FROM who LEFT JOIN mandates chosen ON chosen.id = authority
$$;

-- For whom somebody may act on a day, each with the authority and what it lets them do.
CREATE FUNCTION portal_mandates(person bigint, day date, protecting text[])
RETURNS TABLE (authority_id bigint, for_person_id bigint, for_name text, kind text, may text[], until_on date)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT a.id, f.id, coalesce(nullif(f.preferred_name, ''), btrim(f.forenames || ' ' || f.surname)), a.kind,
           a.may, a.until_on
    FROM people_authority a, people_person f
    WHERE a.council_id = ANY (acting_for()) AND a.representative_id = ANY (records_of_one(person))
      AND a.from_on <= day AND (a.until_on IS NULL OR a.until_on > day) AND cardinality(a.may) > 0
      AND f.id = record_that_stands(a.person_id)
      AND f.id <> person AND f.restricted_to = 0 AND f.deceased_on IS NULL
      AND NOT EXISTS (
          SELECT FROM people_personmarker m
          WHERE m.person_id = ANY (records_of_one(f.id)) AND m.code = ANY (protecting)
            AND m.start_on <= day AND m.until_on > day
      )
    ORDER BY 3, 1
$$;

REVOKE ALL ON FUNCTION record_that_stands(bigint), records_of_one(bigint), people_reached_by(text),
    records_of_these(bigint[]), portal_standing(bigint, bigint, bigint, date, text[]),
    portal_mandates(bigint, date, text[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION people_reached_by(text), records_of_these(bigint[]),
    portal_standing(bigint, bigint, bigint, date, text[]), portal_mandates(bigint, date, text[]) TO rooftree_app;
