"""The demonstration's password opens nothing in production."""

import pytest
from django.core.exceptions import ImproperlyConfigured, ValidationError

from rooftree.config.demo_sign_ins import NotTheDemonstrations, refuse_demo_sign_ins
from rooftree.demo import who
from rooftree.foundations.models import SignIn

PRIYA = who.OFFICERS[0].email


@pytest.fixture(autouse=True)
def _in_production(settings):
    settings.PRODUCTION = True
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.mark.django_db
def test_production_refuses_a_sign_in_with_the_demonstrations_password():
    SignIn.objects.create_user(PRIYA, who.PASSWORD)

    with pytest.raises(ImproperlyConfigured, match=PRIYA):
        refuse_demo_sign_ins()


@pytest.mark.django_db
def test_the_demonstration_itself_starts(settings):
    settings.PRODUCTION = False
    SignIn.objects.create_user(PRIYA, who.PASSWORD)

    refuse_demo_sign_ins()


@pytest.mark.django_db
@pytest.mark.parametrize("facts", [{"is_active": False}, {"password": "violet ladder tuesday"}])
def test_closed_or_changed_it_does_no_harm(facts):
    SignIn.objects.create_user(PRIYA, **{"password": who.PASSWORD, **facts})

    refuse_demo_sign_ins()


def test_nobody_chooses_it():
    with pytest.raises(ValidationError, match="Everybody knows"):
        NotTheDemonstrations().validate(who.PASSWORD)

    NotTheDemonstrations().validate("violet ladder tuesday")
