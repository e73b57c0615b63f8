"""What the rule book says that a load needs: the codes that cells may hold, and a few limits."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db import connection

from rooftree.foundations import rulebook
from rooftree.foundations.models import Council
from rooftree.foundations.periods import DAY
from rooftree.migration.cells import Codes
from rooftree.rents import codes
from rooftree.rents.controls import control_of

_LISTS = tuple(
    rulebook.code_list(code)
    for code in (
        "places.kinds",
        "places.property_types",
        "places.lettable_statuses",
        "people.adjustments",
        "people.vulnerabilities",
        "people.languages",
        "tenancies.tenures",
        "staff.safety_markers",
        "staff.roles",
        "contact.reasons",
        "rents.transaction_codes",
    )
)
_MARKER_LONGEST = rulebook.limit("staff.marker_longest")
_MARKER_REVIEW = rulebook.limit("staff.marker_review_usual")
_DEBIT_DAY = rulebook.limit("rents.debit_day")


@dataclass(frozen=True)
class Lists:
    """The rule book's lists on a day, each code with its label, and the limits of markers in months."""

    codes: Mapping[str, Codes]
    marker_longest: int
    marker_review: int
    markers: tuple[tuple[str, str, str, bool, bool], ...]
    """Each marker's code, label, the adjustment to record instead, whether said of people, and of places."""
    factors: tuple[tuple[str, int], ...]
    """Each vulnerability's code, and the months after which it ends by itself; 0: it does not."""
    transactions: tuple[tuple[str, str, str, str], ...]
    """Each transaction code, its family, the part of an account that it is of, and what stands against it:
    a control account, or `income`, of whose group it is."""
    groups: tuple[tuple[str, str, str, str], ...]
    """Each kind of agreement that is charged, its rent group, how often, and the code of its rent."""
    first_charged: date
    """The first debit day after today: from then on we charge, and before then the old system did."""


def lists_on(on: date, *, council: Council) -> Lists:
    """Return the lists in force on a day."""
    versions = {handle.code: handle.version(on=on, council=council) for handle in _LISTS}
    markers, factors = versions["staff.safety_markers"], versions["people.vulnerabilities"]
    return Lists(
        {name: {item.code: item.label for item in version.items} for name, version in versions.items()},
        int(_MARKER_LONGEST.version(on=on, council=council).value),
        int(_MARKER_REVIEW.version(on=on, council=council).value),
        tuple(
            (
                item.code,
                item.label,
                str(markers.flag(item.code, "record_as")),
                bool(markers.flag(item.code, "of_person")),
                bool(markers.flag(item.code, "of_place")),
            )
            for item in markers.items
        ),
        tuple((item.code, int(factors.flag(item.code, "months"))) for item in factors.items),
        tuple(
            (each.code, each.family, each.part, control_of(each.code, family=each.family, group=""))
            for each in codes.all_codes(on=on, council=council.pk).values()
        ),
        tuple(
            (tenure, group.code, str(group.flags["cycle"]), str(group.flags["code"]))
            for group in codes.GROUPS.version(on=on, council=council)
            for tenure in str(group.flags["tenures"]).split()
        ),
        _next_debit_day(on, council),
    )


def _next_debit_day(on: date, council: Council) -> date:
    debit_day = int(_DEBIT_DAY.version(on=on, council=council).value)
    return on + DAY * ((debit_day - on.isoweekday() - 1) % 7 + 1)


def put_in_stage(lists: Lists) -> None:
    """Let the statements of a load read what they need of the lists."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE marker_code"
            " (code text, label text, record_as text, of_person boolean, of_place boolean)"
        )
        cursor.executemany("INSERT INTO marker_code VALUES (%s, %s, %s, %s, %s)", lists.markers)
        cursor.execute("CREATE TEMP TABLE factor (code text, months integer)")
        cursor.executemany("INSERT INTO factor VALUES (%s, %s)", lists.factors)
        cursor.execute("CREATE TEMP TABLE transaction_code (code text, family text, part text, control text)")
        cursor.executemany("INSERT INTO transaction_code VALUES (%s, %s, %s, %s)", lists.transactions)
        cursor.execute("CREATE TEMP TABLE tenure_group (tenure text, rent_group text, cycle text, code text)")
        cursor.executemany("INSERT INTO tenure_group VALUES (%s, %s, %s, %s)", lists.groups)
