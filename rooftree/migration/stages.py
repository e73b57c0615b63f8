"""What each layout's stage of a load does to the record: its script, and the texts that the script leaves open."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from rooftree.migration.changes import Cell, change, day_after, filled, keep_changed, same
from rooftree.migration.scripts import Runner
from rooftree.migration.staging import look_at, put_away

NO_TEXTS: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class Stage:
    """One layout's stage.

    `legacy` is the table that keeps what was loaded before, `thing` its column with the id of what a row
    is about, `same_thing` the condition that a staged row `s` and a kept one `l` are of the same thing.
    `own_column` and `own_value` are shown when a row's reference stands twice. `tables` are those of the
    session that go at the end, `fills` those of the record that it adds most to.
    """

    layout: str
    legacy: str
    thing: str
    same_thing: str
    own_column: str
    own_value: str
    texts: Mapping[str, str] = field(default_factory=lambda: NO_TEXTS)
    sides: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    tables: tuple[str, ...] = ()
    fills: tuple[str, ...] = ()

    def run(self, runner: Runner, file: int, **more: object) -> None:
        """Carry one staged file into the record."""
        look_at(self.layout, file, self.sides)
        texts = {
            "filled_tables": ", ".join(f"'{table}'" for table in self.fills),
            "legacy": self.legacy,
            "thing": self.thing,
            "same_thing": self.same_thing,
            "own_column": self.own_column,
            "own_value": self.own_value,
            "keep_changed": keep_changed(self.legacy),
            **self.texts,
        }
        for script in ("rows", *self.before, self.layout, *self.after, "rows_end"):
            runner.run(script, stage=self.layout, filled=texts, file=file, **more)
        put_away((*_SHARED_TABLES, *self.tables))


_SHARED_TABLES = ("known", "again", "refused")
_MATCHING_TABLES = (
    "someone",
    "undated_home",
    "sought_ref",
    "beside",
    "pair",
    "undated_reach",
    "neighbour",
    "paired",
    "reach",
    "abode",
    "judged",
    "together",
    "doubtful",
    "joined",
    "called",
    "likely",
)

# A fact of one system is not overwritten by another that says otherwise: both are kept, and it is said.
ANOTHER_SAYS_SO = (
    "EXISTS (SELECT FROM people_personlegacyreference o WHERE o.council_id = %(council)s"
    " AND o.person_id = t.id AND o.id <> l.id AND o.facts->'{fact}' = {back})"
)

HOMES_OF_SOUGHT_REFS = """
SELECT r.node, l.place_id FROM sought_ref r
JOIN said_part p ON p.person_ref = r.ref AND p.person_ref_system = r.source
JOIN said_tenancy t ON t.tenancy_ref = p.tenancy_ref AND t.source = p.tenancy_ref_system
JOIN places_placelegacyreference l ON l.council_id = %(council)s AND l.layout = 'places'
 AND l.reference = t.place_ref AND l.source_system = t.place_ref_system
UNION
SELECT r.node, t.place_id FROM sought_ref r
JOIN said_part p ON p.person_ref = r.ref AND p.person_ref_system = r.source
JOIN tenancies_tenancylegacyreference l ON l.council_id = %(council)s
 AND l.reference = p.tenancy_ref AND l.source_system = p.tenancy_ref_system
JOIN tenancies_tenancy t ON t.council_id = %(council)s AND t.id = l.tenancy_id""".strip()
"""The homes of those in `sought_ref`: as the files of this load say, or by a tenancy known already."""

_PERSON = [
    *same("title", "forenames", "surname", "preferred_name"),
    Cell("date_of_birth", "date_of_birth"),
    *same("ni_number", "interpreter", "deceased_on"),
]


def _people_change() -> str:
    """Return the change of people: a birth that a document shows is left, and nobody dies unborn."""
    impossible = "v.deceased_on < v.date_of_birth"
    statement = change(
        "people_person",
        "people_personlegacyreference",
        _PERSON,
        unless=ANOTHER_SAYS_SO,
    )
    statement = statement.replace(
        "date_of_birth = v.date_of_birth",
        f"date_of_birth = CASE WHEN {impossible} OR u.birth_date_certainty = 'seen'"
        " THEN u.date_of_birth ELSE v.date_of_birth END,"
        f" birth_date_certainty = CASE WHEN {impossible} OR u.birth_date_certainty = 'seen'"
        " OR u.date_of_birth IS NOT DISTINCT FROM v.date_of_birth THEN u.birth_date_certainty"
        " WHEN v.date_of_birth IS NULL THEN 'unknown' ELSE 'stated' END",
    )
    return statement.replace(
        "deceased_on = v.deceased_on",
        f"deceased_on = CASE WHEN {impossible} THEN u.deceased_on ELSE v.deceased_on END",
    )


def _stands() -> str:
    """Return the statement that says which changed cells were left, since another system says what stands."""
    union = "\nUNION ALL\n".join(
        f"""SELECT %(file)s, c.row, '{cell.fact}', s.facts->>'{cell.fact}',
    'Another system says what stands, so this is only kept beside the reference.', false, c.source, c.own
FROM changed c JOIN staged s USING (row)
JOIN people_personlegacyreference l ON l.id = c.legacy_id AND l.council_id = %(council)s
JOIN people_person t ON t.id = c.thing_id AND t.council_id = %(council)s
WHERE l.facts->'{cell.fact}' IS DISTINCT FROM s.facts->'{cell.fact}' AND s.facts ? '{cell.fact}'
  AND {ANOTHER_SAYS_SO.format(fact=cell.fact, back=cell.back)}"""  # noqa: S608
        for cell in _PERSON
    )
    return f"INSERT INTO problem (file, row, col, value, reason, refuses, source, ref)\n{union}"


_PLACE_CELLS = [
    Cell("kind", "kind"),
    Cell("parent_id", "parent_ref", "w.parent_id", "l.facts->'parent_ref'"),
    *same("name", "address_1", "address_2", "address_3", "address_4", "postcode", "uprn", "easting", "northing"),
    *same("ward", "area_office", "year_built", "floors", "lifts"),
]
_HOME_COLUMNS = (
    "property_type",
    "bedrooms",
    "bed_spaces",
    "floor",
    "lift",
    "heating",
    "garden",
    "own_entrance",
    "internal_steps",
    "external_steps",
    "adaptations",
    "accessibility_category",
    "epc",
    "council_tax_band",
    "tenure_group",
    "lettable_status",
    "ready_to_let_on",
    "key_location",
)
_MARKER_CELLS = [
    *same("reason", "control_measure", "approved_by"),
    Cell("review_on", "review_on", "w.review_on"),
    Cell("until_on", "end_on", "w.until_on", "l.facts->'end_on'"),
]
_BY_REFERENCE = "l.reference = s.own"


def _of_rows(layout: str) -> str:
    return f"l.layout = '{layout}' AND l.reference = s.own"


STAGES: dict[str, Stage] = {
    "places": Stage(
        "places",
        "places_placelegacyreference",
        "place_id",
        f"l.layout = 'places' AND {_BY_REFERENCE}",
        "place_ref",
        "s.place_ref",
        {
            "change": change(
                "places_place",
                "places_placelegacyreference",
                _PLACE_CELLS,
                joins="JOIN within w ON w.row = c.row",
            )
        },
        tables=("within",),
        fills=("places_place", "places_placelegacyreference"),
    ),
    "homes": Stage(
        "homes",
        "places_placelegacyreference",
        "place_id",
        f"l.layout = 'homes' AND {_BY_REFERENCE}",
        "place_ref",
        "s.place_ref",
        {"change": change("places_home", "places_placelegacyreference", same(*_HOME_COLUMNS), key="place_id")},
        tables=("place_of",),
    ),
    "officers": Stage(
        "officers",
        "migration_loadedrow",
        "made",
        _of_rows("officers"),
        "email",
        "s.email",
        {
            "change": change(
                "staff_officer",
                "migration_loadedrow",
                [*same("name", "job_title", "weekly_hours", "from_on"), day_after("until_on", "until_on")],
            )
        },
        tables=("under", "team_of", "here"),
        fills=("staff_officer", "staff_roleheld", "migration_loadedrow"),
    ),
    "people": Stage(
        "people",
        "people_personlegacyreference",
        "person_id",
        _BY_REFERENCE,
        "person_ref",
        "s.person_ref",
        {
            "change": _people_change(),
            "stands": _stands(),
            "homes_of_sought_refs": HOMES_OF_SOUGHT_REFS,
            "filled": filled(
                {
                    "title": "''",
                    "forenames": "''",
                    "preferred_name": "''",
                    "date_of_birth": "NULL",
                    "ni_number": "''",
                    "interpreter": "NULL",
                    "deceased_on": "NULL",
                }
            ),
        },
        sides=("contact", "register"),
        before=("people_rules", "matching"),
        after=("matches",),
        tables=("whose", "said_before", *_MATCHING_TABLES),
        fills=("people_personlegacyreference", "people_contactpoint"),
    ),
    "tenancies": Stage(
        "tenancies",
        "tenancies_tenancylegacyreference",
        "tenancy_id",
        _BY_REFERENCE,
        "tenancy_ref",
        "s.tenancy_ref",
        {
            "change": change(
                "tenancies_tenancy",
                "tenancies_tenancylegacyreference",
                [
                    Cell("place_id", "place_ref", "w.place_id", "l.facts->'place_ref'"),
                    *same("tenure"),
                    Cell("from_on", "start_on"),
                    day_after("until_on", "end_on"),
                    *same("end_reason"),
                    Cell("payment_reference", "payment_ref"),
                    day_after("introductory_until_on", "introductory_end_on"),
                    *same("conditions_version"),
                ],
                joins="JOIN place_of w ON w.row = c.row",
            )
        },
        tables=("place_of", "letting", "crowded", "clash"),
        fills=("tenancies_tenancy", "tenancies_tenancylegacyreference"),
    ),
    "tenancy_people": Stage(
        "tenancy_people",
        "migration_loadedrow",
        "made",
        _of_rows("tenancy_people"),
        "person_ref",
        "s.person_ref",
        {
            "change": change(
                "tenancies_tenancyparty",
                "migration_loadedrow",
                [
                    *same("role", "relationship"),
                    Cell("from_on", "from_on", "w.from_on", "l.facts->'from_on'"),
                    Cell("until_on", "until_on", "w.until_on", "to_jsonb(t.until_on - 1)"),
                ],
                joins="JOIN part w ON w.row = c.row",
            )
        },
        tables=("part", "stands"),
        fills=("tenancies_tenancyparty", "migration_loadedrow"),
    ),
    "markers": Stage(
        "markers",
        "migration_loadedrow",
        "made",
        _of_rows("markers"),
        "code",
        "s.code",
        {
            "change": change(
                "people_personmarker",
                "migration_loadedrow",
                _MARKER_CELLS,
                joins="JOIN lasting w ON w.row = c.row",
                only="s.person_ref <> ''",
            ),
            "change_of_places": change(
                "places_placemarker",
                "migration_loadedrow",
                _MARKER_CELLS,
                joins="JOIN lasting w ON w.row = c.row",
                only="s.place_ref <> ''",
            ),
        },
        tables=("about", "lasting"),
        fills=("people_personmarker", "places_placemarker"),
    ),
    "patches": Stage(
        "patches",
        "migration_loadedrow",
        "made",
        _of_rows("patches"),
        "patch_code",
        "s.patch_code",
        tables=("spot", "officer_span", "place_span", "stretch", "plot"),
        fills=("places_patchofficer", "places_patchplace"),
    ),
}
