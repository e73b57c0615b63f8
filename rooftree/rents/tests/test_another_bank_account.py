"""A payer gives another bank account: nothing is missed, nothing is collected twice, the bank hears in order."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from rooftree.foundations.refusals import Refused
from rooftree.rents import paying_queries
from rooftree.rents.actions import bank_answers, direct_debits, mandates
from rooftree.rents.direct_debits import BankDetails
from rooftree.rents.files.bacs import MandateNews, News
from rooftree.rents.models import Collection, Mandate, MandateEvent, RentAccount
from rooftree.rents.tests.collecting import (
    BANK,
    FIRST_FEB,
    FIRST_MARCH,
    MONTHLY,
    USERS,
    a_mandate,
    acts,
    in_force,
    noon_of,
    submitted,
    told,
)
from tests.builders import the_council

pytestmark = [pytest.mark.usefixtures("acting", "_users")]

OTHER = BankDetails("G Okafor", "300000", "66778899")
THIRD = BankDetails("G Okafor", "400000", "11223344")
DAY = dt.timedelta(days=1)
MONDAY_25_JAN = noon_of(dt.date(2027, 1, 25))
THURSDAY_28_JAN = noon_of(dt.date(2027, 1, 28))
WEDNESDAY_24_FEB = noon_of(dt.date(2027, 2, 24))
FIRST_APRIL = dt.date(2027, 4, 1)


@pytest.fixture
def _users(settings):
    settings.BACS_USERS = USERS


def moved(mandate: Mandate, *, at: dt.datetime = MONDAY_25_JAN, **facts) -> Mandate:
    """The same payer, on another bank account from a day on, and told of it."""
    new = mandates.change_bank(mandate, facts.pop("to", OTHER), **facts, **acts(at=at))
    mandate.refresh_from_db()
    return told(new, at=at)


def collected_from(collects_on: dt.date) -> list[str]:
    found = paying_queries.to_collect(the_council(), collects_on=collects_on)
    return [each.mandate.last_four for each in found if each.amount]


def kinds(submission) -> list[tuple[str, str]]:
    return [(each.mandate.last_four, each.kind) for each in submission.lodged.order_by("pk")]


def test_another_bank_account_is_another_instruction_in_the_place_of_the_first():
    mandate = in_force()

    new = moved(mandate)

    assert (mandate.status, new.status) == ("cancelled", "new")
    assert (new.reference, new.replaces) == (f"{mandate.reference}B", mandate)
    assert (new.every, new.day, new.more) == (mandate.every, mandate.day, mandate.more)


def test_the_account_is_still_paid_by_direct_debit():
    new = moved(in_force())

    assert RentAccount.objects.get(pk=new.rent_account_id).paying_by == "direct_debit"


def test_what_it_moved_for_is_no_bad_news_for_income_officers():
    mandate = in_force()
    moved(mandate)

    assert list(MandateEvent.objects.filter(mandate=mandate).values_list("what", flat=True)) == ["set_up", "moved"]
    assert not paying_queries.news([mandate.council_id], since=MONDAY_25_JAN - DAY).exists()


def test_until_the_first_collection_from_the_new_one_the_old_one_is_collected_from():
    """Moved on 25 January: 1 February comes ten working days too soon, so the new account begins on 1 March."""
    new = moved(in_force())
    submitted(dt.date(2027, 1, 29))
    Mandate.objects.filter(pk=new.pk).update(status="active", active_at=THURSDAY_28_JAN)

    assert new.notices.get().first_on == FIRST_MARCH
    assert (collected_from(FIRST_FEB), collected_from(FIRST_MARCH)) == (["9911"], ["8899"])


def test_who_wants_nothing_more_from_the_old_one_is_asked_for_nothing():
    moved(in_force(), goes_on=False)

    assert collected_from(FIRST_FEB) == []


def test_one_that_the_bank_had_not_taken_up_does_not_go_on():
    moved(told(a_mandate()))

    assert collected_from(FIRST_FEB) == []


def test_the_bank_hears_of_the_new_one_at_once_and_of_the_old_one_when_it_is_done():
    moved(in_force())

    first = submitted(FIRST_FEB)
    second = submitted(FIRST_MARCH, at=WEDNESDAY_24_FEB)
    direct_debits.post_collections(the_council(), on=FIRST_FEB, at=noon_of(FIRST_FEB))
    third = submitted(dt.date(2027, 3, 2), at=WEDNESDAY_24_FEB + DAY)

    assert kinds(first) == [("8899", "0N")]
    assert second is None  # What is asked for on 1 February is not posted yet: it can still be on its way.
    assert kinds(third) == [("9911", "0C")]


def test_what_is_in_a_file_already_is_collected_from_the_old_one():
    mandate = in_force()
    submitted(FIRST_FEB)
    moved(mandate, at=THURSDAY_28_JAN, goes_on=False)

    later = submitted(dt.date(2027, 2, 2), at=THURSDAY_28_JAN + DAY)
    direct_debits.post_collections(the_council(), on=FIRST_FEB, at=noon_of(FIRST_FEB))

    assert kinds(later) == [("8899", "0N")]
    assert Collection.objects.get(mandate=mandate).status == "collected"


def test_what_is_on_its_way_and_what_is_to_come_before_the_move_is_known():
    mandate = in_force()
    submitted(FIRST_FEB)
    moved(mandate, at=THURSDAY_28_JAN)

    found = paying_queries.before_the_move(mandate, first_on=FIRST_APRIL, on=THURSDAY_28_JAN.date())

    assert [(each.on, each.amount) for each in found.on_its_way] == [(FIRST_FEB, MONTHLY)]
    assert [(each.on, each.amount) for each in found.planned] == [(FIRST_MARCH, MONTHLY)]


def test_the_first_collection_from_the_new_account_is_a_first_one():
    new = moved(in_force())
    submitted(FIRST_FEB)
    Mandate.objects.filter(pk=new.pk).update(status="active", active_at=WEDNESDAY_24_FEB)

    submitted(FIRST_MARCH, at=WEDNESDAY_24_FEB)

    assert Collection.objects.get(mandate=new).is_first


def test_a_number_that_was_wrong_is_put_right_and_the_old_account_still_goes_on():
    mandate = in_force()
    wrong = moved(mandate)

    right = moved(wrong, at=MONDAY_25_JAN + DAY, to=THIRD)

    mandate.refresh_from_db()
    assert (right.replaces, mandate.goes_on) == (mandate, True)
    assert collected_from(FIRST_FEB) == ["9911"]


def test_cancelled_after_the_move_nothing_is_collected_from_either_and_the_bank_hears_of_both():
    mandate = in_force()
    new = moved(mandate)
    submitted(dt.date(2027, 1, 29))

    mandates.cancel(new, why="She pays by card", **acts(at=MONDAY_25_JAN + DAY))

    assert collected_from(FIRST_FEB) == []
    assert sorted(kinds(submitted(FIRST_FEB))) == [("8899", "0C"), ("9911", "0C")]


@pytest.mark.parametrize("reason", ["1", "2", "B"])
def test_a_bank_that_ends_the_old_one_is_asked_for_nothing_more_and_told_nothing(reason):
    mandate = in_force()
    moved(mandate)
    news = MandateNews(News.ADDACS, mandate.reference, reason, dt.date(2027, 1, 26), None)

    bank_answers.heed_news(the_council(), [news], at=MONDAY_25_JAN + DAY)

    assert collected_from(FIRST_FEB) == []
    assert kinds(submitted(FIRST_FEB)) == [("8899", "0N")]


def test_an_old_account_that_turns_out_closed_is_asked_for_nothing_more():
    mandate = in_force()
    submitted(FIRST_FEB)
    moved(mandate, at=noon_of(FIRST_FEB))
    direct_debits.post_collections(the_council(), on=FIRST_FEB, at=noon_of(FIRST_FEB))

    bank_answers.note_unpaid(
        mandate.reference,
        due_on=FIRST_FEB,
        reason="B",
        movement=None,
        council_id=mandate.council_id,
        on=dt.date(2027, 2, 3),
        at=noon_of(dt.date(2027, 2, 3)),
    )

    mandate.refresh_from_db()
    assert not mandate.goes_on
    assert not Mandate.objects.get(replaces=mandate).cancelled_at


def test_a_bank_that_takes_the_old_one_up_again_changes_nothing():
    mandate = in_force()
    moved(mandate)
    news = MandateNews(News.ADDACS, mandate.reference, "R", dt.date(2027, 1, 26), None)

    bank_answers.heed_news(the_council(), [news], at=MONDAY_25_JAN + DAY)

    mandate.refresh_from_db()
    assert mandate.status == "cancelled"


def test_the_same_bank_account_is_refused():
    with pytest.raises(Refused, match="is collected from now"):
        mandates.change_bank(in_force(), BANK, **acts())


def test_a_cancelled_one_is_not_moved():
    mandate = in_force()
    moved(mandate)

    with pytest.raises(Refused, match="is cancelled"):
        mandates.change_bank(mandate, THIRD, **acts())


def test_an_ended_account_moves_no_more():
    mandate = in_force()
    RentAccount.objects.filter(pk=mandate.rent_account_id).update(until_on=dt.date(2027, 1, 20))

    with pytest.raises(Refused, match="This account ended"):
        mandates.change_bank(mandate, OTHER, **acts(at=MONDAY_25_JAN))


def test_sent_twice_it_moves_once():
    mandate, acting = in_force(), acts(at=MONDAY_25_JAN)

    first = mandates.change_bank(mandate, OTHER, **acting)

    assert mandates.change_bank(mandate, OTHER, **acting) == first
    assert Mandate.objects.count() == 2


def test_the_database_refuses_a_live_one_that_goes_on_for_another():
    mandate = in_force()

    with pytest.raises(IntegrityError, match="mandate_goes_on_for_another"), transaction.atomic():
        Mandate.objects.filter(pk=mandate.pk).update(goes_on=True)


def test_the_database_refuses_two_in_the_place_of_one():
    mandate, another = in_force(), in_force()
    moved(mandate)

    with pytest.raises(IntegrityError, match="mandate_replaced_once"), transaction.atomic():
        Mandate.objects.filter(pk=another.pk).update(replaces=mandate)


def test_the_database_refuses_the_place_of_another_councils_instruction():
    mandate = in_force()

    with pytest.raises(IntegrityError, match="same_council"), transaction.atomic():
        Mandate.objects.filter(pk=mandate.pk).update(replaces_id=mandate.pk + 1000)


# --- Another day ------------------------------------------------------------------------------------------


def test_a_day_that_was_changed_too_late_is_not_collected_on_what_was_told_of_the_day_before():
    """Told of the first of each month; on 24 February she asks for the eighth: 8 March is too soon to be told."""
    mandate = in_force()
    submitted(FIRST_FEB)
    mandates.change(mandate, day=8, **acts(at=WEDNESDAY_24_FEB))
    told(Mandate.objects.get(pk=mandate.pk), at=WEDNESDAY_24_FEB)

    found = paying_queries.to_collect(the_council(), collects_on=dt.date(2027, 3, 8))

    assert [each.why_not for each in found] == ["The payer was not told in time."]
    assert collected_from(dt.date(2027, 4, 8)) == ["9911"]


def test_a_day_that_is_changed_and_changed_back_is_told_of_again():
    mandate = in_force()
    mandates.change(mandate, day=20, **acts(at=MONDAY_25_JAN))
    told(Mandate.objects.get(pk=mandate.pk), at=MONDAY_25_JAN)

    back = mandates.change(mandate, day=1, **acts(at=MONDAY_25_JAN + DAY))

    due = mandates.notice_due(back, on=MONDAY_25_JAN.date() + DAY)
    assert (due.first_on, due.amount) == (FIRST_MARCH, MONTHLY)
    mandates.give_notice(back, due, at=MONDAY_25_JAN + DAY)
    assert mandates.notice_due(back, on=MONDAY_25_JAN.date() + DAY) is None
