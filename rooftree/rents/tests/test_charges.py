"""What is charged from a day on: lines follow each other, and what was run since is marked."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from rooftree.foundations.refusals import Refused
from rooftree.rents.actions import charges
from rooftree.rents.models import ChangedSince, Charge
from tests.builders import TODAY, a_home, by
from tests.rent_builders import a_charge, an_account

pytestmark = pytest.mark.usefixtures("acting")

APRIL, JULY, NEXT_APRIL = date(2026, 4, 6), date(2026, 7, 6), date(2027, 4, 5)


def charged(of, amount="107.00", *, acting=None, **facts) -> Charge:
    wanted = {"code": "DBR", "per": "week", "from_on": APRIL, "why": "Corrected", **facts}
    return charges.charge(of, amount=Decimal(amount), **wanted, **(acting or by("rent_accounting_officer")))


def lines(of) -> list[tuple[str, date, date | None]]:
    """The lines of a home or an account in their order: pounds, first day, first day after."""
    return [(str(each.amount), each.from_on, each.until_on) for each in of.charges.order_by("from_on")]


def test_a_new_line_takes_the_place_of_the_one_that_runs():
    home = a_home()
    a_charge(home, "100.00")

    charged(home)

    assert lines(home) == [("100.00", date(2015, 6, 1), APRIL), ("107.00", APRIL, None)]


def test_a_line_ends_where_the_next_one_begins():
    home = a_home()
    charged(home, "110.00", from_on=NEXT_APRIL)

    charged(home)

    assert lines(home) == [("107.00", APRIL, NEXT_APRIL), ("110.00", NEXT_APRIL, None)]


def test_a_line_with_an_end_leaves_the_old_one_after_it():
    home = a_home()
    a_charge(home, "100.00")

    charged(home, until_on=JULY)

    assert lines(home) == [
        ("100.00", date(2015, 6, 1), APRIL),
        ("107.00", APRIL, JULY),
        ("100.00", JULY, None),
    ]


def test_a_line_from_the_same_day_is_replaced():
    home = a_home()
    a_charge(home, "100.00", from_on=APRIL)

    charged(home)

    assert lines(home) == [("107.00", APRIL, None)]


def test_other_codes_and_other_homes_are_not_touched():
    home, other = a_home(), a_home()
    a_charge(home, "7.90", code="DSC")
    a_charge(other, "100.00")

    charged(home)

    assert lines(other) == [("100.00", date(2015, 6, 1), None)]
    assert set(home.charges.values_list("code", flat=True)) == {"DSC", "DBR"}


def test_one_account_alone_is_charged():
    account = an_account()

    charged(account, "1.40", code="DCI")

    assert lines(account) == [("1.40", APRIL, None)]
    assert not account.place.charges.exists()
    assert [each.code for each in charges.charges_of(account, on=TODAY)] == ["DCI"]


def test_what_changed_is_marked_from_its_first_day():
    home = a_home()

    charged(home)

    mark = ChangedSince.objects.get()
    assert (mark.place, mark.from_on) == (home, APRIL)


def test_sent_twice_it_is_charged_once():
    home, acting = a_home(), by("rent_accounting_officer")

    assert charged(home, acting=acting) == charged(home, acting=acting)
    assert home.charges.count() == 1


def test_a_charge_ends():
    home = a_home()
    a_charge(home, "100.00", until_on=JULY)
    a_charge(home, "110.00", from_on=JULY)

    charges.end_charge(home, code="DBR", until_on=APRIL, **by("rent_accounting_officer"))

    assert lines(home) == [("100.00", date(2015, 6, 1), APRIL)]
    assert ChangedSince.objects.get().from_on == APRIL


REFUSED = [
    ({"code": "RCP"}, "is something received"),
    ({"code": "XYZ"}, "is not in the list"),
    ({"amount": "0.00"}, "a penny or more"),
    ({"amount": "0.004"}, "a penny or more"),
    ({"per": "year"}, "each week, month or night"),
    ({"until_on": APRIL}, "ends after it begins"),
    ({"why": " "}, "where this charge comes from"),
]


@pytest.mark.parametrize(("facts", "because"), REFUSED)
def test_a_charge_that_cannot_be_is_refused(facts, because):
    with pytest.raises(Refused, match=because):
        charged(a_home(), **facts)


def test_what_is_not_charged_cannot_be_ended():
    with pytest.raises(Refused, match="nothing to end"):
        charges.end_charge(a_home(), code="DBR", until_on=APRIL, **by("rent_accounting_officer"))


def test_income_officers_do_not_change_charges():
    with pytest.raises(PermissionDenied):
        charged(a_home(), acting=by("income_officer"))
