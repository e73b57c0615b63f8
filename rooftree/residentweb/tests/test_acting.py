"""Here for somebody else: only while an authority stands, and nothing beyond what it says."""

import pytest

from rooftree.foundations.isolation import acting_for
from rooftree.pages.tests.html import assert_valid_html
from rooftree.people.models import Authority, Person
from rooftree.people.portal import EVERYTHING
from rooftree.record import portal
from rooftree.residentweb import sessions
from rooftree.residentweb.tests.getting_in import a_browser, building
from rooftree.residentweb.tests.test_signing_in import protect
from tests.builders import NOON, TODAY, a_group, a_person
from tests.residents import a_mandate, an_account, let_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def grace(council):
    """Somebody for whom her daughter acts."""
    with building():
        return a_person("Grace", "Okafor")


@pytest.fixture
def hope(grace):
    """The daughter's account."""
    with building():
        daughter = a_person("Hope", "Okafor")
        a_mandate(grace, daughter, "see_requests", "ask")
        return an_account(daughter)


@pytest.fixture
def browser(hope):
    return let_in(a_browser(), hope)


def the_authority() -> Authority:
    with building():
        return Authority.objects.get()


def be_here_for(browser, authority: int | str):
    return browser.post("/for-whom/", {"authority": str(authority)})


def standing_of(account, authority: int | None = None):
    return portal.standing(account.council_id, account.pk, authority_id=authority, since=NOON, on=TODAY)


def test_the_page_lists_for_whom_somebody_may_act_and_in_what(browser):
    page = browser.get("/for-whom/")

    text = page.content.decode()
    assert_valid_html(page)
    assert "Be here for Grace Okafor" in text
    assert "see their requests and what we promised" in text
    assert "ask us something for them" in text
    assert "see their rent" not in text


def test_the_frame_says_for_whom_somebody_is_here(browser):
    be_here_for(browser, the_authority().pk)

    text = browser.get("/for-whom/").content.decode()

    assert "You are here for Grace Okafor." in text
    assert "Signed in: Hope Okafor" in text


def test_to_be_here_for_another_is_a_change_that_no_link_makes(browser):
    browser.get(f"/for-whom/?authority={the_authority().pk}")

    assert browser.session[sessions.KEY]["authority"] is None


def test_the_session_has_a_new_key_when_it_is_for_another(browser):
    before = browser.session.session_key

    be_here_for(browser, the_authority().pk)

    assert browser.cookies["rooftree"].value != before


def test_one_can_be_here_for_oneself_again(browser):
    be_here_for(browser, the_authority().pk)

    be_here_for(browser, "")

    assert "You are here for yourself now." in browser.get("/for-whom/").content.decode()


def test_what_an_authority_says_is_all_that_it_gives(hope, grace):
    standing = standing_of(hope, the_authority().pk)

    assert standing.resident.for_person_id == grace.pk
    assert standing.resident.scopes == {"see_requests", "ask"}


def test_for_oneself_one_may_everything(hope):
    assert standing_of(hope).resident.scopes == EVERYTHING


def test_an_authority_gives_no_scope_that_the_house_does_not_know(hope):
    with building():
        Authority.objects.update(may=["ask", "evict"])

    assert standing_of(hope, the_authority().pk).resident.scopes == {"ask"}


@pytest.mark.parametrize(
    "facts",
    [{"until_on": TODAY}, {"from_on": TODAY.replace(2027)}, {"may": []}],
    ids=["ended", "not begun", "nothing ticked"],
)
def test_an_authority_that_gives_nothing_today_gives_nothing(browser, hope, facts):
    be_here_for(browser, the_authority().pk)
    with building():
        Authority.objects.update(**facts)

    standing = standing_of(hope, the_authority().pk)
    page = be_here_for(browser, the_authority().pk)

    assert not standing.resident.is_here_for_another
    assert standing.authorities == 0
    assert page.status_code == 422
    assert "You can no longer act for that person" in page.content.decode()


def test_it_ends_at_once_in_a_session_that_goes_on(browser):
    be_here_for(browser, the_authority().pk)
    with building():
        Authority.objects.update(until_on=TODAY.replace(2026, 1, 1))

    text = browser.get("/for-whom/").content.decode()

    assert "You are here for Grace Okafor." not in text
    assert "You are here for yourself now." in text


def test_the_authority_of_another_gives_nothing(browser, hope, grace):
    with building():
        others = a_mandate(a_person("Sam", "Price"), a_person("Lee", "Moss"), "ask")

    page = be_here_for(browser, others.pk)

    assert page.status_code == 422
    assert not standing_of(hope, others.pk).resident.is_here_for_another


def test_nobody_acts_here_for_whom_safety_rules_protect(hope, grace):
    protect(grace)

    standing = standing_of(hope, the_authority_of(grace).pk)

    assert not standing.resident.is_here_for_another
    assert standing.authorities == 0


def the_authority_of(person: Person) -> Authority:
    with building():
        return Authority.objects.get(person=person)


def test_nobody_acts_here_for_a_person_whose_record_is_restricted(hope, grace):
    with building():
        group = a_group("Councillors")
    with acting_for([grace.council_id], groups=[group.pk], who="test"):
        Person.objects.filter(pk=grace.pk).update(restricted_to=group.pk)

    assert standing_of(hope, the_authority_of(grace).pk).authorities == 0


def test_an_authority_on_a_record_that_was_merged_away_is_for_the_one_that_stands(hope, grace):
    with building():
        standing_record = a_person("Grace", "Okafor-Bell")
        Person.objects.filter(pk=grace.pk).update(merged_into=standing_record)

    assert standing_of(hope, the_authority().pk).resident.for_person_id == standing_record.pk


def test_nobody_acts_for_somebody_who_has_died(hope, grace):
    with building():
        Person.objects.filter(pk=grace.pk).update(deceased_on=TODAY)

    assert standing_of(hope, the_authority().pk).authorities == 0


def test_a_restricted_person_sees_her_own_record_and_nobody_elses_that_is_restricted(hope):
    with building():
        other = a_person("Sam", "Price")
        protect(other)
        me = Person.objects.get(pk=hope.person_id)
    protect_again(me)

    standing = standing_of(hope)

    with acting_for([hope.council_id], opened=standing.opened, cases=standing.cases, who="test"):
        seen = set(Person.objects.filter(pk__in=[me.pk, other.pk]).values_list("pk", flat=True))
    assert seen == {me.pk}


def protect_again(person: Person) -> None:
    with building():
        group = a_group("Staff who are tenants")
    with acting_for([person.council_id], groups=[group.pk], who="test"):
        Person.objects.filter(pk=person.pk).update(restricted_to=group.pk)


def test_who_stands_behind_a_session_takes_one_query(hope, django_assert_num_queries):
    authority = the_authority().pk

    with django_assert_num_queries(1):
        standing_of(hope, authority)


def test_no_account_of_another_council_stands(hope, other_council):
    assert portal.standing(other_council.pk, hope.pk, authority_id=None, since=NOON, on=TODAY) is None
