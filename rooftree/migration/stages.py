"""What each layout's stage of a load does to the record: its script, and the texts that the script leaves open."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from rooftree.migration import rents
from rooftree.migration.changes import Cell, Changes, day_after, filled, keep_changed, same
from rooftree.migration.history import (
    ABOUT,
    CONTACT,
    FIND_ABOUT,
    HANDLER_NAME,
    JOIN_ABOUT,
    REASONS,
    refuse_lost,
    say_unknown_officers,
)
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
    after: tuple[str | Callable[[Runner], None], ...] = ()
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
        for step in ("rows", *self.before, self.layout, *self.after, "rows_end"):
            if isinstance(step, str):
                runner.run(step, stage=self.layout, filled=texts, file=file, **more)
            else:
                step(runner)
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
    "couple",
    "reach_shared",
    "home_shared",
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

_PERSON = tuple(
    same(
        "title",
        "forenames",
        "surname",
        "preferred_name",
        "date_of_birth",
        "ni_number",
        "interpreter",
        "deceased_on",
    )
)
PEOPLE = "people_personlegacyreference"
PLACES = "places_placelegacyreference"
TENANCIES = "tenancies_tenancylegacyreference"
ROWS = "migration_loadedrow"
PAST_CASES = "cases_pastcase"
CONTACTS = "contact_contactlegacyreference"
TRANSACTIONS = "rents_transactionlegacyreference"
BALANCES = "rents_loadedbalance"
RENTS = ("rents_rentaccount", "rents_accountpart", "rents_charge", "ledger_account")


_PEOPLE = Changes("people_person", PEOPLE, _PERSON, unless=ANOTHER_SAYS_SO)
_UNBORN = replace(
    _PEOPLE,
    sound="v.deceased_on IS NULL OR v.date_of_birth IS NULL OR v.deceased_on >= v.date_of_birth",
    broken=(
        "deceased_on",
        "The person would have died before being born, so both dates were left as they stand.",
    ),
)


def _people_change() -> str:
    """Return the change of people: a birth that a document shows is left, and nobody dies unborn."""
    impossible = "v.deceased_on < v.date_of_birth"
    statement = _PEOPLE.update()
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


_PLACE = Changes(
    "places_place",
    PLACES,
    (
        Cell("kind", "kind"),
        Cell("parent_id", "parent_ref", "w.parent_id", "l.facts->'parent_ref'"),
        *same("name", "address_1", "address_2", "address_3", "address_4", "postcode", "uprn"),
        *same("easting", "northing", "ward", "area_office", "year_built", "floors", "lifts"),
    ),
    joins="JOIN within w ON w.row = c.row",
)
_HOME_COLUMNS = {
    "property_type": "''",
    "bedrooms": "NULL",
    "bed_spaces": "NULL",
    "floor": "NULL",
    "lift": "NULL",
    "heating": "''",
    "garden": "''",
    "own_entrance": "NULL",
    "internal_steps": "NULL",
    "external_steps": "NULL",
    "accessibility_category": "''",
    "epc": "''",
    "council_tax_band": "''",
    "tenure_group": "''",
    "lettable_status": "''",
    "ready_to_let_on": "NULL",
    "key_location": "''",
}
"""The columns of a home, adaptations aside, each with its blank."""

_OFFICER = Changes(
    "staff_officer",
    ROWS,
    (*same("name", "job_title", "weekly_hours", "from_on"), day_after("until_on", "until_on")),
    sound="v.until_on IS NULL OR v.from_on IS NULL OR v.until_on > v.from_on",
    broken=("until_on", "The officer would leave before starting, so both dates were left as they stand."),
)
_LETTING = Changes(
    "tenancies_tenancy",
    TENANCIES,
    (
        Cell("place_id", "place_ref", "w.place_id", "l.facts->'place_ref'"),
        Cell("from_on", "start_on"),
        day_after("until_on", "end_on"),
    ),
    joins="JOIN place_of w ON w.row = c.row",
)
"""What is let and when: worked out before anything is written, since tenancies may have to make way."""

_TENANCY = Changes(
    "tenancies_tenancy",
    TENANCIES,
    (
        Cell("place_id", "place_ref", worked_out="r.place_id"),
        Cell("from_on", "start_on", worked_out="r.from_on"),
        Cell("until_on", "end_on", worked_out="r.until_on"),
        *same("tenure", "end_reason"),
        Cell("payment_reference", "payment_ref"),
        day_after("introductory_until_on", "introductory_end_on"),
        *same("conditions_version"),
    ),
    joins="JOIN result r ON r.row = c.row",
)
_PARTY = Changes(
    "tenancies_tenancyparty",
    ROWS,
    (
        *same("role", "relationship"),
        Cell("from_on", "from_on", "w.from_on", "l.facts->'from_on'"),
        Cell("until_on", "until_on", "w.until_on", "to_jsonb(t.until_on - 1)"),
    ),
    joins="JOIN part w ON w.row = c.row",
    sound="(v.until_on IS NULL OR v.until_on > v.from_on) AND NOT EXISTS ("
    "SELECT FROM tenancies_tenancyparty o WHERE o.council_id = %(council)s AND o.tenancy_id = u.tenancy_id"
    " AND o.person_id = u.person_id AND o.role = v.role AND o.from_on = v.from_on AND o.id <> u.id)",
    broken=(
        "from_on",
        "It would end before it starts, or stands already from that day, so it was left as it stands.",
    ),
)


def _marker(table: str, only: str) -> Changes:
    return Changes(
        table,
        ROWS,
        (
            *same("reason", "control_measure", "approved_by"),
            Cell("review_on", "review_on", "w.review_on"),
            Cell("until_on", "end_on", "w.until_on", "l.facts->'end_on'"),
        ),
        joins="JOIN lasting w ON w.row = c.row",
        only=only,
        sound="v.until_on >= u.start_on",
        broken=("end_on", "The marker would end before it starts, so it was left as it stands."),
    )


_PERSON_MARKER = _marker("people_personmarker", "s.person_ref <> ''")
_PLACE_MARKER = _marker("places_placemarker", "s.place_ref <> ''")

_PAST_CASE = Changes(
    PAST_CASES,
    PAST_CASES,
    (
        *same("kind", "opened_on", "closed_on", "status", "team", "officer_email", "summary"),
        Cell("officer_id", "officer_email", "w.officer_id", "l.facts->'officer_email'"),
        *ABOUT,
    ),
    joins=JOIN_ABOUT,
)

_CONTACT = Changes("contact_contact", CONTACTS, CONTACT, joins=JOIN_ABOUT)
_HISTORY = {"find_about": FIND_ABOUT, "lost": refuse_lost(), "unknown_officers": say_unknown_officers()}
"""The texts that the stages of contacts and cases share."""


_CURRENT = "(t.until_on IS NULL OR t.until_on > %(today)s) AND {which}"
_OF_THIS_FILE = "t.id IN (SELECT id FROM fresh UNION ALL SELECT thing_id FROM changed)"
_ACCOUNTS = {
    "to_open": " OR ".join([_CURRENT.format(which="true"), "t.id IN (SELECT tenancy_id FROM sought_tenancy)"]),
    "to_charge": "true",
}
"""Which tenancies get their rent account: those of today, and those that a rent file names."""


def _by_reference(layout: str = "") -> str:
    return f"l.layout = '{layout}' AND l.reference = s.own" if layout else "l.reference = s.own"


STAGES: dict[str, Stage] = {
    "places": Stage(
        "places",
        PLACES,
        "place_id",
        _by_reference("places"),
        "place_ref",
        "s.place_ref",
        {"change": _PLACE.update()},
        tables=("within",),
        fills=("places_place", PLACES),
    ),
    "homes": Stage(
        "homes",
        PLACES,
        "place_id",
        _by_reference("homes"),
        "place_ref",
        "s.place_ref",
        {
            "change": Changes(
                "places_home", PLACES, tuple(same(*_HOME_COLUMNS, "adaptations")), key="place_id"
            ).update(),
            "filled": filled(_HOME_COLUMNS.items()),
            "fill": ", ".join(f"{column} = v.{column}" for column in _HOME_COLUMNS),
            "stand": ", ".join(f"h.{column}" for column in _HOME_COLUMNS),
            "come": ", ".join(f"v.{column}" for column in _HOME_COLUMNS),
        },
        tables=("place_of", "had"),
        fills=("places_home", PLACES),
    ),
    "officers": Stage(
        "officers",
        ROWS,
        "made",
        _by_reference("officers"),
        "email",
        "s.email",
        {"change": _OFFICER.update(), "broken": _OFFICER.say_broken()},
        tables=("under", "team_of", "here"),
        fills=("staff_officer", "staff_roleheld"),
    ),
    "people": Stage(
        "people",
        PEOPLE,
        "person_id",
        _by_reference(),
        "person_ref",
        "s.person_ref",
        {
            "change": _people_change(),
            "unborn": _UNBORN.say_broken(),
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
                }.items()
            ),
        },
        sides=("contact", "register"),
        before=("people_rules", "matching"),
        after=("matches",),
        tables=("whose", "said_before", *_MATCHING_TABLES),
    ),
    "tenancies": Stage(
        "tenancies",
        TENANCIES,
        "tenancy_id",
        _by_reference(),
        "tenancy_ref",
        "s.tenancy_ref",
        {
            "change": _TENANCY.update(),
            "results": _LETTING.results(),
            "to_open": _CURRENT.format(which=_OF_THIS_FILE),
            "to_charge": _OF_THIS_FILE,
        },
        before=("rents_before",),
        after=("rent_accounts", "rents_changed"),
        tables=("place_of", "result", "letting", "crowded", "clash", "in_the_way", "rent_before"),
        fills=("tenancies_tenancy", TENANCIES, *RENTS),
    ),
    "tenancy_people": Stage(
        "tenancy_people",
        ROWS,
        "made",
        _by_reference("tenancy_people"),
        "person_ref",
        "s.person_ref",
        {"change": _PARTY.update(), "broken": _PARTY.say_broken()},
        tables=("part", "stands"),
        fills=("tenancies_tenancyparty", ROWS),
    ),
    "markers": Stage(
        "markers",
        ROWS,
        "made",
        _by_reference("markers"),
        "code",
        "s.code",
        {
            "change": _PERSON_MARKER.update(),
            "broken": _PERSON_MARKER.say_broken(),
            "change_of_places": _PLACE_MARKER.update(),
            "broken_of_places": _PLACE_MARKER.say_broken(),
        },
        tables=("about", "lasting"),
        fills=("people_personmarker", "places_placemarker"),
    ),
    "patches": Stage(
        "patches",
        ROWS,
        "made",
        _by_reference("patches"),
        "patch_code",
        "s.patch_code",
        tables=("spot", "officer_span", "place_span", "stretch", "plot"),
        fills=("places_patchofficer", "places_patchplace"),
    ),
    "cases": Stage(
        "cases",
        PAST_CASES,
        "id",
        _by_reference(),
        "case_ref",
        "s.case_ref",
        {"change": _PAST_CASE.update(), **_HISTORY},
        tables=("about",),
        fills=(PAST_CASES,),
    ),
    "contacts": Stage(
        "contacts",
        CONTACTS,
        "contact_id",
        _by_reference(),
        "contact_ref",
        "s.contact_ref",
        {"change": _CONTACT.update(), "handler_name": HANDLER_NAME, "reasons": REASONS, **_HISTORY},
        tables=("about",),
        fills=("contact_contact", CONTACTS),
    ),
    "rent_transactions": Stage(
        "rent_transactions",
        TRANSACTIONS,
        "movement_id",
        _by_reference(),
        "transaction_ref",
        "s.transaction_ref",
        {"of_day": "s.posted_on", **_ACCOUNTS},
        before=("rent_sought", "rent_accounts", "rent_found"),
        after=(rents.post, "rent_posted"),
        tables=(
            "sought_account",
            "sought_tenancy",
            "account_known",
            "account_of",
            "differs",
            "to_post",
            "part_to_open",
        ),
        fills=(TRANSACTIONS, "ledger_movement", "ledger_key"),
    ),
    "rent_balances": Stage(
        "rent_balances",
        BALANCES,
        "id",
        _by_reference(),
        "payment_ref",
        "s.payment_ref",
        {"of_day": "s.as_at", **_ACCOUNTS},
        before=("rent_sought", "rent_accounts", "rent_found"),
        tables=("sought_account", "sought_tenancy", "account_known", "account_of"),
        fills=(BALANCES,),
    ),
}
"""The stages of all layouts. Each that is loaded runs once for every file of its layout."""
