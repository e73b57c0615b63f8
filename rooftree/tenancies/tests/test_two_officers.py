"""Two officers change the tenancies of one home at the same moment: one after the other."""

from datetime import date

import pytest

from rooftree.tenancies import actions
from rooftree.tenancies.actions.parties import Joining
from rooftree.tenancies.actions.tenancies import Terms
from rooftree.tenancies.models import Tenancy
from tests.builders import TODAY, a_home, a_person, a_tenancy, by
from tests.two_officers import while_first_has_not_ended

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("acting")]

SECURE = Terms("SEC", TODAY)


def test_a_home_let_by_two_at_once_is_let_once_and_the_second_is_told():
    home, grace, ben = a_home(lettable_status="offered"), a_person("Grace"), a_person("Ben")
    one, other = by("lettings_officer"), by("lettings_officer")

    second = while_first_has_not_ended(
        lambda: actions.start_tenancy(home, SECURE, [Joining(grace)], **one),
        lambda: actions.start_tenancy(home, SECURE, [Joining(ben)], **other),
    )

    assert second.waited
    assert "goes on. End it first" in second.refusal
    assert [party.person for party in Tenancy.objects.get().parties.all()] == [grace]


def test_two_joint_tenants_who_leave_at_once_do_not_leave_the_tenancy_empty():
    tenancy = a_tenancy(a_home(), a_person("Grace"), a_person("Ben"))
    grace, ben = tenancy.parties.all()
    one, other = by("tenancy_officer"), by("tenancy_officer")

    second = while_first_has_not_ended(
        lambda: actions.end_party(grace, until_on=date(2026, 6, 1), **one),
        lambda: actions.end_party(ben, until_on=date(2026, 6, 1), **other),
    )

    assert second.waited
    assert second.refusal
    assert tenancy.parties.filter(until_on__isnull=True).count() == 1
