"""Builders of direct debits: a payer with a charged account, a mandate at each of its steps, days that suit."""

import datetime as dt
from decimal import Decimal
from typing import Any

from rooftree.foundations.models import Council
from rooftree.people.models import Person
from rooftree.people.portal import EVERYTHING, Resident
from rooftree.rents.actions import direct_debits, mandates
from rooftree.rents.direct_debits import BankDetails
from rooftree.rents.models import Mandate, RentAccount, Submission
from rooftree.staff.models import Officer
from tests.builders import a_home, a_person, a_tenancy, an_officer, by, the_council
from tests.rent_builders import a_charge, an_account

BANK = BankDetails("Grace Okafor", "20-00-00", "55779911")
USERS = {"alder": "123456/200000/12345678/ALDER COUNCIL"}

MONDAY_4_JAN = dt.datetime(2027, 1, 4, 10, 0, tzinfo=dt.UTC)
FRIDAY_15_JAN = dt.datetime(2027, 1, 15, 10, 0, tzinfo=dt.UTC)
WEDNESDAY_27_JAN = dt.datetime(2027, 1, 27, 10, 0, tzinfo=dt.UTC)
FIRST_FEB = dt.date(2027, 2, 1)
FIRST_MARCH = dt.date(2027, 3, 1)


def noon_of(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(12), tzinfo=dt.UTC)


def a_payer(rent: str = "100.00", person: Person | None = None, **facts: Any) -> tuple[RentAccount, Person]:
    """An account that is charged this much a week, and its tenant."""
    person = person or a_person()
    account = an_account(a_tenancy(a_home(), person, **facts))
    a_charge(account.place, rent)
    return account, person


def as_resident(person: Person, **facts: Any) -> Resident:
    """This person, signed in to look at her own matters."""
    return Resident(
        **{
            "account_id": 1,
            "council_id": person.council_id,
            "person_id": person.pk,
            "for_person_id": person.pk,
            "authority_id": None,
            "scopes": EVERYTHING,
            **facts,
        }
    )


def income_officer() -> Officer:
    return an_officer("income_officer", name="Ife Stone")


def acts(who: Officer | Resident | None = None, at: dt.datetime = MONDAY_4_JAN) -> dict[str, Any]:
    key = by(officer=None if isinstance(who, Resident) else who or income_officer())
    return {**key, "by": who or key["by"], "at": at}


def a_mandate(payer: tuple[RentAccount, Person] | None = None, **facts: Any) -> Mandate:
    """A direct debit on the first of each month, set up on 4 January."""
    account, person = payer or a_payer()
    return mandates.set_up(
        account, BANK, **{"person": person, "every": "month", "day": 1, **acts(facts.pop("who", None)), **facts}
    )


def told(mandate: Mandate, at: dt.datetime = MONDAY_4_JAN) -> Mandate:
    """The same, of which the payer was told whatever is due to be told."""
    due = mandates.notice_due(mandate, on=at.date())
    assert due is not None, "There is something to tell."
    mandates.give_notice(mandate, due, at=at)
    return mandate


def in_force(mandate: Mandate | None = None) -> Mandate:
    """A direct debit that the payer was told of, and that the bank has taken up."""
    mandate = told(mandate or a_mandate())
    Mandate.objects.filter(pk=mandate.pk).update(status="active", lodged_at=MONDAY_4_JAN, active_at=FRIDAY_15_JAN)
    mandate.refresh_from_db()
    return mandate


def submitted(
    collects_on: dt.date = FIRST_FEB, *, at: dt.datetime = WEDNESDAY_27_JAN, council: Council | None = None
) -> Submission | None:
    """The file of a day, made by the job."""
    return direct_debits.make_submission(
        council or the_council(), collects_on=collects_on, by=None, at=at, key=f"file {collects_on}"
    )


def collected(mandate: Mandate | None = None) -> Mandate:
    """A direct debit whose first collection of 1 February is posted."""
    mandate = mandate or in_force()
    assert submitted() is not None
    direct_debits.post_collections(the_council(), on=FIRST_FEB, at=noon_of(FIRST_FEB))
    return mandate


MONTHLY = Decimal("433.34")
"""£100.00 a week over 52 weeks, in 12 parts, up."""
