"""The books are handed over to the general ledger: each movement once, whenever it is posted."""

import dataclasses
from datetime import timedelta
from decimal import Decimal as D
from itertools import chain

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rooftree.foundations import local_rules
from rooftree.foundations.isolation import acting_for
from rooftree.foundations.models import KeptFile
from rooftree.foundations.refusals import Refused
from rooftree.ledger import accounts as ledger_accounts
from rooftree.ledger import closing, posting
from rooftree.ledger.models import Movement
from rooftree.rents import general_ledger
from rooftree.rents.actions import general_ledger as actions
from rooftree.rents.general_ledger_checks import handed_over
from rooftree.rents.models import AccountPart, GeneralLedgerFile, GeneralLedgerLine, GroupChange, RentAccount
from rooftree.rents.tests.books import a_rent_account, balance, control_balance, posted, rent_of
from rooftree.rents.tests.handed import (
    MONDAY,
    ONE_DAY,
    THURSDAY,
    TUESDAY,
    WEDNESDAY,
    between,
    codes_of,
    differences,
    hand_over,
    in_the_ledger,
    text_of,
)
from tests.builders import NOON, TODAY, a_home, an_officer, by, the_council

pytestmark = pytest.mark.usefixtures("acting")


@pytest.fixture
def account() -> RentAccount:
    """An account whose books were handed over until Monday: £100.00 were charged, and £60.00 paid."""
    account = a_rent_account()
    posted(account, "100.00", "DBR", on=MONDAY - 14 * ONE_DAY)
    posted(account, "-60.00", "RDD", on=MONDAY - 7 * ONE_DAY)
    hand_over(MONDAY)
    return account


# --- What a file says --------------------------------------------------------------------------------


def test_the_first_file_brings_all_that_was_before_as_one_day(account):
    [first] = GeneralLedgerFile.objects.all()

    assert text_of(first) == [
        "H,RENTS,alder,1,2026-11-20,2026-11-15",
        "D,2026-11-15,C2000,60.00,0.00,1,direct_debit",
        "D,2026-11-15,D5000,100.00,60.00,2,debtors.hra",
        "D,2026-11-15,H1000,0.00,100.00,1,income.hra",
        "T,3,160.00,160.00",
    ]


def test_the_next_file_has_what_was_posted_since_day_by_day(account):
    posted(account, "100.00", "DBR", on=MONDAY)
    posted(account, "-45.60", "RCP", on=WEDNESDAY)
    posted(account, "-1.00", "RCP", on=TODAY)

    made = hand_over()

    assert (made.number, made.until_on, made.lines, made.debit, made.credit) == (
        2,
        TODAY,
        4,
        D("145.60"),
        D("145.60"),
    )
    assert text_of(made)[1:] == [
        "D,2026-11-16,D5000,100.00,0.00,1,debtors.hra",
        "D,2026-11-16,H1000,0.00,100.00,1,income.hra",
        "D,2026-11-18,C2020,45.60,0.00,1,card",
        "D,2026-11-18,D5000,0.00,45.60,1,debtors.hra",
        "T,4,145.60,145.60",
    ]


def test_what_was_posted_late_is_a_line_of_its_own_day_in_the_next_file(account):
    posted(account, "-10.00", "RCP", on=TUESDAY)
    hand_over(WEDNESDAY)
    posted(account, "-3.00", "RCP", on=TUESDAY)
    posted(account, "-4.00", "RDD", on=MONDAY - 7 * ONE_DAY)

    made = hand_over(WEDNESDAY)

    assert text_of(made)[1:] == [
        "D,2026-11-15,C2000,4.00,0.00,1,direct_debit",
        "D,2026-11-15,D5000,0.00,4.00,1,debtors.hra",
        "D,2026-11-17,C2020,3.00,0.00,1,card",
        "D,2026-11-17,D5000,0.00,3.00,1,debtors.hra",
        "T,4,7.00,7.00",
    ]


def test_money_passes_through_suspense_and_leaves_nothing_there(account):
    between("cash", "suspense", "30.00", "RBP", on=MONDAY)
    posted(account, "-30.00", "RIT", on=TUESDAY)

    assert codes_of(hand_over()) == {"C2040": D("30.00"), "S3000": D(0), "D5000": D("-30.00")}


def test_a_refund_is_owed_until_it_is_paid(account):
    posted(account, "25.00", "RDR", on=MONDAY)
    owed = codes_of(hand_over(TUESDAY))
    between("refunds", "cash", "25.00", "RDR", on=WEDNESDAY)

    assert owed == {"D5000": D("25.00"), "S3011": D("-25.00")}
    assert codes_of(hand_over()) == {"S3011": D("25.00"), "C2200": D("-25.00")}


def test_a_card_payment_reaches_the_bank_less_its_fee(account):
    posted(account, "-50.00", "RCP", on=MONDAY)
    between("cash", "card", "49.20", "RBP", on=WEDNESDAY)
    between("card_fees", "card", "0.80", "RCP", on=WEDNESDAY)

    assert codes_of(hand_over()) == {
        "D5000": D("-50.00"),
        "C2020": D(0),
        "C2040": D("49.20"),
        "E6000": D("0.80"),
    }


def test_rent_that_nobody_owes_is_lost_and_not_owed(account):
    home = a_home("9 Oak Street")
    void = RentAccount.objects.create(
        council_id=home.council_id,
        payment_reference="799",
        place=home,
        group="hra",
        cycle="weekly",
        from_on=MONDAY,
        created_at=NOON,
    )
    rent_of(void)
    posted(void, "90.00", "DBR", on=MONDAY)

    assert codes_of(hand_over()) == {"H1900": D("90.00"), "H1000": D("-90.00")}


def test_what_was_taken_back_stands_under_the_same_codes(account):
    wrong = posted(account, "-80.00", "RSO", on=MONDAY)
    posting.reverse(
        [wrong.pk], reason="Twice", council_id=account.council_id, posted_on=TUESDAY, at=NOON, who="test"
    )

    made = hand_over()

    assert codes_of(made) == {"C2010": D(0), "D5000": D(0)}
    assert (made.debit, made.lines) == (D("160.00"), 4)


def test_an_account_that_moves_to_another_group_takes_its_balance_along(account):
    GroupChange.objects.create(
        council_id=account.council_id,
        rent_account=account,
        was="hra",
        group="travellers",
        from_on=account.from_on,
        charged_from_on=TUESDAY,
        why="Kind of agreement corrected",
        by=an_officer(),
        at=NOON - 3 * ONE_DAY,
    )
    RentAccount.objects.filter(pk=account.pk).update(group="travellers")
    posted(account, "-7.00", "RCP", on=TUESDAY)

    moved = hand_over()
    posted(account, "5.00", "DBR", on=MONDAY - 7 * ONE_DAY)
    late = hand_over()

    assert codes_of(moved) == {"D5000": D("-40.00"), "D5020": D("33.00"), "C2020": D("7.00")}
    assert codes_of(late) == {"D5000": D(0), "D5020": D("5.00"), "H1000": D("-5.00")}
    assert in_the_ledger()["debtors.travellers"] == balance(account) == D("38.00")
    assert "debtors.hra" not in in_the_ledger()
    assert differences() == {}


# --- Once --------------------------------------------------------------------------------------------


def test_a_form_sent_twice_makes_one_file(account):
    posted(account, "-10.00", on=MONDAY)
    acting = by("rent_accounting_officer")

    assert hand_over(**acting) == hand_over(**acting)
    assert GeneralLedgerFile.objects.count() == 2


def test_a_second_file_has_nothing_that_is_new(account):
    with pytest.raises(actions.NothingNew, match="Everything up to Sun 15 Nov 2026 has been handed over"):
        hand_over(MONDAY)

    assert GeneralLedgerFile.objects.count() == 1


@pytest.mark.parametrize(
    ("until_on", "why"),
    [
        (TODAY + ONE_DAY, "Choose Thu 19 Nov 2026, or a day before"),
        (MONDAY - ONE_DAY, "File 1 has the days up to Sun 15 Nov 2026 already"),
    ],
)
def test_a_day_is_handed_over_when_it_is_over_and_in_order(account, until_on, why):
    with pytest.raises(Refused, match=why):
        hand_over(until_on)


def test_a_file_is_the_same_whenever_it_is_taken_away(account):
    first = GeneralLedgerFile.objects.get()
    before = text_of(first)
    posted(account, "-10.00", on=MONDAY)
    hand_over()

    assert text_of(first) == before
    assert KeptFile.objects.get(pk=first.file_id).sha256 == first.sha256


def test_days_whose_books_are_closed_are_not_looked_at_again(account):
    posted(account, "-10.00", on=MONDAY)
    closing.close_until(account.council_id, WEDNESDAY, at=NOON, who="test")
    closed = hand_over(THURSDAY)
    posted(account, "-2.00", on=WEDNESDAY)

    coming = general_ledger.next_file(account.council_id, until_on=TODAY)

    assert closed.settled_until_on == WEDNESDAY
    assert [(line.accounting_on, line.book, line.credit) for line in coming.lines] == [
        (WEDNESDAY, "card", D(0)),
        (WEDNESDAY, "debtors.hra", D("2.00")),
    ]
    assert differences() == {}


def test_another_councils_books_are_not_in_it(account, other_council):
    posted(account, "-10.00", on=MONDAY)

    with acting_for([other_council.pk], who="test"):
        theirs = general_ledger.next_file(other_council.pk, until_on=TODAY)
    with acting_for([account.council_id, other_council.pk], who="test"):
        besides = general_ledger.next_file(other_council.pk, until_on=TODAY)
        ours = general_ledger.next_file(account.council_id, until_on=TODAY)

    assert (theirs.lines, besides.lines) == ((), ())
    assert len(ours.lines) == 2


def test_only_those_who_keep_the_books_hand_them_over(account):
    with pytest.raises(PermissionDenied):
        hand_over(**by("income_officer"))


def test_the_command_line_hands_over_without_an_officer(account):
    posted(account, "-10.00", on=MONDAY)

    assert hand_over(by=None).made_by is None


# --- Codes that change, or are missing --------------------------------------------------------------


def replaced(code, item, **flags):
    """Let the council set a list of its own from Wednesday on, in which an item has other flags."""
    items = [
        {
            "code": each.code,
            "label": each.label,
            "flags": {**each.flags, **(flags if each.code == item else {})},
        }
        for each in code.version(on=TODAY)
    ]
    local_rules.replace_locally(
        str(code),
        council=the_council(),
        value={"items": items},
        applies_from=WEDNESDAY,
        reason="New codes",
        by="test",
        at=NOON - 5 * ONE_DAY,
    )


def test_a_code_that_changes_stands_from_its_own_day_on(account):
    replaced(general_ledger.codes.TRANSACTION_CODES, "RCP", gl="C9999")
    posted(account, "-10.00", "RCP", on=TUESDAY)
    posted(account, "-11.00", "RCP", on=WEDNESDAY)
    made = hand_over()
    posted(account, "-2.00", "RCP", on=TUESDAY)
    late = hand_over()

    assert codes_of(made) == {"C2020": D("10.00"), "C9999": D("11.00"), "D5000": D("-21.00")}
    assert codes_of(late) == {"C2020": D("2.00"), "D5000": D("-2.00")}
    assert differences() == {}


@pytest.mark.parametrize(
    ("code", "item", "flags", "why"),
    [
        (
            "TRANSACTION_CODES",
            "RCP",
            {"gl": ""},
            "the transaction code RCP .gl in rents.transaction_codes. on Wed 18",
        ),
        (
            "GROUPS",
            "hra",
            {"gl": ""},
            "the rent group “hra” .gl in rents.groups. on Wed 18 Nov 2026. Set it in the",
        ),
    ],
)
def test_a_code_without_one_of_the_general_ledger_is_refused(account, code, item, flags, why):
    replaced(getattr(general_ledger.codes, code), item, **flags)
    posted(account, "-11.00", "RCP", on=WEDNESDAY)
    posted(account, "-12.00", "RCP", on=THURSDAY)

    with pytest.raises(Refused, match=why) as refusal:
        hand_over()

    assert str(refusal.value).count("There is no") == 1
    assert hand_over_until_wednesday_is_nothing()


def hand_over_until_wednesday_is_nothing() -> bool:
    return general_ledger.next_file(the_council().pk, until_on=WEDNESDAY).lines == ()


def test_a_control_account_that_nobody_named_is_refused(account):
    between("barter", "cash", "3.00", "RBP", on=MONDAY)

    with pytest.raises(Refused, match="the control account “barter”"):
        hand_over()


# --- It agrees with the books -----------------------------------------------------------------------


def test_a_line_that_says_something_else_than_the_books_shows(account):
    posted(account, "-10.00", "RCP", on=MONDAY)
    between("cash", "suspense", "30.00", "RBP", on=MONDAY)

    council_id = account.council_id
    coming = general_ledger.next_file(council_id, until_on=TODAY)
    without = dataclasses.replace(coming, lines=coming.lines[:-1])

    assert coming.lines[-1].book == "suspense"
    assert [
        (each.book, each.difference) for each in general_ledger.compared(council_id, without) if each.difference
    ] == [("suspense", D("-30.00"))]


def a_wrong_file() -> None:
    """A third file, which says of closed days what was never posted."""
    before = GeneralLedgerFile.objects.get(number=2)
    facts = {"council": before.council, "made_at": NOON, "file": before.file, "until_on": TODAY}
    wrong = GeneralLedgerFile.objects.create(
        **facts,
        number=3,
        settled_until_on=MONDAY,
        lines=2,
        debit=D("9.00"),
        credit=D("9.00"),
        sha256=before.sha256,
    )
    for line in before.said.all():
        line.pk, line.file, line.accounting_on = None, wrong, MONDAY - 30 * ONE_DAY
        line.debit, line.credit = line.debit and D("9.00"), line.credit and D("9.00")
        line.save()


def test_each_night_all_of_it_is_compared(account):
    council = account.council
    closing.close_until(council.pk, MONDAY, at=NOON, who="test")
    posted(account, "-10.00", "RCP", on=MONDAY)
    hand_over()
    before = list(handed_over(council, TODAY))
    a_wrong_file()

    assert before == []
    assert list(handed_over(council, TODAY)) == [
        "The general ledger was handed something else than the books say: card differs by −£9.00; debtors.hra "
        "differs by £9.00. Compare the files with the books before the next is made."
    ]


def test_a_council_that_hands_nothing_over_is_not_compared(council):
    posted(a_rent_account(), "-10.00", on=MONDAY)

    assert list(handed_over(council, TODAY)) == []


PENCE = st.integers(min_value=1, max_value=20_000).map(lambda pence: D(pence) / 100)
DAYS = st.integers(0, 5).map(lambda back: TODAY - back * ONE_DAY)
POSTED = {
    "charge": lambda desk, which, pounds, on: posted(desk[which], pounds, "DBR", on=on),
    "service": lambda desk, which, pounds, on: posted(desk[which], pounds, "DSC", on=on),
    "credit": lambda desk, which, pounds, on: posted(desk[which], f"-{pounds}", "RWA", on=on),
    "receipt": lambda desk, which, pounds, on: posted(desk[which], f"-{pounds}", "RBP", on=on),
    "returned": lambda desk, which, pounds, on: posted(desk[which], pounds, "RRC", on=on),
    "from suspense": lambda desk, which, pounds, on: posted(desk[which], f"-{pounds}", "RIT", on=on),
    "write-off": lambda desk, which, pounds, on: posted(desk[which], f"-{pounds}", "WOF", on=on),
    "write-on": lambda desk, which, pounds, on: posted(desk[which], pounds, "WON", on=on),
    "refund": lambda desk, which, pounds, on: posted(desk[which], pounds, "REF", on=on),
    "refund paid": lambda desk, which, pounds, on: between("refunds", "cash", pounds, "REF", on=on),
    "to suspense": lambda desk, which, pounds, on: between("cash", "suspense", pounds, "RBP", on=on),
    "given back": lambda desk, which, pounds, on: between("suspense", "refunds", pounds, "RDR", on=on),
    "settled": lambda desk, which, pounds, on: between("cash", "card", pounds, "RBP", on=on),
    "income moved": lambda desk, which, pounds, on: between("income.hra", "income.garages", pounds, "DBR", on=on),
    "transfer": lambda desk, which, pounds, on: transferred(desk[which], desk[1 - which], pounds, on=on),
    "reversed": lambda desk, which, pounds, on: taken_back(on=on),
    "regrouped": lambda desk, which, pounds, on: regrouped(desk[which], on=on),
    "handed over": lambda desk, which, pounds, on: hand_over(on + ONE_DAY, at=NOON + ONE_DAY),
    "closed": lambda desk, which, pounds, on: closing.close_until(the_council().pk, on, at=NOON, who="test"),
}
STEPS = st.lists(
    st.tuples(st.sampled_from(sorted(POSTED)), st.integers(0, 1), PENCE, DAYS), min_size=1, max_size=18
)


def transferred(account, other, pounds, *, on):
    """Move a sum from one account to another."""
    wanted = posting.Posting(
        debit=rent_of(account).ledger_account_id,
        credit=rent_of(other).ledger_account_id,
        amount=pounds,
        kind="journal",
        code="RIT",
        effective_on=on,
        key=f"transfer:{Movement.objects.count()}",
    )
    posting.post([wanted], council_id=account.council_id, posted_on=on, at=NOON, who="test")


def taken_back(*, on):
    """Take the last movement back."""
    last = Movement.objects.latest("pk")
    posting.reverse([last.pk], reason="Tried", council_id=last.council_id, posted_on=on, at=NOON, who="test")


def regrouped(account, *, on):
    """Move an account to the other group, on a day whose books are open: it is always done today."""
    closed = closing.closed_until(account.council_id)
    if closed and on < closed:
        raise Refused("An account is moved on the day on which somebody does it.")
    account.refresh_from_db()
    after = "garages" if account.group == "hra" else "hra"
    GroupChange.objects.create(
        council_id=account.council_id,
        rent_account=account,
        was=account.group,
        group=after,
        from_on=on,
        charged_from_on=on,
        why="Tried",
        by=an_officer(),
        at=NOON - (TODAY - on),
    )
    account.group = after
    account.save()


def sides() -> list[tuple[int, D]]:
    """Both sides of every movement: the account, and pounds."""
    moved = Movement.objects.values_list("debit_id", "credit_id", "amount")
    return list(chain.from_iterable(((debit, pounds), (credit, -pounds)) for debit, credit, pounds in moved))


def said_by_the_books() -> dict[str, D]:
    """What stands in each book, added up movement by movement."""
    groups = {
        part.ledger_account_id: f"debtors.{part.rent_account.group}"
        for part in AccountPart.objects.select_related("rent_account")
    }
    controls = {each.pk: each.code for each in ledger_accounts.Account.objects.filter(kind="control")}
    names = groups | controls
    found: dict[str, D] = {}
    for account_id, pounds in sides():
        found[names[account_id]] = found.get(names[account_id], D(0)) + pounds
    return {book: pounds for book, pounds in found.items() if pounds}


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(STEPS)
def test_whatever_is_posted_the_general_ledger_agrees_with_the_books(council, steps):
    end = TODAY + 2 * ONE_DAY
    with transaction.atomic():
        desk = [a_rent_account(), a_rent_account(group="garages")]
        posted(desk[0], "1.00", "DBR", on=TODAY)
        for what, which, pounds, on in steps:
            try:
                with transaction.atomic():
                    POSTED[what](desk, which, pounds, on)
            except (Refused, Movement.DoesNotExist):
                continue
            assert differences(end) == {}
        hand_over_the_rest(end)

        assert in_the_ledger() == said_by_the_books()
        assert [each.number for each in GeneralLedgerFile.objects.order_by("pk")] == list(
            range(1, GeneralLedgerFile.objects.count() + 1)
        )
        assert general_ledger.next_file(council.pk, until_on=end).lines == ()
        transaction.set_rollback(True)


def hand_over_the_rest(end):
    """Hand over what is left, if there is any."""
    try:
        with transaction.atomic():
            hand_over(end, at=NOON + timedelta(days=3))
    except actions.NothingNew:
        return


def test_a_control_account_stands_under_its_codes_to_the_penny(account):
    posted(account, "-10.00", "RUC", on=MONDAY)
    posted(account, "-3.00", "RDT", on=TUESDAY)
    between("cash", "uc", "13.00", "RBP", on=WEDNESDAY)

    made = hand_over()

    assert codes_of(made) == {"D5000": D("-13.00"), "C2120": D("-3.00"), "C2130": D("3.00"), "C2040": D("13.00")}
    assert control_balance(account, "uc") == 0
    assert "uc" not in in_the_ledger()
    assert GeneralLedgerLine.objects.filter(book="uc").count() == 3
