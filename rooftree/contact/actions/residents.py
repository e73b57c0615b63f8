"""What residents ask and say in their own accounts: routed, timed and told as what an officer logs for them."""

from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q

from rooftree.cases import actions as cases
from rooftree.cases import kinds
from rooftree.cases.models import Case, Event
from rooftree.cases.story import lock_case, record
from rooftree.contact import rules, telling
from rooftree.contact.actions import resident_checks as checks
from rooftree.contact.actions.contacts import Call, checked, facts_of, groups_of
from rooftree.contact.actions.enquiries import new_case_of, start_answer_clocks, tie, write_enquiry
from rooftree.contact.actions.urgency import raise_for
from rooftree.contact.models import Contact, Enquiry
from rooftree.contact.routing import where_it_goes
from rooftree.foundations.choices import choose
from rooftree.foundations.dates import london_day, midnight_of
from rooftree.foundations.idempotency import once
from rooftree.foundations.rule_entries import Item
from rooftree.people.actions.locking import lock_person
from rooftree.people.models import ContactPoint, Person
from rooftree.people.permissions import resident_may_ask
from rooftree.people.portal import Resident
from rooftree.people.queries import in_force, records_of
from rooftree.people.rules import Safety, Use, is_safe
from rooftree.staff import safety_markers
from rooftree.staff.permissions import require
from rooftree.tenancies.models import TenancyParty


@dataclass(frozen=True)
class Asked:
    """What a resident asks: a reason, her words, how to answer, and what went wrong where something did.

    Codes are those of contact.reasons, contact.answer_ways and contact.failure_causes.
    """

    reason: str
    words: str
    answer_by: str = rules.PORTAL
    failure_cause: str = ""


@transaction.atomic
def ask(asked: Asked, *, by: Resident, at: datetime, key: str) -> Enquiry:
    """Open an enquiry in her own words: it goes where its reason and her home lead, and its clocks start.

    Sent twice with one key, it is one. Raises Refused for nothing said, a reason that residents cannot
    choose, a way of answering by which we cannot reach her safely, more requests than can be sent in a
    day, or if no team answers for it.
    """
    require(resident_may_ask(by))
    person = lock_own_person(by)
    done = once(key, "contact.ask", council_id=by.council_id, at=at)
    if done.before:
        return Enquiry.objects.select_related("case").get(pk=done.made["case"])
    on = london_day(at)
    _check_reason(asked.reason, on=on, council_id=by.council_id)
    check_way(asked.answer_by, person, on=on)
    _check_sent_today(by, at=at)
    words = checks.check_words(asked.words)
    with cases.her_new_case() as pk:
        contact = write_own_contact(asked, words, person, by=by, at=at)
        enquiry = _open(contact, asked, words, person, pk=pk, by=by, at=at)
        done.makes(case=enquiry.pk)
        return Enquiry.objects.select_related("case__team", "case__owner").get(pk=enquiry.pk)


def _open(
    contact: Contact, asked: Asked, words: str, person: Person, *, pk: int, by: Resident, at: datetime
) -> Enquiry:
    """Open the case of what she asks, from the contact that says so."""
    on = london_day(at)
    listed = rules.REASONS.version(on=on, council=by.council_id)
    routed = where_it_goes(council_id=by.council_id, reason=asked.reason, place=contact.place, on=on)
    new = new_case_of(contact, routed, summary=rules.in_a_line(words, rules.LONGEST_SUMMARY), group=None)
    case = cases.open_her_case(kinds.kind_of(rules.KIND), new, person, pk=pk, by=by, at=at)
    enquiry = write_enquiry(contact, case, asked=words, answer_by=asked.answer_by)
    tie(contact, case)
    start_answer_clocks(enquiry, at=at)
    facts = {
        **facts_of(contact),
        "team": case.team.name,
        "because": enquiry.routed_because,
        "answer_by": asked.answer_by,
    }
    record(case, "enquiry.opened", by=by, at=at, words=words, facts=facts)
    telling.received(enquiry, by=None, at=at)
    if case.owner_id is None and listed.flag(asked.reason, "urgent"):
        raise_for(case, at=at)
    return enquiry


def _check_reason(reason: str, *, on: date, council_id: int) -> None:
    listed = choose(rules.REASONS, reason, on=on, council=council_id)
    checks.check_can_be_asked(for_residents=bool(listed.flag(reason, "for_residents")))


def check_way(way: str, person: Person, *, on: date) -> None:
    """Raise Refused unless we can answer this person in this way, and safely. One query, none for her pages."""
    choose(rules.ANSWER_WAYS, way, on=on, council=person.council_id)
    checks.check_can_answer(can_reach=way == rules.PORTAL or way in ways_to_answer(person, on=on))


def ways_to_answer(person: Person, *, on: date) -> list[str]:
    """Return by which of contact.answer_ways we can answer a person safely, in the order of the list.

    The resident's own pages are always one of them. Nothing unsafe is offered, and where safety rules
    protect the person only what was said to be safe. At most four queries.
    """
    records = records_of(person)
    points = ContactPoint.objects.filter(
        Q(until_on__isnull=True) | Q(until_on__gt=on), person__in=records, owner="self"
    )
    protecting = safety_markers.protecting(on=on)
    protected = in_force(person.markers.model.objects.filter(person__in=records), on, "start_on")
    is_protected = protected.filter(code__in=protecting).exists()
    held = list(points)
    listed = rules.ANSWER_WAYS.version(on=on, council=person.council_id)
    return [
        item.code
        for item in listed
        if item.period.covers(on)
        and (not item.flags["kinds"] or any(_serves(point, item, protected=is_protected) for point in held))
    ]


def _serves(point: ContactPoint, way: Item, *, protected: bool) -> bool:
    """Say whether a contact point can safely be used for a way of answering, whose flags say how."""
    safety = Safety(point.safe_to_call, point.safe_to_text, point.safe_to_write, point.safe_to_voicemail)
    kinds_used, use = str(way.flags["kinds"]).split(), Use(str(way.flags["use"]))
    return point.kind in kinds_used and is_safe(use, safety, protected=protected)


def _check_sent_today(by: Resident, *, at: datetime) -> None:
    """Raise Refused if she has asked as often today as can be. Counted by who sends, whoever it is about."""
    sent = Event.objects.filter(
        council_id=by.council_id,
        by_resident_id=by.person_id,
        at__gte=midnight_of(london_day(at)),
        kind="enquiry.opened",
    )
    most = rules.REQUESTS_A_DAY.version(on=london_day(at), council=by.council_id).value
    checks.check_sent_today(sent.count(), int(most))


def lock_own_person(by: Resident) -> Person:
    """Return the person whose matters she looks at, locked."""
    return lock_person(Person.objects.get(pk=by.for_person_id))


def write_own_contact(
    asked: Asked, words: str, person: Person, *, by: Resident, at: datetime, case: Case | None = None
) -> Contact:
    """Write down that she got in touch, as an adviser would have logged it."""
    on = london_day(at)
    party = _home_of(person, on=on) if case is None else None
    usual = rules.REASONS.version(on=on, council=by.council_id).flag(asked.reason, "demand")
    is_failure = bool(asked.failure_cause) or usual == rules.FAILURE
    call = Call(
        channel=rules.PORTAL,
        reasons=(asked.reason,),
        asked=rules.in_a_line(words),
        outcome="passed_on",
        caller=rules.THIRD_PARTY if by.is_here_for_another else rules.PERSON,
        caller_name=Person.objects.get(pk=by.person_id).full_name if by.is_here_for_another else "",
        identity=Contact.Identity.FULL.value,
        person=person,
        place=case.place if case else None,
        tenancy=case.tenancy if case else party.tenancy if party else None,
        demand=rules.FAILURE if is_failure else rules.VALUE,
        failure_cause=asked.failure_cause or (rules.NOT_TOLD if is_failure else ""),
        note=words if len(words) > rules.LONGEST_ASKED else "",
    )
    facts = checked(call, person, case, council_id=by.council_id, at=at)
    return Contact.objects.create(
        council_id=by.council_id, **groups_of(case), by_resident_id=by.person_id, logged_at=at, **facts
    )


def _home_of(person: Person, *, on: date) -> TenancyParty | None:
    """Return the part of a person in the tenancy of the home where they live; a tenant's before another's."""
    parts = TenancyParty.objects.filter(person__in=records_of(person), tenancy__place__kind="home").exclude(
        role=TenancyParty.Role.AUTHORISED_CONTACT
    )
    lasting = Q(tenancy__until_on__isnull=True) | Q(tenancy__until_on__gt=on)
    living = in_force(parts, on).filter(lasting, tenancy__from_on__lte=on)
    newest = living.select_related("tenancy__place").order_by("-from_on", "pk")
    return min(newest, key=lambda part: part.role == TenancyParty.Role.OCCUPANT, default=None)


def lock_own_case(case: Case, *, by: Resident) -> tuple[Person, Case]:
    """Return the person and the case, locked. Raises PermissionDenied for a case that is not hers to act on."""
    require(resident_may_ask(by, case))
    person = lock_own_person(by)
    if case.person_id not in records_of(person):
        raise PermissionDenied("This request is somebody else’s.")
    return person, lock_case(case)


def own_case(reference: str, *, by: Resident) -> Case | None:
    """Return her own request by its reference, to act on; None for what is not hers, or not there for her."""
    records = records_of(Person.objects.get(pk=by.for_person_id))
    return Case.objects.filter(council_id=by.council_id, reference=reference, person__in=records).first()


def own_enquiry(reference: str, *, by: Resident) -> Enquiry | None:
    """Return her own enquiry by its reference, to act on; None where there is none that is hers."""
    case = own_case(reference, by=by)
    return Enquiry.objects.select_related("case").filter(pk=case.pk).first() if case else None


def ways_to_answer_her(by: Resident, *, on: date) -> list[str]:
    """Return by which of contact.answer_ways we can answer her safely (`ways_to_answer`)."""
    return ways_to_answer(Person.objects.get(pk=by.for_person_id), on=on)
