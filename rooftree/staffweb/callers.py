"""Who is calling, and what an adviser must know of them before saying anything."""

from dataclasses import dataclass, field
from datetime import date, datetime

from django.http import Http404
from django.shortcuts import get_object_or_404

from rooftree.cases.models import Case
from rooftree.contact.queries import About, OpenCase, PastContact, Promised, last_contacts, open_for, promised_to
from rooftree.foundations.isolation import now_acting
from rooftree.foundations.models import RestrictedGroup
from rooftree.pages.filters import due
from rooftree.pages.labels import Labels
from rooftree.people.models import Person
from rooftree.people.queries import standing_record
from rooftree.places.models import Place
from rooftree.places.queries import LooksAfter, who_looks_after
from rooftree.record.person import PersonPage, person_page
from rooftree.record.place import PlacePage, place_page
from rooftree.tenancies.models import Tenancy

Choices = list[tuple[str, str]]


@dataclass(frozen=True)
class Caller:
    """The person, the place and the case that a contact is about, as far as they are known, and what is open."""

    council_id: int | None = None
    person: Person | None = None
    person_page: PersonPage | None = None
    place: Place | None = None
    place_page: PlacePage | None = None
    case: Case | None = None
    open: list[OpenCase] = field(default_factory=list)
    promises: list[Promised] = field(default_factory=list)
    contacts: list[PastContact] = field(default_factory=list)
    looked_after: dict[int, list[LooksAfter]] = field(default_factory=dict)
    former_home: str = ""
    """The tenancy that the page was opened about. It may be over: what is owed of it is still talked about."""

    @property
    def is_known(self) -> bool:
        """Whether the contact is about somebody or something on the record."""
        return bool(self.person or self.place or self.case)

    @property
    def late(self) -> list[Promised]:
        """What we promised and have not done in time."""
        return [promise for promise in self.promises if promise.is_late]

    def homes(self) -> Choices:
        """Return the homes that it can be about: the tenancies of today, by reference, or the place chosen.

        A tenancy of the person that is over is among them where the page was opened about it.
        """
        if self.person_page is not None:
            over = [part for part in self.person_page.lived_at if part.tenancy_reference == self.former_home]
            return [(part.tenancy_reference, part.address) for part in [*self.person_page.lives_at, *over]]
        if self.place_page is not None:
            held = [(held.reference, self.place_page.place.title) for held in self.place_page.held_now]
            return held or [(self.place_page.place.reference, self.place_page.place.title)]
        return []

    def case_choices(self) -> Choices:
        """Return the open cases, and the one that the page was opened about."""
        listed = [(each.reference, f"{each.reference}: {each.summary}") for each in self.open]
        if self.case and self.case.reference not in dict(listed):
            listed.insert(0, (self.case.reference, f"{self.case.reference}: {self.case.summary}"))
        return listed

    def promise_choices(self, at: datetime) -> Choices:
        """Return the promises that were broken, which may be why somebody calls."""
        return [
            (str(each.task_id), f"{each.reference}: {each.what} ({due(each.late_from, at)})")
            for each in self.late
            if each.late_from
        ]

    def adjustment_choices(self, labels: Labels) -> Choices:
        """Return what we do differently for the person, to say what of it was done this time."""
        needs = self.person_page.adjustments if self.person_page else []
        codes = dict.fromkeys(each.code for each in needs)
        return [(code, labels.of("people.adjustments", code)) for code in codes]

    def tenancy(self, reference: str) -> Tenancy | None:
        """Return the tenancy that was chosen among the homes."""
        if not reference or self.council_id is None:
            return None
        held = Tenancy.objects.select_related("place")
        return held.filter(council_id=self.council_id, reference=reference).first()


NOBODY = Caller()


def find_caller(*, person: str, place: str, case: str, at: datetime, on: date) -> Caller:
    """Return who is calling from references, and all that the call screen shows of them.

    At most nine queries. Raises Http404 for somebody or something that the asker may not see.
    """
    chosen = get_object_or_404(Case.objects.select_related("person", "place"), reference=case) if case else None
    if chosen and not person and chosen.person:
        person = chosen.person.reference
    if chosen and not place and not person and chosen.place:
        place = chosen.place.reference
    if person:
        return _about_person(person, chosen, at=at, on=on)
    if place:
        return _about_place(place, chosen, at=at, on=on)
    return Caller(council_id=chosen.council_id, case=chosen) if chosen else NOBODY


def _about_person(reference: str, case: Case | None, *, at: datetime, on: date) -> Caller:
    page = person_page(reference, on=on)
    if page is None:
        raise Http404("Nobody that you may see has this reference.")
    person = standing_record(Person.objects.get(pk=page.person.id))
    homes = [part.place_id for part in page.lives_at]
    about = About(person_id=person.pk)
    return Caller(
        council_id=person.council_id,
        person=person,
        person_page=page,
        case=case,
        open=open_for(about, at=at),
        promises=promised_to(about, at=at),
        contacts=last_contacts(about),
        looked_after=who_looks_after(homes, on=on) if homes else {},
    )


def _about_place(reference: str, case: Case | None, *, at: datetime, on: date) -> Caller:
    page = place_page(reference, on=on)
    if page is None:
        raise Http404("No place that you may see has this reference.")
    place = Place.objects.get(pk=page.place.id)
    about = About(place_id=place.pk)
    return Caller(
        council_id=place.council_id,
        place=place,
        place_page=page,
        case=case,
        open=open_for(about, at=at),
        promises=promised_to(about, at=at),
        contacts=last_contacts(about),
        looked_after=who_looks_after([place.pk], on=on),
    )


def own_groups(council_id: int) -> list[RestrictedGroup]:
    """Return the restricted groups that the asker may open, to which they may restrict what they open."""
    return list(RestrictedGroup.objects.filter(council_id=council_id, pk__in=now_acting().groups).order_by("name"))
