"""The call screen, as an adviser with a caller waiting uses it."""

import datetime as dt
import re

import pytest
from django.test import Client
from django.urls import reverse

from rooftree.cases.actions import take
from rooftree.cases.models import Task
from rooftree.contact import actions
from rooftree.contact.models import Contact, Enquiry
from rooftree.foundations import dates
from rooftree.foundations.isolation import acting_for
from rooftree.pages.tests.html import assert_valid_html
from rooftree.people import search_words as people_words
from rooftree.people.models import Adjustment, Authority
from rooftree.staff.models import Officer
from rooftree.staffweb.tests.asking import refused, text_of, words_of
from rooftree.staffweb.tests.visits import sign_in_as
from tests.builders import (
    NOON,
    TODAY,
    a_contact,
    a_group,
    a_home,
    a_person,
    a_place,
    a_team,
    a_tenancy,
    an_enquiry,
    an_officer,
    by,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("acting")]

CALL = "/staff/call/"


@pytest.fixture(autouse=True)
def _at_noon(monkeypatch):
    monkeypatch.setattr(dates, "now", lambda: NOON)


@pytest.fixture
def adviser(client, acting) -> Client:
    return sign_in_as(client, an_officer("adviser", name="Priya Nair"))


@pytest.fixture
def grace():
    """Grace of 12 Elm Walk, whom Find knows."""
    grace = a_person("Grace", "Okafor")
    a_tenancy(a_home("12 Elm Walk", "ZZ1 1AA"), grace)
    people_words.refresh([grace.pk])
    return grace


def said(person=None, **facts) -> dict[str, str]:
    """What the form sends of a call that was answered at once."""
    return {
        "began": str(int(NOON.timestamp()) - 240),
        "person": person.reference if person else "",
        "channel": "phone_in",
        "caller": "person" if person else "anonymous",
        "identity": "name_and_address",
        "asked": "How do I pay my rent?",
        "reason": "RNT-PAY",
        "ending": "answered",
        "accepted": "yes",
        "log": "yes",
        **facts,
    }


def way_shown(response) -> str:
    return re.search(r'name="way_shown" value="([^"]*)"', response.content.decode()).group(1)


# --- Finding who it is ----------------------------------------------------------------------------


def test_the_page_begins_with_who_it_is(adviser):
    response = adviser.get(CALL)

    assert response.status_code == 200
    assert "Who is it?" in words_of(response)
    assert "since 12:00" in words_of(response)
    assert_valid_html(response)


def test_several_matches_say_why_and_keep_what_was_typed(adviser, grace):
    samuel = a_person("Samuel", "Okafor")
    people_words.refresh([samuel.pk])

    response = adviser.post(CALL, {"q": "okafr", "asked": "The lift is stuck", "channel": "letter", "look": "yes"})

    assert_valid_html(response)
    words = words_of(response)
    assert "Grace Okafor" in words
    assert "Samuel Okafor" in words
    assert "one letter off" in words
    assert 'value="The lift is stuck"' in text_of(response)
    assert '<option value="letter" selected' in text_of(response)


def test_choosing_somebody_keeps_what_was_typed(adviser, grace):
    response = adviser.post(
        CALL, {"q": "okafor", "asked": "The lift is stuck", "choose": f"person:{grace.reference}"}
    )

    assert_valid_html(response)
    assert "Contact about Grace Okafor" in words_of(response)
    assert "12 Elm Walk, ZZ1 1AA" in words_of(response)
    assert 'value="The lift is stuck"' in text_of(response)


def test_of_a_home_and_a_garage_the_home_is_chosen(adviser, grace):
    garage = a_tenancy(a_place("garage", address_1="Garage 7"), grace, starts_on=dt.date(2024, 3, 4))

    response = adviser.get(CALL, {"person": grace.reference})

    home = grace.tenancy_parts.exclude(tenancy=garage).get().tenancy
    assert re.findall(r'name="home"[^>]*value="([^"]*)" checked', text_of(response)) == [home.reference]
    assert "Lives at 12 Elm Walk" in words_of(response)
    assert "Also rents Garage 7" in words_of(response)
    assert_valid_html(response)


def test_what_must_be_done_differently_stands_before_what_they_ask(adviser, grace):
    need = {"code": "specific", "note": "Face me when you speak", "from_on": TODAY, "reviewed_on": TODAY}
    Adjustment.objects.create(person=grace, council_id=grace.council_id, **need)

    words = words_of(adviser.get(CALL, {"person": grace.reference}))

    assert words.index("Face me when you speak") < words.index("What do they ask?")


def test_a_home_asks_which_of_those_who_live_there_it_is(adviser):
    home = a_home("3 Ash Row")
    a_tenancy(home, a_person("Ada", "Bell"))

    response = adviser.get(CALL, {"place": home.reference})

    assert "Who lives here: who is it? Ada Bell" in words_of(response)
    assert_valid_html(response)


def test_nobody_outside_the_group_logs_a_contact_of_somebody_restricted(adviser, council):
    group = a_group()
    with acting_for([council.pk], groups=[group.pk], who="test"):
        hidden = a_person("Vera", "Hide", restricted_to=group.pk)

    assert adviser.get(CALL, {"person": hidden.reference}).status_code == 404
    assert adviser.post(CALL, said(hidden)).status_code == 404


def test_an_identity_is_asked_for_once_somebody_is_chosen(adviser, grace):
    facts = said(ending="answered", log="", choose=f"person:{grace.reference}", identity="none")
    del facts["log"]

    assert "checked" not in re.findall(r'value="none"( checked)?', adviser.post(CALL, facts).content.decode())


# --- Logging --------------------------------------------------------------------------------------


def test_a_call_answered_at_once_keeps_the_persons_own_answer(adviser, grace):
    response = adviser.post(CALL, said(grace), follow=True)

    contact = Contact.objects.get()
    assert (contact.person, contact.outcome, contact.accepted) == (grace, "resolved", "yes")
    assert (contact.handle_seconds, contact.ended_at, contact.demand) == (240, NOON, "value")
    assert response.redirect_chain[-1][0] == reverse("staff:contact", args=[contact.pk])
    assert "How do I pay my rent?" in words_of(response)
    assert_valid_html(response)


def test_sent_twice_it_is_logged_once(adviser, grace):
    facts = said(grace, key="0b51a2f4-7c39-4d6e-9a53-2f6d7c1e8b90")

    one, two = adviser.post(CALL, facts), adviser.post(CALL, facts)

    assert one["Location"] == two["Location"]
    assert Contact.objects.count() == 1


@pytest.mark.parametrize("began", ["", "soon", str(int(NOON.timestamp()) + 60), "0"])
def test_a_beginning_that_cannot_be_is_now(began, adviser, grace):
    adviser.post(CALL, said(grace, began=began))

    assert Contact.objects.get().started_at == NOON


def test_a_letter_began_on_the_day_that_it_reached_us(adviser, grace):
    monday = {"received_on_day": "16", "received_on_month": "11", "received_on_year": "2026"}

    adviser.post(CALL, said(grace, channel="letter", **monday))

    assert Contact.objects.get().started_at == dates.midnight(2026, 11, 16)


def test_somebody_who_does_not_say_who_they_are_is_heard_too(adviser):
    adviser.post(CALL, said(reason="EST-FLY", asked="There is a sofa on the landing"))

    contact = Contact.objects.get()
    assert (contact.person, contact.caller) == (None, "anonymous")


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"asked": ""}, "Enter what they asked, in their own words"),
        ({"reason": ""}, "Choose why they got in touch"),
        ({"also": "RNT-PAY"}, "this one is chosen already"),
        ({"ending": ""}, "Choose what happens now"),
        ({"accepted": ""}, "Choose what they say: is that settled?"),
        ({"reason": "RNT-CHG"}, "Choose which it is: this reason can be either"),
        ({"reason": "RNT-LTR"}, "Choose what we failed to do"),
        ({"ending": "chase"}, "Choose something else: no case is open for them"),
        ({"ending": "callback"}, "Choose when we ring back"),
        ({"ending": "live"}, "Enter what you told your colleague"),
        ({"ending": "live", "story": "Rent"}, "Choose who you put the caller through to"),
        ({"ending": "signposted"}, "Enter where you told them to turn"),
        ({"caller": "third_party"}, "Enter who got in touch for them"),
        ({"caller": "third_party", "caller_name": "Ruth"}, "Nobody may act for Grace Okafor"),
    ],
)
def test_what_cannot_be_logged_is_refused_and_nothing_is_lost(facts, sentence, adviser, grace):
    response = adviser.post(CALL, said(grace, note="She rings from work", **facts))

    assert sentence in refused(response)
    assert "She rings from work" in text_of(response)
    assert not Contact.objects.exists()


# --- Endings --------------------------------------------------------------------------------------


def test_what_the_person_says_is_not_settled_says_what_is_still_open(adviser, grace):
    assert "Enter what is still open" in refused(adviser.post(CALL, said(grace, accepted="no")))

    adviser.post(CALL, said(grace, accepted="no", note="She will ask her bank first"))

    assert Contact.objects.get().accepted == "no"


def test_an_enquiry_is_opened_once_the_adviser_has_seen_where_it_goes(adviser, grace):
    income = a_team("income", name="Income team")

    asked = adviser.post(CALL, said(grace, ending="enquiry", accepted=""))
    assert not Contact.objects.exists()
    assert "An enquiry goes to Income team ." in words_of(asked)
    assert "Income team answers for it." in words_of(asked)
    logged = adviser.post(
        CALL, said(grace, ending="enquiry", accepted="", way_shown=way_shown(asked)), follow=True
    )

    enquiry = Enquiry.objects.get()
    assert (enquiry.case.team, enquiry.asked) == (income, "How do I pay my rent?")
    assert f"Your reference is {enquiry.case.reference} . Income team has it." in words_of(logged)


def test_a_promise_to_ring_back_is_kept_with_its_clock(adviser, grace):
    a_team("income", name="Income team")
    facts = said(grace, ending="callback", window="two_hours", promised="Asha rings you back", accepted="")

    asked = adviser.post(CALL, facts)
    logged = adviser.post(CALL, {**facts, "way_shown": way_shown(asked)}, follow=True)

    task = Task.objects.get()
    assert (task.kind, task.what, task.due_at) == ("callback", "Asha rings you back", NOON + dt.timedelta(hours=2))
    assert "Asha rings you back: due today by 14:00" in words_of(logged)


def test_a_caller_who_is_put_through_need_not_say_it_again(adviser, grace):
    tom = an_officer("income_officer", name="Tom Reid")
    a_team("income", name="Income team")
    facts = {"ending": "live", "to_officer": str(tom.pk), "story": "She lost her job on Monday", "accepted": ""}

    adviser.post(CALL, said(grace, reason="RNT-ARR", **facts))

    enquiry = Enquiry.objects.get()
    assert enquiry.case.owner == tom
    assert "She lost her job on Monday" in enquiry.routed_because
    assert Contact.objects.get().outcome == "passed_live"


def put_through_about(case, **facts) -> dict[str, str]:
    return {
        "ending": "live", "accepted": "", "case": case.reference, "story": "The damp is back", "demand": "value",
        "reason": "REP-NEW", **facts,
    }  # fmt: skip


def test_a_case_that_a_colleague_has_is_not_passed_on_over_their_head(adviser, grace):
    tom, mia = an_officer("tenancy_officer", name="Tom Reid"), an_officer("tenancy_officer", name="Mia Stone")
    case = take(an_enquiry(grace).case, **by(officer=tom))

    response = adviser.post(CALL, said(grace, **put_through_about(case, to_officer=str(mia.pk))))

    assert f"Tom Reid has {case.reference}, and only they or a manager pass it on" in refused(response)
    assert "The damp is back" in text_of(response)
    assert not case.contacts.filter(asked="How do I pay my rent?").exists()


def test_who_is_put_through_to_whoever_has_the_case_changes_nothing_of_it(adviser, grace):
    tom = an_officer("tenancy_officer", name="Tom Reid")
    case = take(an_enquiry(grace).case, **by(officer=tom))

    adviser.post(CALL, said(grace, **put_through_about(case, to_officer=str(tom.pk))))

    case.refresh_from_db()
    chased = Contact.objects.latest("pk")
    assert (case.owner, chased.case, chased.outcome) == (tom, case, "passed_live")
    assert chased.note == "Told the colleague: The damp is back"


def test_a_case_in_a_queue_goes_with_the_caller(adviser, grace):
    case, mia = an_enquiry(grace).case, an_officer("tenancy_officer", name="Mia Stone")

    adviser.post(CALL, said(grace, **put_through_about(case, to_officer=str(mia.pk))))

    case.refresh_from_db()
    assert case.owner == mia


def test_somebody_with_authority_rings_for_the_person(adviser, grace):
    Authority.objects.create(
        council_id=grace.council_id, person=grace, kind="advocate", representative_name="Ruth Lamb", scope="Rent",
        from_on=dt.date(2026, 1, 5),
    )  # fmt: skip

    shown = words_of(adviser.get(CALL, {"person": grace.reference}))
    adviser.post(CALL, said(grace, caller="third_party", caller_name="Ruth Lamb"))

    assert "May act for Grace Okafor Ruth Lamb" in shown
    assert Contact.objects.get().caller_name == "Ruth Lamb"


def test_a_chase_names_the_promise_that_was_broken(adviser, grace):
    case = an_enquiry(grace, acting=by("adviser", at=NOON - dt.timedelta(days=3))).case
    task = actions.promise_callback(case, window="two_hours", **by("adviser", at=NOON - dt.timedelta(days=1)))

    shown = adviser.get(CALL, {"person": grace.reference})
    adviser.post(
        CALL,
        said(
            grace, ending="chase", accepted="", case=case.reference, reason="HOM-UPD", demand="failure",
            failure_cause="not_on_time", broken_promise=str(task.pk),
        ),
    )  # fmt: skip

    assert "We are late with what we promised" in words_of(shown)
    assert_valid_html(shown)
    chased = Contact.objects.latest("pk")
    assert (chased.case, chased.broken_promise, chased.demand) == (case, task, "failure")


def test_a_contact_about_a_case_that_is_closed_belongs_to_it(adviser, grace):
    case = actions.withdraw(an_enquiry(grace), reason="She found the letter", **by("adviser")).case

    shown = adviser.get(CALL, {"case": case.reference})
    adviser.post(CALL, said(grace, about=case.reference, case=case.reference))

    assert f"{case.reference}: When are you open?" in words_of(shown)
    assert Contact.objects.latest("pk").case == case


def test_where_a_caller_was_told_to_turn_is_kept(adviser, grace):
    adviser.post(CALL, said(grace, ending="signposted", told="Citizens Advice", accepted=""))

    assert Contact.objects.get().note == "Told to turn to: Citizens Advice"


def test_what_no_team_answers_for_says_so_before_it_is_sent(adviser, grace):
    response = adviser.post(CALL, said(grace, ending="enquiry", accepted=""))

    assert "No team answers for what this is about" in refused(response)


# --- Reasons --------------------------------------------------------------------------------------


def test_reasons_are_found_by_their_words(adviser):
    response = adviser.post(CALL, {"reason_words": "mould", "look": "yes"})

    assert "With “mould” Damp, mould or condensation" in words_of(response)
    assert_valid_html(response)


def test_the_common_reasons_stand_first(adviser):
    a_contact(reasons=["REP-GAS"], started_at=NOON - dt.timedelta(days=2))

    assert "Most common Gas or electrical safety appointment" in words_of(adviser.get(CALL))


def test_an_urgent_reason_says_what_to_do_now(adviser, grace):
    response = adviser.post(CALL, {"person": grace.reference, "reason": "TEN-DA", "look": "yes"})

    words = words_of(response)
    assert "Urgent: it cannot wait in a queue" in words
    assert "Ask how it is safe to reach the person" in words


# --- Two councils ---------------------------------------------------------------------------------


def test_who_serves_two_councils_says_for_which_an_unknown_caller_asks(client, adviser, other_council):
    priya = Officer.objects.get(name="Priya Nair")
    with acting_for([other_council.pk], who="test"):
        an_officer("adviser", name="Priya Nair", council=other_council, sign_in=priya.sign_in)
    asked = words_of(adviser.get(CALL))

    adviser.post(CALL, said(reason="EST-FLY", council="birch"))

    assert "For which council?" in asked
    with acting_for([other_council.pk], who="test"):
        assert Contact.objects.get().handler.council == other_council


def test_who_serves_one_council_is_not_asked_for_which(adviser, other_council):
    assert "For which council?" not in words_of(adviser.get(CALL))


# --- Who may --------------------------------------------------------------------------------------


def test_an_operative_logs_no_contacts(client, acting):
    assert sign_in_as(client, an_officer("operative")).get(CALL).status_code == 403


def test_a_contact_of_the_other_council_is_not_there(adviser, other_council):
    with acting_for([other_council.pk], who="test"):
        theirs = a_contact(council=other_council, council_id=other_council.pk, handler=None, source_system="old")

    assert adviser.get(reverse("staff:contact", args=[theirs.pk])).status_code == 404


def test_the_page_takes_as_many_queries_whatever_is_open(adviser, grace, django_assert_max_num_queries):
    def queries() -> int:
        with django_assert_max_num_queries(60) as counted:
            adviser.get(CALL, {"person": grace.reference})
        return len(counted)

    adviser.get(CALL, {"person": grace.reference})
    few = queries()
    an_enquiry(grace)
    an_enquiry(grace)
    a_contact(grace)

    assert queries() == few
    assert few <= 32
