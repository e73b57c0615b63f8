"""The pages that answer an enquiry, keep its promises, and end it."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from rooftree.cases.actions import promise
from rooftree.cases.models import Task
from rooftree.contact import actions
from rooftree.contact.models import CallbackAttempt, Enquiry
from rooftree.foundations import dates
from rooftree.foundations.isolation import acting_for
from rooftree.pages.labels import Labels
from rooftree.pages.tests.html import assert_valid_html
from rooftree.staffweb import case_kinds
from rooftree.staffweb.tests.asking import refused, words_of
from rooftree.staffweb.tests.visits import sign_in_as
from tests.builders import NOON, TODAY, a_group, a_person, an_enquiry, an_officer, by

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("acting")]

THIS_MORNING = NOON - dt.timedelta(hours=3)


@pytest.fixture(autouse=True)
def _at_noon(monkeypatch):
    monkeypatch.setattr(dates, "now", lambda: NOON)


@pytest.fixture
def adviser(client, acting) -> Client:
    return sign_in_as(client, an_officer("adviser", name="Priya Nair"))


@pytest.fixture
def enquiry() -> Enquiry:
    return an_enquiry(a_person(), asked="Why did my rent go up?", acting=by("adviser", at=THIS_MORNING))


@pytest.fixture
def callback(enquiry) -> Task:
    return actions.promise_callback(enquiry.case, window="same_day", **by("adviser", at=THIS_MORNING))


def page(name: str, enquiry: Enquiry) -> str:
    return reverse(f"staff:{name}", args=[enquiry.case.reference])


def of_promise(name: str, task: Task) -> str:
    return reverse(f"staff:{name}", args=[task.pk])


def answered(enquiry: Enquiry) -> Enquiry:
    return actions.answer(enquiry, words="The heating charge rose", **by("adviser", at=THIS_MORNING))


def test_an_answer_is_recorded_and_ends_nothing(adviser, enquiry):
    shown = adviser.get(page("answer_enquiry", enquiry))
    response = adviser.post(page("answer_enquiry", enquiry), {"words": "The heating charge rose by £2"})

    enquiry.refresh_from_db()
    assert "Why did my rent go up?" in words_of(shown)
    assert_valid_html(shown)
    assert response["Location"] == reverse("staff:case", args=[enquiry.case.reference])
    assert (enquiry.status, enquiry.case.closed_at) == ("answered", None)


def test_the_person_says_whether_it_is_settled(adviser, enquiry):
    answered(enquiry)

    adviser.post(page("enquiry_accepted", enquiry), {"accepted": "yes", "words": "Thank you, that is clear"})

    enquiry = Enquiry.objects.get()
    assert (enquiry.status, enquiry.accepted_words) == ("settled", "Thank you, that is clear")
    assert enquiry.case.closed_at == NOON


def test_who_could_not_be_asked_needs_a_reason(adviser, enquiry):
    answered(enquiry)

    response = adviser.post(page("enquiry_accepted", enquiry), {"accepted": "not_asked"})

    assert "Say why the person could not be asked" in refused(response)


def test_what_is_not_accepted_is_answered_again(adviser, enquiry):
    answered(enquiry)

    adviser.post(page("enquiry_not_accepted", enquiry), {"words": "But the heating is off"})

    assert Enquiry.objects.get().status == "received"


def test_an_enquiry_is_withdrawn_with_a_reason(adviser, enquiry):
    assert "Enter why no answer is needed" in refused(adviser.post(page("withdraw_enquiry", enquiry), {}))

    adviser.post(page("withdraw_enquiry", enquiry), {"reason": "She found the letter"})

    assert Enquiry.objects.get().status == "withdrawn"


def test_what_is_settled_cannot_be_answered(adviser, enquiry):
    actions.say_accepted(answered(enquiry), **by("adviser", at=THIS_MORNING))

    response = adviser.post(page("answer_enquiry", enquiry), {"words": "Once more"})

    assert "This enquiry is settled" in refused(response)


def test_a_promise_is_kept(adviser, enquiry):
    task = promise(enquiry.case, what="We write to you", **by("adviser", at=THIS_MORNING))

    adviser.post(of_promise("keep_promise", task), {"ending": "Posted"})

    task.refresh_from_db()
    assert (task.is_done, task.ending) == (True, "Posted")


def test_a_promise_that_is_not_kept_says_why(adviser, enquiry):
    task = promise(enquiry.case, what="We write to you", **by("adviser", at=THIS_MORNING))

    assert "Enter why" in refused(adviser.post(of_promise("break_promise", task), {}))
    adviser.post(of_promise("break_promise", task), {"reason": "The printer broke"})

    task.refresh_from_db()
    assert task.is_done is False


def test_a_try_to_ring_back_is_kept_and_shown(adviser, callback):
    adviser.post(of_promise("callback_attempt", callback), {"outcome": "no_answer", "note": "Rang twice"})

    shown = adviser.get(of_promise("callback_attempt", callback))
    assert "No answer Priya Nair Rang twice" in words_of(shown)
    assert_valid_html(shown)


def test_who_is_reached_was_rung_back(adviser, callback):
    adviser.post(of_promise("callback_attempt", callback), {"outcome": "reached"})

    callback.refresh_from_db()
    assert callback.is_done is True


def test_a_callback_is_not_given_up_after_one_try(adviser, callback):
    adviser.post(of_promise("callback_attempt", callback), {"outcome": "no_answer"})

    response = adviser.post(of_promise("give_up_callback", callback), {"reason": "She is out"})

    assert "The person was tried" in refused(response)
    assert CallbackAttempt.objects.count() == 1


def test_a_form_sent_twice_does_it_once(adviser, callback):
    facts = {"outcome": "no_answer", "key": "0b51a2f4-7c39-4d6e-9a53-2f6d7c1e8b90"}

    adviser.post(of_promise("callback_attempt", callback), facts)
    adviser.post(of_promise("callback_attempt", callback), facts)

    assert CallbackAttempt.objects.count() == 1


# --- The part of the case page --------------------------------------------------------------------


def links(enquiry: Enquiry, *roles: str) -> list[str]:
    officer = an_officer(*roles)
    labels = Labels(on=TODAY, council_id=enquiry.council_id)
    part = case_kinds.part_of(enquiry.case, officer=officer, labels=labels, at=NOON)
    return [link["text"] for link in part.links]


def test_the_case_page_offers_what_can_be_done_now(enquiry):
    assert links(enquiry, "adviser") == ["Answer", "Withdraw"]
    answered(enquiry)
    assert links(enquiry, "adviser") == ["They accept the answer", "They do not accept it", "Withdraw"]


def test_an_auditor_is_offered_nothing(enquiry):
    assert links(enquiry, "auditor") == []


def test_a_kind_of_no_page_shows_nothing_of_its_own(enquiry):
    enquiry.case.kind = "flood"

    assert case_kinds.part_of(enquiry.case, officer=an_officer(), labels=None, at=NOON) is None


# --- Who may --------------------------------------------------------------------------------------

PAGES = ["answer_enquiry", "enquiry_accepted", "enquiry_not_accepted", "withdraw_enquiry"]


@pytest.mark.parametrize("name", PAGES)
def test_an_operative_answers_nothing(name, client, enquiry):
    assert sign_in_as(client, an_officer("operative")).get(page(name, enquiry)).status_code == 403


@pytest.mark.parametrize("name", PAGES)
def test_an_enquiry_of_somebody_restricted_is_not_there_for_others(name, adviser, council):
    group = a_group()
    with acting_for([council.pk], groups=[group.pk], who="test"):
        hidden = an_enquiry(a_person("Vera", "Hide", restricted_to=group.pk))

    assert adviser.get(page(name, hidden)).status_code == 404


def test_a_promise_to_somebody_restricted_is_not_there_for_others(adviser, council):
    group = a_group()
    with acting_for([council.pk], groups=[group.pk], who="test"):
        hidden = an_enquiry(a_person("Vera", "Hide", restricted_to=group.pk))
        task = promise(hidden.case, what="We write to you", **by("adviser"))

    assert adviser.get(of_promise("keep_promise", task)).status_code == 404
