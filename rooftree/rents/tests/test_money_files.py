"""Files of money: taken once, in their turn, whole or not at all."""

from decimal import Decimal

import psycopg
import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from rooftree.foundations.isolation import acting_for
from rooftree.foundations.refusals import Refused
from rooftree.foundations.sql import read
from rooftree.ledger.models import Movement
from rooftree.rents import migrations
from rooftree.rents.actions import files
from rooftree.rents.models import FileLine, MoneyFile, RentAccount, SuspenseItem
from rooftree.rents.tests.files_in import TODAY, an_account, cash_file, owes, taken
from tests.builders import NOON, a_home, an_officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("acting")]


def test_a_payment_with_its_reference_is_posted_to_its_account():
    account = an_account()

    file = taken(cash_file(f"CARD,{account.payment_reference},54.20"))

    assert (file.status, file.to_accounts, file.to_suspense) == ("posted", 1, 0)
    assert owes(account) == Decimal("-54.20")


def test_what_nobody_knows_goes_to_suspense_and_the_file_adds_up():
    account = an_account()

    file = taken(cash_file(f"CARD,{account.payment_reference},54.20", "BANK,,12.00,2026-11-20,N NOBODY,"))

    assert (file.total, file.to_accounts_total, file.to_suspense_total) == (
        Decimal("66.20"),
        Decimal("54.20"),
        Decimal("12.00"),
    )
    item = SuspenseItem.objects.get(line__file=file)
    assert item.because == "No reference was quoted, and nobody is known by the payer's name."


def test_a_returned_cheque_is_debited_back():
    account = an_account()

    taken(cash_file(f"CHEQUE,{account.payment_reference},25.00", f"RETURNED,{account.payment_reference},25.00"))

    assert owes(account) == 0


def test_the_same_file_twice_is_refused_naming_the_first():
    account = an_account()
    content = cash_file(f"CARD,{account.payment_reference},54.20")
    taken(content, name="monday.csv")

    with pytest.raises(
        Refused, match=r"handed in before, as “monday\.csv” on Fri 20 Nov 2026: it was posted, 1 line"
    ):
        taken(content, name="tuesday.csv")

    assert owes(account) == Decimal("-54.20")


def test_a_number_with_other_contents_is_refused_and_nothing_posted():
    account = an_account()
    taken(cash_file(f"CARD,{account.payment_reference},54.20", sequence=1))

    again = taken(cash_file(f"CARD,{account.payment_reference},54.21", sequence=1))

    assert again.status == "refused"
    assert "Number 1 of TILL was posted" in again.because
    assert owes(account) == Decimal("-54.20")


def test_two_kinds_of_file_may_call_their_series_the_same():
    account = an_account()
    taken(cash_file(f"CARD,{account.payment_reference},54.20", feed="DAILY", sequence=1))

    schedule = "\n".join(
        ["H,DAILY,1,2026-11-20", f"D,PAYMENT,{account.payment_reference},80.00,2026-11-20,,,", "T,1,80.00", ""]
    )
    of_benefit = taken(schedule.encode(), kind="hb", name="hb.csv")

    assert (of_benefit.status, of_benefit.because) == ("posted", "")
    assert owes(account) == Decimal("-134.20")


def test_a_file_that_comes_early_waits_for_the_one_before_it():
    account = an_account()
    taken(cash_file(f"CARD,{account.payment_reference},1.00", sequence=1))

    third = taken(cash_file(f"CARD,{account.payment_reference},3.00", sequence=3))
    waiting = third.status, third.because
    taken(cash_file(f"CARD,{account.payment_reference},2.00", sequence=2))

    assert waiting == ("held", "It is number 3 of TILL, but number 2 has not come.")
    third.refresh_from_db()
    assert (third.status, owes(account)) == ("posted", Decimal("-6.00"))


def test_posting_out_of_turn_needs_a_reason_and_two_people():
    account = an_account()
    taken(cash_file(f"CARD,{account.payment_reference},1.00", sequence=1))
    held = taken(cash_file(f"CARD,{account.payment_reference},3.00", sequence=3))
    asks, agrees = an_officer("rent_accounting_officer"), an_officer("team_leader")

    with pytest.raises(Refused, match="Say why"):
        files.ask_to_skip(held, why=" ", by=asks, at=NOON, key="k1")
    held = files.ask_to_skip(held, why="The till was down on Thursday.", by=asks, at=NOON, key="k2")
    with pytest.raises(Refused, match="You asked for this"):
        files.agree_to_skip(held, by=asks, at=NOON, key="k3")
    posted = files.agree_to_skip(held, by=agrees, at=NOON, key="k4")

    assert (posted.status, owes(account)) == ("posted", Decimal("-4.00"))


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"H,TILL,1,2026-11-20\nD,CARD,10000000113,54.20,2026-11-20,,,\n", "no trailer"),
        (cash_file("CARD,10000000113,54.20", total="54.21"), "add up to £54.21, but they add up to £54.20"),
        (cash_file("CARD,10000000113,54.20", count=2), "says that it has 2 lines, but 1"),
        (cash_file("CARD,10000000113,fifty"), "“fifty” is not an amount"),
        (cash_file("CARD,10000000113,5.00,31/02/2026,,"), "“31/02/2026” is not a day"),
        (cash_file("BARTER,10000000113,5.00"), "“BARTER” is no type"),
        (b"H,TILL,1,2026-11-20\nD,CARD,10000000113,54.20,2026-11-2", "“2026-11-2” is not a day"),
        (b"H,TILL,1,2026-11-20\nD,CARD,10000000113,54.20", "it was cut off"),
    ],
)
def test_a_file_with_a_fault_is_refused_whole(content, fault):
    account = an_account("10000000113")

    file = taken(content)

    assert file.status == "refused"
    assert any(fault in sentence for _, sentence in file.faults)
    assert (owes(account), FileLine.objects.count()) == (0, 0)


def test_a_refused_file_can_come_again_mended():
    account = an_account()
    taken(cash_file(f"CARD,{account.payment_reference},54.20", total="1.00"))

    mended = taken(cash_file(f"CARD,{account.payment_reference},54.20"))

    assert mended.status == "posted"


def test_a_form_sent_twice_takes_the_file_once():
    account = an_account()
    content = cash_file(f"CARD,{account.payment_reference},54.20")

    first = taken(content, key="one")
    second = taken(content, key="one")

    assert (first.pk, MoneyFile.objects.count()) == (second.pk, 1)


def test_the_database_keeps_a_line_from_an_account_of_another_council(other_council):
    account = an_account()
    file = taken(cash_file(f"CARD,{account.payment_reference},54.20"))
    with acting_for([other_council.pk], who="test"):
        theirs = a_home(council=other_council)
        foreign = RentAccount.objects.create(
            council=other_council,
            place=theirs,
            payment_reference="1",
            group="hra",
            cycle="weekly",
            from_on=TODAY,
            created_at=NOON,
        )
    line = FileLine.objects.get(file=file)
    line.pk, line.row, line.rent_account = FileLine.id_of(file.pk, 2), 2, foreign

    with pytest.raises(IntegrityError, match="an account of its council"), transaction.atomic():
        line.save(force_insert=True)


def test_the_database_keeps_a_line_from_a_file_that_is_not_of_its_council():
    line = FileLine.objects.get(file=taken(cash_file("CARD,,54.20")))
    line.pk, line.file_id = FileLine.id_of(999_999_999, line.row), 999_999_999

    with pytest.raises(IntegrityError, match="of a file of its council"), transaction.atomic():
        line.save(force_insert=True)


def test_a_line_is_numbered_by_its_file_and_its_row():
    file = taken(cash_file("CARD,,54.20", "CARD,,3.10"))
    line = FileLine.objects.get(file=file, row=2)

    numbers = list(file.posted_lines.values_list("pk", flat=True))
    assert numbers == [FileLine.id_of(file.pk, 1), FileLine.id_of(file.pk, 2)]
    with pytest.raises(IntegrityError, match="rents_fileline_pkey"), transaction.atomic():
        line.save(force_insert=True)
    line.pk = FileLine.id_of(file.pk, 3)
    with pytest.raises(IntegrityError, match="line_is_numbered_by_file_and_row"), transaction.atomic():
        line.save(force_insert=True)


def test_the_lines_of_a_file_are_its_own():
    first, second = taken(cash_file("CARD,,54.20")), taken(cash_file("CARD,,3.10", sequence=2))

    assert [line.amount for line in first.posted_lines] == [Decimal("54.20")]
    assert [line.amount for line in second.posted_lines] == [Decimal("3.10")]


@pytest.mark.django_db(transaction=True)
def test_lines_that_were_numbered_otherwise_are_numbered_anew_with_what_waits_of_them(owner_url):
    file = taken(cash_file("CARD,,54.20", "CARD,,3.10"))
    before, after = (read(f"0029_lines_numbered{ending}", beside=migrations.__file__) for ending in ("_undo", ""))

    with psycopg.connect(owner_url) as owner:
        owner.execute(before)
        for table in ("rents_fileline", "rents_suspenseitem"):
            owner.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        owner.execute("UPDATE rents_suspenseitem SET line_id = line_id & 7")
        owner.execute("UPDATE rents_fileline SET id = id & 7")
        for table in ("rents_fileline", "rents_suspenseitem"):
            owner.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        owner.execute(after)
        lines = owner.execute("SELECT id FROM rents_fileline ORDER BY row").fetchall()
        waiting = owner.execute("SELECT line_id FROM rents_suspenseitem ORDER BY amount DESC").fetchall()
        owner.rollback()

    assert lines == waiting == [(FileLine.id_of(file.pk, 1),), (FileLine.id_of(file.pk, 2),)]


@pytest.mark.django_db(transaction=True)
def test_the_owner_takes_no_file_away_of_which_lines_were_posted(owner_url):
    file = taken(cash_file("CARD,,54.20"))

    with psycopg.connect(owner_url) as owner:
        owner.execute("DELETE FROM rents_moneyfilepart WHERE file_id = %s", [file.pk])
        with pytest.raises(psycopg.IntegrityError, match="lines were posted stays"):
            owner.execute("DELETE FROM rents_moneyfile WHERE id = %s", [file.pk])


def test_each_line_says_the_movement_that_posted_it():
    account = an_account()
    file = taken(cash_file(f"CARD,{account.payment_reference},54.20", "CARD,,3.10"))

    posted = FileLine.objects.filter(file=file).order_by("row").values_list("movement", "amount")

    moved = dict(Movement.objects.filter(batch=f"file:{file.pk}").values_list("pk", "amount"))
    assert dict(posted) == moved
    assert len(moved) == 2


def test_the_database_keeps_what_was_posted_of_a_file():
    account = an_account()
    file = taken(cash_file(f"CARD,{account.payment_reference},54.20"))

    with pytest.raises(IntegrityError, match="what_came_in_went_somewhere"), transaction.atomic():
        MoneyFile.objects.filter(pk=file.pk).update(total=Decimal("54.21"))
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        FileLine.objects.filter(file=file).delete()
