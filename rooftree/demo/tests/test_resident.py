"""One resident of the demo can sign in, by an address that everybody knows; nobody else."""

import pytest

from rooftree.demo import residents, who
from rooftree.people.models import ContactPoint, Person, PortalAccount
from tests.builders import NOON, TODAY, a_home, a_person, a_tenancy, an_enquiry, an_officer

pytestmark = pytest.mark.django_db


@pytest.fixture
def adviser(acting):
    return an_officer("adviser")


@pytest.fixture
def grace(adviser, monkeypatch):
    """A tenant of the demo's council who has asked something."""
    monkeypatch.setattr(who, "RESIDENT_OF", "alder")
    person = a_person("Grace", "Okafor", born=TODAY.replace(1968, 3, 27))
    a_tenancy(a_home(), person)
    an_enquiry(person)
    return person


def test_a_tenant_who_has_asked_something_gets_the_account(grace, adviser, council):
    let_in = residents.let_one_in(council, adviser=adviser, at=NOON)

    point = ContactPoint.objects.get(person=grace, kind="email")
    assert let_in == grace
    assert PortalAccount.objects.get().person == grace
    assert (point.value, point.verified_on, point.safe_to_write) == (who.RESIDENT, TODAY, True)


def test_done_again_it_changes_nothing(grace, adviser, council):
    residents.let_one_in(council, adviser=adviser, at=NOON)
    residents.let_one_in(council, adviser=adviser, at=NOON)

    assert (PortalAccount.objects.count(), ContactPoint.objects.filter(value=who.RESIDENT).count()) == (1, 1)


@pytest.mark.parametrize(
    "facts", [{"deceased_on": TODAY}, {"date_of_birth": None, "birth_date_certainty": "unknown"}]
)
def test_nobody_who_could_not_sign_in_is_chosen(grace, adviser, council, facts):
    Person.objects.filter(pk=grace.pk).update(**facts)

    assert residents.let_one_in(council, adviser=adviser, at=NOON) is None


def test_the_other_council_has_none(grace, adviser, council, monkeypatch):
    monkeypatch.setattr(who, "RESIDENT_OF", "birch")

    assert residents.let_one_in(council, adviser=adviser, at=NOON) is None
    assert not PortalAccount.objects.exists()
