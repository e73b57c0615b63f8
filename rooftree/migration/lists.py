"""What the rule book says that a load needs: the codes that cells may hold, and a few limits."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db import connection

from rooftree.foundations import rulebook
from rooftree.foundations.models import Council
from rooftree.migration.cells import Codes

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
    )
)
_MARKER_LONGEST = rulebook.limit("staff.marker_longest")
_MARKER_REVIEW = rulebook.limit("staff.marker_review_usual")


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
    )


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
