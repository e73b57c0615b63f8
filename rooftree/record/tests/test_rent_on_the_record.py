"""What happens on a rent account is on the record: timelines, Find, and what is held on a person."""

from datetime import date, timedelta
from decimal import Decimal as D

import pytest

from rooftree.journeys import reversals
from rooftree.record.everything import everything_on
from rooftree.record.find import search
from rooftree.record.timeline import Sought, Subject, sought_by, timeline_of
from rooftree.rents.actions import journals, refunds
from rooftree.rents.actions.refunds import Payee
from rooftree.rents.models import Apology, Mandate, MandateEvent
from rooftree.rents.tests.books import a_rent_account, holder_of, posted, rent_of
from tests.builders import NOON, TODAY, a_home, a_person, a_tenancy, an_officer, by
from tests.rent_builders import a_charge

pytestmark = pytest.mark.usefixtures("acting")

MONEY = Sought(money=True)
DAY = timedelta(days=1)


def of(record) -> Subject:
    return Subject(type(record).__name__.lower(), record.pk, record.council_id)


def told(record, sought=MONEY):
    return [line for line in timeline_of(of(record), sought, at=NOON + DAY, most=100).lines if line.kind == "rent"]


def a_busy_account():
    """Charged, paid, paid twice, one of which was taken back."""
    account = a_rent_account()
    posted(account, "100.00", "DBR", on=date(2026, 11, 2))
    posted(account, "-90.00", on=date(2026, 11, 9))
    twice = posted(account, "-40.00", on=date(2026, 11, 16))
    journals.prepare_reversal([twice.pk], reason="duplicate", why="Twice.", **by("rent_accounting_officer"))
    return account


@pytest.mark.parametrize("whose", ["person", "place", "tenancy"])
def test_money_that_came_and_went_is_on_every_timeline_and_weekly_charges_are_not(whose):
    account = a_busy_account()
    record = {"person": holder_of(account), "place": account.place, "tenancy": account.tenancy}[whose]

    assert [(line.what, line.facts["pounds"], line.facts["transaction"]) for line in told(record)] == [
        ("rent.taken_back", "40.00", "RCP"),
        ("rent.paid", "40.00", "RCP"),
        ("rent.paid", "90.00", "RCP"),
    ]


def test_who_may_not_see_accounts_is_told_of_no_money():
    account = a_busy_account()

    assert told(account.tenancy, Sought()) == []
    assert sought_by(an_officer("caretaker"), of(account.tenancy), at=NOON).money is False
    assert sought_by(an_officer("income_officer"), of(account.tenancy), at=NOON).money is True


def test_the_money_of_a_former_tenant_is_not_on_the_next_one_s_timeline():
    home, grace, ben = a_home(), a_person("Grace"), a_person("Ben")
    before = a_rent_account(a_tenancy(home, grace, until_on=date(2026, 11, 9)))
    a_rent_account(a_tenancy(home, ben, starts_on=date(2026, 11, 9)))
    posted(before, "-90.00", on=date(2026, 11, 16))

    assert told(ben) == []


def test_a_transfer_between_parts_is_two_lines_of_the_account():
    account = a_rent_account()
    posted(account, "-20.00")
    journals.prepare_transfer(
        rent_of(account),
        rent_of(account, "recharges"),
        D("20.00"),
        reason="between_parts",
        why="For the repair.",
        effective_on=TODAY,
        **by("rent_accounting_officer"),
    )

    moved = [line for line in told(account.tenancy) if line.what == "rent.moved"]

    assert sorted(line.facts["part"] for line in moved) == ["recharges", "rent"]
    assert len({line.id for line in moved}) == 2


def test_a_refund_is_told_when_asked_for_and_when_settled():
    account = a_rent_account()
    posted(account, "-90.00")
    refund = refunds.request_refund(
        rent_of(account),
        D("90.00"),
        Payee(holder_of(account), "Grace"),
        how="cheque",
        why="Twice.",
        **by("income_officer"),
    )
    refunds.refuse_refund(refund, why="It is Universal Credit.", **by("rent_accounting_officer"))

    lines = {line.what: line.words for line in told(account.tenancy)}

    assert lines["rent.refund_requested"] == "Twice."
    assert lines["rent.refund_refused"] == "It is Universal Credit."


def a_mandate(account, person, **facts):
    mandate = Mandate.objects.create(
        **{
            "council_id": account.council_id,
            "rent_account": account,
            "person": person,
            "restricted_to": person.restricted_to,
            "reference": "RT0001",
            "account_name": "G OKAFOR",
            "sealed": "sealed-number",
            "last_four": "5678",
            "every": "month",
            "day": 1,
            "status": "new",
            "signed_at": NOON,
            **facts,
        }
    )
    MandateEvent.objects.create(
        council_id=account.council_id,
        restricted_to=person.restricted_to,
        mandate=mandate,
        what="set_up",
        words="£109.60 each month.",
        at=NOON,
    )
    return mandate


def test_a_direct_debit_is_told_of_whoever_pays():
    account = a_rent_account()
    a_mandate(account, holder_of(account))

    assert [line.what for line in told(holder_of(account))] == ["rent.direct_debit_set_up"]


def test_an_apology_is_told_when_it_is_due_and_when_it_is_settled():
    account = a_rent_account()
    apology = Apology.objects.create(
        council_id=account.council_id,
        reversal=1,
        rent_account=account,
        person=holder_of(account),
        source="message",
        source_id=1,
        what="Your rent statement",
        done_at=NOON - DAY,
        balance_then=D(30),
        balance_right=D(0),
        flagged_at=NOON,
    )
    reversals.waive(apology, why="Told by phone.", **by("income_officer") | {"at": NOON + timedelta(hours=1)})

    assert [(line.what, line.words) for line in told(holder_of(account))] == [
        ("rent.apology_waived", "Told by phone."),
        ("rent.apology_due", ""),
    ]


# --- Find -------------------------------------------------------------------------------------------


def found(typed):
    return [(result.kind, result.because) for result in search(typed, on=TODAY).found]


def test_an_account_is_found_by_its_payment_reference():
    account = a_rent_account(payment_reference="7000 1234-59")

    assert found("7000123459") == [("tenancy", ("payment reference 7000 1234-59",))]
    assert account.tenancy is not None


def test_a_reference_that_the_tenancy_has_too_is_found_once():
    account = a_rent_account(payment_reference="70001234")
    account.tenancy.payment_reference = "70001234"
    account.tenancy.save()

    assert found("70001234") == [("tenancy", ("payment reference 70001234",))]


def test_a_tenancy_is_found_by_the_reference_of_its_direct_debit():
    account = a_rent_account()
    a_mandate(account, holder_of(account), reference="RT0000007712")

    assert found("rt0000007712") == [("tenancy", ("direct debit RT0000007712",))]


# --- What is held -----------------------------------------------------------------------------------


def held_on(person):
    return everything_on(person, at=NOON).things


def test_a_tenant_is_given_her_account_its_charges_and_what_moved_on_it():
    account = a_busy_account()
    a_charge(account.place, "100.00")

    things = held_on(holder_of(account))

    tables = [thing.table for thing in things]
    assert tables.count("ledger_movement") == 4
    assert {"rents_rentaccount", "rents_accountpart", "rents_charge", "rents_journal"} <= set(tables)
    paid = next(
        dict(thing.facts) for thing in things if thing.table == "ledger_movement" and "90.00" in str(thing)
    )
    assert paid == {
        "amount": "90.00",
        "effective on": "Mon 9 Nov 2026",
        "posted on": "Mon 9 Nov 2026",
        "kind": "Receipt",
        "what": "Debit or credit card",
        "effect": "taken from what is owed",
    }


def test_who_only_lives_there_is_not_given_the_tenant_s_account():
    grace, kit = a_person("Grace"), a_person("Kit")
    tenancy = a_tenancy(a_home(), grace)
    tenancy.parties.create(council_id=tenancy.council_id, person=kit, role="occupant", from_on=date(2015, 6, 1))
    posted(a_rent_account(tenancy), "-90.00")

    tables = {thing.table for thing in held_on(kit)}

    assert tables & {"rents_rentaccount", "ledger_movement", "rents_accountpart"} == set()


def test_a_joint_tenant_is_not_given_the_other_s_bank_details():
    grace, ben = a_person("Grace"), a_person("Ben")
    account = a_rent_account(a_tenancy(a_home(), grace, ben))
    a_mandate(account, ben)

    assert "rents_mandate" not in {thing.table for thing in held_on(grace)}
    assert "rents_mandate" in {thing.table for thing in held_on(ben)}


def test_a_sealed_number_is_given_to_nobody():
    account = a_rent_account()
    a_mandate(account, holder_of(account))

    assert "sealed-number" not in str(held_on(holder_of(account)))


def test_charges_of_another_tenants_time_are_not_hers():
    home = a_home()
    account = a_rent_account(a_tenancy(home, a_person(), starts_on=date(2026, 5, 4)))
    a_charge(home, "90.00", from_on=date(2015, 6, 1), until_on=date(2026, 5, 4))
    hers = a_charge(home, "100.00", from_on=date(2026, 5, 4))

    charges = [thing.row_id for thing in held_on(holder_of(account)) if thing.table == "rents_charge"]

    assert charges == [hers.pk]
