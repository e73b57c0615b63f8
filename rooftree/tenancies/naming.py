"""Finds whom a reference and a date of birth name, before anybody is signed in."""

from contextlib import suppress
from datetime import date

from django.db import connection

from rooftree.foundations import references
from rooftree.foundations.refusals import Refused


def people_named(typed: str, born: date, *, on: date) -> list[int]:
    """Return the ids of the people whom a reference and a birthday name.

    Current tenants by the reference of the tenancy or of its payments, and anybody by their own. Restricted
    people too: whoever calls this tells nobody what it found. One query, whatever the answer.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT people_named(%s, %s, %s)", [ways_to_write(typed), born, on])
        return list(cursor.fetchone()[0])


def ways_to_write(typed: str) -> list[str]:
    """Return the references that may be meant: as typed, without spaces, and as one of ours."""
    plain = typed.strip().upper()
    ways = [typed.strip(), plain, "".join(plain.split())]
    with suppress(Refused):
        ways.append(references.parse(plain))
    return list(dict.fromkeys(ways))
