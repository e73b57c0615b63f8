"""What staff see and do of residents' accounts: that there is one, what an authority gives there, and closing."""

import pytest
from django.urls import reverse

from rooftree.foundations import references
from rooftree.pages.tests.html import assert_valid_html
from rooftree.people.models import Authority, PortalAccount
from rooftree.staffweb.tests.asking import text_of
from rooftree.staffweb.tests.visits import sign_in_as
from tests.builders import a_person, an_officer
from tests.residents import a_mandate, an_account

pytestmark = pytest.mark.django_db


@pytest.fixture
def adviser(client, acting):
    return sign_in_as(client, an_officer("adviser"))


@pytest.fixture
def grace(acting):
    return a_person("Grace", "Okafor")


def test_the_person_page_says_that_there_is_an_account(adviser, grace):
    an_account(grace)

    page = adviser.get(reverse("staff:person", args=[grace.reference]))

    assert "Grace Okafor has an account on the website since Friday 20 November 2026, not used since." in text_of(
        page
    )
    assert_valid_html(page)


def test_the_person_page_says_nothing_of_an_account_where_there_is_none(adviser, grace):
    page = adviser.get(reverse("staff:person", args=[grace.reference]))

    assert "account on the website" not in text_of(page)


def test_an_account_is_closed_with_a_reason(adviser, grace):
    account = an_account(grace)
    address = reverse("staff:close_portal_account", args=[grace.reference, account.pk])

    shown = adviser.get(address)
    refused = adviser.post(address, {"reason": ""})
    done = adviser.post(address, {"reason": "She lost her phone"}, follow=True)

    account.refresh_from_db()
    assert_valid_html(shown)
    assert refused.status_code == 422
    assert "Closed. Whoever was signed in with it is signed out." in text_of(done)
    assert "account on the website" not in text_of(done)
    assert account.closed_reason == "She lost her phone"


def test_an_operative_closes_no_account(client, grace):
    account = an_account(grace)
    sign_in_as(client, an_officer("operative"))

    answer = client.post(
        reverse("staff:close_portal_account", args=[grace.reference, account.pk]), {"reason": "I can"}
    )

    assert answer.status_code == 403
    assert PortalAccount.objects.get().closed_at is None


def test_the_account_of_another_person_is_not_closed_from_this_page(adviser, grace):
    others = an_account(a_person("Sam", "Price"))

    answer = adviser.post(
        reverse("staff:close_portal_account", args=[grace.reference, others.pk]), {"reason": "A slip"}
    )

    assert answer.status_code == 404


def test_what_an_authority_gives_online_is_ticked_and_shown(adviser, grace):
    authority = a_mandate(grace, a_person("Hope", "Okafor"))
    address = reverse("staff:authority_online", args=[grace.reference, authority.pk])

    shown = adviser.get(address)
    done = adviser.post(address, {"may": ["see_rent", "ask"]}, follow=True)

    authority.refresh_from_db()
    assert_valid_html(shown)
    assert authority.may == ["ask", "see_rent"]
    assert "On the website: ask us something, see the rent." in text_of(done)


def test_what_it_gave_is_ticked_when_the_page_is_opened_again(adviser, grace):
    authority = a_mandate(grace, a_person("Hope", "Okafor"), "see_rent")

    page = adviser.get(reverse("staff:authority_online", args=[grace.reference, authority.pk]))

    assert page.content.decode().count(" checked") == 1


def test_it_can_be_ticked_when_the_authority_is_recorded(adviser, grace):
    hope = a_person("Hope", "Okafor", reference=references.make("P", 5))
    said = {"kind": "advocate", "scope": "Repairs", "representative": hope.reference, "may": ["ask"]}
    days = {"from_on_day": "6", "from_on_month": "1", "from_on_year": "2025"}

    adviser.post(reverse("staff:record_authority", args=[grace.reference]), {**said, **days})

    assert Authority.objects.get().may == ["ask"]


def test_somebody_who_is_not_on_the_record_gets_nothing_online(adviser, grace):
    said = {"kind": "advocate", "scope": "Repairs", "representative_name": "Ms Moss", "may": ["ask"]}
    days = {"from_on_day": "6", "from_on_month": "1", "from_on_year": "2025"}

    page = adviser.post(reverse("staff:record_authority", args=[grace.reference]), {**said, **days})

    assert page.status_code == 422
    assert "Only somebody on the record can use the website" in text_of(page)
