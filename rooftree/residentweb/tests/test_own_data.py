"""What a resident may ask of her data, in her own account: see it, fetch it, complain, see who looked."""

import datetime as dt

import pytest
from django.test import Client

from rooftree.foundations import dates
from rooftree.foundations.isolation import acting_for
from rooftree.information_rights import actions
from rooftree.information_rights.held import Everything, Held
from rooftree.information_rights.models import DataComplaint, Release, RightsRequest
from rooftree.pages.tests.html import assert_valid_html
from rooftree.people.models import PortalAccount
from rooftree.record.person import person_page
from rooftree.residentweb.tests.getting_in import a_browser, building
from rooftree.staff.models import Officer
from tests.builders import TODAY, a_group, a_person, a_team, an_officer, by, the_council
from tests.residents import an_account, an_email, let_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _files_of_this_test(settings, tmp_path):
    settings.VAR_DIR = tmp_path


@pytest.fixture
def account(council) -> PortalAccount:
    with building():
        a_team("information_rights", name="Records")
        grace = a_person("Grace", "Okafor")
        an_email(grace)
        return an_account(grace)


@pytest.fixture
def browser(account) -> Client:
    return let_in(a_browser(), account)


@pytest.fixture
def stranger(council) -> Client:
    with building():
        other = a_person("Sam", "Stone")
        an_email(other, "sam@example.org")
        account = an_account(other)
    return let_in(a_browser(), account)


def asked(browser: Client) -> RightsRequest:
    """What she asks in her account: to see everything."""
    browser.post("/my-data/ask/", {"right": "access", "words": "Everything, please"})
    with building():
        return RightsRequest.objects.select_related("case").get()


def given(request: RightsRequest, officer: Officer | None = None) -> Release:
    """Everything that is held on her, gathered, looked through and given."""
    now = dates.now()
    with building():
        officer = officer or an_officer("records_officer")
        held = Everything((Held("people_person", 1, "Who you are", (("surname", "Okafor"),)),), ())
        actions.keep_gathered(request, held, **by(officer=officer, at=now))
        actions.finish_review(request, **by(officer=officer, at=now))
        return actions.release(request, **by(officer=officer, at=now))


def text(answer) -> str:
    return answer.content.decode()


def test_she_asks_to_see_what_we_hold_and_sees_her_clock(browser):
    answer = browser.post("/my-data/ask/", {"right": "access", "words": "Everything, please"}, follow=True)

    assert_valid_html(answer)
    assert "We have your request, and answer within a month." in text(answer)
    assert "See what you hold on me" in text(answer)
    assert 'class="due' in text(answer)
    with building():
        request = RightsRequest.objects.get()
        assert (request.asked, request.channel, request.case.team.name) == (
            "Everything, please",
            "portal",
            "Records",
        )
        assert request.case.events.get().by_resident_id == request.case.person_id


def test_her_request_has_its_story_like_any_other(browser):
    reference = asked(browser).case.reference

    answer = browser.get(f"/requests/{reference}/")

    assert answer.status_code == 200
    assert "Everything, please" in text(answer)


def test_the_same_is_not_asked_twice(browser):
    asked(browser)

    answer = browser.post("/my-data/ask/", {"right": "access", "words": "Again"})

    assert answer.status_code == 422
    assert "You have asked for this already" in text(answer)


@pytest.mark.parametrize(
    ("sent", "says"), [({"words": "All"}, "Choose what you want"), ({"right": "access"}, "Write what you want")]
)
def test_what_is_missing_is_said(browser, sent, says):
    answer = browser.post("/my-data/ask/", sent)

    assert_valid_html(answer)
    assert says in text(answer)


def test_what_we_ask_of_her_is_shown_and_the_clock_stands_still(browser):
    request = asked(browser)
    with building():
        actions.wait_for(
            request, waits_for="clarification", words="Which years?", **by("records_officer", at=dates.now())
        )

    page = text(browser.get("/my-data/"))

    assert "We asked you for: Which years? The clock stands still until you give it." in page
    assert 'class="due' not in page


def test_she_fetches_what_was_given_and_that_is_kept_once(browser):
    request = asked(browser)
    given(request)
    assert "Fetch what we hold on you (ZIP)" in text(browser.get("/my-data/"))

    for _ in range(2):
        package = browser.get(f"/my-data/{request.case.reference}/package/")
        assert b"".join(package.streaming_content).startswith(b"PK")

    with building():
        assert Release.objects.get().fetched_at is not None
        assert request.case.events.filter(kind="rights.fetched").count() == 1


def test_nobody_else_fetches_it(browser, stranger):
    request = asked(browser)
    given(request)

    assert stranger.get(f"/my-data/{request.case.reference}/package/").status_code == 404


def test_a_visitor_is_asked_to_sign_in(council):
    answer = a_browser().get("/my-data/")

    assert (answer.status_code, answer["Location"].startswith("/sign-in/")) == (302, True)


def test_she_complains(browser):
    answer = browser.post("/my-data/complain/", {"words": "You told my neighbour"}, follow=True)

    assert "within 30 days" in text(answer)
    with building():
        assert DataComplaint.objects.get().about == "You told my neighbour"


def test_she_sees_who_looked_by_team(browser, account):
    with building():
        officer = an_officer("income_officer", name="Priya Nair")
    with acting_for([the_council().pk], who=f"sign-in:{officer.sign_in_id}"):
        person_page(account.person.reference, on=TODAY)

    page = text(browser.get("/my-data/looks/"))

    assert "Income officer" in page
    assert "Priya Nair" not in page


def test_she_answers_equality_questions_one_to_a_page_and_takes_them_back(browser):
    answer = browser.post("/my-data/equality/age/", {"answer": "age.55_64"})
    assert answer["Location"] == "/my-data/equality/sex/"
    browser.post("/my-data/equality/sex/", {"answer": "prefer_not_to_say"})

    page = browser.get("/my-data/equality/")
    assert_valid_html(page)
    assert "55 to 64" in text(page)
    assert "Prefer not to say" in text(page)

    browser.post("/my-data/equality/take-back/", {}, follow=True)
    assert "55 to 64" not in text(browser.get("/my-data/equality/"))


def test_every_equality_question_can_be_left_or_not_said(browser):
    page = browser.get("/my-data/equality/religion/")

    assert_valid_html(page)
    assert "Prefer not to say" in text(page)
    assert "Leave it unanswered" in text(page)


@pytest.mark.parametrize("address", ["", "ask/", "complain/", "looks/", "equality/", "equality/take-back/"])
def test_every_page_is_valid(browser, address):
    answer = browser.get(f"/my-data/{address}")

    assert_valid_html(answer)


def test_no_page_is_opened_for_somebody_else(browser, account, council):
    from tests.residents import a_mandate

    with building():
        mother = a_person("Ada", "Okafor")
        mandate = a_mandate(mother, account.person, "see_requests", "ask", "see_messages", "change_details")
    acting = let_in(a_browser(), account, authority=mandate)

    assert acting.get("/my-data/").status_code == 403
    assert acting.post("/my-data/ask/", {"right": "access", "words": "Hers"}).status_code == 403


def test_somebody_whose_record_is_restricted_asks_and_fetches_like_anybody(council):
    with building():
        member = an_officer("records_officer")
        group = a_group("Protected persons", member)
    with building():
        a_team("information_rights", name="Records")
        grace = a_person("Grace", "Okafor", restricted_to=group.pk)
        account = an_account(grace)
    browser = let_in(a_browser(), account)

    request = asked(browser)
    given(request, member)
    package = browser.get(f"/my-data/{request.case.reference}/package/")

    assert b"".join(package.streaming_content).startswith(b"PK")
    assert "Fetched on" in text(browser.get("/my-data/"))


def test_it_is_late_after_a_month(browser):
    request = asked(browser)

    with building():
        clock = request.case.clocks.get(duty="information_rights.access")
        assert clock.late_from > dates.now() + dt.timedelta(days=27)
