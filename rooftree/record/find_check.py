"""Checks that Find says what the facts say, and writes again the words that do not."""

import datetime as dt
from collections.abc import Iterator

from django.db import connection

from rooftree.foundations.models import Council
from rooftree.places import search_words as place_words
from rooftree.tenancies import search_words as tenancy_words


def disagreeing() -> tuple[list[int], list[int]]:
    """Return the ids of the people and of the places, in the councils acted for, whose words are wrong.

    It reckons the words of everybody anew and compares: seconds for a large council, so it is for the
    night. Restricted people are checked too; ids tell nothing.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT person_id, place_id FROM words_that_disagree()")
        wrong = cursor.fetchall()
    return (
        sorted(person for person, _ in wrong if person is not None),
        sorted(place for _, place in wrong if place is not None),
    )


def check(council: Council, on: dt.date) -> Iterator[str]:
    """Say how many things of the council could not be found by what the record says, and mend them.

    For the list of nightly checks. The words can always be written again from the facts; that they were
    wrong is still said, since some action forgot them.
    """
    people, places = disagreeing()
    if places:
        place_words.refresh(places)
        yield _said(len(places), "place", "places")
    if people:
        tenancy_words.refresh_all_of_people(people)
        yield _said(len(people), "person", "people")


def _said(number: int, one: str, many: str) -> str:
    what = f"1 {one} was" if number == 1 else f"{number:,} {many} were"
    return f"In Find, {what} not to be found by what the record says now. The words were written again."
