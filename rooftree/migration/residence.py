"""Who lives where, as the files of a load say, before any of it is in the record: people are matched by home."""

from collections.abc import Iterable

from django.db import connection

from rooftree.foundations.models import Council
from rooftree.people.models import Person


def people_known(council: Council) -> int:
    """Return how many people the record holds."""
    return Person.objects.filter(council=council).count()


def say_who_lives_where(staged: Iterable[tuple[str, int]]) -> None:
    """Make views of all staged parts in tenancies, `said_part`, and of all staged tenancies, `said_tenancy`."""
    tables: dict[str, list[str]] = {"tenancies": [], "tenancy_people": []}
    for layout, number in staged:
        tables.setdefault(layout, []).append(f"staged_{number}")
    parts = _all(tables["tenancy_people"], "tenancy_ref_system", "tenancy_ref", "person_ref_system", "person_ref")
    tenancies = _all(tables["tenancies"], "source", "tenancy_ref", "place_ref_system", "place_ref")
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMP VIEW said_part AS {parts}")
        cursor.execute(f"CREATE TEMP VIEW said_tenancy AS {tenancies}")


def _all(tables: list[str], *columns: str) -> str:
    """Return the select of these columns of all the tables; of none, a select without rows."""
    if not tables:
        return f"SELECT {', '.join(f'NULL::text AS {column}' for column in columns)} WHERE false"
    return " UNION ALL ".join(f"SELECT {', '.join(columns)} FROM {table}" for table in tables)  # noqa: S608
