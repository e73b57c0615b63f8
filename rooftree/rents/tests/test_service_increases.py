"""What a service charge becomes in April: by its home, by its code, or as all others; and what stands out."""

from decimal import Decimal

import pytest

from rooftree.foundations.refusals import Refused
from rooftree.rents.service_increases import Cost, ServiceChange, Services, check_change, new_service, read_costs

MOST = Decimal("4.8")
HOME = 7


def becomes(charge: str, services: Services, *, per: str = "week", free_weeks: tuple[int, int] = (0, 0)):
    return new_service(
        Decimal(charge), per=per, place=HOME, code="DCB", services=services, free_weeks=free_weeks, most=MOST
    )


def by(code: str = "DCB", **facts) -> dict[str, ServiceChange]:
    return {code: ServiceChange(code, **facts)}


@pytest.mark.parametrize(
    ("services", "charge", "why"),
    [
        pytest.param(Services(), "7.90", "It stays as it is.", id="nothing said"),
        pytest.param(Services(Decimal("4.8")), "8.28", "It rises by 4.8%.", id="as all"),
        pytest.param(Services(Decimal("-10")), "7.11", "It falls by 10%.", id="falls"),
        pytest.param(
            Services(Decimal("4.8"), by(per_cent=Decimal(2))), "8.06", "It rises by 2%.", id="its code before all"
        ),
        pytest.param(
            Services(Decimal("4.8"), by(per_cent=Decimal(0))), "7.90", "It stays as it is.", id="its code stays"
        ),
        pytest.param(
            Services(Decimal(0), by(amount=Decimal("8.20"), source="the budget of 2027")),
            "8.20",
            "It costs £8.20 a week from then on, by the budget of 2027.",
            id="to what it costs",
        ),
        pytest.param(
            Services(Decimal(0), by("DGM", per_cent=Decimal(9))), "7.90", "It stays as it is.", id="another code"
        ),
        pytest.param(
            Services(Decimal(0), by(per_cent=Decimal(9)), {(HOME, "DCB"): Decimal("7.20")}, "blocks.csv"),
            "7.20",
            "It costs £7.20 a week from then on, by blocks.csv.",
            id="its home before its code",
        ),
        pytest.param(
            Services(Decimal(0), {}, {(8, "DCB"): Decimal("7.20")}, "blocks.csv"),
            "7.90",
            "It stays as it is.",
            id="another home",
        ),
    ],
)
def test_each_charge_changes_by_what_is_said_nearest_to_it(services, charge, why):
    found = becomes("7.90", services)

    assert (found.charge, found.why) == (Decimal(charge), why)


@pytest.mark.parametrize(("amount", "stands_out"), [("104.80", ""), ("104.81", "service_above_limit")])
def test_what_rises_by_more_than_the_limit_on_rents_stands_out(amount, stands_out):
    services = Services(Decimal(0), by(amount=Decimal(amount), source="the budget"))

    assert becomes("100.00", services).exception == stands_out


def test_free_weeks_change_what_is_charged_and_not_what_it_costs():
    found = becomes("10.00", Services(), free_weeks=(0, 4))

    assert (found.old, found.new, found.charge) == (Decimal("10.00"), Decimal("10.00"), Decimal("10.83"))


def test_an_amount_is_charged_as_it_was_said_also_with_free_weeks():
    found = becomes("10.00", Services(Decimal(0), by(amount=Decimal("10.40"), source="x")), free_weeks=(4, 4))

    assert (found.old, found.new, found.charge) == (Decimal("9.23"), Decimal("9.60"), Decimal("10.40"))


def test_a_charge_by_the_month_rises_too():
    assert becomes("20.00", Services(Decimal(5)), per="month").charge == Decimal("21.00")


def test_a_charge_by_the_night_stays():
    assert becomes("20.00", Services(Decimal(5)), per="night").charge == Decimal("20.00")


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({}, "one of the two"),
        ({"per_cent": Decimal(1), "amount": Decimal(1), "source": "x"}, "one of the two"),
        ({"per_cent": Decimal("50.01")}, "two places at most"),
        ({"per_cent": Decimal("4.805")}, "two places at most"),
        ({"amount": Decimal(0), "source": "x"}, "end its charge instead"),
        ({"amount": Decimal("1.005"), "source": "x"}, "pounds and pence"),
        ({"amount": Decimal(1)}, "where the new amount of DCB comes from"),
    ],
)
def test_what_is_no_change_is_refused(facts, words):
    with pytest.raises(Refused, match=words):
        check_change(ServiceChange("DCB", **facts))


def test_a_file_of_costs_is_read_row_by_row():
    found = list(
        read_costs(["Place,Code,Amount", "P-1,dcb,£7.20", "P-2,DCB,seven", "P-3,DCB,-1", "P-4,DCB,1.005"])
    )

    assert found[0] == Cost(1, "P-1", "DCB", Decimal("7.20"))
    assert [each.sentence for each in found[1:]] == [
        "Row 2: amount is a sum in pounds, not “seven”.",
        "Row 3: amount is a sum in pounds and pence above nought.",
        "Row 4: amount is a sum in pounds and pence above nought.",
    ]


def test_a_file_without_its_columns_is_told_which():
    [fault] = read_costs(["place,amount", "P-1,7.20"])

    assert fault.sentence == "The file has no column code. The columns are place, code, amount."
