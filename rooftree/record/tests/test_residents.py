"""What residents read: their own, all of it, and never another's, in one query a page."""

import datetime as dt
from dataclasses import asdict
from random import Random

import orjson
import pytest
from django.core.exceptions import PermissionDenied

from rooftree.cases import actions as cases
from rooftree.cases.actions import restrict
from rooftree.contact import actions as contact
from rooftree.contact.actions import Asked
from rooftree.contact.models import Contact
from rooftree.correspondence import actions as correspondence
from rooftree.correspondence.models import Message
from rooftree.foundations.isolation import acting_for
from rooftree.people.models import Adjustment, Authority, PersonMarker
from rooftree.people.portal import Scope
from rooftree.record.resident import home_page, requests_of
from rooftree.record.resident_details import details_page, household_page, reach_page
from rooftree.record.resident_messages import message_page, messages_page
from rooftree.record.resident_request import request_page
from tests.builders import (
    NOON,
    TODAY,
    a_call,
    a_case,
    a_group,
    a_home,
    a_person,
    a_phone,
    a_team,
    a_tenancy,
    an_enquiry,
    an_officer,
    by,
)
from tests.herself import as_she_sees, here_for, herself, sent

pytestmark = pytest.mark.django_db

LATER = NOON + dt.timedelta(hours=3)


@pytest.fixture
def grace(acting):
    a_team("contact", name="Contact team")
    return a_person("Grace", "Okafor")


@pytest.fixture
def officer(grace):
    return an_officer("adviser", "team_leader", name="Ben Ode")


def a_request(resident, words="The tap drips", **facts):
    return contact.ask(Asked("GEN-OTH", words), **sent(resident, **facts))


def a_message(person, key="message", case=None) -> Message:
    facts = {"name": "You", "council": "Alder", "words": f"Words to {person.forenames}", "officer": "Ben Ode",
             "reference": "E-1"}  # fmt: skip
    return correspondence.send("contact.written", person=person, facts=facts, at=NOON, key=key, case=case)


def a_safety_rule(person) -> PersonMarker:
    return PersonMarker.objects.create(
        council_id=person.council_id, person=person, code="DV", reason="Her safety",
        control_measure="By email only", approved_by="Ada Obi", start_on=TODAY, review_on=TODAY,
        until_on=dt.date(2027, 5, 1),
    )  # fmt: skip


# --- Her own ------------------------------------------------------------------------------------------


def test_her_home_page_says_what_we_promised_and_that_it_is_late(grace, officer):
    case = a_request(herself(grace)).case
    until = NOON + dt.timedelta(hours=2)
    cases.promise(case, what="The plumber rings", until=until, **by(officer=officer))

    page = home_page(herself(grace), on=TODAY)

    [promise] = page.promises
    assert (promise.what, promise.who, promise.is_late(NOON), promise.is_late(LATER)) == (
        "The plumber rings",
        None,
        False,
        True,
    )


def test_a_request_in_a_list_says_who_has_it_and_what_comes_next(grace, officer):
    case = a_request(herself(grace)).case
    cases.take(case, **by(officer=officer))

    [request] = home_page(herself(grace), on=TODAY).requests

    assert (request.who, request.team, request.clock.duty) == ("Ben Ode", "Contact team", "contact.answer")


def test_what_she_must_say_stands_first(grace, officer):
    older, newer = a_request(herself(grace), "Older"), a_request(herself(grace), "Newer", at=LATER)
    contact.answer(older, words="Done", **by(officer=officer, at=LATER))

    assert [each.summary for each in requests_of(herself(grace), is_open=True)] == ["Older", "Newer"]
    assert newer.case.closed_at is None


def test_one_request_has_its_answer_its_clock_and_its_story(grace, officer):
    enquiry = a_request(herself(grace))
    contact.answer(enquiry, words="The plumber comes", **by(officer=officer))

    page = request_page(herself(grace), enquiry.case.reference)

    assert (page.enquiry.answer, page.enquiry.answered_by, page.request.owner) == (
        "The plumber comes",
        "Ben Ode",
        "Ben Ode",
    )
    assert [clock.duty for clock in page.running] == ["contact.ask_accepted"]
    assert [event.kind for event in page.events] == ["enquiry.answered", "case.taken", "enquiry.opened"]
    assert (page.events[-1].is_own, page.events[-1].by_resident) == (True, grace.pk)


def test_a_note_that_is_for_staff_is_not_told(grace, officer):
    case = a_request(herself(grace)).case
    cases.note(case, words="She was rude", **by(officer=officer))
    cases.note(case, words="The part is ordered", is_shown=True, **by(officer=officer))

    told = [event.words for event in request_page(herself(grace), case.reference).events]

    assert told == ["The part is ordered", "The tap drips"]


def test_a_task_that_is_for_staff_is_not_told(grace, officer):
    case = a_request(herself(grace)).case
    cases.add_task(case, what="Ring the joiner", **by(officer=officer))

    page = request_page(herself(grace), case.reference)

    assert (page.promises, home_page(herself(grace), on=TODAY).promises) == ([], [])


def test_what_one_officer_told_another_is_not_why_it_is_there(grace, officer):
    put_through = contact.PutThrough(summary="She shouts a lot", officer=officer)

    enquiry = contact.begin_enquiry(
        a_call(grace, outcome="passed_live"), put_through=put_through, **by(officer=officer)
    )

    assert "shouts" not in request_page(herself(grace), enquiry.case.reference).enquiry.why_there


def test_a_story_goes_on_where_its_page_ended(grace, officer):
    case = a_request(herself(grace)).case
    for number in range(40):
        at = NOON + dt.timedelta(minutes=number)
        cases.note(case, words=f"Note {number}", is_shown=True, **by(officer=officer, at=at))

    first = request_page(herself(grace), case.reference)
    second = request_page(herself(grace), case.reference, before=first.next_before)

    assert (len(first.events), len(second.events), second.next_before) == (30, 11, None)
    assert first.events[0].words == "Note 39"


def test_what_was_asked_under_a_record_merged_into_hers_is_hers(grace):
    double = a_person("Grace", "Okafo")
    case = a_case(double)
    double.merged_into = grace
    double.save()

    assert request_page(herself(grace), case.reference).request.reference == case.reference


def test_her_messages_are_there_and_secrets_are_not(grace):
    message = a_message(grace)
    facts = {"code": "123456", "minutes": 10}
    correspondence.send_to_point(
        "portal.code", point=a_phone(grace), facts=facts, at=NOON, key="code", secret=True
    )

    assert [each.id for each in messages_page(herself(grace)).messages] == [message.pk]
    assert "Words to Grace" in message_page(herself(grace), message.pk).body


def test_messages_go_on_where_their_page_ended(grace):
    for number in range(30):
        a_message(grace, key=f"message {number}")

    first = messages_page(herself(grace))
    second = messages_page(herself(grace), before=first.next_before)

    assert (len(first.messages), len(second.messages), second.next_before) == (25, 5, None)


def test_her_details_are_those_that_hold_today(grace):
    a_phone(grace)
    a_phone(grace, "+447700900999", until_on=TODAY)

    assert [point.value for point in details_page(herself(grace), on=TODAY).points] == ["+447700900123"]


def test_where_a_number_reaches_says_who_uses_it_and_what_is_on_its_way(grace):
    phone = a_phone(grace, safe_to_text=True)
    a_request(herself(grace))
    correspondence.send_to_point(
        "people.point_given", point=phone, facts={"council": "Alder"}, at=NOON, key="given"
    )

    page = reach_page(herself(grace), phone.pk, ways=["text"], at=NOON)

    assert [each.summary for each in page.requests] == ["The tap drips"]
    assert len(page.on_their_way) == 2, "That we have her request, and that the number was given."


def test_who_lives_with_her_is_told_by_name_alone(grace):
    samuel = a_person("Samuel", "Okafor", born=dt.date(1980, 1, 1))
    a_phone(samuel, "+447700900777")
    a_tenancy(a_home("12 Elm Walk"), grace, samuel)

    page = household_page(herself(grace), on=TODAY)

    assert [(each.name, each.role) for each in page.living_there] == [("Samuel Okafor", "joint_tenant")]
    assert set(asdict(page.living_there[0])) == {"tenancy", "role", "relationship", "name"}


# --- Not hers -----------------------------------------------------------------------------------------


def test_what_somebody_unknown_told_us_of_her_is_not_hers_to_read(grace, officer):
    enquiry = an_enquiry(grace, caller="anonymous", asked="She leaves her child alone")

    assert request_page(herself(grace), enquiry.case.reference) is None
    assert requests_of(herself(grace), is_open=True) == home_page(herself(grace), on=TODAY).requests == []


def test_what_a_joint_tenant_said_of_her_request_is_not_told_to_her(grace, officer):
    samuel = a_person("Samuel", "Okafor")
    a_tenancy(a_home(), grace, samuel)
    case = a_request(herself(grace)).case

    contact.log_contact(a_call(samuel, asked="I want her out"), case, **by(officer=officer))

    told = [event.words for event in request_page(herself(grace), case.reference).events]
    assert told == ["The tap drips"]


def test_a_joint_tenant_does_not_see_what_the_other_asked(grace):
    samuel = a_person("Samuel", "Okafor")
    a_tenancy(a_home(), grace, samuel)
    case = a_request(herself(grace)).case

    assert request_page(herself(samuel), case.reference) is None
    assert requests_of(herself(samuel), is_open=True) == []


def test_whom_safety_rules_protect_is_not_told_to_the_others(grace):
    samuel = a_person("Samuel", "Okafor")
    a_tenancy(a_home(), samuel, grace)
    a_safety_rule(grace)

    assert household_page(herself(samuel), on=TODAY).living_there == []


def test_somebody_restricted_is_not_told_to_the_others(grace, council):
    samuel = a_person("Samuel", "Okafor")
    group = a_group()
    with acting_for([council.pk], groups=[group.pk], who="test"):
        hidden = a_person("Ada", "Bell", restricted_to=group.pk)
        a_tenancy(a_home(), samuel, hidden)

    with as_she_sees(herself(samuel)):
        assert household_page(herself(samuel), on=TODAY).living_there == []


def test_a_case_restricted_to_a_group_is_invisible_to_its_person(grace, council):
    member = an_officer("adviser", "team_leader", name="Mia Okoro")
    group = a_group("Protected persons", member)
    case = a_request(herself(grace)).case
    with acting_for([council.pk], groups=[group.pk], who="test"):
        restrict(case, group=group, reason="A colleague is involved", **by(officer=member))

    with as_she_sees(herself(grace)):
        assert request_page(herself(grace), case.reference) is None
        assert home_page(herself(grace), on=TODAY).requests == []


def test_somebody_restricted_reads_her_own(grace, council):
    group = a_group()
    with acting_for([council.pk], groups=[group.pk], who="test"):
        hidden = a_person("Ada", "Bell", restricted_to=group.pk)
        a_phone(hidden)
    with as_she_sees(herself(hidden)):
        case = a_request(herself(hidden)).case

    with as_she_sees(herself(hidden), case.pk):
        assert request_page(herself(hidden), case.reference).enquiry.asked == "The tap drips"
        assert len(details_page(herself(hidden), on=TODAY).points) == 1


def test_another_councils_resident_is_nobody_here(grace, council, other_council):
    case = a_request(herself(grace)).case
    with acting_for([other_council.pk], who="test"):
        stranger = herself(a_person("Ada", "Bell", council=other_council))

        assert request_page(stranger, case.reference) is None


@pytest.mark.parametrize(
    ("scope", "read"),
    [
        (Scope.SEE_REQUESTS, lambda by: requests_of(by, is_open=True)),
        (Scope.SEE_REQUESTS, lambda by: request_page(by, "E-1")),
        (Scope.SEE_MESSAGES, messages_page),
        (Scope.SEE_MESSAGES, lambda by: message_page(by, 1)),
        (Scope.CHANGE_DETAILS, lambda by: details_page(by, on=TODAY)),
        (Scope.CHANGE_DETAILS, lambda by: reach_page(by, 1, ways=[], at=NOON)),
        (Scope.SEE_HOME, lambda by: household_page(by, on=TODAY)),
    ],
)
def test_an_authority_opens_what_it_says_and_no_more(grace, scope, read):
    samuel = a_person("Samuel", "Okafor")
    read(here_for(grace, scope, by=samuel))

    with pytest.raises(PermissionDenied):
        read(here_for(grace, *set(Scope) - {scope}, by=samuel))


def test_the_home_page_leaves_out_what_an_authority_does_not_say(grace):
    a_tenancy(a_home(), grace)
    a_message(grace)
    a_request(herself(grace))

    page = home_page(here_for(grace, Scope.ASK, by=a_person("Samuel", "Okafor")), on=TODAY)

    assert (page.homes, page.requests, page.promises, page.visits, page.messages) == (None,) * 5


# --- Never another's: random households ---------------------------------------------------------------


def a_street(rng: Random) -> list:
    """Some households of one to four people, each with marks of their own in all that is theirs."""
    people = []
    for _ in range(rng.randint(2, 4)):
        members = [a_person(f"Fore{len(people) + n}x", f"Sur{len(people) + n}x") for n in range(rng.randint(1, 4))]
        a_tenancy(a_home(f"{len(people)} Elm Walk"), *members)
        people += members
    for number, person in enumerate(people):
        mark = f"mark{number}x"
        a_phone(person, f"+4477009{number:05}")
        Adjustment.objects.create(
            council_id=person.council_id,
            person=person,
            code="specific",
            note=mark,
            from_on=TODAY,
            reviewed_on=TODAY,
        )
        for _ in range(rng.randint(0, 3)):
            a_request(herself(person), f"{mark} request")
        a_message(person, key=mark)
        if rng.random() < 0.3:
            a_safety_rule(person)
        if rng.random() < 0.3:
            double = a_person(f"Fore{number}x", "Double")
            a_case(double, asked=f"{mark} under another record")
            double.merged_into = person
            double.save()
        if rng.random() < 0.4:
            other = rng.choice(people)
            case = requests_and_cases(other)
            if case and other is not person:
                contact.log_contact(a_call(person, asked=f"{mark} said"), case, **by("adviser"))
    return people


def requests_and_cases(person):
    found = Contact.objects.filter(person=person, case__isnull=False).first()
    return found.case if found else None


def all_that_is_read(resident) -> str:
    """Everything that any of her readers gives, as one text."""
    pages = [
        home_page(resident, on=TODAY),
        details_page(resident, on=TODAY),
        household_page(resident, on=TODAY),
        messages_page(resident),
        *requests_of(resident, is_open=True),
    ]
    pages += [request_page(resident, each.reference) for each in requests_of(resident, is_open=True)]
    pages += [message_page(resident, each.id) for each in messages_page(resident).messages]
    return orjson.dumps([asdict(page) for page in pages], default=str).decode()


@pytest.mark.parametrize("seed", range(12))
def test_nobody_reads_anothers(acting, seed):
    a_team("contact")
    people = a_street(Random(seed))
    references = {person.pk: {c.case.reference for c in Contact.objects.filter(person=person, case__isnull=False)
                              if c.case.person_id == person.pk} for person in people}  # fmt: skip

    for number, person in enumerate(people):
        read = all_that_is_read(herself(person))

        assert f"mark{number}x" in read
        for other, somebody in enumerate(people):
            if somebody is not person:
                assert f"mark{other}x" not in read
                assert f"+4477009{other:05}" not in read
                assert [ref for ref in references[somebody.pk] if request_page(herself(person), ref)] == []


# --- One query a page ---------------------------------------------------------------------------------


@pytest.mark.parametrize("how_many", [1, 12])
@pytest.mark.parametrize(
    "read",
    [
        lambda by, ref: home_page(by, on=TODAY),
        lambda by, ref: requests_of(by, is_open=True),
        lambda by, ref: request_page(by, ref),
        lambda by, ref: messages_page(by),
        lambda by, ref: details_page(by, on=TODAY),
    ],
)
def test_a_page_is_one_query_however_much_there_is(grace, django_assert_num_queries, how_many, read):
    for number in range(how_many):
        at = NOON + dt.timedelta(days=number)
        case = a_request(herself(grace), at=at).case
        a_message(grace, key=str(number), case=case)

    with django_assert_num_queries(1):
        read(herself(grace), case.reference)


def test_the_household_is_one_query(grace, django_assert_num_queries):
    a_tenancy(a_home(), grace, a_person(), a_person())

    with django_assert_num_queries(1):
        household_page(herself(grace), on=TODAY)


def test_an_authority_of_another_does_not_hide_hers(grace):
    Authority.objects.create(
        council_id=grace.council_id, person=grace, representative_name="Age UK", kind="advocate", scope="Repairs",
        from_on=TODAY,
    )  # fmt: skip

    [authority] = details_page(herself(grace), on=TODAY).authorities

    assert (authority.name, authority.scope) == ("Age UK", "Repairs")
