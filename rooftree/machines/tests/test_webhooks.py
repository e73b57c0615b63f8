"""Another system is told what happens to cases: signed, at least once, in order, and not what it may not know."""

import base64
import datetime as dt
import hashlib
import hmac

import pytest
from django.core.exceptions import PermissionDenied

from rooftree.cases import actions as cases
from rooftree.cases.models import Alarm
from rooftree.foundations.isolation import acting_for
from rooftree.foundations.models import AuditChange
from rooftree.foundations.refusals import Refused
from rooftree.machines import actions, deliveries
from rooftree.machines.models import Delivery, Endpoint, SigningSecret
from rooftree.machines.tests.letting_in import a_client, an_endpoint, an_endpoint_and_secret
from rooftree.machines.tests.listening import listening
from rooftree.staff.models import GroupMember, Officer
from tests.builders import NOON, a_group, a_person, an_enquiry, an_officer, by

LATER = NOON + dt.timedelta(seconds=1)
MINUTE, DAY = dt.timedelta(minutes=1), dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def _acting(acting, settings):
    """Tests listen on this machine."""
    settings.WEBHOOKS_LOOPBACK = True


@pytest.fixture
def listener():
    with listening() as heard:
        yield heard


def tell_all(endpoint: Endpoint, *, at: dt.datetime) -> None:
    """Tell an endpoint all that is to be told now."""
    Delivery.objects.filter(status="waiting", tries=0).update(next_at=NOON)
    while deliveries.tell_next(endpoint.pk, at=at):
        pass


def test_what_happens_to_a_case_is_told_without_a_personal_fact(listener):
    endpoint = an_endpoint(listener.address)
    case = an_enquiry(a_person("Grace", "Okafor"), asked="Is my gas check booked?").case

    tell_all(endpoint, at=LATER)

    assert [each["type"] for each in listener.heard] == ["enquiry.opened"]
    assert listener.heard[0]["data"] == {
        "council": "alder",
        "event": Delivery.objects.get().event_id,
        "case": case.reference,
        "kind": "enquiry",
        "href": f"/api/v1/cases/{case.reference}",
    }
    assert not any(word in listener.bodies[0].decode() for word in ("Grace", "Okafor", "gas"))
    assert Delivery.objects.get().status == "delivered"


def test_only_the_events_that_were_asked_for_are_told(listener):
    endpoint = an_endpoint(listener.address, events=["case.noted"])
    case = an_enquiry().case
    cases.note(case, words="Rang.", **by("adviser"))

    tell_all(endpoint, at=LATER)

    assert [each["type"] for each in listener.heard] == ["case.noted"]


def test_what_is_taken_back_was_never_queued(listener):
    an_endpoint(listener.address)
    case = an_enquiry().case
    before = Delivery.objects.count()

    with pytest.raises(Refused):
        cases.note(case, words=" ", **by("adviser"))

    assert Delivery.objects.count() == before


def test_a_message_is_signed_over_its_number_the_moment_and_the_body(listener):
    endpoint, secret = an_endpoint_and_secret(listener.address)
    an_enquiry()

    tell_all(endpoint, at=LATER)

    sent = listener.headers[0]
    signed = f"{sent['webhook-id']}.{sent['webhook-timestamp']}.".encode() + listener.bodies[0]
    right = hmac.new(base64.b64decode(secret.removeprefix("whsec_")), signed, hashlib.sha256).digest()
    assert sent["webhook-signature"] == f"v1,{base64.b64encode(right).decode()}"
    assert sent["webhook-timestamp"] == str(int(LATER.timestamp()))


def test_for_a_day_after_a_change_both_secrets_sign(listener):
    endpoint, _secret = an_endpoint_and_secret(listener.address)
    actions.change_signing_secret(endpoint, **by("administrator"))
    an_enquiry()
    tell_all(endpoint, at=LATER)
    an_enquiry()
    tell_all(endpoint, at=LATER + DAY)

    assert [len(each["webhook-signature"].split()) for each in listener.headers] == [2, 1]


def test_a_signing_secret_is_kept_sealed_and_out_of_the_audit(listener):
    _endpoint, secret = an_endpoint_and_secret(listener.address)

    assert secret not in SigningSecret.objects.get().sealed
    assert not AuditChange.objects.filter(table_name="machines_signingsecret").exists()


# --- Again, and in order --------------------------------------------------------------------------


def test_what_does_not_arrive_is_tried_again_under_the_same_number(listener):
    endpoint = an_endpoint(listener.address)
    an_enquiry()
    listener.answers = [500, 204]

    tell_all(endpoint, at=LATER)
    waiting = Delivery.objects.get()
    tell_all(endpoint, at=LATER + MINUTE)

    assert (waiting.status, waiting.answer) == ("waiting", "It answered 500.")
    assert len({each["webhook-id"] for each in listener.headers}) == 1
    assert (len(listener.heard), Delivery.objects.get().status) == (2, "delivered")


def test_what_comes_later_in_a_case_waits_for_what_came_before(listener):
    endpoint = an_endpoint(listener.address)
    first, other = an_enquiry().case, an_enquiry().case
    cases.note(first, words="Rang.", **by("adviser"))
    listener.answers = [500]

    tell_all(endpoint, at=LATER)
    tell_all(endpoint, at=LATER)

    assert [(each["data"]["case"], each["type"]) for each in listener.heard] == [
        (first.reference, "enquiry.opened"),
        (other.reference, "enquiry.opened"),
    ]


def test_a_redirect_is_not_followed(listener):
    with listening() as elsewhere:
        endpoint = an_endpoint(listener.address)
        an_enquiry()
        listener.answers, listener.leads_to = [307], elsewhere.address

        tell_all(endpoint, at=LATER)

        assert (elsewhere.heard, Delivery.objects.get().status) == ([], "waiting")


def test_a_message_that_a_killed_worker_had_in_hand_is_told_again(listener, monkeypatch):
    endpoint = an_endpoint(listener.address)
    an_enquiry()
    Delivery.objects.update(next_at=NOON)
    monkeypatch.setattr(deliveries, "send", _killed)
    with pytest.raises(SystemExit):
        deliveries.tell_next(endpoint.pk, at=LATER)
    monkeypatch.undo()

    assert not deliveries.tell_next(endpoint.pk, at=LATER + dt.timedelta(seconds=30))
    assert deliveries.tell_next(endpoint.pk, at=LATER + MINUTE)
    assert len(listener.heard) == 1


def _killed(*args: object, **kwargs: object) -> None:
    raise SystemExit("killed")


def test_an_endpoint_that_is_silent_for_a_day_is_switched_off_with_an_alarm():
    with listening() as gone:
        address = gone.address
    administrator = an_officer("administrator", name="Ada Moss")
    endpoint = an_endpoint(address, by=administrator)
    an_enquiry()
    tell_all(endpoint, at=LATER)
    Delivery.objects.update(next_at=NOON)
    deliveries.tell_next(endpoint.pk, at=LATER + DAY)

    endpoint.refresh_from_db()
    alarm = Alarm.objects.get()
    assert endpoint.off_because.startswith("Nothing arrived there for a day. It could not be reached")
    assert (alarm.code, alarm.officer) == ("webhook.silent", administrator)
    assert deliveries.due(endpoint.council, at=LATER + 2 * DAY) == []


def test_what_happened_while_it_was_off_is_told_when_it_is_on_again(listener):
    endpoint = an_endpoint(listener.address)
    Endpoint.objects.update(off_since=NOON, off_because="Silent.", silent_since=NOON)
    case = an_enquiry().case
    tell_all(endpoint, at=LATER)
    silent = list(listener.heard)

    actions.switch_on(endpoint, **by("administrator"))
    tell_all(endpoint, at=LATER)

    assert (silent, listener.cases) == ([], [case.reference])
    assert not Alarm.objects.filter(closed_at=None).exists()


def test_one_message_that_never_arrives_is_given_up_and_the_rest_goes_on(listener):
    endpoint = an_endpoint(listener.address)
    bad, good = an_enquiry().case, an_enquiry().case
    listener.answers = [400, 204, 400]
    tell_all(endpoint, at=LATER)
    tell_all(endpoint, at=LATER)
    Delivery.objects.filter(case=bad).update(next_at=NOON)
    deliveries.tell_next(endpoint.pk, at=LATER + DAY)

    states = {each.case_id: each.status for each in Delivery.objects.all()}
    endpoint.refresh_from_db()
    assert states == {bad.pk: "given_up", good.pk: "delivered"}
    assert (endpoint.off_since, Alarm.objects.count()) == (None, 1)


def test_what_was_told_can_be_told_again(listener):
    endpoint = an_endpoint(listener.address)
    an_enquiry()
    tell_all(endpoint, at=LATER)

    actions.tell_again(Delivery.objects.get(), **by("administrator"))
    tell_all(endpoint, at=LATER)

    assert len({each["webhook-id"] for each in listener.headers}) == 1
    assert len(listener.heard) == 2


def test_an_ended_endpoint_hears_nothing_more(listener):
    endpoint = an_endpoint(listener.address)
    an_enquiry()
    actions.end_endpoint(endpoint, **by("administrator"))
    an_enquiry()

    tell_all(endpoint, at=LATER)

    assert listener.heard == []
    assert [each.status for each in Delivery.objects.all()] == ["given_up"]


# --- Not what it may not know ---------------------------------------------------------------------


def test_a_restricted_case_is_not_told(listener):
    group = a_group("Protected persons", an_officer("adviser"))
    endpoint = an_endpoint(listener.address)
    with _all_groups(group):
        an_enquiry(a_person(restricted_to=group.pk))
        tell_all(endpoint, at=LATER)

        assert [each.status for each in Delivery.objects.all()] == ["withheld"]
    assert listener.heard == []


def test_a_restricted_case_is_told_to_a_system_in_its_group(listener):
    client, _secret = a_client()
    group = a_group("Protected persons", client.officer)
    endpoint = an_endpoint(listener.address, client)
    with _all_groups(group):
        case = an_enquiry(a_person(restricted_to=group.pk)).case
        tell_all(endpoint, at=LATER)

    assert listener.cases == [case.reference]


def test_a_case_that_was_restricted_before_it_was_told_is_not_told(listener):
    group = a_group("Protected persons")
    endpoint = an_endpoint(listener.address)
    case = an_enquiry().case
    with _all_groups(group):
        officer = an_officer("adviser")
        GroupMember.objects.create(
            council_id=case.council_id, group=group, officer=officer, from_on=dt.date(2020, 1, 1)
        )
        cases.restrict(case, group=group, reason="He works here.", **by(officer=officer))
        tell_all(endpoint, at=LATER)

        assert {each.status for each in Delivery.objects.all()} == {"withheld"}
    assert listener.heard == []


def test_a_delivery_of_a_restricted_case_is_seen_by_its_group_alone(listener):
    group = a_group("Protected persons", an_officer("adviser"))
    an_endpoint(listener.address)
    with _all_groups(group):
        an_enquiry(a_person(restricted_to=group.pk))
        queued = Delivery.objects.count()

    assert (queued, Delivery.objects.count()) == (1, 0)


def test_a_system_whose_officer_has_left_is_told_nothing(listener):
    client, _secret = a_client()
    endpoint = an_endpoint(listener.address, client)
    an_enquiry()
    Officer.objects.filter(pk=client.officer_id).update(until_on=NOON.date())

    tell_all(endpoint, at=LATER)

    assert listener.heard == []


def test_what_happens_in_another_council_is_not_queued(listener, other_council):
    an_endpoint(listener.address)
    with acting_for([other_council.pk], who="test"):
        assert Delivery.objects.count() == 0


def _all_groups(group):
    return acting_for([group.council_id], groups=[group.pk], who="test")


# --- Who may, and what is kept --------------------------------------------------------------------


@pytest.mark.parametrize("role", ["adviser", "service_manager", "auditor"])
def test_only_an_administrator_tells_other_systems(listener, role):
    client, _secret = a_client()

    with pytest.raises(PermissionDenied):
        an_endpoint(listener.address, client, by=an_officer(role))


def test_a_system_that_may_not_read_cases_is_not_told_of_them(listener):
    client, _secret = a_client(scopes=["find"])

    with pytest.raises(Refused, match="was not let in to read cases"):
        an_endpoint(listener.address, client)


def test_an_event_that_there_is_not_is_refused(listener):
    with pytest.raises(Refused, match=r"No event is called “case\.eaten”"):
        an_endpoint(listener.address, events=["case.eaten"])


def test_what_was_delivered_long_ago_is_forgotten(listener):
    endpoint = an_endpoint(listener.address)
    an_enquiry()
    tell_all(endpoint, at=LATER)

    kept = deliveries.sweep(endpoint.council, at=LATER + dt.timedelta(days=89))
    forgotten = deliveries.sweep(endpoint.council, at=LATER + dt.timedelta(days=91))

    assert (kept, forgotten) == (0, 1)


def test_a_signing_secret_that_signs_no_more_is_forgotten(listener):
    endpoint = an_endpoint(listener.address)
    actions.change_signing_secret(endpoint, **by("administrator"))

    deliveries.sweep(endpoint.council, at=LATER)
    still = SigningSecret.objects.count()
    deliveries.sweep(endpoint.council, at=LATER + DAY)

    assert (still, SigningSecret.objects.count()) == (2, 1)
