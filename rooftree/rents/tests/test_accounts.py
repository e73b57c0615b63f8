"""Rent accounts: opened once, following their tenancy, suspended for a time."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from rooftree.foundations.refusals import Refused
from rooftree.rents import payment_references
from rooftree.rents.actions import accounts
from rooftree.rents.actions.parts import part_of
from rooftree.rents.models import AccountPart, ChangedSince, RentAccount
from tests.builders import NOON, TODAY, a_home, a_person, a_place, a_tenancy, by
from tests.rent_builders import an_account, owed

pytestmark = pytest.mark.usefixtures("acting")

MONDAY_4_MAY = date(2026, 5, 4)


def a_signed_tenancy(**facts):
    return a_tenancy(facts.pop("place", None) or a_home(), a_person(), **facts)


def test_an_account_is_opened_once():
    tenancy = a_signed_tenancy()

    first = accounts.open_account(tenancy, **by("tenancy_officer"))
    again = accounts.open_account(tenancy, **by("tenancy_officer"))

    assert first == again
    assert RentAccount.objects.count() == 1
    assert owed(first) == 0


def test_sent_twice_an_account_is_opened_once():
    tenancy, acting = a_signed_tenancy(), by("tenancy_officer")

    first = accounts.open_account(tenancy, **acting)
    again = accounts.open_account(tenancy, **acting)

    assert first == again


def test_an_account_has_a_payment_reference_of_its_own():
    account = an_account()

    assert payment_references.is_ours(account.payment_reference)
    assert an_account().payment_reference != account.payment_reference


def test_a_payment_reference_of_an_old_system_is_kept_as_it_is():
    tenancy = a_signed_tenancy(payment_reference="77/002-A")

    assert accounts.open_account(tenancy, **by("tenancy_officer")).payment_reference == "77/002-A"


def test_two_accounts_cannot_share_a_payment_reference():
    an_account(payment_reference="77002")

    with pytest.raises(Refused, match="Payment reference 77002 is another account"):
        an_account(payment_reference="77002")


GROUPS = [
    ("SEC", "hra", "weekly"),
    ("MPA", "hra", "weekly"),
    ("LTA", "ta_gf", "weekly"),
    ("NON", "ta_hra", "weekly"),
    ("TRA", "travellers", "weekly"),
    ("LEA", "leasehold_sc", "monthly"),
    ("COM", "sundry", "monthly"),
]


@pytest.mark.parametrize(("tenure", "group", "cycle"), GROUPS)
def test_the_kind_of_agreement_says_the_group_and_the_cycle(tenure, group, cycle):
    account = an_account(tenure=tenure)

    assert (account.group, account.cycle) == (group, cycle)


def test_a_garage_has_an_account_of_garages():
    assert an_account(place=a_place("garage"), tenure="GAR").group == "garages"


def test_an_officer_may_say_another_group_and_cycle():
    account = an_account(tenure="LTA", group="ta_hra", cycle="nightly", paying_by="shop")

    assert (account.group, account.cycle, account.paying_by) == ("ta_hra", "nightly", "shop")


def test_a_decant_is_not_charged():
    tenancy = a_signed_tenancy(tenure="DEC")

    assert not accounts.is_charged(tenancy, on=TODAY)
    with pytest.raises(Refused, match="are not charged"):
        accounts.open_account(tenancy, **by("tenancy_officer"))


def test_only_those_who_sign_tenancies_or_keep_the_books_open_accounts():
    with pytest.raises(PermissionDenied):
        accounts.open_account(a_signed_tenancy(), **by("operative"))


def test_a_new_account_is_marked_for_the_next_run():
    account = an_account(starts_on=MONDAY_4_MAY)

    mark = ChangedSince.objects.get()
    assert (mark.place, mark.from_on, mark.done_in) == (account.place, MONDAY_4_MAY, None)


def test_a_part_is_opened_when_it_is_first_needed():
    account = an_account()

    first = part_of(account, "court_costs", on=TODAY)

    assert part_of(account, "court_costs", on=TODAY) == first
    assert set(account.parts.values_list("part", flat=True)) == {"rent", "court_costs"}


# --- With the tenancy -------------------------------------------------------------------------------


def moved(account: RentAccount, **dates) -> ChangedSince:
    """Give the account's tenancy other dates, and return the mark that this leaves."""
    before = list(ChangedSince.objects.values_list("pk", flat=True))
    tenancy = account.tenancy
    for name, value in dates.items():
        setattr(tenancy, name, value)
    tenancy.save()
    accounts.follow_tenancy(tenancy, **by("tenancy_officer"))
    account.refresh_from_db()
    return ChangedSince.objects.exclude(pk__in=before).get()


def test_an_account_ends_with_its_tenancy():
    account = an_account()

    mark = moved(account, until_on=MONDAY_4_MAY)

    assert account.until_on == MONDAY_4_MAY
    assert mark.from_on == MONDAY_4_MAY


def test_an_end_that_moves_back_is_marked_from_the_earlier_day():
    account = an_account(until_on=TODAY)

    assert moved(account, until_on=MONDAY_4_MAY).from_on == MONDAY_4_MAY


def test_an_end_that_is_taken_back_is_marked_from_that_end():
    account = an_account(until_on=MONDAY_4_MAY)

    assert moved(account, until_on=None).from_on == MONDAY_4_MAY


def test_a_start_that_moves_is_marked_from_the_earlier_start():
    account = an_account(starts_on=MONDAY_4_MAY)

    assert moved(account, from_on=date(2026, 5, 18)).from_on == MONDAY_4_MAY


def test_nothing_is_marked_where_no_day_changed():
    account = an_account()

    accounts.follow_tenancy(account.tenancy, **by("tenancy_officer"))

    assert ChangedSince.objects.get().why == "Account opened"


# --- Many at a time ---------------------------------------------------------------------------------


def test_loaded_tenancies_get_their_accounts_and_keep_their_references(council):
    with_reference = a_signed_tenancy(payment_reference="77002")
    the_same = a_signed_tenancy(payment_reference="77002")
    without, decant = a_signed_tenancy(), a_signed_tenancy(tenure="DEC")
    opened_before = an_account()

    opened = accounts.open_missing_accounts(council.pk, on=TODAY, at=NOON)

    assert opened == 3
    assert accounts.open_missing_accounts(council.pk, on=TODAY, at=NOON) == 0
    references = dict(RentAccount.objects.values_list("tenancy_id", "payment_reference"))
    assert references[with_reference.pk] == "77002"
    assert payment_references.is_ours(references[the_same.pk])
    assert payment_references.is_ours(references[without.pk])
    assert set(references) == {with_reference.pk, the_same.pk, without.pk, opened_before.tenancy_id}
    assert decant.pk not in references
    assert AccountPart.objects.filter(part="rent").count() == 4


def test_a_void_account_is_in_the_group_of_the_last_account_or_of_the_kind_of_place(council):
    hostel = an_account(tenure="LTA", until_on=MONDAY_4_MAY).place
    garage, home = a_place("garage"), a_home()

    opened = accounts.open_void_accounts([hostel.pk, garage.pk, home.pk], council_id=council.pk, on=TODAY, at=NOON)

    void = dict(RentAccount.objects.filter(tenancy=None).values_list("place_id", "group"))
    assert opened == 3
    assert void == {hostel.pk: "ta_gf", garage.pk: "garages", home.pk: "hra"}
    assert accounts.open_void_accounts([home.pk], council_id=council.pk, on=TODAY, at=NOON) == 0


# --- Suspended --------------------------------------------------------------------------------------


def suspended(account: RentAccount, **facts):
    wanted = {"from_on": MONDAY_4_MAY, "until_on": None, "why": "Fire", **facts}
    return accounts.suspend(account, **wanted, **by("rent_accounting_officer"))


def test_charging_stops_and_begins_again():
    suspension = suspended(an_account())

    accounts.end_suspension(suspension, until_on=date(2026, 6, 1), **by("rent_accounting_officer"))

    suspension.refresh_from_db()
    assert suspension.until_on == date(2026, 6, 1)
    assert set(ChangedSince.objects.values_list("why", "from_on")) >= {
        ("Charging suspended", MONDAY_4_MAY),
        ("Charging begun again", date(2026, 6, 1)),
    }


def test_the_second_suspension_begins_after_the_first():
    account = an_account()
    suspended(account, until_on=date(2026, 6, 1))

    suspended(account, from_on=date(2026, 6, 1))

    assert account.suspensions.count() == 2


REFUSED = [
    ({"why": " "}, "Say why"),
    ({"until_on": MONDAY_4_MAY}, "after it has stopped"),
    ({"from_on": date(2015, 5, 31)}, "not charged on that day"),
]


@pytest.mark.parametrize(("facts", "because"), REFUSED)
def test_a_suspension_that_makes_no_sense_is_refused(facts, because):
    with pytest.raises(Refused, match=because):
        suspended(an_account(), **facts)


def test_a_suspension_within_another_is_refused():
    account = an_account()
    suspended(account, from_on=date(2026, 4, 6))

    with pytest.raises(Refused, match="suspended already, from Monday 6 April 2026"):
        suspended(account)


def test_an_end_before_the_suspension_is_refused():
    suspension = suspended(an_account())

    with pytest.raises(Refused, match="begins again after that day"):
        accounts.end_suspension(suspension, until_on=MONDAY_4_MAY, **by("rent_accounting_officer"))


def test_an_account_without_money_owes_nothing():
    assert owed(an_account()) == Decimal("0.00")
