"""Whom a session of the residents' pages lets in, for whom they are here, and what is open to them."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection

from rooftree.people.portal import EVERYTHING, Resident, Scope
from rooftree.staff import safety_markers

_STANDING = "SELECT * FROM portal_standing(%s, %s, %s, %s, %s)"
_OWN_CASES = "SELECT cases_of_her_own(%s)"
_MANDATES = "SELECT * FROM portal_mandates(%s, %s, %s)"


@dataclass(frozen=True)
class Standing:
    """A resident who is signed in, what to call her and the one she is here for, and what is open to her.

    `opened` are the ids of her own records, and `cases` those of her cases that only the restriction of
    her own record hides. `authorities` is for how many others she may act today.
    """

    resident: Resident
    name: str
    for_name: str
    language: str
    authorities: int
    opened: tuple[int, ...]
    cases: tuple[int, ...]


def standing(
    council_id: int, account_id: int, *, authority_id: int | None, since: datetime, on: date
) -> Standing | None:
    """Return whom an account of a council lets in on a day; nobody where it is closed or was signed out.

    `since` is when the session began. An authority that stands no longer gives nothing: she is here for
    herself. One query, two for somebody whose record is restricted. Can be asked before anything has been
    said.
    """
    with connection.cursor() as cursor:
        cursor.execute(_STANDING, [council_id, account_id, authority_id, on, safety_markers.protecting(on=on)])
        found = cursor.fetchone()
        if found is None:
            return None
        person_id, name, records, restricted, language, signed_out_at, authorities, *mandate = found
        if signed_out_at is not None and since <= signed_out_at:
            return None
        cases: list[int] = []
        if restricted:
            cursor.execute(_OWN_CASES, [records])
            (cases,) = cursor.fetchone()
    authority, for_person_id, for_name, may = mandate
    acts = authority is not None
    resident = Resident(
        account_id=account_id,
        council_id=council_id,
        person_id=person_id,
        for_person_id=for_person_id if acts else person_id,
        authority_id=authority,
        scopes=_scopes(may) if acts else EVERYTHING,
    )
    return Standing(
        resident, name, for_name if acts else name, language, authorities, tuple(records), tuple(cases)
    )


def _scopes(codes: list[str]) -> frozenset[str]:
    """Return the codes that mean something here: an authority may hold one that a later release took away."""
    return frozenset(codes) & frozenset(Scope)


@dataclass(frozen=True)
class Mandate:
    """Somebody for whom a resident may act today, on which authority, and what it lets her do."""

    authority_id: int
    person_id: int
    name: str
    kind: str
    scopes: frozenset[str]
    until_on: date | None


def mandates(resident: Resident, *, on: date) -> list[Mandate]:
    """Return for whom a resident may act on a day, by name. One query.

    Nobody acts online for a person whose record is restricted, or whom safety rules protect: an old
    authority may be the abuser's. They are served in person.
    """
    with connection.cursor() as cursor:
        cursor.execute(_MANDATES, [resident.person_id, on, safety_markers.protecting(on=on)])
        return [
            Mandate(authority, person, name, kind, _scopes(may), until_on)
            for authority, person, name, kind, may, until_on in cursor.fetchall()
        ]
