"""A contact follows its person's group and its case's, whichever changes; and two councils stay apart."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from rooftree.cases.actions import restrict, unrestrict
from rooftree.contact import queries
from rooftree.contact.actions import draw_sample, log_contact, open_enquiry
from rooftree.contact.figures import Span, reason_shares
from rooftree.contact.models import Contact, ContactLegacyReference, DemandReview, Enquiry
from rooftree.contact.queries import About
from rooftree.foundations.isolation import acting_for
from rooftree.people.actions import restrict_person, unrestrict_person
from tests.builders import (
    NOON,
    TODAY,
    a_call,
    a_case,
    a_contact,
    a_group,
    a_person,
    a_place,
    a_team,
    a_tenancy,
    an_officer,
    by,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def member(acting):
    return an_officer("adviser", "team_leader", name="Mia Okoro")


@pytest.fixture
def group(member):
    return a_group("Protected persons", member)


def seen(council, *groups, **opened) -> set[str]:
    with acting_for([council.pk], groups=[each.pk for each in groups], who="test", **opened):
        return set(Contact.objects.values_list("asked", flat=True))


def test_a_contact_of_a_restricted_person_is_seen_by_the_group_alone(council, group):
    with acting_for([council.pk], groups=[group.pk], who="test"):
        a_contact(a_person(restricted_to=group.pk), asked="Where do I go?", handler=an_officer("adviser"))

    assert (seen(council), seen(council, group)) == (set(), {"Where do I go?"})


def test_contacts_follow_their_person_into_a_group_and_out_again(council, group, member):
    with acting_for([council.pk], groups=[group.pk], who="test"):
        grace = a_person()
        a_contact(grace, asked="Where do I go?", case=a_case(grace), handler=member)
        restrict_person(grace, group, reason="Her safety", **by(officer=member))
        hidden = seen(council)
        unrestrict_person(grace, reason="Safe again", **by(officer=member))

    assert (hidden, seen(council)) == (set(), {"Where do I go?", "When are you open?"})


def test_contacts_follow_their_case_into_a_group_and_out_again(council, group, member):
    with acting_for([council.pk], groups=[group.pk], who="test"):
        case = a_case(a_person(), asked="Who told him?")
        restrict(case, group=group, reason="A colleague is involved", **by(officer=member))
        hidden = seen(council)
        unrestrict(case, reason="Over", **by(officer=member))

    assert (hidden, seen(council)) == (set(), {"Who told him?"})


def test_a_caller_in_one_group_about_a_case_in_another_is_seen_by_members_of_both(council, group, member):
    other = a_group("Staff as residents", member)
    with acting_for([council.pk], groups=[group.pk, other.pk], who="test"):
        case = a_case(asked="Something else")
        restrict(case, group=other, reason="A colleague is involved", **by(officer=member))
        case.refresh_from_db()
        log_contact(a_call(a_person(restricted_to=group.pk), asked="It is me"), case, **by(officer=member))

    assert seen(council, group, other) == {"Something else", "It is me"}
    assert (seen(council, group), seen(council, other)) == (set(), {"Something else"})


def test_opening_a_person_by_exception_does_not_open_a_case_of_another_group(council, group, member):
    other = a_group("Staff as residents", member)
    with acting_for([council.pk], groups=[group.pk, other.pk], who="test"):
        grace = a_person(restricted_to=group.pk)
        case = a_case(grace, asked="About a colleague")
        restrict(case, group=other, reason="A colleague is involved", **by(officer=member))
        log_contact(a_call(grace, asked="Only about me"), **by(officer=member))

    assert seen(council, opened=[grace.pk]) == {"Only about me"}


def test_opening_a_case_by_exception_shows_its_contacts_but_no_other_callers(council, group, member):
    other = a_group("Staff as residents", member)
    with acting_for([council.pk], groups=[group.pk, other.pk], who="test"):
        case = a_case(a_person(restricted_to=group.pk), asked="Her own call")
        log_contact(a_call(a_person(restricted_to=other.pk), asked="A colleague"), case, **by(officer=member))

    assert seen(council, cases=[case.pk]) == {"Her own call"}


def test_what_hangs_on_a_contact_follows_it_into_its_persons_group(council, group, member):
    with acting_for([council.pk], groups=[group.pk], who="test"):
        contact = a_contact(grace := a_person())
        draw_sample(council.pk, week=dt.date(2026, 11, 16), at=NOON)
        contact.legacy_references.create(
            council=council, source_system="nest", reference="C1", digest=b"", loaded_at=NOON
        )
        restrict_person(grace, group, reason="Her safety", **by(officer=member))
        inside = (DemandReview.objects.count(), ContactLegacyReference.objects.count())

    with acting_for([council.pk], who="test"):
        assert (inside, DemandReview.objects.count(), ContactLegacyReference.objects.count()) == ((1, 1), 0, 0)


def test_an_enquiry_is_seen_by_those_who_see_its_case(council, group, member):
    with acting_for([council.pk], groups=[group.pk], who="test"):
        restrict(a_case(a_person()), group=group, reason="A colleague is involved", **by(officer=member))
        inside = Enquiry.objects.count()

    with acting_for([council.pk], who="test"):
        assert (inside, Enquiry.objects.count()) == (1, 0)


def test_an_enquiry_can_be_restricted_from_its_first_moment(council, group, member):
    with acting_for([council.pk], groups=[group.pk], who="test"):
        a_team()
        contact = a_contact(a_person(), asked="Quietly, please", handler=member)
        open_enquiry(contact, group=group, **by(officer=member))

    assert (seen(council), seen(council, group)) == (set(), {"Quietly, please"})


def test_reads_and_figures_count_only_what_the_asker_may_see(council, group):
    with acting_for([council.pk], groups=[group.pk], who="test"):
        grace = a_person(restricted_to=group.pk)
        a_contact(grace, case=a_case(grace), handler=an_officer("adviser"))

    about, span = About(person_id=grace.pk), Span(council.pk, TODAY, TODAY.replace(day=30))
    with acting_for([council.pk], who="test"):
        assert queries.open_for(about, at=NOON) == []
        assert queries.last_contacts(about) == []
        assert reason_shares(span) == []


def test_one_council_sees_nothing_of_another(council, other_council, acting):
    a_contact(a_person(), asked="Alder's")

    assert (seen(council), seen(other_council)) == ({"Alder's"}, set())


THEIRS = {
    "person": lambda council: a_person(council=council),
    "place": lambda council: a_place(council=council),
    "tenancy": lambda council: a_tenancy(a_place("home", council=council)),
    "case": lambda council: a_case(acting=by(officer=an_officer("adviser", council=council))),
    "handler": lambda council: an_officer("adviser", council=council),
}


@pytest.mark.parametrize("column", THEIRS)
def test_a_contact_points_at_nothing_of_another_council(council, other_council, column):
    with acting_for([council.pk, other_council.pk], who="test"):
        a_team(council=other_council)
        ours = {"council_id": council.pk, "caller": "person", "handler": an_officer("adviser")}
        theirs = THEIRS[column](other_council)

        with (
            pytest.raises(IntegrityError, match=f"contact_contact_{column}_id_same_council"),
            transaction.atomic(),
        ):
            a_contact(**ours | {column: theirs} | {"council_id": council.pk})


@pytest.mark.parametrize(
    ("column", "constraint"),
    [
        ("restricted_to", "nobodys_contact_has_no_group"),
        ("case_restricted_to", "contact_without_case_has_no_group"),
        ("case_person_restricted_to", "contact_without_case_has_no_group"),
    ],
)
def test_a_contact_of_nobody_and_no_case_is_in_no_group(council, group, column, constraint):
    with (
        acting_for([council.pk], groups=[group.pk], who="test"),
        pytest.raises(IntegrityError, match=constraint),
    ):
        a_contact(**{column: group.pk})
