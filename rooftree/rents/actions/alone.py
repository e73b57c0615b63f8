"""Lets what one officer posts alone be counted one after another: two forms sent at once are not both small."""

from django.db import connection

from rooftree.staff.models import Officer


def wait_in_turn(by: Officer) -> None:
    """Wait until nothing else that this officer may post alone is being counted, until the transaction ends.

    Asked before accounts are locked, so that nobody holds one while waiting here.
    """
    assert connection.in_atomic_block, "Turns are taken in the transaction that posts."
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"posts alone {by.pk}"])
