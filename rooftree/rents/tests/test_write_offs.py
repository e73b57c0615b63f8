"""Debts written off and on again, and credits that nobody claimed."""

from datetime import date
from decimal import Decimal as D

import pytest
from django.core.exceptions import PermissionDenied

from rooftree.foundations.refusals import Refused
from rooftree.rents.actions import journals, write_offs
from rooftree.rents.actions.written_off import standing
from rooftree.rents.tests.books import a_rent_account, balance, control_balance, posted, rent_of
from tests.builders import TODAY, a_home, a_person, a_tenancy, by

pytestmark = pytest.mark.usefixtures("acting")

ENDED = date(2026, 5, 4)


def a_former_account(owed="400.00", ended=ENDED, for_day=None, **facts):
    account = a_rent_account(a_tenancy(a_home(), a_person(), until_on=ended), **facts)
    posted(account, owed, "DBR" if D(owed) > 0 else "RCP", on=date(2026, 4, 6), for_day=for_day)
    return account


def proposed(account, pounds="400.00", reason="gone_away", **facts):
    return write_offs.propose_write_off(
        rent_of(account), D(pounds), reason=reason, why="Traced twice, not found.", **facts, **by("income_officer")
    )


def written_off(account, pounds="400.00", **facts):
    return journals.approve(proposed(account, pounds, **facts), **by("service_manager"))


def test_a_debt_is_written_off_by_two():
    account = a_former_account()

    journal = proposed(account)
    assert (journal.status, balance(account)) == ("prepared", D("400.00"))
    journals.approve(journal, **by("service_manager"))

    assert (balance(account), control_balance(account, "write_offs")) == (D(0), D("400.00"))


@pytest.mark.parametrize(
    ("owed", "roles", "said"),
    [
        ("250.01", ["team_leader"], "approved by: head of service, service manager"),
        ("5000.01", ["service_manager"], "approved by: head of service"),
        ("5000.01", ["head_of_service"], "rests on a decision of members"),
    ],
)
def test_a_write_off_above_ones_band_is_for_somebody_else(owed, roles, said):
    journal = proposed(a_former_account(owed), owed)

    with pytest.raises(Refused, match=said):
        journals.approve(journal, **by(*roles))


def test_a_large_write_off_names_the_decision_that_it_rests_on():
    account = a_former_account("6000.00")

    journal = journals.approve(
        proposed(account, "6000.00"), decision="Executive member, 3 November 2026", **by("head_of_service")
    )

    assert (journal.decision, balance(account)) == ("Executive member, 3 November 2026", D(0))


def test_a_small_balance_is_approved_by_a_team_leader():
    journal = proposed(a_former_account("250.00"), "250.00")

    assert journals.approve(journal, **by("team_leader")).status == "posted"


def test_a_debt_is_not_written_off_in_pieces_to_stay_in_a_band():
    account = a_former_account()
    journals.approve(proposed(account, "250.00"), **by("team_leader"))

    with pytest.raises(Refused, match=r"£400.00 is approved by"):
        journals.approve(proposed(account, "150.00"), **by("team_leader"))


def test_a_rent_accounting_officer_approves_no_write_off():
    journal = proposed(a_former_account())

    with pytest.raises(PermissionDenied):
        journals.approve(journal, **by("rent_accounting_officer"))


def test_a_write_off_is_not_approved_for_more_than_is_owed_by_then():
    account = a_former_account()
    journal = proposed(account)
    posted(account, "-150.00")

    with pytest.raises(Refused, match=r"Only £250\.00 is owed"):
        journals.approve(journal, **by("service_manager"))


def test_the_debt_of_a_tenant_who_lives_there_is_not_written_off_as_gone_away():
    account = a_rent_account()
    posted(account, "400.00", "DBR")

    with pytest.raises(Refused, match="this tenancy goes on"):
        proposed(account)


def test_only_what_is_too_old_is_written_off_as_too_old():
    account = a_former_account("100.00")
    posted(account, "300.00", "DBR", on=date(2026, 4, 6), for_day=date(2020, 11, 20))

    with pytest.raises(Refused, match=r"£300\.00 is too old"):
        proposed(account, "300.01", reason="statute_barred")

    assert proposed(account, "300.00", reason="statute_barred").status == "prepared"


def test_what_was_written_off_as_too_old_is_not_too_old_again():
    account = a_former_account("500.00", for_day=date(2018, 4, 2))
    journals.approve(proposed(account, "100.00", reason="statute_barred"), **by("service_manager"))
    posted(account, "200.00", "DBR")

    with pytest.raises(Refused, match=r"£400\.00 is too old"):
        proposed(account, "400.01", reason="statute_barred")


def test_what_was_written_off_for_another_reason_leaves_the_oldest_debt():
    account = a_former_account("500.00", for_day=date(2018, 4, 2))
    posted(account, "200.00", "DBR")
    journals.approve(proposed(account, "100.00", reason="goodwill"), **by("service_manager"))

    assert proposed(account, "500.00", reason="statute_barred").status == "prepared"


def test_what_fell_due_a_day_less_than_six_years_ago_is_not_too_old():
    account = a_former_account("100.00")
    posted(account, "300.00", "DBR", on=date(2026, 4, 6), for_day=date(2020, 11, 21))

    with pytest.raises(Refused, match=r"£0\.00 is too old"):
        proposed(account, "0.01", reason="statute_barred")


def brought_back(account, pounds="400.00", reason="traced"):
    return write_offs.propose_write_on(
        rent_of(account), D(pounds), reason=reason, why="She wrote to us.", **by("former_arrears_officer")
    )


def test_a_debt_comes_back_when_the_debtor_is_traced():
    account = a_former_account()
    written_off(account)

    journals.approve(brought_back(account), **by("service_manager"))

    assert (balance(account), standing(rent_of(account))) == (D("400.00"), D(0))
    assert control_balance(account, "write_offs") == D(0)


def test_no_more_comes_back_than_was_written_off():
    account = a_former_account()
    written_off(account)

    with pytest.raises(Refused, match=r"Only £400\.00 was written off"):
        brought_back(account, "400.01")


def test_a_write_off_that_was_taken_back_cannot_be_written_on():
    account = a_former_account()
    journal = written_off(account)
    back = journals.prepare_reversal(
        [journal.lines.get().posting.movement], reason="duplicate", why="Twice.", **by("rent_accounting_officer")
    )
    journals.approve(back, **by("rent_accounting_officer"))

    with pytest.raises(Refused, match="Nothing was written off"):
        brought_back(account, "1.00")


def test_a_credit_of_six_years_is_proposed_and_taken():
    account = a_former_account("-40.00", ended=date(2020, 11, 20))

    [old] = write_offs.old_credits(account.council_id, on=TODAY)
    journals.approve(brought_back(account, "40.00", reason="unclaimed_credit"), **by("service_manager"))

    assert (old.account_id, old.pounds, old.ended_on) == (account.pk, D("40.00"), date(2020, 11, 20))
    assert (balance(account), control_balance(account, "write_offs")) == (D(0), D("-40.00"))
    assert write_offs.old_credits(account.council_id, on=TODAY) == []
    assert standing(rent_of(account)) == D(0)


def test_a_credit_is_kept_for_six_years():
    account = a_former_account("-40.00", ended=date(2020, 11, 21))

    assert write_offs.old_credits(account.council_id, on=TODAY) == []
    with pytest.raises(Refused, match="kept until Saturday 21 November 2026"):
        brought_back(account, "40.00", reason="unclaimed_credit")


def test_a_credit_with_a_write_on_on_its_way_is_not_proposed_again():
    account = a_former_account("-40.00", ended=date(2020, 11, 20))
    brought_back(account, "40.00", reason="unclaimed_credit")

    assert write_offs.old_credits(account.council_id, on=TODAY) == []


def test_a_credit_that_is_claimed_after_all_is_there_to_be_given_back():
    account = a_former_account("-40.00", ended=date(2020, 11, 20))
    journal = journals.approve(brought_back(account, "40.00", reason="unclaimed_credit"), **by("service_manager"))

    journals.prepare_reversal(
        [journal.lines.get().posting.movement],
        reason="wrong_amount",
        why="Claimed.",
        **by("rent_accounting_officer"),
    )

    assert balance(account) == D("-40.00")
