"""Signing in by the council's directory: who gets in, and everything that is not believed."""

import base64
import json
import logging
import time
from dataclasses import replace

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.mfa.webauthn.forms import LoginWebAuthnForm
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from rooftree.foundations import dates
from rooftree.foundations.models import AuditChange, SignIn
from rooftree.pages.tests.html import assert_valid_html
from rooftree.staff import actions
from rooftree.staff.models import DirectoryAccount, Officer, RoleHeld
from rooftree.staffweb.tests.a_directory import (
    ANOTHER_KEY,
    BACK,
    BEGIN,
    CLIENT,
    CODE,
    SECRET,
    as_settings,
    running,
)
from rooftree.staffweb.tests.asking import words_of
from rooftree.staffweb.tests.visits import sign_in_as
from tests.builders import a_sign_in, an_officer

pytestmark = pytest.mark.django_db

EMAIL = "asha@alder.test"


@pytest.fixture(autouse=True)
def _no_tries_before():
    cache.clear()


@pytest.fixture
def directory(settings):
    with running() as directory:
        settings.DIRECTORIES = (as_settings(directory.issuer, second_factor=frozenset({"mfa"})),)
        directory.claims["amr"] = ["pwd", "mfa"]
        yield directory


@pytest.fixture
def asha(acting):
    return an_officer("adviser", sign_in=a_sign_in(EMAIL))


def is_signed_in(client: Client) -> bool:
    return client.get("/staff/").status_code == 200


def refused(answer, status: int = 403) -> str:
    """The sentence of a page that lets nobody in."""
    assert answer.status_code == status, answer.content.decode()
    assert_valid_html(answer)
    assert "You are not signed in" in words_of(answer)
    return words_of(answer)


# --- The way in -------------------------------------------------------------------------------------


def test_the_sign_in_page_offers_the_directory(client, directory):
    page = client.get("/staff/sign-in/?next=/staff/account/")

    assert_valid_html(page)
    assert f'href="{BEGIN}?next=/staff/account/"' in page.content.decode()
    assert "Sign in with Alder’s directory" in page.content.decode()


def test_without_a_directory_the_page_offers_none(client):
    assert "directory" not in words_of(client.get("/staff/sign-in/"))
    assert client.get(BEGIN).status_code == 404


def test_the_browser_is_led_away_with_pkce_and_a_nonce(client, directory):
    asked = directory.begin(client)

    assert asked["response_type"] == "code"
    assert asked["code_challenge_method"] == "S256"
    assert len(asked["code_challenge"]) == 43
    assert len(asked["nonce"]) > 40
    assert set(asked["scope"].split()) == {"openid", "email", "profile"}
    assert asked["redirect_uri"] == f"http://testserver{BACK}"
    assert asked["client_id"] == CLIENT
    assert "client_secret" not in asked


@pytest.mark.parametrize("query", [{"scope": "admin"}, {"auth_params": "acr_values=none"}, {"process": "connect"}])
def test_whoever_made_the_link_does_not_choose_what_is_asked(client, directory, query):
    usual, chosen = directory.begin(client), directory.begin(client, **query)

    assert chosen.keys() == usual.keys()
    assert set(chosen["scope"].split()) == set(usual["scope"].split())


def test_no_other_site_begins_it(client, directory):
    answer = client.get(BEGIN, headers={"Sec-Fetch-Site": "cross-site"})

    assert answer["Location"] == "/staff/sign-in/"


def test_an_officer_comes_in_and_goes_on_to_the_page_asked_for(client, directory, asha):
    asked = directory.begin(client, next="/staff/account/")

    answer = client.get(BACK, {"code": CODE, "state": asked["state"]})

    assert answer["Location"] == "/staff/account/"
    assert is_signed_in(client)
    assert "You sign in with Alder’s directory" in words_of(client.get("/staff/account/"))
    assert_valid_html(client.get("/staff/account/"))


@pytest.mark.parametrize("elsewhere", ["https://evil.test/", "//evil.test/"])
def test_coming_back_leads_nowhere_else(client, directory, asha, elsewhere):
    asked = directory.begin(client, next=elsewhere)

    assert client.get(BACK, {"code": CODE, "state": asked["state"]})["Location"] == "/staff/"


def test_coming_in_makes_a_new_session(client, directory, asha):
    directory.begin(client)
    before = client.cookies["rooftree"].value

    directory.come(client)

    assert client.cookies["rooftree"].value != before


def test_groups_give_roles_and_the_audit_names_the_directory(client, directory, asha):
    by = an_officer("administrator", name="Ada Gray")
    now = dates.now()
    facts = {"directory": "alder", "group": "housing", "role": "lettings_officer", "reason": "Agreed"}
    actions.map_group(**facts, from_on=dates.london_day(now), by=by, at=now, key="k1")

    directory.come(client)

    held = RoleHeld.objects.get(officer=asha, role="lettings_officer")
    assert AuditChange.objects.filter(table_name="staff_roleheld", who="directory:alder").exists()
    assert held.from_directory.mapping.group == "housing"


def test_facts_in_the_token_itself_are_enough(client, directory, asha):
    directory.facts = None

    directory.come(client)

    assert is_signed_in(client)
    assert "/facts" not in directory.asked


def test_groups_that_are_too_many_to_name_change_nothing(client, directory, asha, caplog):
    directory.facts = {"sub": "s-1"}
    directory.claims["_claim_names"] = {"groups": "src1"}

    directory.come(client)

    assert is_signed_in(client)
    assert "left out the groups" in caplog.text


def test_whoever_was_signed_in_here_before_is_not_any_more(client, directory, asha):
    other = an_officer("adviser", name="Priya Nair")
    sign_in_as(client, other)

    directory.come(client)

    assert client.session["_auth_user_id"] == str(asha.sign_in_id)


def test_what_the_directory_saw_last_time_does_not_count_this_time(client, directory, asha):
    directory.come(client)
    directory.codes.add(CODE)
    directory.claims["amr"] = ["pwd"]

    directory.come(client)

    assert client.get("/staff/")["Location"] == reverse("mfa_activate_totp")


def test_a_sign_in_page_that_was_left_open_twice_works_in_both(client, directory, asha):
    first = directory.begin(client)
    challenge, nonce = directory.challenge, directory.nonce
    directory.begin(client)

    directory.challenge, directory.nonce = challenge, nonce
    client.get(BACK, {"code": CODE, "state": first["state"]})

    assert is_signed_in(client)


# --- The second factor ------------------------------------------------------------------------------


def test_a_directory_that_saw_no_second_factor_leaves_ours_to_be_set_up(client, directory, asha):
    directory.claims["amr"] = ["pwd"]

    directory.come(client)

    assert client.get("/staff/")["Location"] == reverse("mfa_activate_totp")


def test_a_directory_that_saw_no_second_factor_leaves_ours_to_be_proved(client, directory, asha):
    TOTP.activate(asha.sign_in, generate_totp_secret())
    RecoveryCodes.activate(asha.sign_in)
    directory.claims["amr"] = ["pwd"]

    answer = directory.come(client)

    assert answer["Location"].startswith("/staff/sign-in/code/")
    assert not is_signed_in(client)


def test_a_directory_that_saw_a_second_factor_is_enough(client, directory, asha):
    TOTP.activate(asha.sign_in, generate_totp_secret())

    directory.come(client)

    assert is_signed_in(client)


def test_the_class_of_the_sign_in_may_say_so_too(client, directory, asha):
    directory.claims |= {"amr": None, "acr": "mfa"}

    directory.come(client)

    assert is_signed_in(client)


def test_where_the_settings_accept_nothing_the_directorys_word_is_not_enough(client, directory, asha, settings):
    settings.DIRECTORIES = (as_settings(directory.issuer),)

    directory.come(client)

    assert client.get("/staff/")["Location"] == reverse("mfa_activate_totp")


def test_after_five_minutes_the_directory_is_asked_again_before_a_passkey_is_added(
    client, directory, asha, monkeypatch
):
    SignIn.objects.filter(pk=asha.sign_in_id).update(password="!")
    directory.come(client)
    later = time.time() + 301
    monkeypatch.setattr("rooftree.staffweb.adapters.time.time", lambda: later)

    answer = client.get("/staff/account/passkeys/add/")

    assert answer["Location"] == f"{BEGIN}?next=%2Fstaff%2Faccount%2Fpasskeys%2Fadd%2F"
    assert "prompt=login" in client.get(answer["Location"])["Location"]


def test_where_the_directory_is_the_only_way_it_is_asked_again_and_no_password(
    client, directory, asha, settings, monkeypatch
):
    settings.DIRECTORIES = (replace(settings.DIRECTORIES[0], is_only_way=True),)
    directory.come(client)
    later = time.time() + 301
    monkeypatch.setattr("rooftree.staffweb.adapters.time.time", lambda: later)

    assert client.get("/staff/account/passkeys/add/")["Location"].startswith(BEGIN)


# --- Nobody whom we should not let in ---------------------------------------------------------------


def test_somebody_unknown_is_refused_in_a_sentence(client, directory, acting):
    said = refused(directory.come(client))

    assert "Nobody with the address asha@alder.test is an officer here" in said
    assert not is_signed_in(client)


@pytest.mark.parametrize(
    "claims",
    [
        {"email_verified": False},
        {"email_verified": None},
        {"email_verified": "no"},
        {"email": None},
        {"email": "asha@birch.test"},
        {"email": "asha@alder.test.evil.test"},
    ],
)
def test_an_address_that_the_directory_cannot_vouch_for_is_nobodys(client, directory, asha, claims):
    an_officer("adviser", sign_in=a_sign_in("asha@birch.test"))
    directory.facts = None
    directory.claims |= claims

    assert "did not vouch for your email address" in refused(directory.come(client))
    assert not DirectoryAccount.objects.exists()


def test_somebody_new_is_added_where_the_settings_and_a_group_say_so(client, directory, acting, settings):
    by, now = an_officer("administrator"), dates.now()
    facts = {"directory": "alder", "group": "housing", "role": "adviser", "reason": "Agreed"}
    actions.map_group(**facts, from_on=dates.london_day(now), by=by, at=now, key="k1")
    settings.DIRECTORIES = (replace(settings.DIRECTORIES[0], may_add=True),)

    directory.come(client)

    assert is_signed_in(client)
    assert Officer.objects.get(email=EMAIL).name == "Asha Bell"


def test_a_leaver_is_refused_in_a_sentence(client, directory, asha):
    directory.come(client)
    client.post("/staff/sign-out/")
    Officer.objects.filter(pk=asha.pk).update(until_on=dates.london_day(dates.now()))
    directory.codes.add(CODE)

    assert "No council here has you among its officers" in refused(directory.come(client))


def test_a_sign_in_that_was_closed_is_refused(client, directory, asha):
    SignIn.objects.filter(pk=asha.sign_in_id).update(is_active=False)

    assert "Your sign-in here was closed" in refused(directory.come(client))


# --- Nothing that we should not believe -------------------------------------------------------------


def test_a_code_that_comes_a_second_time_is_refused(client, directory, asha):
    directory.come(client)
    client.post("/staff/sign-out/")

    assert "took the code for no sign-in" in refused(directory.come(client), 502)


def test_the_same_answer_sent_again_is_refused(client, directory, asha):
    asked = directory.begin(client)
    answer = {"code": CODE, "state": asked["state"]}
    client.get(BACK, answer)
    directory.codes.add(CODE)

    assert "the visit was not begun here, or is over" in refused(client.get(BACK, answer))


@pytest.mark.parametrize("state", ["", "another"])
def test_an_answer_without_the_state_of_this_browser_is_refused(client, directory, asha, state):
    assert "the visit was not begun here" in refused(directory.come(client, state=state))
    assert "/token" not in directory.asked


def test_an_answer_in_another_browser_is_refused(client, directory, asha):
    asked = directory.begin(client)

    answer = Client().get(BACK, {"code": CODE, "state": asked["state"]})

    assert "the visit was not begun here" in refused(answer)


def test_a_state_is_not_for_another_directory(client, directory, asha, settings):
    other = as_settings("http://127.0.0.1:9", code="birch")
    settings.DIRECTORIES = (*settings.DIRECTORIES, other)
    asked = directory.begin(client)

    answer = client.get("/staff/sign-in/directory/birch/back/", {"code": CODE, "state": asked["state"]})

    assert "the visit was not begun here" in refused(answer)


def test_after_ten_minutes_the_visit_is_over(client, directory, asha, monkeypatch):
    asked = directory.begin(client)
    later = time.time() + 601
    monkeypatch.setattr("allauth.socialaccount.internal.statekit.time.time", lambda: later)

    assert "is over" in refused(client.get(BACK, {"code": CODE, "state": asked["state"]}))


def test_an_answer_that_names_another_issuer_is_refused(client, directory, asha):
    assert "the answer is from somewhere else" in refused(directory.come(client, iss="https://evil.test"))


def test_a_refusal_of_the_directory_is_passed_on_without_its_words(client, directory, asha):
    answer = directory.come(client, code="", error="access_denied", error_description="<b>pay here</b>")

    assert "the directory did not sign them in" in refused(answer)
    assert "pay here" not in answer.content.decode()


def test_the_wrong_verifier_is_refused(client, directory, asha):
    asked = directory.begin(client)
    directory.challenge = "of another browser"

    answer = client.get(BACK, {"code": CODE, "state": asked["state"]})

    assert "took the code for no sign-in" in refused(answer, 502)


HOUR = 3600


def unsigned(claims: dict) -> str:
    parts = [{"alg": "none", "kid": "k1"}, claims]
    return (
        ".".join(base64.urlsafe_b64encode(json.dumps(each).encode()).rstrip(b"=").decode() for each in parts) + "."
    )


@pytest.mark.parametrize(
    ("claims", "says"),
    [
        ({"nonce": "of-another-visit"}, "the token is of another visit"),
        ({"nonce": None}, "leaves out what it must say"),
        ({"aud": "another-system"}, "for another system"),
        ({"aud": [CLIENT, "another"], "azp": "another"}, "for another system"),
        ({"aud": [CLIENT, "another"]}, "for another system"),
        ({"azp": "another"}, "for another system"),
        ({"aud": None}, "leaves out what it must say"),
        ({"iss": "https://evil.test"}, "from somewhere else"),
        ({"iss": None}, "leaves out what it must say"),
        ({"exp": 1_700_000_000}, "too old"),
        ({"exp": None}, "leaves out what it must say"),
        ({"iat": None}, "leaves out what it must say"),
        ({"iat": 4_000_000_000}, "not valid yet"),
        ({"nbf": 4_000_000_000}, "not valid yet"),
        ({"sub": None}, "leaves out what it must say"),
        ({"sub": ""}, "names nobody"),
        ({"sub": "x" * 256}, "names nobody"),
    ],
)
def test_a_token_that_is_not_for_us_now_is_refused(client, directory, asha, claims, says):
    directory.facts = None
    directory.claims |= claims

    assert says in refused(directory.come(client))
    assert not is_signed_in(client)


def test_a_token_for_several_that_names_us_is_believed(client, directory, asha):
    directory.claims |= {"aud": [CLIENT, "another"], "azp": CLIENT}

    directory.come(client)

    assert is_signed_in(client)


def sign_with_another_key(directory):
    return lambda claims: directory.signed(claims, key=ANOTHER_KEY)


def sign_with_an_unknown_key(directory):
    return lambda claims: directory.signed(claims, key=ANOTHER_KEY, kid="k2")


def sign_with_the_shared_secret(directory):
    return lambda claims: directory.signed(claims, key=SECRET * 2, algorithm="HS256")


def sign_not_at_all(directory):
    return unsigned


def change_after_signing(directory):
    def tampered(claims: dict) -> str:
        head, _, seal = directory.signed(claims | {"sub": "s-2"}).split(".")
        body = base64.urlsafe_b64encode(json.dumps(claims).encode()).rstrip(b"=").decode()
        return f"{head}.{body}.{seal}"

    return tampered


def send_nonsense(directory):
    return lambda claims: "not.a.token"


@pytest.mark.parametrize(
    ("forger", "says"),
    [
        (sign_with_another_key, "the signature is wrong"),
        (change_after_signing, "the signature is wrong"),
        (sign_with_an_unknown_key, "a key that the directory does not have"),
        (sign_with_the_shared_secret, "not signed by the directory’s own key"),
        (sign_not_at_all, "not signed by the directory’s own key"),
        (send_nonsense, "cannot be read"),
    ],
)
def test_a_token_that_the_directory_did_not_sign_is_refused(client, directory, asha, forger, says):
    directory.sign = forger(directory)

    assert says in refused(directory.come(client))
    assert not is_signed_in(client)


def test_facts_of_somebody_else_are_refused(client, directory, asha):
    directory.facts = {"sub": "s-2", "email": "priya@alder.test", "email_verified": True}

    assert "the facts are of somebody else" in refused(directory.come(client))


def test_facts_do_not_overrule_what_is_signed(client, directory, asha):
    other = an_officer("adviser", sign_in=a_sign_in("priya@alder.test"))
    directory.facts = {"sub": "s-1", "email": "priya@alder.test", "email_verified": True}

    directory.come(client)

    assert client.session["_auth_user_id"] == str(asha.sign_in_id) != str(other.sign_in_id)


@pytest.mark.parametrize(
    ("described", "says"),
    [
        ({"issuer": "https://evil.test"}, "the description is of another directory"),
        ({"token_endpoint": None}, "the description leaves out where to ask"),
        ({"jwks_uri": "file:///etc/passwd"}, "the description leaves out where to ask"),
    ],
)
def test_a_description_that_cannot_be_is_refused(client, directory, described, says):
    directory.described = described

    assert says in refused(client.get(BEGIN))


def test_where_the_token_endpoint_is_down_nobody_is_let_in(client, directory, asha):
    directory.described = {"token_endpoint": "http://127.0.0.1:9/token"}

    assert "took the code for no sign-in" in refused(directory.come(client), 502)


def test_where_the_directory_is_down_the_page_says_so(client, settings):
    settings.DIRECTORIES = (as_settings("http://127.0.0.1:9"),)

    assert "the directory does not answer" in refused(client.get(BEGIN), 502)


def test_no_log_holds_a_token_or_a_code(client, directory, asha, caplog):
    caplog.set_level(logging.DEBUG)
    sealed: list[str] = []
    directory.claims["nonce"] = "wrong"
    directory.sign = lambda claims: sealed.append(directory.signed(claims)) or sealed[0]

    answer = directory.come(client)

    assert "the token is of another visit" in caplog.text
    for secret in (sealed[0], "at-secret", CODE, SECRET):
        assert secret not in caplog.text
        assert secret not in answer.content.decode()


def test_trying_for_ever_is_shut_off(client, directory, monkeypatch):
    monkeypatch.setattr("rooftree.staffweb.single_sign_on.TRIES", 2)
    for _ in range(2):
        client.get(BEGIN)

    assert "There were too many tries" in refused(client.get(BEGIN), 429)


# --- Where the directory is the only way ------------------------------------------------------------


@pytest.fixture
def only_way(directory, settings):
    settings.DIRECTORIES = (replace(settings.DIRECTORIES[0], is_only_way=True),)


@pytest.mark.parametrize("email", [EMAIL, "Asha@ALDER.test", "nobody@alder.test"])
def test_a_password_is_not_asked_of_its_addresses_and_says_nothing_of_who_is_known(client, only_way, asha, email):
    page = client.post("/staff/sign-in/", {"login": email, "password": "correct horse battery staple"})

    assert page.status_code == 422
    assert "Whoever has an address at alder.test signs in with Alder’s directory." in words_of(page)


@pytest.fixture
def a_passkey(asha, monkeypatch) -> Authenticator:
    """A passkey that is right whatever the browser sends: here it only matters whose it is."""
    passkey = Authenticator.objects.create(user=asha.sign_in, type=Authenticator.Type.WEBAUTHN, data={})
    monkeypatch.setattr(LoginWebAuthnForm, "clean_credential", lambda form: passkey)
    return passkey


def test_a_passkey_alone_lets_an_officer_in(client, a_passkey):
    client.post("/staff/sign-in/passkey/", {"credential": '{"id": "x"}'})

    assert is_signed_in(client)


def test_a_passkey_alone_does_not_do_for_its_addresses(client, only_way, a_passkey):
    answer = client.post("/staff/sign-in/passkey/", {"credential": '{"id": "x"}'}, follow=True)

    assert "Whoever has an address at alder.test signs in with Alder’s directory." in words_of(answer)
    assert not is_signed_in(client)


def test_addresses_elsewhere_still_sign_in_with_a_password(client, only_way, acting, settings):
    settings.DEMO = True
    an_officer("adviser", sign_in=a_sign_in("mo@elsewhere.test"))

    client.post("/staff/sign-in/", {"login": "mo@elsewhere.test", "password": "correct horse battery staple"})

    assert is_signed_in(client)
