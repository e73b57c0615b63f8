"""Journals: prepared by one officer, approved by another, posted once, whole or not at all."""

from datetime import date, timedelta
from decimal import Decimal as D

import pytest
from django.core.exceptions import PermissionDenied

from rooftree.foundations.refusals import Refused
from rooftree.ledger.models import Movement
from rooftree.rents.actions import journals
from rooftree.rents.actions.journals import Agreement
from rooftree.rents.models import JournalPosting
from rooftree.rents.tests.books import a_rent_account, balance, control_balance, holder_of, posted, rent_of
from tests.builders import NOON, TODAY, a_person, by

pytestmark = pytest.mark.usefixtures("acting")

WHY = {"reason": "duplicate", "why": "The file of Monday was keyed by hand as well."}


def an_accountant() -> dict:
    return by("rent_accounting_officer")


def a_transfer(pounds="60.00", **facts):
    paid, meant = a_rent_account(), a_rent_account()
    posted(paid, "-60.00")
    return (
        paid,
        meant,
        journals.prepare_transfer(
            rent_of(paid),
            rent_of(meant),
            D(pounds),
            **{"reason": "wrong_account", "why": "Paid with the other reference.", "effective_on": TODAY}
            | facts
            | an_accountant(),
        ),
    )


def test_a_reversal_waits_for_a_colleague_and_then_takes_the_posting_back():
    account = a_rent_account()
    wrong = posted(account, "-80.00")
    one, other = an_accountant(), an_accountant()

    journal = journals.prepare_reversal([wrong.pk], **WHY, **one)
    assert (journal.status, balance(account)) == ("prepared", D("-80.00"))
    journal = journals.approve(journal, **other)

    assert (journal.status, journal.settled_by, journal.posted_on) == ("posted", other["by"], TODAY)
    assert (balance(account), control_balance(account, "card")) == (D(0), D(0))
    back = Movement.objects.get(pk=journal.lines.get().posting.movement)
    assert (back.kind, back.reverses_id, back.narrative) == ("reversal", wrong.pk, "Posted twice")


def test_a_reversal_posts_the_same_to_the_account_that_it_was_for():
    wrong_account, right = a_rent_account(), a_rent_account()
    wrong = posted(wrong_account, "-80.00", for_day=date(2026, 11, 2))

    journal = journals.prepare_reversal(
        [wrong.pk], **WHY | {"reason": "wrong_account"}, instead=rent_of(right), **an_accountant()
    )
    journals.approve(journal, **an_accountant())

    assert journal.total == D("80.00")
    assert (balance(wrong_account), balance(right)) == (D(0), D("-80.00"))
    anew = Movement.objects.get(credit=rent_of(right).ledger_account_id)
    assert (anew.code, anew.effective_on) == ("RCP", date(2026, 11, 2))


def test_nobody_approves_her_own_journal():
    account = a_rent_account()
    own = an_accountant()
    journal = journals.prepare_reversal([posted(account, "-80.00").pk], **WHY, **own)

    with pytest.raises(Refused, match="a colleague must approve it"):
        journals.approve(journal, **by(officer=own["by"]))

    assert balance(account) == D("-80.00")


def test_within_the_limit_one_officer_posts_alone():
    account = a_rent_account()

    journal = journals.prepare_reversal([posted(account, "-50.00").pk], **WHY, **an_accountant())

    assert (journal.status, journal.needs_second, balance(account)) == ("posted", False, D(0))
    assert journal.because == "It is within the £50.00 that one officer may post."


def test_small_journals_of_one_officer_count_together():
    account, own = a_rent_account(), an_accountant()
    journals.prepare_reversal([posted(account, "-30.00").pk], **WHY, **own)

    journal = journals.prepare_reversal([posted(account, "-30.00").pk], **WHY, **by(officer=own["by"]))

    assert (journal.status, balance(account)) == ("prepared", D("-30.00"))
    assert "comes to £60.00" in journal.because


def test_what_was_posted_alone_four_weeks_ago_counts_no_more():
    account, own = a_rent_account(), an_accountant()
    journals.prepare_reversal([posted(account, "-30.00").pk], **WHY, **own | {"at": NOON - timedelta(weeks=4)})

    journal = journals.prepare_reversal([posted(account, "-30.00").pk], **WHY, **by(officer=own["by"]))

    assert journal.status == "posted"


def test_small_transfers_to_one_account_count_together_wherever_they_come_from():
    helped, one = a_rent_account(), an_accountant()

    made = [moved_to(helped, by_whom=one) for _ in range(2)]

    assert [journal.status for journal in made] == ["posted", "prepared"]
    assert made[1].because.startswith("With £30.00 posted alone in the last four weeks it comes to £60.00")


def moved_to(helped, *, by_whom):
    """A transfer to an account of £30 that was paid to another by mistake."""
    paid = a_rent_account()
    posted(paid, "-30.00")
    facts = {"reason": "wrong_account", "why": "Paid with the other reference.", "effective_on": TODAY}
    by_one = by_whom | {"key": f"moved-{paid.pk}"}
    return journals.prepare_transfer(rent_of(paid), rent_of(helped), D("30.00"), **facts, **by_one)


def test_a_reversal_sent_twice_is_prepared_once():
    account, acting = a_rent_account(), an_accountant()
    wrong = posted(account, "-80.00")

    first = journals.prepare_reversal([wrong.pk], **WHY, **acting)
    again = journals.prepare_reversal([wrong.pk], **WHY, **acting)

    assert first == again


def test_an_approval_sent_twice_posts_once():
    account = a_rent_account()
    journal = journals.prepare_reversal([posted(account, "-80.00").pk], **WHY, **an_accountant())
    other = an_accountant()

    journals.approve(journal, **other)
    journals.approve(journal, **other)

    assert (balance(account), JournalPosting.objects.count()) == (D(0), 1)


def test_what_is_settled_is_not_approved_again():
    account = a_rent_account()
    journal = journals.prepare_reversal([posted(account, "-80.00").pk], **WHY, **an_accountant())
    journals.approve(journal, **an_accountant())

    with pytest.raises(Refused, match="has been posted already"):
        journals.approve(journal, **an_accountant())


def test_what_was_taken_back_is_not_taken_back_again():
    account = a_rent_account()
    wrong = posted(account, "-10.00")
    journals.prepare_reversal([wrong.pk], **WHY, **an_accountant())

    with pytest.raises(Refused, match="taken back before"):
        journals.prepare_reversal([wrong.pk], **WHY, **an_accountant())


def test_two_do_not_prepare_to_take_back_one_posting():
    account = a_rent_account()
    wrong = posted(account, "-80.00")
    journals.prepare_reversal([wrong.pk], **WHY, **an_accountant())

    with pytest.raises(Refused, match="It waits for approval"):
        journals.prepare_reversal([wrong.pk], **WHY, **an_accountant())


def test_a_reversal_is_not_taken_back():
    account = a_rent_account()
    journal = journals.prepare_reversal([posted(account, "-10.00").pk], **WHY, **an_accountant())

    with pytest.raises(Refused, match="A reversal is not taken back"):
        journals.prepare_reversal([journal.lines.get().posting.movement], **WHY, **an_accountant())


@pytest.mark.parametrize(("code", "said"), [("RIT", "came from suspense"), ("REF", "is a refund")])
def test_what_has_a_record_of_its_own_is_not_taken_back_by_a_journal(code, said):
    account = a_rent_account()
    moved = posted(account, "10.00", code)

    with pytest.raises(Refused, match=said):
        journals.prepare_reversal([moved.pk], **WHY, **an_accountant())


def test_what_is_on_no_books_of_ours_is_not_taken_back():
    with pytest.raises(Refused, match="is not there"):
        journals.prepare_reversal([987654], **WHY, **an_accountant())


def test_a_refused_journal_posts_nothing_and_says_why():
    account = a_rent_account()
    journal = journals.prepare_reversal([posted(account, "-80.00").pk], **WHY, **an_accountant())

    journal = journals.refuse(journal, why="It was paid twice indeed.", **an_accountant())

    assert (journal.status, journal.settled_why, balance(account)) == (
        "refused",
        "It was paid twice indeed.",
        D("-80.00"),
    )


def test_a_journal_is_withdrawn_by_whoever_prepared_it_alone():
    account, own = a_rent_account(), an_accountant()
    journal = journals.prepare_reversal([posted(account, "-80.00").pk], **WHY, **own)

    with pytest.raises(Refused, match="Refuse it instead"):
        journals.withdraw(journal, why="Not needed.", **an_accountant())

    assert journals.withdraw(journal, why="Not needed.", **by(officer=own["by"])).status == "withdrawn"


def test_money_paid_for_the_other_account_moves_there():
    paid, meant, journal = a_transfer()

    journals.approve(journal, **an_accountant())

    assert (balance(paid), balance(meant)) == (D(0), D("-60.00"))


def test_no_more_is_moved_to_the_account_it_was_for_than_was_paid():
    with pytest.raises(Refused, match="was paid to this account"):
        a_transfer("60.01")


def test_what_was_moved_on_is_not_moved_again():
    paid, meant, journal = a_transfer("50.00")

    with pytest.raises(Refused, match="was paid to this account"):
        journals.prepare_transfer(
            rent_of(paid),
            rent_of(meant),
            D("10.01"),
            reason="wrong_account",
            why="Again.",
            effective_on=TODAY,
            **an_accountant(),
        )
    assert journal.status == "posted"


def test_what_was_moved_on_since_it_was_prepared_is_not_moved_again_at_approval():
    paid = a_rent_account()
    posted(paid, "-300.00")
    facts = {"reason": "wrong_account", "why": "Paid with the other reference.", "effective_on": TODAY}
    twice = [
        journals.prepare_transfer(rent_of(paid), rent_of(meant), D("300.00"), **facts, **an_accountant())
        for meant in (a_rent_account(), a_rent_account())
    ]
    journals.approve(twice[0], **an_accountant())

    with pytest.raises(Refused, match=r"Only £0\.00 was paid to this account"):
        journals.approve(twice[1], **an_accountant())

    assert balance(paid) == 0


def test_a_credit_pays_another_account_only_if_the_tenant_agreed():
    with pytest.raises(Refused, match="only if the tenant agrees"):
        a_transfer(reason="set_off")


def test_somebody_else_cannot_agree_to_a_set_off():
    with pytest.raises(Refused, match="must be a tenant of the account that pays"):
        a_transfer(reason="set_off", agreement=Agreement(a_person("Ben"), TODAY, "By phone"))


def test_a_set_off_keeps_who_agreed_and_how():
    paid, owing = a_rent_account(), a_rent_account()
    posted(paid, "-60.00")
    agreement = Agreement(holder_of(paid), TODAY, "By phone, to Asha Bell")

    journal = journals.prepare_transfer(
        rent_of(paid),
        rent_of(owing),
        D("60.00"),
        reason="set_off",
        why="She asked for it.",
        agreement=agreement,
        effective_on=TODAY,
        **an_accountant(),
    )

    assert (journal.agreement.person, journal.agreement.agreed_how) == (holder_of(paid), "By phone, to Asha Bell")


def test_no_more_is_set_off_than_the_credit():
    paid, owing = a_rent_account(), a_rent_account()
    posted(paid, "-60.00")
    agreement = Agreement(holder_of(paid), TODAY, "By phone")

    with pytest.raises(Refused, match="stands to the credit"):
        journals.prepare_transfer(
            rent_of(paid),
            rent_of(owing),
            D("60.01"),
            reason="set_off",
            why="She asked.",
            agreement=agreement,
            effective_on=TODAY,
            **an_accountant(),
        )


def test_a_set_off_is_not_approved_once_the_credit_is_gone():
    paid, owing = a_rent_account(), a_rent_account()
    posted(paid, "-60.00")
    journal = journals.prepare_transfer(
        rent_of(paid),
        rent_of(owing),
        D("60.00"),
        reason="set_off",
        why="She asked.",
        agreement=Agreement(holder_of(paid), TODAY, "By phone"),
        effective_on=TODAY,
        **an_accountant(),
    )
    posted(paid, "25.00", "DBR")

    with pytest.raises(Refused, match="has become £35"):
        journals.approve(journal, **an_accountant())


def test_money_moves_between_the_parts_of_an_account():
    account = a_rent_account()
    posted(account, "-20.00")

    journal = journals.prepare_transfer(
        rent_of(account),
        rent_of(account, "recharges"),
        D("20.00"),
        reason="between_parts",
        why="It was for the repair.",
        effective_on=TODAY,
        **an_accountant(),
    )

    assert journal.status == "posted"
    assert (balance(account), balance(account, "recharges")) == (D(0), D("-20.00"))


@pytest.mark.parametrize(("reason", "said"), [("wrong_account", "does not fit"), ("set_off", "does not fit")])
def test_the_reason_of_a_transfer_fits_the_two_accounts(reason, said):
    account = a_rent_account()
    posted(account, "-20.00")

    with pytest.raises(Refused, match=said):
        journals.prepare_transfer(
            rent_of(account),
            rent_of(account, "recharges"),
            D("20.00"),
            reason=reason,
            why="It was for the repair.",
            effective_on=TODAY,
            **an_accountant(),
        )


def an_adjustment(account, pounds, code, part="rent", **acting):
    return journals.prepare_adjustment(
        rent_of(account, part),
        D(pounds),
        code,
        reason="charge_wrong",
        why="The heating is not in use.",
        effective_on=TODAY,
        **acting or an_accountant(),
    )


def test_court_costs_are_debited_to_their_own_part():
    account = a_rent_account()

    journals.approve(an_adjustment(account, "355.00", "DCC", "court_costs"), **an_accountant())

    assert (balance(account), balance(account, "court_costs")) == (D(0), D("355.00"))
    assert control_balance(account, "income.hra") == D("-355.00")


def test_a_charge_is_adjusted_down():
    account = a_rent_account()

    an_adjustment(account, "-12.40", "DHE")

    assert balance(account) == D("-12.40")


@pytest.mark.parametrize(
    ("pounds", "code", "part", "said"),
    [
        ("10.00", "RCP", "rent", "comes from a file"),
        ("10.00", "RWA", "rent", "comes from a file"),
        ("10.00", "RCI", "rent", "takes from what is owed"),
        ("10.00", "DCC", "rent", "another part of the account"),
        ("10.00", "ZZZ", "rent", "is not in the list"),
    ],
)
def test_an_adjustment_has_a_code_that_fits(pounds, code, part, said):
    with pytest.raises(Refused, match=said):
        an_adjustment(a_rent_account(), pounds, code, part)


def test_a_waiver_is_less_income_and_always_needs_a_colleague():
    account = a_rent_account()
    posted(account, "100.00", "DBR")

    journal = journals.prepare_waiver(
        rent_of(account), D("5.00"), reason="keys_late", why="A day late.", effective_on=TODAY, **an_accountant()
    )
    assert journal.status == "prepared"
    journals.approve(journal, **an_accountant())

    assert (balance(account), control_balance(account, "income.hra")) == (D("95.00"), D("-95.00"))


@pytest.mark.parametrize("pounds", ["120.00", "-15.00"])
def test_a_balance_is_brought_in_from_an_old_system(pounds):
    account = a_rent_account()

    journal = journals.prepare_opening(
        rent_of(account),
        D(pounds),
        reason="old_system",
        why="Statement of 31 March.",
        effective_on=TODAY,
        **an_accountant(),
    )
    journals.approve(journal, **an_accountant())

    assert (balance(account), control_balance(account, "opening")) == (D(pounds), -D(pounds))
    assert Movement.objects.get(pk=journal.lines.get().posting.movement).kind == "opening"


def test_a_journal_says_why():
    account = a_rent_account()

    with pytest.raises(Refused, match="Say why"):
        journals.prepare_reversal([posted(account, "-80.00").pk], reason="duplicate", why=" ", **an_accountant())


def test_an_adviser_prepares_no_journal():
    account = a_rent_account()

    with pytest.raises(PermissionDenied):
        journals.prepare_reversal([posted(account, "-80.00").pk], **WHY, **by("adviser"))


def test_an_income_officer_approves_no_journal():
    account = a_rent_account()
    journal = journals.prepare_reversal([posted(account, "-80.00").pk], **WHY, **an_accountant())

    with pytest.raises(PermissionDenied):
        journals.approve(journal, **by("income_officer"))
