"""One payment for several accounts: divided to the penny in one step, by one officer or two, and never twice."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from rooftree.foundations.refusals import Refused
from rooftree.ledger.models import Movement
from rooftree.rents import reconciliations
from rooftree.rents.actions import journals, suspense
from rooftree.rents.actions.suspense_shares import Share
from rooftree.rents.models import SuspenseItem, SuspenseMove, SuspenseShare
from rooftree.rents.suspense_rules import check_divided
from rooftree.rents.tests.files_in import TODAY, an_account, cash_file, owes, taken
from rooftree.rents.tests.money import balance, control_balance, rent_of
from tests.builders import NOON, an_officer, by

SURE = {"why": "They wrote with the transfer: two rents in one."}


def in_suspense(*details, **facts):
    taken(cash_file(*details, **facts))
    return SuspenseItem.objects.latest("pk")


def shared(*parts):
    return [Share(account, Decimal(pounds)) for account, pounds in parts]


def taken_back(movement, **facts):
    acting = by("rent_accounting_officer") | facts
    return journals.prepare_reversal(
        [movement], reason="wrong_account", why="They rang: it was not theirs.", **acting
    )


# --- The rule -------------------------------------------------------------------------------------------

ONE, TWO = ("10000000113", Decimal("60.00")), ("10000000210", Decimal("40.00"))


def test_parts_that_make_the_whole_divide_it():
    check_divided(Decimal("100.00"), [ONE, TWO])


@pytest.mark.parametrize(
    ("whole", "parts", "sentence"),
    [
        ("60.00", [ONE], "Name two accounts at least"),
        ("120.00", [ONE, ONE], "10000000113 stands here twice. Name it once"),
        ("100.01", [ONE, TWO], "The parts make £100.00, and £100.01 is to be divided: £0.01 is left over"),
        ("99.99", [ONE, TWO], "that is £0.01 too much"),
        ("60.00", [ONE, ("10000000210", Decimal("0.00"))], "Enter what 10000000210 gets, above nought"),
        ("60.00", [("A", Decimal("70.00")), ("B", Decimal("-10.00"))], "Enter what B gets, above nought"),
        ("10.00", [("A", Decimal("9.995")), ("B", Decimal("0.005"))], "A gets has parts of a penny"),
    ],
)
def test_parts_that_do_not_fit_are_refused(whole, parts, sentence):
    with pytest.raises(Refused, match=sentence):
        check_divided(Decimal(whole), parts)


# --- What is done -----------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.usefixtures("acting")
class TestDividing:
    """With the books."""

    def test_a_payment_for_two_accounts_is_divided_in_one_step(self):
        home, garage = an_account(), an_account()
        item = in_suspense("BANK,,80.00,2026-11-13,N NOBODY,")

        move = suspense.divide(item, shared((home, "65.25"), (garage, "14.75")), **SURE, **by("income_officer"))

        item.refresh_from_db()
        assert (move.status, item.status) == ("posted", "posted")
        assert (owes(home), owes(garage)) == (Decimal("-65.25"), Decimal("-14.75"))
        assert control_balance(home, "suspense") == 0
        movements = Movement.objects.filter(pk__in=move.shares.values("movement"))
        assert sorted(movements.values_list("code", "amount")) == [
            ("RIT", Decimal("14.75")),
            ("RIT", Decimal("65.25")),
        ]

    def test_two_parts_of_one_account_are_two_parts(self):
        account, other = an_account(), an_account()
        item = in_suspense("BANK,,80.00")
        parts = [
            Share(account, Decimal("50.00")),
            Share(account, Decimal("20.00"), "court_costs"),
            Share(other, Decimal("10.00")),
        ]

        suspense.divide(item, parts, **SURE, **by("income_officer"))

        assert (balance(account), balance(account, "court_costs")) == (Decimal("-50.00"), Decimal("-20.00"))

    def test_money_that_went_back_is_debited_to_each(self):
        one, two = an_account(), an_account()
        item = in_suspense("RETURNED,,25.00")

        suspense.divide(item, shared((one, "15.00"), (two, "10.00")), **SURE, **by("income_officer"))

        assert (owes(one), owes(two)) == (Decimal("15.00"), Decimal("10.00"))

    def test_the_whole_counts_for_the_second_person_not_each_part(self):
        one, two = an_account(), an_account()
        item, own = in_suspense("BANK,,500.01"), by("rent_accounting_officer")

        move = suspense.divide(item, shared((one, "250.01"), (two, "250.00")), **SURE, **own)

        assert (move.status, owes(one), owes(two)) == ("prepared", 0, 0)
        with pytest.raises(Refused, match="You prepared this"):
            suspense.approve(move, by=own["by"], at=NOON, key="k1")
        suspense.approve(move, **by("team_leader"))
        assert (owes(one), owes(two)) == (Decimal("-250.01"), Decimal("-250.00"))

    def test_what_was_posted_alone_to_any_of_the_accounts_counts_together(self):
        one, two, officer = an_account(), an_account(), an_officer("income_officer")
        first, second = in_suspense("BANK,,300.00"), in_suspense("BANK,,200.01", sequence=2)
        parts = shared((one, "100.00"), (two, "200.00"))

        suspense.divide(first, parts, **SURE, **by(officer=officer))
        within = suspense.divide(
            second, shared((one, "100.01"), (an_account(), "100.00")), **SURE, **by(officer=officer)
        )

        assert within.status == "posted"
        third = in_suspense("BANK,,250.00", sequence=3)
        above = suspense.divide(third, shared((one, "50.00"), (two, "200.00")), **SURE, **by(officer=officer))
        assert above.status == "prepared"
        assert "With £400.01 that you posted to these accounts" in above.because

    def test_refused_parts_are_divided_anew(self):
        one, two = an_account(), an_account()
        item = in_suspense("BANK,,800.00")
        move = suspense.divide(item, shared((one, "400.00"), (two, "400.00")), **SURE, **by("income_officer"))

        suspense.refuse(move, why="The second is her sister's.", **by("team_leader"))

        again = suspense.divide(
            item, shared((one, "400.00"), (an_account(), "400.00")), **SURE, **by("income_officer")
        )
        assert (again.status, owes(one), owes(two)) == ("prepared", 0, 0)

    def test_a_form_sent_twice_divides_once(self):
        one, two, acting = an_account(), an_account(), by("income_officer")
        item = in_suspense("BANK,,80.00")
        parts = shared((one, "40.00"), (two, "40.00"))

        first = suspense.divide(item, parts, **SURE, **acting)
        second = suspense.divide(item, parts, **SURE, **acting)

        assert (first.pk, owes(one), SuspenseMove.objects.count()) == (second.pk, Decimal("-40.00"), 1)

    def test_nothing_is_divided_without_a_reason(self):
        one, two, item = an_account(), an_account(), in_suspense("BANK,,80.00")

        with pytest.raises(Refused, match="Say how you know whose each part is"):
            suspense.divide(item, shared((one, "40.00"), (two, "40.00")), why=" ", **by("income_officer"))

    def test_nobody_pays_to_an_empty_home(self):
        void, item = an_account(), in_suspense("BANK,,80.00")
        void.tenancy = None
        void.save()

        with pytest.raises(Refused, match="nobody pays there"):
            suspense.divide(item, shared((an_account(), "40.00"), (void, "40.00")), **SURE, **by("income_officer"))

    def test_the_part_that_was_somebody_elses_moves_on_alone(self):
        right, wrong, meant = an_account(), an_account(), an_account()
        item = in_suspense("BANK,,80.00")
        suspense.divide(item, shared((right, "40.00"), (wrong, "40.00")), **SURE, **by("income_officer"))

        journals.prepare_transfer(
            rent_of(wrong),
            rent_of(meant),
            Decimal("40.00"),
            reason="wrong_account",
            why="The garage is another's.",
            effective_on=TODAY,
            **by("rent_accounting_officer"),
        )

        assert (owes(right), owes(wrong), owes(meant)) == (Decimal("-40.00"), 0, Decimal("-40.00"))

    def test_what_was_posted_by_mistake_goes_back_to_suspense_whole(self):
        one, two = an_account(), an_account()
        item = in_suspense("BANK,,40.00")
        move = suspense.divide(item, shared((one, "25.00"), (two, "15.00")), **SURE, **by("income_officer"))
        first = move.shares.get(rent_account=one)

        journal = taken_back(first.movement)

        item.refresh_from_db()
        move.refresh_from_db()
        assert (journal.status, journal.total, journal.lines.count()) == ("posted", Decimal("40.00"), 2)
        assert (owes(one), owes(two), control_balance(one, "suspense")) == (0, 0, Decimal("-40.00"))
        assert (item.status, item.settled_on, move.status) == ("open", None, "withdrawn")
        assert "They rang: it was not theirs" in move.settled_why

    def test_what_went_back_to_suspense_is_posted_anew(self):
        one, other = an_account(), an_account()
        item = in_suspense("BANK,,40.00")
        move = suspense.post_to_account(item, account=one, **SURE, **by("income_officer"))
        taken_back(move.movement)

        suspense.post_to_account(item, account=other, **SURE, **by("income_officer"))

        assert (owes(one), owes(other), control_balance(one, "suspense")) == (0, Decimal("-40.00"), 0)

    def test_taken_back_twice_it_goes_back_once(self):
        one, item = an_account(), in_suspense("BANK,,40.00")
        move = suspense.post_to_account(item, account=one, **SURE, **by("income_officer"))
        taken_back(move.movement)

        with pytest.raises(Refused, match="was taken back before"):
            taken_back(move.movement)

    def test_what_came_from_suspense_is_not_posted_elsewhere_in_passing(self):
        one, item = an_account(), in_suspense("BANK,,40.00")
        move = suspense.post_to_account(item, account=one, **SURE, **by("income_officer"))

        with pytest.raises(Refused, match="goes back there, and is posted from there"):
            taken_back(move.movement, instead=rent_of(an_account()))

    def test_a_large_one_goes_back_when_a_colleague_agrees(self):
        one, item = an_account(), in_suspense("BANK,,400.00")
        move = suspense.post_to_account(item, account=one, **SURE, **by("income_officer"))

        journal = taken_back(move.movement)
        item.refresh_from_db()
        untouched = item.status
        journals.approve(journal, **by("rent_accounting_officer"))

        item.refresh_from_db()
        assert (untouched, item.status, owes(one)) == ("posted", "open", 0)

    def test_a_period_between_still_reconciles_after_it_was_taken_back(self, council):
        one, item = an_account(), in_suspense("BANK,,40.00")
        move = suspense.post_to_account(item, account=one, **SURE, **by("income_officer"))
        taken_back(move.movement, at=NOON + timedelta(days=14))

        between, after = (
            reconciliations.reckon(
                "suspense", council_id=council.pk, from_on=TODAY, until_on=TODAY + timedelta(days=days)
            )
            for days in (7, 21)
        )

        assert (between.expected, between.posted) == (0, 0)
        assert (after.expected, after.posted) == (Decimal("40.00"), Decimal("40.00"))

    def test_what_was_divided_reconciles(self, council):
        one, two = an_account(), an_account()
        item = in_suspense("BANK,,80.00")
        suspense.divide(item, shared((one, "40.00"), (two, "40.00")), **SURE, **by("income_officer"))

        reckoned = reconciliations.reckon(
            "suspense", council_id=council.pk, from_on=TODAY.replace(day=1), until_on=TODAY.replace(month=12)
        )

        assert (reckoned.expected, reckoned.posted) == (0, 0)

    # --- What the database refuses ----------------------------------------------------------------------

    def test_shares_that_lose_a_penny_are_refused(self):
        one, two = an_account(), an_account()
        item = in_suspense("BANK,,800.00")
        move = suspense.divide(item, shared((one, "400.00"), (two, "400.00")), **SURE, **by("income_officer"))

        with pytest.raises(IntegrityError, match="from suspense make"), transaction.atomic():
            _adds_a_penny(move)

    @pytest.mark.parametrize(
        ("wrong", "constraint"),
        [
            ({"amount": Decimal("0.00")}, "suspense_share_above_nought"),
            ({}, "one_share_of_suspense_an_account"),
            ({"part": "services", "movement": 4711}, "one_share_of_suspense_a_movement"),
        ],
    )
    def test_a_share_that_cannot_be_is_refused(self, wrong, constraint):
        one, two = an_account(), an_account()
        item = in_suspense("BANK,,800.00")
        move = suspense.divide(item, shared((one, "400.00"), (two, "400.00")), **SURE, **by("income_officer"))

        with pytest.raises(IntegrityError, match=f'"{constraint}"'), transaction.atomic():
            _adds_beside_a_posted_one(move, one, **wrong)

    def test_a_share_never_changes(self):
        one, two = an_account(), an_account()
        item = in_suspense("BANK,,800.00")
        move = suspense.divide(item, shared((one, "400.00"), (two, "400.00")), **SURE, **by("income_officer"))

        with pytest.raises(IntegrityError, match="stays as it is"), transaction.atomic():
            move.shares.filter(rent_account=one).update(rent_account=an_account())

    def test_a_share_is_not_posted_before_its_whole_is(self):
        one, two = an_account(), an_account()
        item = in_suspense("BANK,,800.00")
        move = suspense.divide(item, shared((one, "400.00"), (two, "400.00")), **SURE, **by("income_officer"))

        with pytest.raises(IntegrityError, match="have a movement"), transaction.atomic():
            _says_it_is_posted(move.shares.filter(rent_account=one))


def _adds_a_penny(move):
    SuspenseShare.objects.create(
        council_id=move.council_id, move=move, rent_account=an_account(), part="rent", amount=Decimal("0.01")
    )
    _look()


def _adds_beside_a_posted_one(move, account, **wrong):
    move.shares.exclude(rent_account=account).update(movement=4711)
    facts = {"council_id": move.council_id, "move": move, "rent_account": account, "part": "rent"}
    SuspenseShare.objects.create(**{**facts, "amount": Decimal("1.00"), **wrong})


def _says_it_is_posted(shares):
    shares.update(movement=4711)
    _look()


def _look():
    """Let the database look now at what it looks at when a transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
