"""Passwords that a guesser would try first, and how those that were chosen are kept."""

import pytest
from django.conf import global_settings
from django.contrib.auth.hashers import get_hasher
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError


@pytest.mark.parametrize(
    "password",
    [
        "Housing2026!!",
        "W3lcome-Rooftree",
        "administrator",
        "Alder-Council-1",
        "TenancyOfficer99",
        "password123456",
    ],
)
def test_the_services_own_words_make_no_password(password):
    with pytest.raises(ValidationError):
        validate_password(password)


@pytest.mark.parametrize(
    "password", ["correct horse battery staple", "a quiet lamp on the pier", "housing otters juggle marmalade"]
)
def test_words_that_have_nothing_to_do_with_work_do(password):
    validate_password(password)


@pytest.mark.parametrize("password", ["elevenchars", "qwertyuiop123456"[:11], "iloveyou1234"[:8]])
def test_a_short_one_is_refused(password):
    with pytest.raises(ValidationError):
        validate_password(password)


@pytest.mark.parametrize("password", ["x" * 63 + "é y", "🦦🦦🦦 otter in the bath", " two spaces at its ends "])
def test_a_long_one_of_any_letters_is_kept_as_it_is(password, settings):
    from rooftree.foundations.models import SignIn

    sign_in = SignIn(email="a@b.example")
    sign_in.set_password(password)

    validate_password(password)
    assert sign_in.check_password(password)
    assert not sign_in.check_password(password.strip()) or password == password.strip()


def test_passwords_are_kept_by_a_slow_hash(settings):
    settings.PASSWORD_HASHERS = global_settings.PASSWORD_HASHERS

    hasher = get_hasher()

    assert hasher.algorithm == "pbkdf2_sha256"
    assert hasher.iterations >= 600_000
