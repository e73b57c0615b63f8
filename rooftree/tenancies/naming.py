"""Finds the tenants whom a reference and a date of birth name, before anybody is signed in."""

from contextlib import suppress
from datetime import date

from django.db import connection

from rooftree.foundations import references
from rooftree.foundations.refusals import Refused


def tenants_born(typed: str, born: date, *, on: date) -> list[int]:
    """Return the ids of current tenants, by a reference of the tenancy or of its payments, and birthday.

    Restricted people too: whoever calls this tells nobody what it found. One query, whatever the answer.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT tenants_born(%s, %s, %s)", [ways_to_write(typed), born, on])
        return list(cursor.fetchone()[0])


def ways_to_write(typed: str) -> list[str]:
    """Return the references that may be meant: as typed, without spaces, and as one of ours."""
    plain = typed.strip().upper()
    ways = [typed.strip(), plain, "".join(plain.split())]
    with suppress(Refused):
        ways.append(references.parse(plain))
    return list(dict.fromkeys(ways))
