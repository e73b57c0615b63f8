"""A tenancy and its rent account begin, end and are corrected together, or not at all."""

from datetime import date

import pytest

from rooftree.foundations.refusals import Refused
from rooftree.journeys import tenancies
from rooftree.rents.models import ChangedSince, RentAccount
from rooftree.tenancies.actions.parties import Joining
from rooftree.tenancies.actions.tenancies import Terms
from rooftree.tenancies.models import Tenancy
from tests.builders import a_home, a_person, a_tenancy, by
from tests.rent_builders import an_account

pytestmark = pytest.mark.usefixtures("acting")

MONDAY_4_MAY, FRIDAY_15_MAY = date(2026, 5, 4), date(2026, 5, 15)


def started(home=None, *, acting=None, **terms) -> Tenancy:
    wanted = Terms(**{"tenure": "SEC", "from_on": MONDAY_4_MAY, **terms})
    joining = [Joining(a_person(), "tenant")]
    return tenancies.start_tenancy(home or a_home(), wanted, joining, **(acting or by("tenancy_officer")))


def test_a_tenancy_starts_with_its_account():
    tenancy = started()

    account = RentAccount.objects.get()
    assert (account.tenancy, account.from_on, account.until_on) == (tenancy, MONDAY_4_MAY, None)


def test_sent_twice_there_is_one_tenancy_and_one_account():
    acting, home = by("tenancy_officer"), a_home()

    assert started(home, acting=acting) == started(home, acting=acting)
    assert RentAccount.objects.count() == 1


def test_the_payment_reference_of_the_agreement_is_the_accounts():
    started(payment_reference="77002")

    assert RentAccount.objects.get().payment_reference == "77002"


def test_where_the_account_cannot_be_opened_there_is_no_tenancy():
    an_account(payment_reference="77002")

    with pytest.raises(Refused, match="another account"):
        started(payment_reference="77002")

    assert Tenancy.objects.count() == 1


def test_an_agreement_that_is_not_charged_has_no_account():
    going_on = a_tenancy(a_home(), a_person())

    started(tenure="DEC", previous=going_on)

    assert not RentAccount.objects.exists()


def test_a_tenancy_ends_with_its_account():
    tenancy = started()

    tenancies.end_tenancy(tenancy, until_on=FRIDAY_15_MAY, reason="transfer", **by("tenancy_officer"))

    assert RentAccount.objects.get().until_on == FRIDAY_15_MAY
    assert ChangedSince.objects.filter(from_on=FRIDAY_15_MAY).exists()


def test_a_tenancy_without_an_account_ends_all_the_same():
    tenancy = a_tenancy(a_home(), a_person())

    ended = tenancies.end_tenancy(tenancy, until_on=FRIDAY_15_MAY, reason="transfer", **by("tenancy_officer"))

    assert ended.until_on == FRIDAY_15_MAY


def test_a_corrected_start_is_the_accounts_too():
    tenancy = started()

    tenancies.correct_tenancy(tenancy, Terms("SEC", FRIDAY_15_MAY), until_on=None, **by("records_officer"))

    assert RentAccount.objects.get().from_on == FRIDAY_15_MAY


def test_a_tenancy_that_is_corrected_to_one_that_is_charged_gets_its_account():
    tenancy = a_tenancy(a_home(), a_person(), starts_on=MONDAY_4_MAY)

    tenancies.correct_tenancy(tenancy, Terms("SEC", MONDAY_4_MAY), until_on=None, **by("records_officer"))

    assert RentAccount.objects.get().tenancy == tenancy
