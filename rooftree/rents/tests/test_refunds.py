"""Refunds: asked for, looked at, approved by a colleague, handed over to be paid."""

from datetime import date, timedelta
from decimal import Decimal as D

import pytest
from django.core.exceptions import PermissionDenied

from rooftree.foundations.isolation import acting_for
from rooftree.foundations.refusals import Refused
from rooftree.people.models import Person
from rooftree.rents import refund_files
from rooftree.rents.actions import journal_entries, journals, refund_paying, refunds
from rooftree.rents.actions.refunds import Payee
from rooftree.rents.models import RefundCheck
from rooftree.rents.refund_queries import debts_of_same_people
from rooftree.rents.tests.books import a_rent_account, balance, control_balance, holder_of, posted, rent_of
from tests.builders import TODAY, a_group, a_home, a_person, a_tenancy, an_officer, by

pytestmark = pytest.mark.usefixtures("acting")


def an_accountant(**facts):
    return by("rent_accounting_officer", **facts)


def a_credit(pounds="-90.00"):
    account = a_rent_account()
    posted(account, pounds)
    return account


def asked(account, pounds="90.00", how="bacs", **facts):
    payee = facts.pop("payee", None) or Payee(holder_of(account), "Grace Okafor", "20-00-00", "1234567")
    return refunds.request_refund(
        rent_of(account), D(pounds), payee, how=how, why="Paid twice in May.", **facts or by("income_officer")
    )


def looked_at(refund, **found):
    for check in ("other_accounts", "hb_overpayment", "uc_credit"):
        refunds.note_check(
            refund, check, found=D(found.get(check, "0")), note="Looked in the benefit system.", **an_accountant()
        )
    return refunds.verify_bank_account(refund, "confirmation_of_payee", **an_accountant())


def approved(account, pounds="90.00", **facts):
    return refunds.approve_refund(looked_at(asked(account, pounds, **facts)), **an_accountant())


def test_a_refund_is_approved_by_another_and_debits_the_account():
    account = a_credit()

    refund = approved(account)

    assert (refund.status, balance(account)) == ("approved", D(0))
    assert control_balance(account, "refunds") == D("-90.00")
    assert refund_paying.approved_and_unpaid(account.council_id) == D("90.00")


def test_a_refund_is_handed_over_in_a_file_and_paid_once():
    account, acting = a_credit(), an_accountant()
    refund = approved(account)

    payment, raw = refund_paying.hand_over([refund], pay_on=date(2026, 11, 24), **acting)
    again, same = refund_paying.hand_over([refund], pay_on=date(2026, 11, 24), **acting)

    refund.refresh_from_db()
    assert (refund.status, refund.paid_on, refund.payment) == ("paid", date(2026, 11, 24), payment)
    assert (again, same) == (payment, raw)
    assert (payment.total, payment.refunds, payment.sha256) == (D("90.00"), 1, refund_files.digest(raw))
    assert control_balance(account, "refunds") == D(0)
    assert control_balance(account, "cash") == D("-90.00")
    assert raw.decode().splitlines()[1:] == [
        f"P,200000,01234567,GRACE OKAFOR,{account.payment_reference},90.00,2026-11-24",
        "T,,,FILE 1,1,90.00,2026-11-24",
    ]


def test_nobody_approves_the_refund_that_she_asked_for():
    own = an_accountant()
    refund = looked_at(asked(a_credit(), **own))

    with pytest.raises(Refused, match="You prepared this refund"):
        refunds.approve_refund(refund, **an_accountant(officer=own["by"]))


def test_a_refund_waits_until_everything_was_looked_at():
    refund = asked(a_credit())
    refunds.note_check(refund, "other_accounts", found=D(0), note="", **an_accountant())

    with pytest.raises(Refused, match="Housing Benefit overpaid; Whether the credit is Universal Credit"):
        refunds.approve_refund(refund, **an_accountant())


def test_a_refund_waits_until_its_bank_account_is_verified():
    account = a_credit()
    refund = asked(account)
    RefundCheck.objects.bulk_create(
        RefundCheck(
            council_id=refund.council_id,
            refund=refund,
            check_code=check,
            found=0,
            by=refund.requested_by,
            at=refund.requested_at,
        )
        for check in ("other_accounts", "hb_overpayment", "uc_credit")
    )

    with pytest.raises(Refused, match="was not verified yet"):
        refunds.approve_refund(refund, **an_accountant())


def test_benefit_that_was_paid_too_much_is_not_given_back():
    refund = looked_at(asked(a_credit()), uc_credit="60.00")

    with pytest.raises(Refused, match=r"Give back £30\.00 or less"):
        refunds.approve_refund(refund, **an_accountant())


def test_the_last_look_at_a_benefit_counts():
    refund = looked_at(asked(a_credit()), uc_credit="60.00")
    later = an_accountant()
    refunds.note_check(
        refund, "uc_credit", found=D(0), note="", **later | {"at": later["at"] + timedelta(hours=1)}
    )

    assert refunds.approve_refund(refund, **an_accountant()).status == "approved"


def test_a_finding_is_explained():
    with pytest.raises(Refused, match="what follows from it"):
        refunds.note_check(asked(a_credit()), "uc_credit", found=D("5.00"), note=" ", **an_accountant())


def test_no_more_is_given_back_than_the_credit():
    with pytest.raises(Refused, match=r"Only £90\.00 stands to the credit"):
        asked(a_credit(), "90.01")


def test_a_credit_goes_first_to_what_the_same_account_owes():
    account = a_credit()
    posted_to_court_costs(account, "30.00")

    with pytest.raises(Refused, match=r"Only £60\.00 stands to the credit"):
        asked(account)


def posted_to_court_costs(account, pounds):
    return journals.prepare_adjustment(
        journal_entries.part(account, "court_costs", on=TODAY),
        D(pounds),
        "DCC",
        reason="court_costs",
        why="Order of 3 June.",
        effective_on=TODAY,
        **an_accountant(),
    )


def test_a_refund_is_not_approved_once_the_credit_is_gone():
    account = a_credit()
    refund = looked_at(asked(account))
    posted(account, "50.00", "DBR")

    with pytest.raises(Refused, match=r"Only £40\.00 stands to the credit"):
        refunds.approve_refund(refund, **an_accountant())


def test_one_credit_is_not_asked_for_twice():
    account = a_credit()
    asked(account, "40.00")

    with pytest.raises(Refused, match="was asked for already"):
        asked(account, "50.00")


def test_a_refund_goes_to_somebody_of_the_tenancy():
    with pytest.raises(Refused, match="somebody of this tenancy"):
        asked(a_credit(), payee=Payee(a_person("Ben"), "Ben Ode", "200000", "12345678"))


@pytest.mark.parametrize(
    ("code", "number"), [("20-00-0", "12345678"), ("200000", "12345"), ("200000", "123456789")]
)
def test_a_bank_account_has_the_digits_of_one(code, number):
    account = a_credit()

    with pytest.raises(Refused, match=r"has [68] digits"):
        asked(account, payee=Payee(holder_of(account), "Grace", code, number))


def test_a_refused_refund_leaves_the_credit_and_says_why():
    account = a_credit()

    refund = refunds.refuse_refund(asked(account), why="It is Universal Credit.", **an_accountant())

    assert (refund.status, refund.settled_why, balance(account)) == (
        "refused",
        "It is Universal Credit.",
        D("-90.00"),
    )
    assert asked(account).status == "requested"


def test_a_withdrawn_refund_is_not_approved():
    officer = an_officer("income_officer")
    refund = looked_at(asked(a_credit(), **by(officer=officer)))
    refunds.withdraw_refund(refund, why="She wants it left there.", **by(officer=officer))

    with pytest.raises(Refused, match="settled already: withdrawn"):
        refunds.approve_refund(refund, **an_accountant())


def test_a_colleague_s_refund_is_refused_not_withdrawn():
    refund = asked(a_credit())

    with pytest.raises(Refused, match="A colleague asked for this refund"):
        refunds.withdraw_refund(refund, why="It is not right.", **by("income_officer"))


def test_an_approval_sent_twice_debits_once():
    account, acting = a_credit(), an_accountant()
    refund = looked_at(asked(account))

    refunds.approve_refund(refund, **acting)
    refunds.approve_refund(refund, **acting)

    assert balance(account) == D(0)


def test_a_cheque_is_paid_on_the_day_it_was_sent():
    account = a_credit()
    refund = approved(account, how="cheque", payee=Payee(holder_of(account), "Grace Okafor"))

    with pytest.raises(Refused, match="has not come"):
        refund_paying.pay_by_cheque(refund, paid_on=date(2026, 11, 21), **an_accountant())
    with pytest.raises(Refused, match="approved on Fri 20 Nov 2026, so the cheque was sent that day or later"):
        refund_paying.pay_by_cheque(refund, paid_on=date(2026, 11, 19), **an_accountant())
    refund = refund_paying.pay_by_cheque(refund, paid_on=TODAY, **an_accountant())

    assert (refund.status, control_balance(account, "cash")) == ("paid", D("-90.00"))


def test_each_council_pays_its_own_refunds(council, other_council):
    refund = approved(a_credit())

    with acting_for([council.pk, other_council.pk], who="test"):
        there = an_officer("rent_accounting_officer", council=other_council)
        with pytest.raises(Refused, match="Each council pays its own"):
            refund_paying.hand_over([refund], pay_on=TODAY, **by(officer=there))


def test_nobody_approves_a_refund_whose_payee_they_may_not_see(council):
    group = a_group()
    with acting_for([council.pk], groups=[group.pk], who="test"):
        account = a_credit()
        person = holder_of(account)
        refund = looked_at(asked(account, payee=Payee(person, "Grace Okafor", "20-00-00", "1234567")))
        Person.objects.filter(pk=person.pk).update(restricted_to=group.pk)

    with pytest.raises(Refused, match="restricted to a group that you are not in"):
        refunds.approve_refund(refund, **an_accountant())


def test_what_was_not_approved_is_not_handed_over():
    with pytest.raises(Refused, match="waiting for checks"):
        refund_paying.hand_over([asked(a_credit())], pay_on=TODAY, **an_accountant())


def test_an_income_officer_approves_no_refund():
    with pytest.raises(PermissionDenied):
        refunds.approve_refund(looked_at(asked(a_credit())), **by("income_officer"))


def test_debts_of_the_same_people_on_other_accounts_are_named():
    grace, ben = a_person("Grace"), a_person("Ben")
    here = a_rent_account(a_tenancy(a_home("1 Elm Walk"), grace, ben))
    garage = a_rent_account(a_tenancy(a_home("2 Elm Walk"), ben))
    paid_up = a_rent_account(a_tenancy(a_home("3 Elm Walk"), grace))
    strangers = a_rent_account(a_tenancy(a_home("4 Elm Walk"), a_person("Kit")))
    posted(garage, "35.00", "DBR")
    posted(paid_up, "-5.00")
    posted(strangers, "35.00", "DBR")

    [debt] = debts_of_same_people(here)

    assert (debt.account_id, debt.pounds, debt.place) == (garage.pk, D("35.00"), "2 Elm Walk, ZZ1 1AA")


def test_a_name_is_written_as_banks_take_it():
    lines = [refund_files.Line("200000", "12345678", "=Zoë O’Brien-Łukasz, Ms", "7001", D("1.00"))]

    raw = refund_files.write(3, TODAY, lines)

    assert b"P,200000,12345678,ZOE OBRIEN-UKASZ M,7001,1.00,2026-11-20" in raw
