"""Signing in by password and second factor, and what a guesser learns: nothing."""

import time
from urllib.parse import quote

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from rooftree.foundations.models import SignIn
from rooftree.pages.tests.html import assert_valid_html
from rooftree.staffweb.tests.visits import sign_in_as
from tests.builders import a_sign_in, an_officer

PASSWORD = "correct horse battery staple"
SIGN_IN = "/staff/sign-in/"
MISMATCH = "That email address and password do not belong together."

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _quick_passwords_and_no_tries_before(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    cache.clear()


@pytest.fixture
def asha(acting):
    return an_officer("adviser", sign_in=a_sign_in("asha@example.test", PASSWORD))


def try_to_sign_in(client: Client, email: str = "asha@example.test", password: str = PASSWORD, **query: str):
    address = f"{SIGN_IN}?next={quote(query['next'])}" if "next" in query else SIGN_IN
    return client.post(address, {"login": email, "password": password})


def code_now(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def set_up_authenticator(client: Client) -> str:
    """Walk an officer who has just signed in through setting up an app, and return its secret."""
    page = client.get("/staff/account/authenticator/")
    secret = page.context_data["form"].secret
    client.post("/staff/account/authenticator/", {"code": code_now(secret)})
    return secret


def test_the_page_is_valid_and_names_nobody(client):
    page = client.get(SIGN_IN)

    assert page.status_code == 200
    assert_valid_html(page)
    assert "Sign in – Rooftree" in page.content.decode()


def test_the_right_password_goes_on_to_the_page_asked_for(client, settings, asha):
    settings.DEMO = True

    answer = try_to_sign_in(client, next="/staff/account/")

    assert answer["Location"] == "/staff/account/"
    assert client.get("/staff/").status_code == 200


def test_the_address_may_be_typed_in_capitals(client, settings, asha):
    settings.DEMO = True

    assert try_to_sign_in(client, " ASHA@Example.test ").status_code == 302


@pytest.mark.parametrize(
    ("email", "password"),
    [("asha@example.test", "wrong"), ("nobody@example.test", PASSWORD), ("nobody@example.test", "wrong")],
)
def test_a_guesser_is_told_the_same_whatever_was_wrong(client, asha, email, password):
    page = try_to_sign_in(client, email, password)

    assert page.status_code == 422
    assert MISMATCH in page.content.decode()
    assert f'value="{email}"' in page.content.decode()
    assert_valid_html(page)


def test_a_sign_in_that_was_closed_is_as_one_that_never_was(client, asha):
    SignIn.objects.filter(pk=asha.sign_in.pk).update(is_active=False)

    page = try_to_sign_in(client)

    assert page.status_code == 422
    assert MISMATCH in page.content.decode()


def test_closing_a_sign_in_ends_its_sessions(client, settings, asha):
    settings.DEMO = True
    try_to_sign_in(client)

    SignIn.objects.filter(pk=asha.sign_in.pk).update(is_active=False)

    assert client.get("/staff/").status_code == 302


def test_an_empty_form_says_what_to_enter(client):
    page = try_to_sign_in(client, "", "")

    text = page.content.decode()
    assert page.status_code == 422
    assert "<title>Error: Sign in – Rooftree</title>" in text
    assert "Enter email" in text
    assert "Enter password" in text


def test_five_wrong_passwords_shut_that_account_for_a_while(client, asha):
    for _ in range(5):
        try_to_sign_in(client, password="wrong")

    page = try_to_sign_in(client)

    assert page.status_code == 422
    assert "There were too many tries." in page.content.decode()


def test_an_account_that_does_not_exist_is_shut_in_the_same_way(client):
    for _ in range(5):
        try_to_sign_in(client, "nobody@example.test", "wrong")

    assert "There were too many tries." in try_to_sign_in(client, "nobody@example.test").content.decode()


def test_one_shut_account_does_not_shut_the_office_out(client, settings, asha):
    settings.DEMO = True
    for _ in range(6):
        try_to_sign_in(client, "nobody@example.test", "wrong")

    assert try_to_sign_in(client).status_code == 302


def test_tries_are_counted_where_every_worker_sees_them(settings):
    assert settings.CACHES["default"]["BACKEND"] == "django.core.cache.backends.db.DatabaseCache"


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.test/", "//evil.test/", "https:evil.test", "/\\evil.test", "javascript:alert(1)"]
)
def test_signing_in_leads_nowhere_else(client, settings, asha, elsewhere):
    settings.DEMO = True

    assert try_to_sign_in(client, next=elsewhere)["Location"] == "/staff/"


def test_a_trusted_host_is_still_not_this_site(client, settings, asha):
    settings.DEMO = True
    settings.ALLOWED_HOSTS = ["testserver", "other.test"]

    assert try_to_sign_in(client, next="https://other.test/")["Location"] == "/staff/"


def test_signing_in_makes_a_new_session(client, settings, asha):
    settings.DEMO = True
    client.get(SIGN_IN)
    before = client.cookies.get("rooftree")

    try_to_sign_in(client)

    assert client.cookies["rooftree"].value != (before.value if before else "")
    assert client.cookies["rooftree"]["httponly"]
    assert client.cookies["rooftree"]["samesite"] == "Lax"


def test_signing_out_is_by_post(client, settings, asha):
    settings.DEMO = True
    try_to_sign_in(client)

    assert client.get("/staff/sign-out/").status_code == 200
    assert client.get("/staff/").status_code == 200

    answer = client.post("/staff/sign-out/")
    assert answer["Location"] == SIGN_IN
    assert client.get("/staff/").status_code == 302


def test_forms_without_a_token_are_refused_with_a_page(asha):
    client = Client(enforce_csrf_checks=True)

    page = try_to_sign_in(client)

    assert page.status_code == 403
    assert "This page had been open too long" in page.content.decode()


# --- The second factor ----------------------------------------------------------------------------


def test_outside_the_demo_an_officer_sets_up_a_second_factor_before_anything_else(client, asha):
    try_to_sign_in(client)

    answer = client.get("/staff/")

    assert answer["Location"] == reverse("mfa_activate_totp")
    page = client.get(answer["Location"])
    assert page.status_code == 200
    assert "<svg" in page.content.decode()
    assert_valid_html(page)


def test_in_the_demo_no_second_factor_is_asked_for(client, settings, asha):
    settings.DEMO = True
    try_to_sign_in(client)

    assert client.get("/staff/").status_code == 200


def test_setting_up_shows_recovery_codes_once_and_lets_the_officer_in(client, asha):
    try_to_sign_in(client)

    set_up_authenticator(client)
    first = client.get("/staff/account/recovery-codes/")
    second = client.get("/staff/account/recovery-codes/")

    assert len(first.context_data["unused_codes"]) == 10
    assert first.context_data["unused_codes"][0] in first.content.decode()
    assert first.context_data["unused_codes"][0] not in second.content.decode()
    assert_valid_html(first)
    assert_valid_html(second)
    assert client.get("/staff/").status_code == 200


def test_a_wrong_first_code_sets_nothing_up(client, asha):
    try_to_sign_in(client)
    client.get("/staff/account/authenticator/")

    page = client.post("/staff/account/authenticator/", {"code": "000000"})

    assert page.status_code == 422
    assert "That is not the code." in page.content.decode()
    assert_valid_html(page)
    assert not Authenticator.objects.exists()


def test_the_next_sign_in_asks_for_the_code(client, asha):
    try_to_sign_in(client)
    secret = set_up_authenticator(client)
    client.post("/staff/sign-out/")
    cache.clear()

    answer = try_to_sign_in(client, next="/staff/account/")
    assert answer["Location"].startswith("/staff/sign-in/code/")
    assert client.get("/staff/").status_code == 302
    assert_valid_html(client.get(answer["Location"]))

    wrong = client.post(answer["Location"], {"code": "000000"})
    assert wrong.status_code == 422
    assert_valid_html(wrong)

    right = client.post(answer["Location"], {"code": code_now(secret)})
    assert right["Location"] == "/staff/account/"
    assert client.get("/staff/").status_code == 200


def test_a_code_works_once(client, asha):
    try_to_sign_in(client)
    secret = set_up_authenticator(client)
    client.post("/staff/sign-out/")
    cache.clear()
    code = code_now(secret)
    try_to_sign_in(client)
    client.post("/staff/sign-in/code/", {"code": code})
    client.post("/staff/sign-out/")
    try_to_sign_in(client)

    assert client.post("/staff/sign-in/code/", {"code": code}).status_code == 422


def test_a_recovery_code_stands_in_for_the_phone_once(client, asha):
    try_to_sign_in(client)
    set_up_authenticator(client)
    code = client.get("/staff/account/recovery-codes/").context_data["unused_codes"][0]
    client.post("/staff/sign-out/")
    try_to_sign_in(client)
    assert client.post("/staff/sign-in/code/", {"code": code})["Location"] == "/staff/"
    client.post("/staff/sign-out/")
    try_to_sign_in(client)

    assert client.post("/staff/sign-in/code/", {"code": code}).status_code == 422


def test_guessing_codes_is_shut_off(client, asha):
    try_to_sign_in(client)
    set_up_authenticator(client)
    client.post("/staff/sign-out/")
    cache.clear()
    try_to_sign_in(client)
    for _ in range(5):
        client.post("/staff/sign-in/code/", {"code": "000000"})

    assert "There were too many tries." in client.post("/staff/sign-in/code/", {"code": "000000"}).content.decode()


def test_a_session_that_never_proved_the_second_factor_must(client, asha):
    """Another session of the same officer set it up meanwhile."""
    other = Client()
    try_to_sign_in(other)
    try_to_sign_in(client)
    secret = set_up_authenticator(other)
    cache.clear()

    assert client.get("/staff/")["Location"] == reverse("mfa_reauthenticate")
    assert_valid_html(client.get("/staff/account/confirm/code/"))
    assert client.post("/staff/account/confirm/code/", {"code": code_now(secret)})["Location"] == "/staff/"
    assert client.get("/staff/").status_code == 200


def test_after_five_minutes_a_stranger_at_an_open_session_cannot_change_the_second_factor(
    client, asha, monkeypatch
):
    try_to_sign_in(client)
    set_up_authenticator(client)
    later = time.time() + 301
    monkeypatch.setattr("rooftree.staffweb.adapters.time.time", lambda: later)

    removing = client.get("/staff/account/authenticator/remove/")
    codes = client.get("/staff/account/recovery-codes/new/")

    assert removing["Location"].startswith("/staff/account/confirm/")
    assert codes["Location"].startswith("/staff/account/confirm/")
    assert_valid_html(client.get(removing["Location"]))


def test_letting_go_of_an_app_leads_straight_to_setting_up_another(client, asha):
    try_to_sign_in(client)
    set_up_authenticator(client)
    assert_valid_html(client.get("/staff/account/authenticator/remove/"))

    client.post("/staff/account/authenticator/remove/")

    assert not Authenticator.objects.exists()
    assert client.get("/staff/")["Location"] == reverse("mfa_activate_totp")


def test_new_recovery_codes_replace_the_old(client, asha):
    try_to_sign_in(client)
    set_up_authenticator(client)
    old = client.get("/staff/account/recovery-codes/").context_data["unused_codes"]
    assert_valid_html(client.get("/staff/account/recovery-codes/new/"))

    client.post("/staff/account/recovery-codes/new/")
    new = client.get("/staff/account/recovery-codes/").context_data["unused_codes"]

    assert not set(old) & set(new)


def test_secrets_are_kept_encrypted(client, asha):
    try_to_sign_in(client)
    secret = set_up_authenticator(client)

    app = Authenticator.objects.get(type="totp")
    cache.clear()

    assert secret not in str(app.data)
    assert app.wrap().validate_code(code_now(secret))


def test_a_new_secret_key_still_reads_what_the_old_one_wrote_and_takes_it_over(client, settings, asha):
    try_to_sign_in(client)
    secret = set_up_authenticator(client)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "a new key " * 6
    cache.clear()
    client = Client()
    try_to_sign_in(client)
    client.post("/staff/sign-in/code/", {"code": code_now(secret)})

    settings.SECRET_KEY_FALLBACKS = []
    cache.clear()

    assert Authenticator.objects.get(type="totp").wrap().validate_code(code_now(secret))
    assert len(Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()) == 10


def test_without_the_old_key_the_page_says_what_to_do(client, settings, asha):
    try_to_sign_in(client)
    secret = set_up_authenticator(client)
    settings.SECRET_KEY = "a new key " * 6
    client = Client()
    try_to_sign_in(client)

    page = client.post("/staff/sign-in/code/", {"code": code_now(secret)})

    assert page.status_code == 403
    assert "Whoever looks after sign-ins can let you set it up again." in page.content.decode()


# --- The password ---------------------------------------------------------------------------------


def test_changing_the_password(client, asha):
    sign_in_as(client, asha)
    assert_valid_html(client.get("/staff/account/password/"))

    answer = client.post(
        "/staff/account/password/",
        {"oldpassword": PASSWORD, "password1": "violet ladder tuesday", "password2": "violet ladder tuesday"},
    )

    asha.sign_in.refresh_from_db()
    assert answer.status_code == 302
    assert asha.sign_in.check_password("violet ladder tuesday")
    assert client.get("/staff/").status_code == 200


def test_changing_the_password_ends_other_sessions(client, settings, asha):
    settings.DEMO = True
    elsewhere = Client()
    try_to_sign_in(elsewhere)
    sign_in_as(client, asha)

    client.post(
        "/staff/account/password/",
        {"oldpassword": PASSWORD, "password1": "violet ladder tuesday", "password2": "violet ladder tuesday"},
    )

    assert elsewhere.get("/staff/").status_code == 302


@pytest.mark.parametrize(
    ("present", "new", "says"),
    [
        ("wrong", "violet ladder tuesday", "That is not your present password"),
        (PASSWORD, "short", "at least 12 characters"),
        (PASSWORD, "asha@example.test", "too similar to the email"),
    ],
)
def test_a_password_is_not_changed_carelessly(client, asha, present, new, says):
    sign_in_as(client, asha)

    page = client.post("/staff/account/password/", {"oldpassword": present, "password1": new, "password2": new})

    asha.sign_in.refresh_from_db()
    assert page.status_code == 422
    assert says in page.content.decode()
    assert asha.sign_in.check_password(PASSWORD)
    assert_valid_html(page)


def test_your_sign_in_shows_what_is_set_up(client, asha):
    sign_in_as(client, asha)

    page = client.get("/staff/account/")

    assert_valid_html(page)
    assert "asha@example.test" in page.content.decode()
    assert "Not set up" in page.content.decode()
