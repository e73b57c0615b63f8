"""The pages that open by exception what is restricted, as officers of one council and of two see them."""

import pytest
from django.urls import reverse

from rooftree.cases.models import Case, CaseAccess
from rooftree.foundations import references
from rooftree.foundations.isolation import acting_for
from rooftree.foundations.models import RestrictedGroup
from rooftree.pages.tests.html import assert_valid_html
from rooftree.people.models import ExceptionalOpening
from rooftree.staffweb.tests.asking import refused, words_of
from rooftree.staffweb.tests.case_making import a_case_of, a_member
from rooftree.staffweb.tests.visits import sign_in_as
from tests.builders import a_case, a_group, a_person, a_sign_in, a_team, an_officer, by

pytestmark = pytest.mark.django_db

KEY = "0b51a2f4-7c39-4d6e-9a53-2f6d7c1e8b90"
OF_CASES = "staff:open_case_by_exception"
OF_RECORDS = "staff:open_by_exception"


@pytest.fixture
def restricted_case(acting, council) -> Case:
    officer = a_member(a_team("contact"))
    group = a_group("Protected persons", officer)
    case = a_case_of(officer)
    with acting_for([council.pk], groups=[group.pk], who="member"):
        Case.objects.filter(pk=case.pk).update(restricted_to=group.pk)
    return case


@pytest.fixture
def of_both(council, other_council):
    """Somebody who leads in one council, and serves the other as an adviser."""
    sign_in = a_sign_in()
    with acting_for([council.pk, other_council.pk], who="test"):
        an_officer("adviser", name="Bea Stone", sign_in=sign_in)
        return an_officer("team_leader", name="Bea Stone", council=other_council, sign_in=sign_in)


@pytest.fixture
def theirs(other_council):
    """A restricted person of the other council, and a restricted case about somebody else there."""
    with acting_for([other_council.pk], who="test"):
        group = RestrictedGroup.objects.create(council=other_council, name="Protected persons")
        a_team("contact", council=other_council)
        answering = an_officer("adviser", council=other_council)
        ada = a_person("Ada", council=other_council)
        case = a_case(ada, acting=by(officer=answering))
    with acting_for([other_council.pk], groups=[group.pk], who="test"):
        person = a_person(council=other_council, reference=references.take("P"), restricted_to=group.pk)
        Case.objects.filter(pk=case.pk).update(restricted_to=group.pk)
    return person, case


def test_a_leader_opens_a_restricted_case_with_a_reason_and_it_is_logged(client, restricted_case):
    leader = sign_in_as(client, an_officer("team_leader", name="Bea Stone"))
    page = reverse(OF_CASES)

    assert "Say why, in a few words" in refused(
        leader.post(page, {"reference": restricted_case.reference, "reason": "x"})
    )
    sent = {"reference": restricted_case.reference, "reason": "She is here in tears", "key": KEY}
    shown = leader.get(leader.post(page, sent)["Location"])

    assert shown.status_code == 200
    assert "Restricted to Protected persons" in words_of(shown)
    assert CaseAccess.objects.get().case_id == restricted_case.pk
    assert_valid_html(leader.get(page))


def test_who_leads_nothing_opens_no_restricted_case(client, acting):
    adviser = sign_in_as(client, an_officer("adviser"))

    assert adviser.get(reverse(OF_CASES)).status_code == 403


def test_who_leads_in_the_second_council_opens_its_restricted_case(client, of_both, theirs, other_council):
    _, case = theirs
    leader = sign_in_as(client, of_both)

    sent = {"reference": case.reference, "reason": "She is here in tears", "key": KEY}
    answer = leader.post(reverse(OF_CASES), sent)

    assert answer.status_code == 302, refused(answer)
    assert leader.get(answer["Location"]).status_code == 200
    with acting_for([other_council.pk], who="test"):
        assert CaseAccess.objects.get().case_id == case.pk


def test_who_only_advises_in_the_first_council_opens_no_case_of_it(client, of_both, restricted_case, council):
    leader = sign_in_as(client, of_both)

    sent = {"reference": restricted_case.reference, "reason": "She is here in tears", "key": KEY}
    answer = leader.post(reverse(OF_CASES), sent)

    assert f"No restricted case has the reference {restricted_case.reference}" in refused(answer)
    with acting_for([council.pk], who="test"):
        assert not CaseAccess.objects.exists()


def test_who_serves_two_councils_opens_a_restricted_record_of_the_second(client, of_both, theirs, other_council):
    person, _ = theirs
    leader = sign_in_as(client, of_both)

    sent = {"reference": person.reference, "reason": "She is here in tears", "key": KEY}
    answer = leader.post(reverse(OF_RECORDS), sent)

    assert answer.status_code == 302, refused(answer)
    assert leader.get(answer["Location"]).status_code == 200
    with acting_for([other_council.pk], who="test"):
        assert ExceptionalOpening.objects.get().person_id == person.pk
