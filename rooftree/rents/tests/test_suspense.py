"""Money in suspense: suggested, owned, posted by one or two, given back; and what is matched by itself."""

from copy import copy as copy_of
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError

from rooftree.foundations.isolation import acting_for
from rooftree.foundations.refusals import Refused
from rooftree.ledger.models import Account, Movement
from rooftree.rents import suspense_queries
from rooftree.rents.actions import files, suspense
from rooftree.rents.actions.parts import part_of
from rooftree.rents.files.camt import Elsewhere
from rooftree.rents.models import Charge, ExpectedBenefit, FileLine, SuspenseItem
from rooftree.rents.tests.files_in import an_account, cash_file, owes, sample, taken
from rooftree.rents.tests.money import a_rent_account, control_balance, posted
from rooftree.rents.universal_credit import MANAGED
from tests.builders import NOON, a_group, a_person, a_team, an_officer, by

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("acting")]

SURE = {"why": "The payer rang, and read the reference from the letter."}


def in_suspense(*details, **facts):
    taken(cash_file(*details, **facts))
    return SuspenseItem.objects.latest("pk")


def with_a_slip(reference):
    return reference[:5] + str((int(reference[5]) + 1) % 10) + reference[6:]


# --- What is matched by itself -------------------------------------------------------------------------


def test_one_wrong_digit_and_the_weekly_rent_are_posted():
    account = an_account(weekly="109.60")

    taken(cash_file(f"BANK,{with_a_slip(account.payment_reference)},109.60"))

    assert owes(account) == Decimal("-109.60")
    assert FileLine.objects.get().evidence == "near_reference"


def gets_a_benefit(account, pounds, **days):
    ExpectedBenefit.objects.create(
        council_id=account.council_id,
        rent_account=account,
        kind=MANAGED,
        amount=Decimal(pounds),
        every="monthly",
        **{"from_on": date(2026, 1, 1), **days},
    )


def pays_for_a_garage(account, pounds):
    Charge.objects.create(
        council_id=account.council_id,
        rent_account=account,
        code="DBR",
        amount=Decimal(pounds),
        per="week",
        from_on=account.from_on,
        why="let",
        created_at=NOON,
    )


@pytest.mark.parametrize(
    ("pounds", "before"),
    [
        ("109.60", lambda account: None),
        ("438.40", lambda account: None),
        ("474.93", lambda account: None),
        ("119.60", lambda account: pays_for_a_garage(account, "10.00")),
        ("80.00", lambda account: gets_a_benefit(account, "80.00")),
        ("33.33", lambda account: posted(account, "33.33", "DBR")),
        ("77.00", lambda account: posted(account, "-77.00", on=date(2026, 3, 2))),
    ],
)
def test_a_near_reference_is_posted_with_what_its_account_is_expected_to_pay(pounds, before):
    account = an_account(weekly="109.60")
    before(account)

    taken(cash_file(f"BANK,{with_a_slip(account.payment_reference)},{pounds}"))

    assert FileLine.objects.get().evidence == "near_reference"


@pytest.mark.parametrize(
    ("pounds", "before"),
    [
        ("50.00", lambda account: None),
        ("80.00", lambda account: gets_a_benefit(account, "80.00", until_on=date(2026, 11, 20))),
        ("33.33", lambda account: posted(account, "33.34", "DBR")),
        ("77.00", lambda account: posted(account, "-77.00", on=date(2025, 10, 16))),
        ("77.00", lambda account: posted(an_account(), "-77.00", on=date(2026, 3, 2))),
    ],
)
def test_a_near_reference_waits_with_what_its_account_is_not_expected_to_pay(pounds, before):
    account = an_account(weekly="109.60")
    before(account)

    item = in_suspense(f"BANK,{with_a_slip(account.payment_reference)},{pounds}")

    assert (item.suggested, item.evidence) == (account, "near")
    assert item.because.endswith(f"but £{pounds} is not what it usually pays.")


def test_a_week_s_rent_is_not_expected_of_who_has_left():
    account = an_account(weekly="109.60", ended_on=date(2026, 11, 20))

    item = in_suspense(f"BANK,{with_a_slip(account.payment_reference)},109.60")

    assert item.suggested == account


@pytest.mark.parametrize(("days", "status"), [(28, "prepared"), (29, "posted")])
def test_what_one_officer_posts_alone_counts_together_for_four_weeks(days, status):
    account, own = an_account(), by("income_officer")
    first, second = in_suspense("BANK,,300.00"), in_suspense("BANK,,300.00", sequence=2)
    suspense.post_to_account(first, account=account, **SURE, **own | {"at": NOON - timedelta(days=days)})

    move = suspense.post_to_account(second, account=account, **SURE, **by(officer=own["by"]))

    assert move.status == status


def test_money_that_went_back_is_never_posted_on_a_likeness():
    account = an_account(weekly="109.60")

    item = in_suspense(f"RETURNED,{with_a_slip(account.payment_reference)},109.60")

    assert (item.amount, item.suggested, owes(account)) == (Decimal("-109.60"), account, 0)


@pytest.mark.parametrize("quote", [str, with_a_slip], ids=["its reference", "with a slip"])
def test_nothing_is_matched_to_an_account_whose_books_are_closed(quote):
    account = an_account(weekly="109.60")
    Account.objects.filter(pk=part_of(account, on=date(2026, 11, 20))).update(closed_on=date(2026, 11, 20))

    item = in_suspense(f"BANK,{quote(account.payment_reference)},109.60")

    assert (owes(account), item.status) == (0, "open")
    assert item.because.endswith("That account is closed.")


def test_one_wrong_digit_and_another_amount_wait_with_a_suggestion():
    account = an_account(weekly="109.60")

    item = in_suspense(f"BANK,{with_a_slip(account.payment_reference)},50.00")

    assert (item.suggested, item.evidence, owes(account)) == (account, "near", 0)
    assert "one digit is wrong" in item.because


def test_the_full_name_of_one_tenant_alone_and_the_rent_are_posted():
    account = an_account("", a_person("Grace Ama", "Okafor"), weekly="109.60")

    taken(cash_file("BANK,,109.60,2026-11-20,MRS GRACE OKAFOR,RENT"))

    assert owes(account) == Decimal("-109.60")


def test_a_namesake_who_is_hidden_from_the_officer_still_counts():
    group = a_group()
    an_account("", a_person("Grace", "Okafor"), weekly="109.60")
    with acting_for([group.council_id], groups=[group.pk], who="test"):
        an_account("", a_person("Grace", "Okafor", restricted_to=group.pk), weekly="120.00")

    item = in_suspense("BANK,,109.60,2026-11-20,GRACE OKAFOR,RENT")

    assert item.evidence == "full_name"
    assert "Others are called so too" in item.because


def test_a_joint_tenant_is_suggested_by_name():
    account = an_account("", a_person("Grace", "Okafor"), a_person("Samuel", "Mensah"), weekly="109.60")

    item = in_suspense("BANK,,109.60,2026-11-20,S MENSAH,")

    assert (item.suggested, item.evidence) == (account, "initial")


def test_a_former_tenant_is_suggested():
    account = an_account("", a_person("Grace", "Okafor"), ended_on=date(2026, 3, 2))

    item = in_suspense("BANK,,20.00,2026-11-20,GRACE OKAFOR,")

    assert (item.suggested, item.evidence) == (account, "former")


def test_who_paid_the_same_before_is_suggested():
    account = an_account()
    taken(cash_file(f"BANK,{account.payment_reference},31.00,2026-11-13,N DAUGHTER,"))

    item = in_suspense("BANK,,31.00,2026-11-20,N DAUGHTER,", sequence=2)

    assert (item.suggested, item.because) == (
        account,
        f"This payer paid the same amount to {account.payment_reference} once before, last on Fri 13 Nov 2026.",
    )


def test_a_reference_of_an_old_system_is_known_with_and_without_spaces():
    account = an_account("TEN 412/A")

    taken(cash_file("BANK,TEN412A,10.00"))

    assert owes(account) == Decimal("-10.00")


def test_money_for_a_void_account_waits():
    void = an_account()
    void.tenancy = None
    void.save()

    item = in_suspense(f"CARD,{void.payment_reference},10.00")

    assert item.evidence == "void"


# --- Schedules and unpaid debits ------------------------------------------------------------------------


def test_a_universal_credit_schedule_with_unknown_accounts_reconciles():
    managed, deducted = an_account("10000000113"), an_account("10000000210")

    file = taken(sample("uc_20261118.csv"), kind="uc", name="uc.csv")

    assert (file.status, file.to_accounts, file.to_suspense) == ("posted", 2, 1)
    assert (owes(managed), owes(deducted)) == (Decimal("-436.80"), Decimal("-58.90"))
    assert control_balance(managed, "uc") == file.total == Decimal("895.70")
    assert control_balance(managed, "suspense") == Decimal("-400.00")


def test_a_recovery_of_housing_benefit_is_debited():
    recovered = an_account("10000000307")

    taken(sample("hb_0031.csv"), kind="hb", name="hb.csv")

    assert owes(recovered) == Decimal("12.50")


def test_an_unpaid_direct_debit_goes_back_on_its_account():
    account = an_account("10000000113")

    taken(sample("arudd.xml"), kind="arudd", name="arudd.xml")

    assert owes(account) == Decimal("235.00")
    assert control_balance(account, "direct_debit") == Decimal("-710.00")


def test_a_statement_with_direct_debits_of_another_file():
    account = an_account("10000000113")
    officer = an_officer("rent_accounting_officer")
    debits = Elsewhere("direct_debit", family="PMNT/RDDT")
    files.set_mapping("bank", layout="", elsewhere=[debits], by=officer, at=NOON, key="k")

    file = taken(sample("statement_08.xml"), kind="bank", name="bank.xml")

    assert (file.to_accounts, file.to_suspense, file.elsewhere) == (1, 1, 1)
    assert control_balance(account, "direct_debit") == Decimal("-500.00")
    assert control_balance(account, "cash") == Decimal("566.70")


def test_a_statement_that_does_not_go_on_from_the_one_before_is_refused():
    taken(sample("statement_02.xml"), kind="bank", name="friday.xml")

    monday = sample("statement_08.xml").replace(b">1759.30<", b">1759.31<").replace(b">2313.50<", b">2313.51<")
    file = taken(monday, kind="bank", name="monday.xml")

    assert "opens with £1,759.31, but the one before it closed with £1,759.30" in file.because


def test_news_of_instructions_is_read_from_the_file_that_was_taken():
    file = taken(sample("addacs.xml"), kind="advices", name="addacs.xml")

    assert [each.reason for each in files.news_of(file)] == ["1", "3", "2"]


# --- A penny ------------------------------------------------------------------------------------------


def test_a_penny_moved_between_two_accounts_in_the_kept_file_shows_against_the_books():
    one, two = an_account(), an_account()
    file = taken(cash_file(f"CARD,{one.payment_reference},5.00", f"CARD,{two.payment_reference},7.00"))
    assert files.differences(file) == []
    moved = taken(
        cash_file(f"CARD,{one.payment_reference},5.01", f"CARD,{two.payment_reference},6.99", sequence=2)
    )

    file.kept = moved.kept

    assert files.differences(file) == [
        f"Line 2 ({one.payment_reference}): the file says £5.01, the books £5.00.",
        f"Line 3 ({two.payment_reference}): the file says £6.99, the books £7.00.",
    ]


# --- Posting from suspense ------------------------------------------------------------------------------


def test_a_small_sum_is_posted_by_one_officer():
    account, item = an_account(), in_suspense("BANK,,80.00,2026-11-13,N NOBODY,")

    move = suspense.post_to_account(item, account=account, **SURE, **by("income_officer"))

    item.refresh_from_db()
    assert (move.status, item.status, owes(account)) == ("posted", "posted", Decimal("-80.00"))
    movement = Movement.objects.get(pk=move.movement)
    assert (movement.code, movement.effective_on) == ("RIT", date(2026, 11, 13))
    assert control_balance(account, "suspense") == 0


def test_a_large_sum_needs_a_colleague():
    account, item = an_account(), in_suspense("BANK,,500.01")
    own = by("rent_accounting_officer")

    move = suspense.post_to_account(item, account=account, **SURE, **own)

    assert (move.status, owes(account)) == ("prepared", 0)
    with pytest.raises(Refused, match="You prepared this"):
        suspense.approve(move, by=own["by"], at=NOON, key="k1")
    suspense.approve(move, **by("team_leader"))
    assert owes(account) == Decimal("-500.01")


def test_small_sums_of_one_officer_to_one_account_count_together():
    account, officer = an_account(), an_officer("income_officer")
    first, second = in_suspense("BANK,,300.00"), in_suspense("BANK,,200.01", sequence=2)

    suspense.post_to_account(first, account=account, **SURE, **by(officer=officer))
    move = suspense.post_to_account(second, account=account, **SURE, **by(officer=officer))

    assert move.status == "prepared"
    assert "With £300.00 that you posted to this account" in move.because


def test_money_is_given_back_only_with_a_colleague():
    item = in_suspense("BANK,,12.00,2026-11-20,N NOBODY,")

    move = suspense.ask_to_return(item, payee="N Nobody", why="Paid to us by mistake.", **by("income_officer"))
    suspense.approve(move, **by("team_leader"))

    item.refresh_from_db()
    assert item.status == "returned"
    assert control_balance(a_rent_account(), "refunds") == Decimal("-12.00")


def test_what_was_refused_can_be_prepared_anew():
    account, item = an_account(), in_suspense("BANK,,800.00")
    move = suspense.post_to_account(item, account=account, **SURE, **by("income_officer"))

    suspense.refuse(move, why="That is her sister.", **by("team_leader"))

    again = suspense.post_to_account(item, account=an_account(), **SURE, **by("income_officer"))
    assert again.status == "prepared"


def test_two_do_not_post_the_same_money():
    item = in_suspense("BANK,,80.00")
    suspense.post_to_account(item, account=an_account(), **SURE, **by("income_officer"))

    with pytest.raises(Refused, match="out of suspense"):
        suspense.post_to_account(item, account=an_account(), **SURE, **by("income_officer"))


def test_money_that_went_back_is_debited_to_the_account_found():
    account, item = an_account(), in_suspense("RETURNED,,25.00")

    suspense.post_to_account(item, account=account, **SURE, **by("income_officer"))

    assert owes(account) == Decimal("25.00")


def test_a_form_sent_twice_posts_once():
    account, item, acting = an_account(), in_suspense("BANK,,80.00"), by("income_officer")

    first = suspense.post_to_account(item, account=account, **SURE, **acting)
    second = suspense.post_to_account(item, account=account, **SURE, **acting)

    assert (first.pk, owes(account)) == (second.pk, Decimal("-80.00"))


# --- Owners, ages, suggestions anew ---------------------------------------------------------------------


def test_an_item_belongs_to_the_team_then_to_whoever_takes_it():
    team = a_team("rent_accounting")
    item, officer = in_suspense("BANK,,80.00"), an_officer("income_officer")
    of_team = suspense_queries.answering(item, at=NOON)

    item = suspense.own(item, by=officer, at=NOON, key="k")

    assert (of_team, suspense_queries.answering(item, at=NOON)) == (team, officer)


def test_an_item_is_given_to_somebody_who_may_work_on_it():
    item, adviser, officer = in_suspense("BANK,,80.00"), an_officer("adviser"), an_officer("income_officer")

    with pytest.raises(Refused, match="may not work on suspense"):
        suspense.give(item, to=adviser, **by("rent_accounting_officer"))

    assert suspense.give(item, to=officer, **by("rent_accounting_officer")).owner == officer


def test_old_money_without_a_note_is_overlooked(council):
    item = in_suspense("BANK,,80.00")
    late = item.received_on + timedelta(days=31)
    before = list(suspense_queries.overlooked(council, late))

    suspense.note(item, text="Asked the bank who paid.", **by("income_officer"))

    assert before == ["£80.00 of till.csv has been in suspense since Fri 20 Nov 2026, and nobody has noted why."]
    assert list(suspense_queries.overlooked(council, late)) == []


def test_a_suggestion_is_found_once_the_account_is_there(council):
    item = in_suspense("BANK,,20.00,2026-11-20,GRACE OKAFOR,")
    account = an_account("", a_person("Grace", "Okafor"))

    changed = suspense.suggest_again(council.pk, on=NOON.date())

    item.refresh_from_db()
    assert (changed, item.suggested, owes(account)) == (1, account, 0)
    assert suspense.suggest_again(council.pk, on=NOON.date()) == 0


# --- What the database refuses -------------------------------------------------------------------------


def copied_to(item, **facts):
    """Return another item with an item's facts, but for these."""
    copy = copy_of(item)
    copy.pk = None
    for name, value in facts.items():
        setattr(copy, name, value)
    return copy


def test_money_in_suspense_is_of_a_line(acting):
    item = in_suspense("BANK,,300.00")

    with pytest.raises(IntegrityError, match="of a line of its council"):
        SuspenseItem.objects.bulk_create([copied_to(item, line_id=item.line_id + 1_000)])


def test_money_in_suspense_is_of_a_line_of_its_council(acting, other_council):
    item = in_suspense("BANK,,300.00")
    taken(cash_file(f"CARD,{an_account().payment_reference},5.00", sequence=2))
    ours = FileLine.objects.get(rent_account__isnull=False)
    facts = {"suggested_id": None, "owner_id": None, "team_id": None}
    facts |= {"council_id": other_council.pk, "line_id": ours.pk}

    with acting_for([other_council.pk], who="test"), pytest.raises(IntegrityError, match="line of its council"):
        SuspenseItem.objects.bulk_create([copied_to(item, **facts)])


def test_money_in_suspense_keeps_its_line(acting):
    item, other = in_suspense("BANK,,300.00"), in_suspense("BANK,,41.00", sequence=2)

    with pytest.raises(IntegrityError, match="keeps its line"):
        SuspenseItem.objects.filter(pk=item.pk).update(line_id=other.line_id)
