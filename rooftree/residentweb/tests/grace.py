"""Grace Okafor of 12 Elm Walk, signed in, with one of each thing that her pages show."""

from dataclasses import dataclass
from typing import Any

from django.test import Client

from rooftree.cases import actions as cases
from rooftree.cases.models import Case
from rooftree.contact import actions
from rooftree.correspondence import actions as correspondence
from rooftree.foundations import dates
from rooftree.foundations.periods import DAY
from rooftree.people.models import Adjustment, Person, PortalAccount
from rooftree.residentweb.tests.rent_of_grace import WEEK, expected, monday, moved, rent_of
from rooftree.staff.models import Officer
from rooftree.tenancies.models import Tenancy
from tests.builders import a_home, a_person, a_phone, a_team, a_tenancy, an_officer, by
from tests.residents import an_account, an_email, as_resident, let_in


@dataclass(frozen=True)
class Everything:
    """What there is of Grace, and what stands for it in an address."""

    grace: Person
    account: PortalAccount
    tenancy: Tenancy
    officer: Officer
    open: Case
    answered: Case
    closed: Case
    message: int
    phone: int
    adjustment: int

    @property
    def addresses(self) -> dict[str, list[Any]]:
        """Every page of hers that can be opened at once, by name, with what stands in its address."""
        return {
            "home": [],
            "ask": [],
            "requests": [],
            "request": [self.open.reference],
            "asked": [self.open.reference],
            "add_words": [self.open.reference],
            "heard_nothing": [self.open.reference],
            "add_file": [self.open.reference],
            "settle": [self.answered.reference],
            "not_settled": [self.closed.reference],
            "take_back": [self.open.reference],
            "messages": [],
            "message": [self.message],
            "reply": [self.message],
            "details": [],
            "reach": [self.phone],
            "end_point": [self.phone],
            "add_point": [],
            "household": [],
            "rent": [],
            "rent_of": ["77001"],
            "rent_statement": ["77001"],
            "rent_changed": ["77001"],
            "rent_debit": ["77001"],
            "rent_debit_every": ["77001"],
            "adjustments": [],
            "add_adjustment": [],
            "keep_adjustment": [self.adjustment],
            "end_adjustment": [self.adjustment],
        }


ABOUT_ME = ("name", "channel", "times", "language", "interpreter")
"""The pages that ask one thing about her."""


def sent(account: PortalAccount, key: str) -> dict[str, Any]:
    """Who acts, when, and under which key, for an action of hers."""
    return {"by": as_resident(account), "at": dates.now(), "key": key}


def everything_of_grace() -> Everything:
    """Make one of each thing that her pages show, as of now."""
    today = dates.london_day(dates.now())
    grace = a_person("Grace", "Okafor", preferred_name="Gracie", interpreter=False)
    tenancy = a_tenancy(
        a_home("12 Elm Walk", bedrooms=2, property_type="house"), grace, a_person("Samuel", "Okafor"),
        payment_reference="77001",
    )  # fmt: skip
    account = rent_of(tenancy)
    moved(account, "325.00", on=monday(), code="DCC", part="court_costs")
    expected(account, "hb", "80.00", next_on=monday() + WEEK)
    a_team("repairs", name="Repairs team")
    a_team("contact", name="Contact team")
    officer = an_officer("adviser", name="Ben Ode")
    account = an_account(grace)
    an_email(grace)
    phone = a_phone(grace, safe_to_text=True, safe_to_call=False)
    adjustment = Adjustment.objects.create(
        council_id=grace.council_id, person=grace, code="text_not_phone", note="I am deaf", from_on=today,
        reviewed_on=today,
    )  # fmt: skip
    opened = a_request(account, "The kitchen tap drips all night", key="tap")
    answered = a_request(account, "When is the window mended?", key="window")
    closed = a_request(account, "The lift stood still", key="lift", reason="REP-COM")
    acting = by(officer=officer, at=dates.now())
    promise_of_ours(opened, officer)
    for case in (answered, closed):
        actions.answer(case.enquiry, words="The joiner came on Monday", **{**acting, "key": f"answer {case.pk}"})
    actions.say_settled(closed.enquiry, words="It runs", **sent(account, "settled"))
    message = correspondence.send(
        "contact.written",
        person=grace,
        facts=facts_of_a_message(),
        at=dates.now(),
        key="written",
        case=Case.objects.get(pk=opened.pk),
    )
    return Everything(
        grace, account, tenancy, officer, opened, answered, closed, message.pk, phone.pk, adjustment.pk
    )


def facts_of_a_message() -> dict[str, str | int]:
    """What a message written by an officer is made of."""
    return {
        "name": "Gracie",
        "council": "Alder Borough Council",
        "words": "The plumber comes on Monday, between nine and noon.",
        "officer": "Ben Ode",
        "reference": "E-1",
    }


def a_request(account: PortalAccount, words: str, *, key: str, reason: str = "REP-NEW") -> Case:
    """Something that she asked."""
    return actions.ask(actions.Asked(reason, words), **sent(account, key)).case


def promise_of_ours(case: Case, officer: Officer) -> None:
    """Promise that the plumber rings, tomorrow, and add a visit that she can read."""
    until = dates.now() + DAY
    cases.promise(case, what="The plumber texts you", until=until, **by(officer=officer, at=dates.now()))
    cases.add_task(
        case, what="The plumber comes", starts_at=until + DAY, due_at=until + DAY + DAY / 12, kind="visit",
        is_shown=True,
        **by(officer=officer, at=dates.now()),
    )  # fmt: skip


def her_browser(of_grace: Everything, client: Client | None = None) -> Client:
    """A browser in which Grace is signed in."""
    return let_in(client or Client(), of_grace.account)
