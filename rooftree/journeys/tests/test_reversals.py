"""What rested on a wrong balance is flagged when the posting is taken back, until an apology or a reason."""

from datetime import date, timedelta
from decimal import Decimal as D

import pytest
from django.core.exceptions import PermissionDenied

from rooftree.contact.telling import common_facts
from rooftree.correspondence import actions as correspondence
from rooftree.correspondence.models import Message
from rooftree.foundations.periods import Period
from rooftree.foundations.refusals import Refused
from rooftree.journeys import rent_statements, reversals
from rooftree.ledger import posting
from rooftree.ledger.models import Movement
from rooftree.people.models import ContactPoint
from rooftree.places.models import Patch, PatchOfficer, PatchPlace
from rooftree.rents.actions import journals
from rooftree.rents.models import Apology, RentAccount
from rooftree.rents.tests.books import a_rent_account, holder_of, posted, rent_of
from tests.builders import NOON, TODAY, a_home, a_person, a_team, a_tenancy, an_officer, by

pytestmark = pytest.mark.usefixtures("acting")

LATER = {"at": NOON + timedelta(hours=2)}
LATEST = {"at": NOON + timedelta(hours=4)}
DUPLICATE = {"reason": "duplicate", "why": "The file of Monday was keyed by hand as well."}
OCTOBER = Period(date(2026, 10, 1), date(2026, 11, 1))


def an_accountant():
    return by("rent_accounting_officer")


def an_account_with_email() -> RentAccount:
    account = a_rent_account()
    person = holder_of(account)
    ContactPoint.objects.create(
        council_id=account.council_id, person=person, kind="email", value="grace@example.org", safe_to_write=True
    )
    return account


def told(account, **at) -> Message:
    """Grace is sent a statement, which says what is owed."""
    acting = by("income_officer") | (at or LATER)
    [message] = rent_statements.send_statement(account, OCTOBER, **acting)
    return message


def taken_back(movement, *, reason="duplicate", instead=None):
    return reversals.prepare_reversal(
        [movement.pk], **DUPLICATE | {"reason": reason}, instead=instead, **an_accountant() | LATEST
    )


def a_wrong_statement(pounds="30.00"):
    """A debit that was wrong, and a statement that rested on it."""
    account = an_account_with_email()
    wrong = posted(account, pounds, "RDN")
    return account, wrong, told(account)


def test_a_statement_that_rested_on_a_wrong_debit_is_flagged_when_it_is_taken_back():
    account, wrong, message = a_wrong_statement()

    journal = taken_back(wrong)

    apology = Apology.objects.get()
    assert (apology.journal, apology.rent_account, apology.person) == (journal, account, holder_of(account))
    assert (apology.source, apology.source_id, apology.what) == ("message", message.pk, "Your rent statement")
    assert (apology.balance_then, apology.balance_right) == (D("30.00"), D(0))
    assert reversals.due(account.council_id) == [apology]


def test_it_is_flagged_when_a_colleague_approves():
    _, wrong, _ = a_wrong_statement("80.00")

    journal = taken_back(wrong)
    assert Apology.objects.count() == 0
    reversals.approve(journal, **an_accountant() | LATEST)

    assert Apology.objects.count() == 1


def test_the_account_that_a_payment_was_for_is_flagged_too():
    paid, meant = an_account_with_email(), an_account_with_email()
    posted(meant, "40.00", "DBR")
    wrong = posted(paid, "-40.00")
    told(meant)

    taken_back(wrong, reason="wrong_account", instead=rent_of(meant))

    apology = Apology.objects.get()
    assert (apology.rent_account, apology.balance_then, apology.balance_right) == (meant, D("40.00"), D(0))


def test_what_was_said_before_the_wrong_posting_is_not_flagged():
    account = an_account_with_email()
    told(account, at=NOON - timedelta(hours=1))

    taken_back(posted(account, "30.00", "RDN"))

    assert Apology.objects.count() == 0


def test_what_the_bank_recalled_is_no_mistake_of_ours():
    _, wrong, _ = a_wrong_statement()

    taken_back(wrong, reason="recalled_by_bank")

    assert Apology.objects.count() == 0


def test_what_was_said_about_another_account_of_hers_is_not_flagged():
    account = an_account_with_email()
    garage = a_rent_account(a_tenancy(a_home("The garage"), holder_of(account)))
    wrong = posted(account, "30.00", "RDN")
    told(garage)

    taken_back(wrong)

    assert Apology.objects.count() == 0


def test_a_message_that_says_no_balance_is_not_flagged():
    account = an_account_with_email()
    wrong = posted(account, "30.00", "RDN")
    person = holder_of(account)
    correspondence.send(
        "rents.refund_paid",
        person=person,
        facts={
            **common_facts(person, account.payment_reference),
            "amount": "£5.00",
            "into": "cheque",
            "when": "20/11/2026",
            "why": "Paid twice",
        },
        key="k",
        **LATER,
    )

    taken_back(wrong)

    assert Apology.objects.count() == 0


def test_a_reversal_that_is_no_journal_is_found_in_the_night_once():
    account, wrong, _ = a_wrong_statement()
    posting.reverse(
        [wrong.pk],
        reason="File taken back",
        council_id=account.council_id,
        posted_on=TODAY,
        at=NOON + timedelta(hours=4),
        who="test",
    )

    night = NOON + timedelta(hours=14)
    first = reversals.flag_recent(account.council_id, at=night)
    again = reversals.flag_recent(account.council_id, at=night)

    assert (first, again, Apology.objects.get().journal) == (1, 0, None)


def test_a_charge_that_a_run_puts_right_calls_for_no_apology():
    account = an_account_with_email()
    charge = posted(account, "30.00", "DBR")
    told(account)
    posting.reverse(
        [charge.pk],
        reason="Put right",
        council_id=account.council_id,
        posted_on=TODAY,
        at=NOON + timedelta(hours=4),
        who="test",
    )

    assert reversals.flag_recent(account.council_id, at=NOON + timedelta(hours=14)) == 0


def test_an_apology_belongs_to_whoever_looks_after_the_home_for_income():
    account, wrong, _ = a_wrong_statement()
    officer, team = an_officer("income_officer", name="Ivo Marsh"), a_team("income")
    patch = Patch.objects.create(council_id=account.council_id, code="I1", purpose="income", team=team)
    days = {"council_id": account.council_id, "from_on": date(2020, 1, 1)}
    PatchPlace.objects.create(patch=patch, place=account.place, purpose="income", **days)
    PatchOfficer.objects.create(patch=patch, officer=officer, **days)

    taken_back(wrong)

    apology = Apology.objects.get()
    assert (apology.owner, apology.team) == (officer, team)
    assert reversals.due(account.council_id, owner=an_officer()) == []


def test_an_apology_is_sent_once_and_settles_the_matter():
    account, wrong, _ = a_wrong_statement()
    taken_back(wrong)
    apology, acting = Apology.objects.get(), by("income_officer") | LATEST

    message = reversals.say_sorry(apology, words="We posted a returned payment of a neighbour's to you.", **acting)
    again = reversals.say_sorry(apology, words="We posted a returned payment of a neighbour's to you.", **acting)

    apology.refresh_from_db()
    assert message == again
    assert (message.code, apology.status, apology.message_id) == ("rents.apology", "sent", message.pk)
    assert "£30.00" in message.body
    assert "It should have been: £0.00" in message.body
    assert reversals.due(account.council_id) == []


def test_an_apology_is_waived_with_a_reason_alone():
    _, wrong, _ = a_wrong_statement()
    taken_back(wrong)
    apology = Apology.objects.get()

    with pytest.raises(Refused, match="Say why no apology is due"):
        reversals.waive(apology, why=" ", **by("income_officer"))
    apology = reversals.waive(apology, why="I said sorry by phone on Friday.", **by("income_officer"))

    assert (apology.status, apology.settled_why) == ("waived", "I said sorry by phone on Friday.")
    with pytest.raises(Refused, match="settled already: waived"):
        reversals.say_sorry(apology, words="Sorry.", **by("income_officer"))


def test_an_apology_says_what_went_wrong():
    _, wrong, _ = a_wrong_statement()
    taken_back(wrong)

    with pytest.raises(Refused, match="in your own words"):
        reversals.say_sorry(Apology.objects.get(), words="", **by("income_officer"))


def test_an_adviser_of_repairs_settles_no_apology():
    _, wrong, _ = a_wrong_statement()
    taken_back(wrong)

    with pytest.raises(PermissionDenied):
        reversals.waive(Apology.objects.get(), why="No.", **by("repairs_adviser"))


def test_a_journal_that_is_no_reversal_flags_nothing():
    account, _, _ = a_wrong_statement()

    journal = journals.prepare_adjustment(
        rent_of(account),
        D("-60.00"),
        "DHE",
        reason="charge_wrong",
        why="No heating.",
        effective_on=TODAY,
        **an_accountant(),
    )
    reversals.approve(journal, **an_accountant())

    assert Apology.objects.count() == 0


def test_each_joint_tenant_has_a_statement_of_their_own():
    account = a_rent_account(a_tenancy(a_home(), a_person("Grace"), a_person("Ben")))

    messages = rent_statements.send_statement(account, OCTOBER, **by("income_officer"))

    assert [message.person.forenames for message in messages] == ["Grace", "Ben"]


def test_a_statement_is_of_days_that_are_over():
    account = a_rent_account()

    with pytest.raises(Refused, match="days that are over"):
        rent_statements.send_statement(account, Period(TODAY, TODAY + timedelta(days=1)), **by("income_officer"))


def test_movements_stay_as_they_were():
    _, wrong, _ = a_wrong_statement()
    taken_back(wrong)

    assert Movement.objects.get(pk=wrong.pk).amount == D("30.00")
