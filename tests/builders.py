"""Plain functions that make what a test is about, and read as English."""

import datetime as dt
from itertools import count
from typing import Any

from rooftree.cases.models import Case, PastCase
from rooftree.contact.actions import Call, begin_enquiry
from rooftree.contact.models import Contact, Enquiry
from rooftree.foundations.models import Council, RestrictedGroup, SignIn
from rooftree.people.models import ContactPoint, Person
from rooftree.places.models import Home, Place
from rooftree.staff.models import GroupMember, Officer, RoleHeld, Team
from rooftree.tenancies.models import Tenancy, TenancyParty

NOON = dt.datetime(2026, 11, 20, 12, 0, tzinfo=dt.UTC)
TODAY = NOON.date()

_numbers = count(1)


def the_council() -> Council:
    """The council of most tests."""
    return Council.objects.get(code="alder")


def a_sign_in(email: str = "", password: str = "correct horse battery staple") -> SignIn:
    return SignIn.objects.create_user(email or f"officer{next(_numbers)}@example.test", password)


def an_officer(*roles: str, name: str = "Asha Bell", **facts: Any) -> Officer:
    """An officer who has held these roles since 2020."""
    council = facts.pop("council", None) or the_council()
    sign_in = facts.pop("sign_in", None) or a_sign_in()
    officer = Officer.objects.create(council=council, sign_in=sign_in, name=name, email=sign_in.email, **facts)
    for role in roles:
        RoleHeld.objects.create(council=council, officer=officer, role=role, from_on=dt.date(2020, 1, 1))
    officer.roles = frozenset(roles)
    return officer


def by(*roles: str, **facts: Any) -> dict[str, Any]:
    """Who acts, when, and under a key of its own: the last arguments of every action."""
    officer = facts.pop("officer", None) or an_officer(*roles)
    return {"by": officer, "at": NOON, "key": f"key-{next(_numbers)}", **facts}


def a_group(name: str = "Protected persons", *members: Officer) -> RestrictedGroup:
    """A restricted group with these members since 2020."""
    group = RestrictedGroup.objects.create(council=the_council(), name=name)
    for member in members:
        GroupMember.objects.create(
            council_id=member.council_id, group=group, officer=member, from_on=dt.date(2020, 1, 1)
        )
    return group


def a_person(forenames: str = "Grace", surname: str = "Okafor", **facts: Any) -> Person:
    born = facts.pop("born", None)
    if born:
        facts |= {"date_of_birth": born, "birth_date_certainty": "stated"}
    return Person.objects.create(
        council=facts.pop("council", None) or the_council(),
        reference=facts.pop("reference", f"P-TEST-{next(_numbers)}"),
        forenames=forenames,
        surname=surname,
        created_at=NOON,
        **facts,
    )


def a_phone(person: Person, value: str = "+447700900123", **facts: Any) -> ContactPoint:
    return ContactPoint.objects.create(
        council_id=person.council_id,
        person=person,
        restricted_to=person.restricted_to,
        kind="mobile",
        value=value,
        **facts,
    )


def a_place(kind: str = "estate", **facts: Any) -> Place:
    return Place.objects.create(
        council=facts.pop("council", None) or the_council(),
        reference=facts.pop("reference", f"H-TEST-{next(_numbers)}"),
        kind=kind,
        created_at=NOON,
        **facts,
    )


def a_home(address_1: str = "12 Elm Walk", postcode: str = "ZZ1 1AA", **facts: Any) -> Place:
    """A home, as its place; what makes it a dwelling hangs on `.home`."""
    dwelling = {
        name: facts.pop(name) for name in ("bedrooms", "property_type", "lettable_status") if name in facts
    }
    place = a_place("home", address_1=address_1, postcode=postcode, **facts)
    Home.objects.create(council_id=place.council_id, place=place, **dwelling)
    return place


def a_tenancy(
    place: Place | None = None, *people: Person, starts_on: dt.date = dt.date(2015, 6, 1), **facts: Any
) -> Tenancy:
    """A tenancy of a home by these people: the first the tenant, the others jointly."""
    place = place or a_home()
    tenancy = Tenancy.objects.create(
        council_id=place.council_id,
        reference=facts.pop("reference", f"T-TEST-{next(_numbers)}"),
        place=place,
        tenure=facts.pop("tenure", "SEC"),
        from_on=starts_on,
        created_at=NOON,
        **facts,
    )
    for number, person in enumerate(people):
        TenancyParty.objects.create(
            council_id=place.council_id,
            tenancy=tenancy,
            person=person,
            restricted_to=person.restricted_to,
            role="joint_tenant" if number else "tenant",
            from_on=starts_on,
        )
    return tenancy


def a_past_case(person: Person | None = None, **facts: Any) -> PastCase:
    """A case of an old system, about somebody or nobody."""
    return PastCase.objects.create(
        **{
            "council": the_council(),
            "source_system": "nest",
            "reference": f"C{next(_numbers):05}",
            "digest": b"",
            "loaded_at": NOON,
            "kind": "ASB",
            "opened_on": dt.date(2024, 3, 4),
            "person": person,
            "restricted_to": person.restricted_to if person else 0,
            **facts,
        }
    )


def a_team(function: str = "contact", **facts: Any) -> Team:
    """A team that answers for a part of the service."""
    name = facts.pop("name", function.replace("_", " ").capitalize())
    return Team.objects.create(
        council=facts.pop("council", None) or the_council(),
        code=facts.pop("code", f"team-{next(_numbers)}"),
        name=name,
        function=function,
        **facts,
    )


def a_contact(person: Person | None = None, **facts: Any) -> Contact:
    """A phone call, answered at once, about anything else."""
    case: Case | None = facts.pop("case", None)
    return Contact.objects.create(
        **{
            "council_id": person.council_id if person else the_council().pk,
            "person": person,
            "restricted_to": person.restricted_to if person else 0,
            "case": case,
            "case_restricted_to": case.restricted_to if case else 0,
            "case_person_restricted_to": case.person_restricted_to if case else 0,
            "channel": "phone_in",
            "started_at": NOON,
            "caller": "person" if person else "anonymous",
            "reasons": ["GEN-OTH"],
            "demand": "value",
            "asked": "When are you open?",
            "outcome": "resolved",
            "logged_at": facts.get("started_at", NOON),
            **facts,
        }
        | (
            {"handler": an_officer("adviser")}
            if not {"handler", "source_system", "is_automatic"} & set(facts)
            else {}
        )
    )


def a_call(person: Person | None = None, **facts: Any) -> Call:
    """What an adviser notes of a phone call about anything else, that was answered at once."""
    return Call(
        **{
            "channel": "phone_in",
            "reasons": ("GEN-OTH",),
            "asked": "When are you open?",
            "outcome": "resolved",
            "demand": "value",
            "person": person,
            "caller": "person" if person else "anonymous",
            **facts,
        }
    )


def an_enquiry(person: Person | None = None, **facts: Any) -> Enquiry:
    """An open enquiry, which waits in the queue of the team that answers for what it is about.

    `acting` are the last arguments of the action that opens it; the rest is what the adviser notes.
    """
    if not Team.objects.filter(function="contact").exists():
        a_team()
    acting = facts.pop("acting", None) or by("adviser")
    return begin_enquiry(a_call(person, outcome="passed_on", **facts), **acting)


def a_case(person: Person | None = None, **facts: Any) -> Case:
    """An open case: an enquiry's."""
    return an_enquiry(person, **facts).case
