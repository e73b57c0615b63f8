"""The columns of the standard layouts: what each cell may hold, and what a bad one does to its row."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from rooftree.contact.rules import CHANNEL_OF_EXTRACT
from rooftree.migration import cells, moments, names, phones
from rooftree.migration.cells import Clean

SMALL = 32_767
MONEY = "numeric(14,2)"
LARGEST_EASTING, LARGEST_NORTHING = 700_000, 1_300_000


@dataclass(frozen=True)
class Column:
    """A column of a layout.

    A bad or missing cell refuses the row where the column `must` be there; a bad one also where it is
    `strict`. `points_at` is the layout that a reference leads to. `later` columns are kept until a part
    of Rooftree takes them.
    """

    name: str
    clean: Clean
    sql: str = "text"
    must: bool = False
    strict: bool = False
    points_at: str = ""
    later: bool = False
    scattered: bool = False
    """Whether nearly every row holds another value, so that remembering them would not help."""
    as_it_stands: Callable[[str], object] | None = None
    """Says of a cell's text whether it needs no cleaning: a quick way for what differs in every row."""

    @classmethod
    def unknown(cls, name: str) -> "Column":
        """Return a column that no layout has."""
        return cls(name, cells.text_of(5000), later=True)


@dataclass(frozen=True)
class Layout:
    """A layout: its columns, and what its rows are known again by: a reference, or several columns together."""

    name: str
    columns: tuple[Column, ...]
    own_reference: str = ""
    known_by: tuple[str, ...] = ()

    def column(self, name: str) -> Column | None:
        """Return the column of this name, or None."""
        return next((column for column in self.columns if column.name == name), None)


@dataclass(frozen=True)
class Reading:
    """What cleaning a file's cells depends on: the day, the mapping's forms of dates, the rule book's lists."""

    today: date
    dates: tuple[str, ...] = ()
    lists: Mapping[str, cells.Codes] = None  # type: ignore[assignment]

    def day(self, *, birth: bool = False) -> Clean:
        """Return the cleaner of dates."""
        return cells.date_of(self.today, formats=self.dates, birth=birth)

    def code(self, name: str, what: str) -> Clean:
        """Return the cleaner of one code of a list of the rule book."""
        return cells.code_of(self.lists[name], what)

    def codes(self, name: str, what: str) -> Clean:
        """Return the cleaner of several codes of a list of the rule book."""
        return cells.codes_of(self.lists[name], what)


PURPOSES = {"tenancy": "Tenancy", "income": "Income", "repairs": "Repairs", "grounds": "Grounds"}
PARTS = {
    "tenant": "Tenant",
    "joint_tenant": "Joint tenant",
    "occupant": "Lives here",
    "authorised_contact": "Authorised contact",
}


def layout_of(name: str, reading: Reading) -> Layout:
    """Return a layout, ready to clean the cells of one file."""
    return _LAYOUTS[name](reading)


def _own(name: str) -> Column:
    return Column(name, cells.reference, must=True, scattered=True, as_it_stands=cells.is_plain_reference)


def _pointer(name: str, points_at: str, *, must: bool = False, strict: bool = False) -> Column:
    return Column(
        name,
        cells.reference,
        must=must,
        strict=strict,
        points_at=points_at,
        scattered=True,
        as_it_stands=cells.is_plain_reference,
    )


def _text(name: str, longest: int) -> Column:
    return Column(name, cells.text_of(longest))


def _whole(name: str, least: int, most: int, sql: str = "smallint") -> Column:
    return Column(name, cells.whole_number(least, most), sql)


def _places(reading: Reading) -> Layout:
    return Layout(
        "places",
        (
            _own("place_ref"),
            Column("kind", reading.code("places.kinds", "a kind of place"), must=True),
            _pointer("parent_ref", "places"),
            _text("name", 120),
            _text("address_1", 120),
            _text("address_2", 120),
            _text("address_3", 120),
            _text("address_4", 120),
            Column("postcode", cells.postcode, scattered=True, as_it_stands=cells.is_postcode),
            Column("uprn", cells.uprn, "bigint", scattered=True),
            _whole("easting", 0, LARGEST_EASTING, "integer"),
            _whole("northing", 0, LARGEST_NORTHING, "integer"),
            _text("ward", 80),
            _text("area_office", 80),
            _whole("year_built", 1000, reading.today.year + 5),
            _whole("floors", 0, 200),
            _whole("lifts", 0, 100),
        ),
        "place_ref",
    )


def _homes(reading: Reading) -> Layout:
    return Layout(
        "homes",
        (
            _pointer("place_ref", "places", must=True),
            Column("property_type", reading.code("places.property_types", "a type of home")),
            _whole("bedrooms", 0, 50),
            _whole("bed_spaces", 0, 100),
            Column("floor", cells.floor, "smallint"),
            Column("lift", cells.yes_or_no, "boolean"),
            _text("heating", 60),
            _text("garden", 40),
            Column("own_entrance", cells.yes_or_no, "boolean"),
            _whole("internal_steps", 0, SMALL),
            _whole("external_steps", 0, SMALL),
            Column("adaptations", cells.words_of(60), "varchar[]"),
            _text("accessibility_category", 10),
            Column("epc", cells.energy_band),
            Column("council_tax_band", cells.tax_band),
            _text("tenure_group", 40),
            Column("lettable_status", reading.code("places.lettable_statuses", "a lettable status")),
            Column("ready_to_let_on", reading.day(), "date"),
            _text("key_location", 100),
        ),
        "place_ref",
    )


def _people(reading: Reading) -> Layout:
    born = cells.not_after(reading.today, reading.day(birth=True), "Nobody is born on {day}: it is still to come.")
    died = cells.not_after(reading.today, reading.day(), "Nobody has died on {day}: it is still to come.")
    return Layout(
        "people",
        (
            _own("person_ref"),
            Column("title", names.title, strict=True),
            Column("forenames", names.name_of(120), strict=True),
            Column("surname", names.surname, must=True),
            Column("preferred_name", names.name_of(120)),
            Column("former_surname", names.name_of(120)),
            Column("date_of_birth", born, "date", strict=True),
            Column("ni_number", cells.ni_number, scattered=True, as_it_stands=cells.is_ni_number),
            Column("mobile", phones.phones, "", scattered=True),
            Column("phone", phones.phones, "", scattered=True),
            Column("email", cells.emails, "", scattered=True),
            Column("correspondence_address", cells.text_of(300), ""),
            Column("language", cells.word_of(reading.lists["people.languages"], 40)),
            Column("interpreter", cells.yes_or_no, "boolean"),
            Column("needs", reading.codes("people.adjustments", "an adjustment"), ""),
            Column("vulnerability", reading.codes("people.vulnerabilities", "a vulnerability"), ""),
            Column("deceased_on", died, "date"),
        ),
        "person_ref",
    )


def _tenancies(reading: Reading) -> Layout:
    return Layout(
        "tenancies",
        (
            _own("tenancy_ref"),
            _pointer("place_ref", "places", must=True),
            Column("tenure", reading.code("tenancies.tenures", "a tenure"), must=True),
            Column("start_on", reading.day(), "date", must=True),
            Column("end_on", reading.day(), "date"),
            _text("end_reason", 60),
            Column("payment_ref", cells.text_of(40), scattered=True, as_it_stands=cells.is_short_number),
            Column("weekly_rent", cells.charge, MONEY),
            Column("weekly_service_charge", cells.charge, MONEY),
            Column("introductory_end_on", reading.day(), "date"),
            _text("conditions_version", 40),
        ),
        "tenancy_ref",
    )


def _tenancy_people(reading: Reading) -> Layout:
    return Layout(
        "tenancy_people",
        (
            _pointer("tenancy_ref", "tenancies", must=True),
            _pointer("person_ref", "people", must=True),
            Column("role", cells.code_of(PARTS, "a part in a tenancy"), must=True),
            Column("from_on", reading.day(), "date"),
            Column("until_on", reading.day(), "date"),
            _text("relationship", 40),
        ),
        known_by=("tenancy_ref", "person_ref", "role", "from_on"),
    )


def _markers(reading: Reading) -> Layout:
    return Layout(
        "markers",
        (
            _pointer("person_ref", "people"),
            _pointer("place_ref", "places"),
            Column("code", reading.code("staff.safety_markers", "a staff-safety marker"), must=True),
            _text("reason", 5000),
            _text("control_measure", 5000),
            _text("approved_by", 120),
            Column("start_on", reading.day(), "date"),
            Column("review_on", reading.day(), "date"),
            Column("end_on", reading.day(), "date"),
        ),
        known_by=("person_ref", "place_ref", "code", "start_on"),
    )


def _patches(reading: Reading) -> Layout:
    return Layout(
        "patches",
        (
            Column("patch_code", cells.text_of(40), must=True),
            Column("purpose", cells.code_of(PURPOSES, "what a patch is for"), must=True),
            Column("officer_email", cells.email),
            _pointer("place_ref", "places"),
            Column("from_on", reading.day(), "date"),
            Column("until_on", reading.day(), "date"),
        ),
        known_by=("purpose", "patch_code", "place_ref", "officer_email", "from_on"),
    )


def _officers(reading: Reading) -> Layout:
    return Layout(
        "officers",
        (
            Column("email", cells.email, must=True),
            Column("name", names.name_of(120), must=True),
            _text("job_title", 100),
            _text("team", 80),
            Column("manager_email", cells.email),
            Column("weekly_hours", cells.weekly_hours, "numeric(4,2)"),
            Column("roles", reading.codes("staff.roles", "a role"), "text[]"),
            Column("from_on", reading.day(), "date"),
            Column("until_on", reading.day(), "date"),
        ),
        known_by=("email",),
    )


def _cases(reading: Reading) -> Layout:
    opened = cells.not_after(reading.today, reading.day(), "No case was opened on {day}: it is still to come.")
    closed = cells.not_after(reading.today, reading.day(), "No case was closed on {day}: it is still to come.")
    return Layout(
        "cases",
        (
            _own("case_ref"),
            Column("kind", cells.text_of(80), must=True),
            Column("opened_on", opened, "date", must=True),
            Column("closed_on", closed, "date"),
            _text("status", 60),
            _pointer("person_ref", "people"),
            _pointer("place_ref", "places"),
            _pointer("tenancy_ref", "tenancies"),
            _text("team", 80),
            Column("officer_email", cells.email),
            Column("summary", cells.text_of(5000), scattered=True),
        ),
        "case_ref",
    )


def _contacts(reading: Reading) -> Layout:
    at = moments.moment_of(
        reading.today, formats=reading.dates, refusal="Nobody was in touch on {day}: it is still to come."
    )
    return Layout(
        "contacts",
        (
            _own("contact_ref"),
            Column("at", at, "timestamptz", must=True, scattered=True),
            _pointer("person_ref", "people"),
            _pointer("place_ref", "places"),
            _pointer("tenancy_ref", "tenancies"),
            Column("channel", _channel),
            Column("reason_code", reading.code("contact.reasons", "a reason for a contact")),
            Column("officer_email", cells.email),
            Column("note", cells.text_of(5000), scattered=True),
        ),
        "contact_ref",
    )


def _rent_transactions(reading: Reading) -> Layout:
    posted = cells.not_after(reading.today, reading.day(), "Nothing is posted on {day}: it is still to come.")
    return Layout(
        "rent_transactions",
        (
            _own("transaction_ref"),
            _pointer("payment_ref", "tenancies", must=True),
            Column("posted_on", posted, "date", must=True),
            Column("effective_on", reading.day(), "date"),
            Column("code", reading.code("rents.transaction_codes", "a transaction code"), must=True),
            Column("amount", cells.moved, MONEY, must=True, scattered=True),
            Column("narrative", cells.text_of(200)),
            _text("batch", 60),
            _pointer("reversal_of", "rent_transactions", strict=True),
        ),
        "transaction_ref",
    )


def _rent_balances(reading: Reading) -> Layout:
    ended = cells.not_after(reading.today, reading.day(), "No balance stands on {day}: it is still to come.")
    return Layout(
        "rent_balances",
        (
            _pointer("payment_ref", "tenancies", must=True),
            Column("as_at", ended, "date", must=True),
            Column("balance", cells.money, MONEY, must=True, scattered=True),
        ),
        known_by=("payment_ref", "as_at"),
    )


_CHANNELS = cells.code_of({channel: channel for channel in CHANNEL_OF_EXTRACT}, "a channel")


def _channel(text: str) -> cells.Cell:
    """Read how somebody got in touch, as our own lists have it."""
    cell = _CHANNELS(text)
    return cells.Cell(CHANNEL_OF_EXTRACT[cell.value]) if cell.value else cell


_LAYOUTS: dict[str, Callable[[Reading], Layout]] = {
    "places": _places,
    "homes": _homes,
    "people": _people,
    "tenancies": _tenancies,
    "tenancy_people": _tenancy_people,
    "markers": _markers,
    "patches": _patches,
    "officers": _officers,
    "cases": _cases,
    "contacts": _contacts,
    "rent_transactions": _rent_transactions,
    "rent_balances": _rent_balances,
}
