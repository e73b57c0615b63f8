"""What the stages of contacts and of past cases share: rows about somebody, something, or nobody at all."""

from rooftree.migration.changes import Cell

_POINTERS = (
    ("person_ref", "person", "people", "person_id"),
    ("place_ref", "place", "places", "place_id"),
    ("tenancy_ref", "tenancy", "tenancies", "tenancy_id"),
)
"""What a row may be about: its column, what that is called, the layout it leads to, its column in `about`."""

ABOUT = (
    Cell("person_id", "person_ref", "w.person_id", "l.facts->'person_ref'"),
    Cell("restricted_to", "person_ref", "w.restricted_to", "l.facts->'person_ref'"),
    Cell("place_id", "place_ref", "w.place_id", "l.facts->'place_ref'"),
    Cell("tenancy_id", "tenancy_ref", "w.tenancy_id", "l.facts->'tenancy_ref'"),
)
"""How an edited file changes what a row is about. A row goes to its new person's group with the person."""

JOIN_ABOUT = "JOIN about w ON w.row = c.row"


FIND_ABOUT = """CREATE TEMP TABLE about AS
SELECT s.row, p.person_id, coalesce(p.restricted_to, 0) AS restricted_to, l.place_id, t.tenancy_id,
       o.id AS officer_id
FROM staged s
LEFT JOIN people_personlegacyreference p
       ON p.council_id = %(council)s AND p.source_system = s.person_ref_system AND p.reference = s.person_ref
LEFT JOIN places_placelegacyreference l
       ON l.council_id = %(council)s AND l.layout = 'places'
      AND l.source_system = s.place_ref_system AND l.reference = s.place_ref
LEFT JOIN tenancies_tenancylegacyreference t
       ON t.council_id = %(council)s AND t.source_system = s.tenancy_ref_system AND t.reference = s.tenancy_ref
LEFT JOIN LATERAL (
    SELECT id FROM staff_officer
    WHERE council_id = %(council)s AND lower(email) = s.officer_email ORDER BY id LIMIT 1
) AS o ON s.officer_email <> '';"""
"""Finds the people, places, tenancies and officers that the staged rows name."""

HANDLER_NAME = "CASE WHEN w.officer_id IS NULL THEN s.officer_email ELSE '' END"
REASONS = "CASE s.reason_code WHEN '' THEN ARRAY[]::varchar[] ELSE ARRAY[s.reason_code]::varchar[] END"

CONTACT = (
    Cell("started_at", "at", "s.at", "l.facts->'at'"),
    Cell("channel", "channel"),
    Cell("reasons", "reason_code", REASONS, "to_jsonb(t.reasons[1])"),
    Cell("handler_id", "officer_email", "w.officer_id", "l.facts->'officer_email'"),
    Cell("handler_name", "officer_email", HANDLER_NAME, "l.facts->'officer_email'"),
    Cell("note", "note"),
    *ABOUT,
)
"""How an edited file changes a contact."""


def refuse_lost() -> str:
    """Return the statements that refuse rows about what nobody knows, one for each column that points."""
    return ";\n".join(
        f"""WITH said AS (
    INSERT INTO problem (file, row, col, value, reason, refuses, source, ref)
    SELECT %(file)s, s.row, '{column}', s.{column},
           pg_temp.nowhere('{what}', '{layout}', s.{column}_system, s.{column}), true, s.source, s.own
    FROM staged s JOIN about a USING (row)
    WHERE s.{column} <> '' AND a.{found} IS NULL AND NOT EXISTS (SELECT FROM refused WHERE refused.row = s.row)
    RETURNING row
) INSERT INTO refused SELECT row FROM said"""  # noqa: S608
        for column, what, layout, found in _POINTERS
    )


def say_unknown_officers() -> str:
    """Return the statement that says which officers nobody knows: their address is kept, as it was written."""
    return """INSERT INTO problem (file, row, col, value, reason, refuses, source, ref)
SELECT %(file)s, s.row, 'officer_email', s.officer_email,
    format('No officer here has the address %%s, so only the address was kept.', s.officer_email),
    false, s.source, s.own
FROM staged s JOIN about a USING (row)
WHERE s.officer_email <> '' AND a.officer_id IS NULL
  AND NOT EXISTS (SELECT FROM refused WHERE refused.row = s.row)"""
