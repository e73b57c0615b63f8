"""The pages of requests about one's data, of what is held, of how long it is kept, and of who looked."""

import datetime as dt

import pytest
from django.test import Client

from rooftree.cases.models import Clock
from rooftree.foundations import dates
from rooftree.information_rights import actions
from rooftree.information_rights.actions import Asked
from rooftree.information_rights.models import (
    Certificate,
    Correction,
    DataComplaint,
    Disposal,
    DisposalLine,
    HeldThing,
    LegalHold,
    Release,
    RightsRequest,
)
from rooftree.information_rights.rules import Right
from rooftree.people.models import Person, Vulnerability
from rooftree.people.search_words import refresh
from rooftree.staff.models import Officer
from rooftree.staffweb.tests.visits import sign_in_as
from tests.builders import a_contact, a_person, a_team, an_officer, by, the_council

pytestmark = pytest.mark.usefixtures("acting")

NOW = dates.now()


@pytest.fixture(autouse=True)
def _files_of_this_test(settings, tmp_path):
    settings.VAR_DIR = tmp_path


@pytest.fixture
def grace() -> Person:
    a_team("information_rights", name="Records")
    person = a_person("Grace", "Okafor")
    refresh([person.pk])
    return person


@pytest.fixture
def keeper() -> Officer:
    return an_officer("records_officer", name="Rhea Cole")


@pytest.fixture
def colleague() -> Officer:
    return an_officer("records_officer", name="Sam Ito")


def a_request(person: Person, right: Right = Right.ACCESS) -> RightsRequest:
    asked = Asked(right, "Everything you have on me", "letter", NOW - dt.timedelta(hours=2))
    return actions.take_request(person, asked, **by("adviser", at=NOW - dt.timedelta(hours=1)))


def at(request: RightsRequest | DataComplaint, page: str = "") -> str:
    return f"/staff/cases/{request.case.reference}/data/{page}"


def press(client: Client, address: str, **answers: str):
    return client.post(address, answers, follow=True)


def words(answer) -> str:
    return answer.content.decode()


# --- Asking -----------------------------------------------------------------------------------------


def test_an_adviser_logs_a_request(client, grace):
    sign_in_as(client, an_officer("adviser"))
    today = dates.london_day(NOW)

    answer = press(
        client,
        f"/staff/people/{grace.reference}/data/ask/",
        right="access",
        words="I want my file",
        channel="phone",
        received_on_day=str(today.day),
        received_on_month=str(today.month),
        received_on_year=str(today.year),
    )

    assert "The request is logged, and its month runs." in words(answer)
    assert RightsRequest.objects.get().asked == "I want my file"


def test_a_request_without_words_says_what_to_do_and_loses_nothing(client, grace):
    sign_in_as(client, an_officer("adviser"))

    answer = client.post(f"/staff/people/{grace.reference}/data/ask/", {"right": "access", "channel": "phone"})

    assert answer.status_code == 422
    assert "Enter what they ask, in their own words" in words(answer)


def test_a_persons_page_leads_to_their_rights(client, grace):
    sign_in_as(client, an_officer("adviser"))
    a_request(grace)

    assert f"/staff/people/{grace.reference}/data/" in words(client.get(f"/staff/people/{grace.reference}/"))
    assert "See what we hold" in words(client.get(f"/staff/people/{grace.reference}/data/"))


def test_the_case_page_says_what_they_asked_and_what_can_be_done(client, grace, keeper):
    request = a_request(grace)
    sign_in_as(client, keeper)

    answer = words(client.get(f"/staff/cases/{request.case.reference}/"))

    assert "Everything you have on me" in answer
    assert "Gather and look through what we hold" in answer
    assert "Answer</a>" not in answer


def test_an_adviser_is_offered_nothing_of_it(client, grace):
    request = a_request(grace)
    sign_in_as(client, an_officer("adviser"))

    assert "Gather and look through" not in words(client.get(f"/staff/cases/{request.case.reference}/"))
    assert client.get(at(request, "held/")).status_code == 403


def test_the_clock_stands_still_and_goes_on(client, grace, keeper):
    request = a_request(grace)
    sign_in_as(client, keeper)

    waits = press(client, at(request, "wait/"), waits_for="identity", words="Your passport")
    assert "Waits for" in words(waits)
    assert Clock.objects.get(duty="information_rights.access").paused_since is not None

    press(client, at(request, "go-on/"), words="Passport seen")
    assert Clock.objects.get(duty="information_rights.access").paused_since is None


def test_more_time_is_taken(client, grace, keeper):
    request = a_request(grace)
    sign_in_as(client, keeper)

    answer = press(client, at(request, "more-time/"), months="2", reason="Forty years")

    assert "There is more time" in words(answer)


def test_a_request_is_refused(client, grace, keeper):
    request = a_request(grace)
    sign_in_as(client, keeper)

    answer = press(client, at(request, "refuse/"), words="Asked last week")

    assert "Information Commissioner" in words(answer)


def test_a_request_is_withdrawn(client, grace, keeper):
    request = a_request(grace)
    sign_in_as(client, keeper)

    press(client, at(request, "withdraw/"), reason="Found it")

    assert RightsRequest.objects.get().status == "withdrawn"


def test_an_objection_is_answered(client, grace, keeper):
    request = a_request(grace, Right.OBJECTION)
    sign_in_as(client, keeper)

    answer = press(client, at(request, "answer/"), outcome="upheld", words="We stopped")

    assert "We stopped" in words(answer)


def test_what_is_wrong_is_corrected_and_those_who_had_it_are_told(client, grace, keeper):
    request = a_request(grace, Right.RECTIFICATION)
    sign_in_as(client, keeper)

    press(
        client,
        at(request, "correct/"),
        title="Dr",
        forenames="Grace",
        surname="Okafor",
        birth_date_certainty="unknown",
        interpreter="",
    )
    answer = press(client, at(request, "tell/"), recipient="contractor", name="Elm Heating", told="By email")

    assert Correction.objects.get().after == "Dr"
    assert "title: from “” to “Dr”" in words(answer)
    assert "Elm Heating: By email" in words(answer)


def test_a_complaint_is_acknowledged_and_answered(client, grace, keeper):
    sign_in_as(client, keeper)
    today = dates.london_day(NOW)
    day = {"received_on_day": today.day, "received_on_month": today.month, "received_on_year": today.year}
    press(client, f"/staff/people/{grace.reference}/data/complain/", about="You told him", channel="email", **day)
    complaint = DataComplaint.objects.get()

    press(client, at(complaint, "acknowledge/"), understood_as="A letter went astray")
    answer = press(client, at(complaint, "outcome/"), outcome="upheld", words="We are sorry")

    assert "We are sorry" in words(answer)


def test_a_complaint_is_withdrawn(client, grace, keeper):
    sign_in_as(client, keeper)
    complaint = actions.take_complaint(
        grace, about="You told him", channel="email", received_at=NOW, **by("adviser", at=NOW)
    )

    press(client, at(complaint, "no-complaint/"), reason="It was not you")

    assert DataComplaint.objects.get().status == "withdrawn"


# --- What is held -----------------------------------------------------------------------------------


def test_what_is_held_is_gathered_looked_through_given_and_downloaded(client, grace, keeper, colleague):
    Vulnerability.objects.create(council=the_council(), person=grace, factor="debt", from_on=dt.date(2026, 1, 1))
    request = a_request(grace)
    sign_in_as(client, keeper)

    gathered = press(client, at(request, "held/gather/"))
    assert "1 thing waits for a decision" in words(gathered)
    waiting = client.get(at(request, "held/things/?only=waiting"))
    assert "Debt" in words(waiting)

    (thing,) = HeldThing.objects.filter(decision="")
    shown = client.get(at(request, f"held/things/{thing.pk}/"))
    assert "Health or social circumstances: the serious-harm test" in words(shown)
    press(
        client,
        at(request, f"held/things/{thing.pk}/"),
        decision="withhold",
        reason="serious_harm",
        why="Her doctor advises against it",
    )
    press(client, at(request, "held/finish/"))
    alone = press(client, at(request, "held/give/"))
    assert "a colleague takes a second look" in words(alone)

    sign_in_as(client, colleague)
    given = press(client, at(request, "held/give/"))
    assert "The package is made." in words(given)
    package = client.get(at(request, "held/package/"))
    assert package["Content-Disposition"] == f'attachment; filename="{request.case.reference}.zip"'
    assert b"".join(package.streaming_content).startswith(b"PK")
    press(client, at(request, "held/given/"), how="Handed over at the office")
    assert Release.objects.get().fetched_at is not None


def test_things_alike_are_decided_at_once(client, grace, keeper):
    for number in range(3):
        a_contact(grace, caller="third_party", caller_name=f"Her sister {number}")
    request = a_request(grace)
    sign_in_as(client, keeper)
    press(client, at(request, "held/gather/"))
    thing = HeldThing.objects.filter(kind="Contact", decision="").first()

    assert "The same for all 3 of this kind that wait" in words(
        client.get(at(request, f"held/things/{thing.pk}/"))
    )
    press(client, at(request, f"held/things/{thing.pk}/"), decision="keep", why="She was there", alike="yes")

    assert not HeldThing.objects.filter(kind="Contact", decision="").exists()


def test_it_is_sent_back_to_be_looked_through_again(client, grace, keeper):
    request = a_request(grace)
    sign_in_as(client, keeper)
    press(client, at(request, "held/gather/"))
    press(client, at(request, "held/finish/"))

    press(client, at(request, "held/again/"), reason="Page four")

    assert RightsRequest.objects.get().status == "reviewing"


def test_a_request_to_object_has_nothing_to_gather(client, grace, keeper):
    request = a_request(grace, Right.OBJECTION)
    sign_in_as(client, keeper)

    assert client.get(at(request, "held/")).status_code == 404


# --- How long things are kept -----------------------------------------------------------------------


@pytest.fixture
def batch(grace) -> Disposal:
    """A batch of two old contacts."""
    for _ in range(2):
        a_contact(grace, started_at=NOW - dt.timedelta(days=4 * 365))
    actions.reckon(the_council(), on=dates.london_day(NOW), at=NOW)
    return Disposal.objects.get(record_type="contact")


def test_two_people_destroy_a_batch_and_the_proof_is_shown(client, batch, keeper, colleague):
    sign_in_as(client, keeper)
    assert "Contact that belongs to no case" in words(client.get("/staff/council/retention/"))
    put_forward = press(client, f"/staff/council/retention/{batch.pk}/put-forward/")
    assert "A colleague approves it." in words(put_forward)

    sign_in_as(client, colleague)
    press(client, f"/staff/council/retention/{batch.pk}/approve/")
    destroyed = press(client, f"/staff/council/retention/{batch.pk}/destroy/")

    assert "2 destroyed. The proof is below." in words(destroyed)
    assert Certificate.objects.get().sha256 in words(destroyed)
    assert "Certificates of destruction" in words(client.get("/staff/council/retention/"))


def test_one_person_does_not_approve_what_they_put_forward(client, batch, keeper):
    sign_in_as(client, keeper)
    press(client, f"/staff/council/retention/{batch.pk}/put-forward/")

    answer = press(client, f"/staff/council/retention/{batch.pk}/approve/")

    assert "You put this batch forward, so somebody else approves it." in words(answer)


def test_a_record_is_kept_after_all(client, batch, keeper):
    sign_in_as(client, keeper)
    line = DisposalLine.objects.filter(disposal=batch).first()

    press(
        client,
        f"/staff/council/retention/lines/{line.pk}/keep/",
        because="A claim is likely",
        until_day="1",
        until_month="6",
        until_year=str(NOW.year + 1),
    )

    assert DisposalLine.objects.get(pk=line.pk).kept_because == "A claim is likely"


def test_a_batch_is_taken_back(client, batch, keeper):
    sign_in_as(client, keeper)
    press(client, f"/staff/council/retention/{batch.pk}/put-forward/")

    press(client, f"/staff/council/retention/{batch.pk}/drop/")

    assert Disposal.objects.get(pk=batch.pk).status == "dropped"


def test_a_hold_is_made_and_ended(client, grace, keeper):
    sign_in_as(client, keeper)
    press(
        client,
        f"/staff/people/{grace.reference}/data/hold/",
        reason="A claim for disrepair",
        until_day="1",
        until_month="6",
        until_year=str(NOW.year + 1),
    )
    hold = LegalHold.objects.get()
    assert "A claim for disrepair" in words(client.get("/staff/council/retention/"))

    assert "End the hold" in words(client.get(f"/staff/council/retention/holds/{hold.pk}/end/"))
    press(client, f"/staff/council/retention/holds/{hold.pk}/end/")

    assert LegalHold.objects.get().ended_by == keeper


def test_an_adviser_sees_none_of_it(client):
    sign_in_as(client, an_officer("adviser"))

    assert client.get("/staff/council/retention/").status_code == 403


# --- Who looked, and equality -----------------------------------------------------------------------


def test_an_auditor_sees_who_looked(client, grace):
    sign_in_as(client, an_officer("adviser", name="Priya Nair"))
    client.get(f"/staff/people/{grace.reference}/")
    sign_in_as(client, an_officer("auditor", "adviser", name="Ada Ling"))

    assert "Priya Nair" in words(client.get(f"/staff/council/audit/looks/?person={grace.reference}"))
    assert "Priya Nair" in words(client.get(f"/staff/people/{grace.reference}/data/looks/"))


def test_an_adviser_does_not_see_who_looked(client, grace):
    sign_in_as(client, an_officer("adviser"))

    assert client.get("/staff/council/audit/looks/").status_code == 403
    assert client.get(f"/staff/people/{grace.reference}/data/looks/").status_code == 403


def test_a_paper_form_is_entered_and_only_counted(client, keeper, grace):
    sign_in_as(client, keeper)
    people = [grace, *(a_person() for _ in range(4))]
    for person in people:
        answer = press(client, f"/staff/people/{person.reference}/data/equality/", sex="sex.female")
        assert "The answers are kept apart." in words(answer)
    sign_in_as(client, an_officer("performance_analyst"))

    counted = words(client.get("/staff/council/equality/"))

    assert "What is your sex?" in counted
    assert (
        '<td role="cell" class="govuk-table__cell govuk-table__cell--numeric" data-label="People">5</td>'
        in counted
    )
