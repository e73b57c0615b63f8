"""A case is found by its reference, however it is typed, and by nobody who may not see it."""

import pytest

from rooftree.cases import actions
from rooftree.contact import actions as contact
from rooftree.foundations.isolation import acting_for
from rooftree.foundations.models import AuditRead
from rooftree.record.find import search
from tests.builders import TODAY, a_group, a_home, a_person, an_enquiry, an_officer, by

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("acting")]


@pytest.fixture
def case():
    return an_enquiry(person=a_person("Grace", "Okafor"), place=a_home("12 Elm Walk")).case


@pytest.mark.parametrize("typed", [str, str.lower, lambda reference: f" {reference.replace('-', ' ')} "])
def test_it_is_found_however_its_reference_is_typed(case, typed):
    findings = search(typed(case.reference), on=TODAY)

    [found] = findings.found
    assert (found.kind, found.reference, found.case_kind, found.person) == (
        "case",
        case.reference,
        "Enquiry",
        "Grace Okafor",
    )
    assert found.because == (f"reference {case.reference}",)
    assert findings.straight_to == found


def test_a_closed_case_is_found_too(case):
    contact.withdraw(case.enquiry, reason="She rang back", **by("adviser"))

    [found] = search(case.reference, on=TODAY).found

    assert (found.opened_on, found.closed_on) == (TODAY, TODAY)


def test_a_restricted_case_is_not_found_from_outside(case, council):
    member = an_officer("adviser", name="Mia Member")
    group = a_group("Protected persons", member)
    with acting_for([council.pk], groups=[group.pk], who="test"):
        actions.restrict(case, group=group, reason="She fled", **by(officer=member))
        [found] = search(case.reference, on=TODAY).found
        read = AuditRead.objects.get(table_name="cases_case")

    assert search(case.reference, on=TODAY).found == ()
    assert (found.group, read.row_ids) == (group.pk, [case.pk])


def test_another_councils_case_is_not_found(case, other_council):
    with acting_for([other_council.pk], who="test"):
        assert search(case.reference, on=TODAY).found == ()


def test_the_number_of_queries_stays(case, django_assert_max_num_queries):
    with django_assert_max_num_queries(4):
        search(case.reference, on=TODAY)
