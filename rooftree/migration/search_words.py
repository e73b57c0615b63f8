"""Writes again the words by which the places and people of a load are found."""

import time

from django.db import connection

from rooftree.migration.scripts import Doing, Runner

SETTINGS = "SET LOCAL gin_pending_list_limit = '256MB'"
"""Words wait in larger heaps than those of one correction, so that the index is gone over less often."""
AT_ONCE = 100_000
"""Places or people whose words one statement writes."""


def write_search_words(runner: Runner) -> None:
    """Write the words of all that the load touched: places first, since people are found by where they live."""
    with connection.cursor() as cursor:
        cursor.execute(SETTINGS)
    for table, words, function in (
        ("touched_place", "places", "refresh_places_words"),
        ("touched_person", "people", "refresh_all_words_of_people"),
    ):
        began = time.perf_counter()
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE TEMP TABLE {table}_once AS SELECT DISTINCT id FROM {table} ORDER BY id")  # noqa: S608
            cursor.execute(f"SELECT count(*) FROM {table}_once")  # noqa: S608
            (of,) = cursor.fetchone()
            last = 0
            for done in range(0, of, AT_ONCE):
                runner.hear(Doing("search words", f"Write the words of {words}", done, of))
                cursor.execute(
                    f"SELECT max(id) FROM (SELECT id FROM {table}_once"  # noqa: S608
                    " WHERE id > %s ORDER BY id LIMIT %s) AS next",
                    [last, AT_ONCE],
                )
                (until,) = cursor.fetchone()
                cursor.execute(
                    f"SELECT {function}(array_agg(id)) FROM {table}_once WHERE id > %s AND id <= %s",  # noqa: S608
                    [last, until],
                )
                last = until
        runner.seconds[f"search words: {words}"] = time.perf_counter() - began
