"""Which old systems have given references so far."""

from django.db import connection

from rooftree.foundations.models import Council

_TABLES = (
    "places_placelegacyreference",
    "people_personlegacyreference",
    "tenancies_tenancylegacyreference",
)


def systems_known(council: Council) -> set[str]:
    """Return the names of the systems that a council's legacy references are from.

    Each name is found by stepping through the index, since a table may hold millions of a few.
    """
    found: set[str] = set()
    for table in _TABLES:
        with connection.cursor() as cursor:
            cursor.execute(
                f"""WITH RECURSIVE named AS (
                        SELECT min(source_system) AS name FROM {table} WHERE council_id = %(council)s
                        UNION ALL
                        SELECT (SELECT min(source_system) FROM {table}
                                WHERE council_id = %(council)s AND source_system > named.name)
                        FROM named WHERE named.name IS NOT NULL
                    ) SELECT name FROM named WHERE name IS NOT NULL""",  # noqa: S608
                {"council": council.pk},
            )
            found |= {name for (name,) in cursor.fetchall()}
    return found
