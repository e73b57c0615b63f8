"""Pages of one's own tokens, and of other systems and what they are told."""

import re
import time

import pytest
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY

from rooftree.foundations import dates
from rooftree.foundations.isolation import acting_for
from rooftree.machines import deliveries
from rooftree.machines.actions import make_token
from rooftree.machines.models import Client, Credential, Delivery, Endpoint, TokenRecord
from rooftree.machines.tests.letting_in import a_client, an_endpoint
from rooftree.machines.tests.listening import listening
from rooftree.machines.tokens import bearer_of, client_secret
from rooftree.pages.tests.html import assert_valid_html
from rooftree.staff.actions import change_council
from rooftree.staff.queries import SignedIn
from rooftree.staffweb.tests.asking import refused, text_of, words_of
from rooftree.staffweb.tests.visits import sign_in_as
from tests.builders import a_group, a_person, an_enquiry, an_officer

DAYS = {"days": "30"}


@pytest.fixture(autouse=True)
def _acting(acting, settings):
    """Webhooks may go to this machine, where the tests listen."""
    settings.WEBHOOKS_LOOPBACK = True


@pytest.fixture
def asha(client):
    officer = an_officer("adviser", name="Asha Bell")
    sign_in_as(client, officer)
    return officer


@pytest.fixture
def ada(client):
    officer = an_officer("administrator", name="Ada Moss")
    sign_in_as(client, officer)
    return officer


def shown_once(response, name: str) -> str:
    """The words that a page shows this once."""
    return re.search(rf'id="{name}">([^<]+)<', response.content.decode())[1]


# --- Your tokens ----------------------------------------------------------------------------------


def test_a_token_is_made_shown_once_and_listed(client, asha):
    made = client.post("/staff/tokens/make/", {"name": "Callbacks", "scopes": ["find"], **DAYS})
    token = shown_once(made, "token")
    listed = client.get("/staff/tokens/")

    assert_valid_html(made)
    assert_valid_html(listed)
    assert bearer_of(token, at=dates.now()).scopes == {"find"}
    assert "Callbacks Works" in words_of(listed)
    assert token[:10] in words_of(listed)
    assert token not in text_of(listed)


def test_a_token_is_revoked(client, asha):
    client.post("/staff/tokens/make/", {"name": "Callbacks", "scopes": ["find"], **DAYS})
    credential = Credential.objects.get()

    page = client.post(f"/staff/tokens/{credential.pk}/revoke/", follow=True)

    credential.refresh_from_db()
    assert credential.revoked_at is not None
    assert "The token “Callbacks” opens nothing any more." in words_of(page)


def test_the_token_of_a_colleague_is_not_there(client, asha):
    client.post("/staff/tokens/make/", {"name": "Callbacks", "scopes": ["find"], **DAYS})
    credential = Credential.objects.get()
    sign_in_as(client, an_officer("adviser"))

    answer = client.post(f"/staff/tokens/{credential.pk}/revoke/")

    assert answer.status_code == 404
    assert "Callbacks" not in text_of(client.get("/staff/tokens/"))


def test_only_what_ones_roles_give_is_offered(client, asha):
    page = client.get("/staff/tokens/make/")

    assert_valid_html(page)
    assert 'value="read_cases"' in text_of(page)
    assert 'value="see_service"' not in text_of(page)


def test_a_token_without_a_name_or_for_ever_is_refused(client, asha):
    answer = client.post("/staff/tokens/make/", {"scopes": ["find"], "days": "9999"})

    assert "Enter what it is for" in refused(answer)
    assert Credential.objects.count() == 0


@pytest.mark.parametrize("address", ["/staff/tokens/make/", "/staff/council/systems/add/"])
def test_who_signed_in_long_ago_proves_again_who_they_are(client, ada, address):
    session = client.session
    records = session[AUTHENTICATION_METHODS_SESSION_KEY]
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{**each, "at": time.time() - 3_600} for each in records]
    session.save()

    answer = client.get(address)

    assert answer.status_code == 302
    assert answer["Location"].startswith("/staff/account/confirm/")


# --- Other systems --------------------------------------------------------------------------------

LET_IN = {
    "name": "Contractor’s system",
    "purpose": "Repairs. Ask for Jo Marsh.",
    "roles": ["repairs_adviser"],
    "scopes": ["find", "read_cases"],
    "a_minute": "60",
    **DAYS,
}


def test_a_system_is_let_in_and_its_secret_shown_once(client, ada):
    form = client.get("/staff/council/systems/add/")
    made = client.post("/staff/council/systems/add/", LET_IN)
    secret = shown_once(made, "secret")
    held = Client.objects.get()
    page = client.get(f"/staff/council/systems/{held.pk}/")
    listed = client.get("/staff/council/systems/")

    for each in (form, made, page, listed):
        assert_valid_html(each)
    assert client_secret(held.identifier, secret, at=dates.now())
    assert "Contractor’s system" in words_of(listed)
    assert "It acts as Contractor’s system . Ada Moss let it in" in words_of(page)
    assert secret not in text_of(page)


def test_a_role_of_trust_is_not_offered(client, ada):
    page = text_of(client.get("/staff/council/systems/add/"))

    assert 'value="administrator"' not in page
    assert 'value="auditor"' not in page


def test_what_its_roles_do_not_give_is_refused(client, ada):
    answer = client.post("/staff/council/systems/add/", {**LET_IN, "scopes": ["see_service"]})

    assert "No role gives see_service" in refused(answer)
    assert Client.objects.count() == 0


def test_its_secret_is_changed(client, ada):
    held, _old = a_client(at=dates.now())

    form = client.get(f"/staff/council/systems/{held.pk}/secret/")
    made = client.post(f"/staff/council/systems/{held.pk}/secret/", {**DAYS, "at_once": "on"})

    assert_valid_html(form)
    assert client_secret(held.identifier, shown_once(made, "secret"), at=dates.now())


def test_it_is_let_in_no_more(client, ada):
    held, secret = a_client(at=dates.now())

    page = client.post(f"/staff/council/systems/{held.pk}/end/", follow=True)

    assert_valid_html(page)
    assert "Let in no more" in words_of(page)
    assert client_secret(held.identifier, secret.token, at=dates.now()) is None


@pytest.mark.parametrize("role", ["adviser", "service_manager", "auditor"])
def test_only_administrators_see_these_pages(client, role):
    held, _secret = a_client(at=dates.now())
    sign_in_as(client, an_officer(role))

    assert client.get("/staff/council/systems/").status_code == 403
    assert client.get(f"/staff/council/systems/{held.pk}/").status_code == 403
    assert client.post(f"/staff/council/systems/{held.pk}/end/").status_code == 403


def test_the_token_of_an_officer_is_revoked(client, ada):
    asha = an_officer("adviser", name="Asha Bell")
    made = make_token(SignedIn({asha.council_id: asha}), name="Callbacks", at=dates.now(), key="k")

    listed = client.get("/staff/council/systems/")
    page = client.post(f"/staff/council/systems/tokens/{TokenRecord.objects.get().pk}/revoke/", follow=True)

    assert_valid_html(listed)
    assert "Asha Bell Callbacks rtp_" in words_of(listed)
    assert "The token “Callbacks” of Asha Bell opens nothing any more." in words_of(page)
    assert bearer_of(made.token, at=dates.now()) is None
    assert [each.what for each in TokenRecord.objects.all()] == ["made", "revoked"]


def test_only_an_administrator_revokes_the_token_of_a_colleague(client):
    asha = an_officer("adviser", name="Asha Bell")
    made = make_token(SignedIn({asha.council_id: asha}), name="Callbacks", at=dates.now(), key="k")
    sign_in_as(client, an_officer("service_manager"))

    answer = client.post(f"/staff/council/systems/tokens/{TokenRecord.objects.get().pk}/revoke/")

    assert answer.status_code == 403
    assert bearer_of(made.token, at=dates.now())


# --- Webhooks -------------------------------------------------------------------------------------


def test_a_webhook_is_added_and_what_it_was_told_is_listed(client, ada):
    held, _secret = a_client(at=dates.now())
    with listening() as listener:
        form = client.get(f"/staff/council/systems/{held.pk}/webhooks/add/")
        made = client.post(f"/staff/council/systems/{held.pk}/webhooks/add/", {"address": listener.address})
        endpoint = Endpoint.objects.get()
        case = an_enquiry().case
        deliveries.tell_next(endpoint.pk, at=dates.now())
    page = client.get(f"/staff/council/systems/webhooks/{endpoint.pk}/")

    for each in (form, made, page):
        assert_valid_html(each)
    assert shown_once(made, "secret").startswith("whsec_")
    assert f"{case.reference} Asked" in words_of(page)
    assert "Delivered 1 It answered 204." in words_of(page)


def test_an_address_inside_is_refused_in_a_sentence(client, ada, settings):
    settings.WEBHOOKS_LOOPBACK = False
    held, _secret = a_client(at=dates.now())

    answer = client.post(f"/staff/council/systems/{held.pk}/webhooks/add/", {"address": "https://127.0.0.1/"})

    assert "127.0.0.1 is inside a network of its own" in refused(answer)


def test_what_was_told_is_told_again(client, ada):
    with listening() as listener:
        endpoint = an_endpoint(listener.address, at=dates.now())
        an_enquiry()
        deliveries.tell_next(endpoint.pk, at=dates.now())

    page = client.post(f"/staff/council/systems/deliveries/{Delivery.objects.get().pk}/again/", follow=True)

    assert "It waits to be told again." in words_of(page)
    assert Delivery.objects.get().status == "waiting"


def test_one_that_is_switched_off_says_why_and_is_switched_on(client, ada):
    endpoint = an_endpoint("http://127.0.0.1:9/", at=dates.now())
    Endpoint.objects.update(off_since=dates.now(), off_because="Nothing arrived there for a day.")

    page = client.get(f"/staff/council/systems/webhooks/{endpoint.pk}/")
    on = client.post(f"/staff/council/systems/webhooks/{endpoint.pk}/on/", follow=True)

    assert_valid_html(page)
    assert "Nothing arrived there for a day." in words_of(page)
    assert "It is switched on." in words_of(on)
    assert Endpoint.objects.get().off_since is None


def test_its_signing_secret_is_changed_and_it_is_ended(client, ada):
    endpoint = an_endpoint("http://127.0.0.1:9/", at=dates.now())

    changed = client.post(f"/staff/council/systems/webhooks/{endpoint.pk}/secret/")
    ended = client.post(f"/staff/council/systems/webhooks/{endpoint.pk}/end/", follow=True)

    assert shown_once(changed, "secret").startswith("whsec_")
    assert "It is told of nothing more." in words_of(ended)


def test_a_delivery_of_a_restricted_case_is_not_shown_outside_its_group(client, ada):
    group = a_group("Protected persons")
    endpoint = an_endpoint("http://127.0.0.1:9/", at=dates.now())
    with acting_for([group.council_id], groups=[group.pk], who="test"):
        case = an_enquiry(a_person(restricted_to=group.pk)).case

    page = client.get(f"/staff/council/systems/webhooks/{endpoint.pk}/")

    assert case.reference not in text_of(page)
    assert "Nothing that you may see." in words_of(page)


# --- In the audit ---------------------------------------------------------------------------------


def test_the_audit_names_the_token_and_the_system(client):
    asha = an_officer("administrator", name="Asha Bell")
    sign_in_as(client, asha)
    client.post("/staff/tokens/make/", {"name": "Callbacks", "scopes": ["see_staff"], **DAYS})
    held, _secret = a_client(at=dates.now(), by=asha)
    for who in (f"token:{Credential.objects.get(kind='personal').pk}", f"client:{held.pk}"):
        with acting_for([asha.council_id], who=who):
            change_council(name=f"By {who}", accent="#1d5d5a", by=asha, at=dates.now(), key=who)
    sign_in_as(client, an_officer("auditor"))

    page = words_of(client.get("/staff/council/audit/"))

    assert "Asha Bell, by the token “Callbacks”" in page
    assert "Contractor’s system, another system" in page
