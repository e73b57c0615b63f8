"""The demo is made once, by the loader and the actions that councils have, and agrees with its own truth."""

import datetime as dt
import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connections, transaction
from django.db.models import Q
from django.test import override_settings

from rooftree.cases.models import Case, Clock, Handover, Hold, Task, TeamRequest
from rooftree.contact.models import Contact
from rooftree.correspondence.models import Message
from rooftree.demo import after, load, providers, rent_work, who
from rooftree.demo.bank import SUMS
from rooftree.demo.households import PROTECTED_GROUP, STAFF_GROUP
from rooftree.foundations import calendar_table
from rooftree.foundations.all_groups import all_groups_of
from rooftree.foundations.dates import london_day
from rooftree.foundations.isolation import acting_for
from rooftree.foundations.models import Council, RestrictedGroup
from rooftree.foundations.periods import Period
from rooftree.journeys import paying
from rooftree.ledger import balances
from rooftree.ledger.accounts import control
from rooftree.ledger.models import Movement
from rooftree.migration.models import LoadRun
from rooftree.people.models import ContactPoint, Person, PersonLegacyReference, PersonMarker
from rooftree.rents import general_ledger
from rooftree.rents.actions import direct_debits
from rooftree.rents.models import (
    AccountingPeriod,
    AccountPart,
    Apology,
    CardPayment,
    CardSettlement,
    Collection,
    DebitRun,
    FileLine,
    GeneralLedgerFile,
    Journal,
    Mandate,
    MoneyFile,
    Reconciliation,
    Refund,
    RentIncrease,
    Submission,
    SuspenseItem,
)
from rooftree.staff import queries
from rooftree.staff.models import Cover, Office, Officer
from rooftree.tenancies.models import Tenancy
from tests import emptied

NOON = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)
pytestmark = pytest.mark.django_db(databases=["default", "owner"])


class PowerCut(Exception):
    """Stops the making of the demo."""


@contextmanager
def undone() -> Iterator[None]:
    """Take back at its end what a block did, since the demo is made once for all tests."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker, database_admin, tmp_path_factory) -> Iterator[Path]:
    """The demo at its smallest, stopped once while it was made, and the folder of its files."""
    folder = tmp_path_factory.mktemp("demo")
    with django_db_blocker.unblock(), quick_passwords(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(load, "after", _power_cut)
        with pytest.raises(PowerCut):
            load.load_demo(homes=50, folder=folder, at=NOON)
        patch.undo()
        assert not load.is_there()
        load.load_demo(homes=50, folder=folder, at=NOON)
        yield folder
        _empty(database_admin)


@contextmanager
def quick_passwords() -> Iterator[None]:
    """Hash the demo's password as the tests hash others."""
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        after.hash_of_password.cache_clear()
        yield
    after.hash_of_password.cache_clear()


def _power_cut(*_: Any, **__: Any) -> None:
    raise PowerCut


def _empty(admin: str) -> None:
    """Leave the database to the other tests as it was."""
    name = connections["default"].settings_dict["NAME"]
    for connection in connections.all():
        connection.close()
    emptied.empty(admin, name)
    with psycopg.connect(admin, dbname=name, autocommit=True) as server:
        server.execute("SET session_replication_role = replica")
        server.execute("DELETE FROM foundations_council WHERE code IN ('kelverton', 'dunmarrow')")


@pytest.fixture
def kelverton(demo) -> Council:
    return Council.objects.get(code="kelverton")


@pytest.fixture
def dunmarrow(demo) -> Council:
    return Council.objects.get(code="dunmarrow")


@pytest.fixture
def both(kelverton, dunmarrow) -> Iterator[list[Council]]:
    with acting_for([kelverton.pk, dunmarrow.pk], who="test"):
        yield [kelverton, dunmarrow]


@pytest.fixture
def everything(both) -> Iterator[list[Council]]:
    """Both councils, with the records of all restricted groups open."""
    groups = list(RestrictedGroup.objects.values_list("pk", flat=True))
    with acting_for([council.pk for council in both], groups=groups, who="test"):
        yield both


def truth_of(folder: Path, council: str) -> dict[str, Any]:
    return json.loads((folder / council / "truth.json").read_text(encoding="utf-8"))


def report_of(folder: Path, council: str) -> dict[str, Any]:
    return json.loads((folder / f"{council}-load.json").read_text(encoding="utf-8"))


def officer(name: str, council: Council) -> Officer:
    found = Officer.objects.get(council=council, email=who.named(name).email)
    queries.load_roles([found], on=NOON.date())
    return found


def pairs(found: list[Any]) -> set[tuple[tuple[str, str], ...]]:
    return {tuple(sorted(tuple(person) for person in pair)) for pair in found}


# --- Made once ---------------------------------------------------------------------------------------


def test_made_again_it_changes_nothing(both, demo, django_assert_max_num_queries):
    loads = LoadRun.objects.count()

    with django_assert_max_num_queries(8):
        load.load_demo(homes=50, folder=demo, at=NOON)

    assert LoadRun.objects.count() == loads


def test_there_are_fifty_homes(both):
    lettings = Tenancy.objects.filter(place__kind="home", until_on__isnull=True).exclude(tenure__in=("LEA", "SPS"))

    assert sum(council.code in ("kelverton", "dunmarrow") for council in both) == 2
    assert 30 <= lettings.count() <= 50


# --- The loader and the truth agree ---------------------------------------------------------------


@pytest.mark.parametrize("council", ["kelverton", "dunmarrow"])
def test_the_rows_refused_are_those_that_the_truth_names(demo, council):
    said = {
        (name, row["row"], row["column"])
        for name, file in report_of(demo, council)["files"].items()
        for row in file["rejected"]
    }
    true = {
        (name, row["row"], row["column"])
        for name, file in truth_of(demo, council)["files"].items()
        for row in file["rejected"]
    }

    assert said == true
    assert len(true) > 20


@pytest.mark.parametrize("council", ["kelverton", "dunmarrow"])
def test_the_cells_left_out_are_those_that_the_truth_names(demo, council):
    said = {
        (name, row["row"], row["column"])
        for name, file in report_of(demo, council)["files"].items()
        for row in file["warnings"]
    }
    true = {
        (name, row["row"], row["column"])
        for name, file in truth_of(demo, council)["files"].items()
        for row in file["warnings"]
    }

    assert said == true


@pytest.mark.parametrize("council", ["kelverton", "dunmarrow"])
def test_the_balances_that_differ_are_those_that_the_truth_names(demo, council):
    proven, true = report_of(demo, council)["balances"], truth_of(demo, council)

    said = {(each["payment_ref"], each["difference"]) for each in proven["different"]}
    assert said == {(each["payment_ref"], f"-{each['by']}") for each in true["wrong_balances"]}
    assert proven["checked"] == true["facts"]["rent_accounts"]
    assert proven["checked"] > 10


def test_the_certain_matches_are_those_that_the_truth_names(demo):
    true = pairs(pair["people"] for pair in truth_of(demo, "kelverton")["pairs"]["certain"])

    assert pairs(report_of(demo, "kelverton")["matches"]["certain"]) == true
    assert len(true) >= 3


def test_the_likely_matches_hold_those_that_the_truth_names(demo):
    true = pairs(pair["people"] for pair in truth_of(demo, "kelverton")["pairs"]["likely"])

    assert pairs(report_of(demo, "kelverton")["matches"]["likely"]) >= true
    assert len(true) >= 3


def test_nobody_who_only_looks_alike_is_joined(demo):
    different = pairs(pair["people"] for pair in truth_of(demo, "kelverton")["pairs"]["different"])

    assert different & pairs(report_of(demo, "kelverton")["matches"]["certain"]) == set()


def test_nobody_is_joined_across_councils(both, demo):
    shared = [one["ni_number"] for one in truth_of(demo, "dunmarrow")["also_at_the_other_council"]]
    councils = {
        number: set(Person.objects.filter(ni_number=number).values_list("council__code", flat=True))
        for number in shared
    }

    assert set(map(frozenset, councils.values())) == {frozenset({"kelverton", "dunmarrow"})}


# --- What files cannot say --------------------------------------------------------------------------


@pytest.mark.parametrize("known", who.OFFICERS, ids=lambda known: known.name)
def test_those_of_the_table_can_sign_in_as_what_it_says(both, known):
    officers = [officer(known.name, council) for council in both if council.code in known.councils]

    assert len(officers) == len(known.councils)
    assert {each.roles for each in officers} == {frozenset(known.roles)}
    assert {each.sign_in.check_password(known.password) for each in officers} == {True}
    assert {each.sign_in_id for each in officers} == {officers[0].sign_in_id}


def test_a_colleague_covers_for_somebody_on_leave(both):
    cover = Cover.objects.get()

    assert str(cover.officer) == "Grace Adeyemi"
    assert str(cover.covered_by) == "Tomasz Zielinski"
    assert cover.from_on <= NOON.date() < cover.until_on


def test_what_the_absent_officer_had_is_covered_piece_by_piece(both):
    handover = Handover.objects.get()

    assert str(handover.officer) == "Grace Adeyemi"
    assert {str(piece.covered_by) for piece in handover.pieces.all()} <= {"Tomasz Zielinski"}


def test_people_got_in_touch_and_work_stands_as_in_life(both):
    outcomes = set(Clock.objects.exclude(outcome="").values_list("outcome", flat=True))

    assert {"met", "met_late"} <= outcomes
    assert Clock.objects.filter(stopped_at__isnull=True, late_from__lte=NOON).exists()
    assert Clock.objects.filter(stopped_at__isnull=True, late_from__gt=NOON).exists()
    assert Case.objects.filter(closed_at__isnull=False).exists()
    assert Case.objects.filter(owner__isnull=True, closed_at__isnull=True).exists()
    assert Task.objects.filter(kind="promise", ended_at__isnull=True).exists()
    assert Contact.objects.filter(demand="failure", broken_promise__isnull=False).exists()
    assert {"asked", "done"} <= set(TeamRequest.objects.values_list("status", flat=True))
    assert Hold.objects.filter(until__gt=NOON).exists()


def test_the_last_weeks_of_rent_were_charged_and_paid_here(both):
    runs = DebitRun.objects.filter(group="hra")

    assert set(runs.values_list("status", flat=True)) == {"posted"}
    assert runs.values("period_from_on").distinct().count() == 4
    assert set(MoneyFile.objects.values_list("status", flat=True)) == {"posted"}
    assert SuspenseItem.objects.filter(status="open").count() >= 2
    assert FileLine.objects.filter(file__kind="uc", reference__startswith="UC0000").count() == 8


def test_the_resident_has_something_to_pay(both, kelverton):
    point = ContactPoint.objects.get(value=who.RESIDENT)
    account = AccountPart.objects.get(
        part="rent",
        rent_account__tenancy__parties__person=point.person_id,
        rent_account__until_on__isnull=True,
        rent_account__place__kind="home",
    )

    assert balances.of([account.ledger_account_id])[account.ledger_account_id] > 0


def test_offices_have_opening_hours(both):
    assert Office.objects.count() == 5
    assert Office.objects.filter(opening_hours__isnull=True).count() == 0
    assert Office.objects.filter(closures__reason="Staff training").count() == 2


# --- Rents: three years of an old system, and the weeks that came after ----------------------------------------


def received(**facts: Any) -> list[Movement]:
    return list(Movement.objects.filter(kind="receipt", **facts))


def test_three_years_of_charges_are_there_and_none_is_missing(everything):
    """A tenancy older than that was charged each Monday once: over 53 weeks, and over each change of clocks."""
    charged = defaultdict(Counter)
    for account, day in Movement.objects.filter(code="DBR", kind="charge").values_list("debit_id", "effective_on"):
        charged[account][day] += 1
    longest = max(charged.values(), key=len)
    mondays = [min(longest) + dt.timedelta(weeks=week) for week in range(len(longest))]

    assert len(longest) == 160
    assert sorted(longest) == mondays
    assert mondays[0].weekday() == 0
    assert set(longest.values()) == {1}


def test_the_rent_year_that_began_on_1_april_2024_has_53_weeks(everything):
    within = Period(dt.date(2024, 4, 1), dt.date(2025, 4, 7))
    weeks = Movement.objects.filter(
        code="DBR", kind="charge", effective_on__gte=within.starts, effective_on__lt=within.until
    )

    assert max(Counter(weeks.values_list("debit_id", flat=True)).values()) == 53


@pytest.mark.parametrize("council", ["kelverton", "dunmarrow"])
def test_two_payments_of_one_hour_that_came_twice_are_both_kept(everything, council):
    """On 26 October 2025 it was half past one twice: these are no repeat."""
    night = received(council__code=council, effective_on=dt.date(2025, 10, 26))
    times = {line.narrative: line.amount for line in night if line.narrative.startswith("Paid at 01:30")}

    assert set(times) == {"Paid at 01:30 BST", "Paid at 01:30 GMT"}
    assert len(set(times.values())) == 1


def test_files_that_the_old_system_took_twice_were_taken_back_to_the_penny(everything):
    twice = received(narrative="File loaded twice")
    back = Movement.objects.filter(narrative="File loaded twice: taken back")

    assert len({line.effective_on for line in twice}) >= 3
    assert sorted(line.amount for line in twice) == sorted(back.values_list("amount", flat=True))
    assert set(back.values_list("reverses_id", flat=True)) == {line.pk for line in twice}


def test_a_file_that_came_twice_was_taken_in_once(everything):
    names = Counter(MoneyFile.objects.filter(kind="cash").values_list("council__code", "name"))

    assert set(names.values()) == {1}
    assert not [name for _, name in names if "again" in name]


def test_a_file_that_came_too_early_waited_for_the_one_before(everything, kelverton):
    early, late = (MoneyFile.objects.get(council=kelverton, name=f"cash-{n}.csv") for n in ("003", "002"))

    assert early.pk < late.pk
    assert early.status == late.status == "posted"
    assert early.kept_id != late.kept_id


@pytest.mark.parametrize("status", ["paid", "declined", "cancelled", "expired"])
def test_cards_were_paid_through_the_action_with_the_stand_ins_answers(everything, kelverton, status):
    found = CardPayment.objects.filter(council=kelverton, status=status)

    assert found.exists()
    assert all(payment.provider_id for payment in found)


def test_each_card_payment_is_one_receipt_and_what_was_not_paid_is_none(everything):
    paid = {each.movement: each.amount for each in CardPayment.objects.filter(status="paid")}
    receipts = {each.pk: each.amount for each in received(narrative="Card payment")}

    assert receipts == paid
    assert not CardPayment.objects.filter(ended_at__isnull=True).exists()


def test_what_was_paid_by_card_is_known_to_have_reached_the_bank(everything):
    paid = CardPayment.objects.filter(status="paid")

    assert set(CardSettlement.objects.values_list("payment", flat=True)) == set(paid.values_list("pk", flat=True))


def test_every_direct_debit_was_collected_under_a_mandate_with_notice_in_a_file(everything):
    calendar = calendar_table.in_force("EW")
    collections = list(Collection.objects.select_related("mandate", "notice", "submission"))
    notice = [
        calendar.count(each.due_on) - calendar.count(london_day(each.notice.told_at)) for each in collections
    ]
    receipts = {each.pk: each.amount for each in received(code="RDD", narrative="Direct Debit")}

    assert min(notice) >= 10
    assert all(each.amount == each.notice.amount for each in collections)
    assert {each.movement: each.amount for each in collections if each.status != "submitted"} == receipts
    assert len(receipts) > 20


def test_the_files_to_the_bank_can_be_downloaded_as_they_were(everything, settings):
    settings.BACS_USERS = providers.bacs_users()
    files = []
    for council in everything:
        with all_groups_of(council.pk):
            files += [
                (each, direct_debits.file_of(each)[1]) for each in Submission.objects.filter(council=council)
            ]

    pence = [int(written.splitlines()[-1][4:17]) for _, written in files]
    assert pence == [int(submission.total * 100) for submission, _ in files]
    assert sum(submission.instructions for submission, _ in files) == 7


def test_one_collection_came_back_in_each_council_and_is_owed_again(everything):
    back = Collection.objects.filter(status="unpaid").select_related("mandate")
    debits = Movement.objects.filter(pk__in=back.values("unpaid_movement"))

    assert {each.mandate.council.code for each in back} == {"kelverton", "dunmarrow"}
    assert sorted(debits.values_list("code", "amount")) == sorted(("RDN", each.amount) for each in back)
    assert MoneyFile.objects.filter(kind="arudd").count() >= 2


def test_one_payer_in_each_council_told_her_bank_to_end_it_and_was_written_to(everything):
    ended = Mandate.objects.filter(status="cancelled")

    assert {each.council.code for each in ended} == {"kelverton", "dunmarrow"}
    assert all("Cancelled by the payer (ADDACS" in each.cancelled_because for each in ended)
    told = Message.objects.filter(code="rents.direct_debit_ended")
    assert {each.person_id for each in told} == {each.person_id for each in ended}


def test_payers_whose_mandates_were_taken_over_have_nothing_new_to_hear(everything, settings):
    settings.BACS_USERS = providers.bacs_users()
    before = Message.objects.count()

    with undone():
        for council in everything:
            with all_groups_of(council.pk):
                paying.each_morning(council, at=NOON + dt.timedelta(hours=18))
        after_it = Message.objects.count()

    assert after_it == before


def test_two_people_in_each_council_are_owed_an_apology_for_a_statement(everything):
    due = list(Apology.objects.filter(status="due").select_related("person__council"))

    assert Counter(each.person.council.code for each in due) == {"kelverton": 2, "dunmarrow": 2}
    assert {abs(each.balance_then - each.balance_right) for each in due} == {rent_work.WRONG_BY}
    assert sum(each.balance_then - each.balance_right for each in due) == 0


def test_a_refund_and_a_journal_wait_for_a_second_person_and_an_increase_is_rehearsed(everything):
    refunds = list(Refund.objects.all())

    assert [each.status for each in refunds] == ["requested", "requested"]
    assert all(each.bank_check and each.checks.count() == 3 for each in refunds)
    assert set(Journal.objects.filter(status="prepared").values_list("kind", flat=True)) == {"waiver"}
    increases = list(RentIncrease.objects.all())
    assert [each.status for each in increases] == ["rehearsed", "rehearsed"]
    assert all(each.new_weekly > each.old_weekly and each.starts_on == dt.date(2027, 4, 5) for each in increases)


def test_the_books_were_handed_over_each_monday_and_the_general_ledger_agrees(everything):
    for council in everything:
        made = list(GeneralLedgerFile.objects.filter(council=council).order_by("number"))
        coming = general_ledger.next_file(council.pk, until_on=NOON.date())

        assert [each.number for each in made] == list(range(1, len(made) + 1))
        assert {each.until_on.isoweekday() for each in made} == {1}
        assert coming.missing == ()
        assert [each for each in general_ledger.compared(council.pk, coming) if each.difference] == []


def test_the_bank_brought_what_tills_cards_and_benefits_filled(everything):
    for council in everything:
        sent = MoneyFile.objects.filter(council=council, kind="bank").order_by("pk")
        weeks = DebitRun.objects.filter(council=council, group="hra").order_by("period_from_on")

        assert [each.status for each in sent] == ["posted"] * (weeks.count() - 1)
        assert [each.to_suspense for each in sent] == [1] + [0] * (len(sent) - 1)
        until = sent.last().posted_on
        left = {
            control: on_control(council, control, since=weeks[0].period_from_on, until=until) for control in SUMS
        }
        assert left == dict.fromkeys(SUMS, 0)


def on_control(council, code, *, since, until) -> Decimal:
    """What a control account has of these days, the bank's statement of the last Monday counted in."""
    account = control(council.pk, code)
    moved = Movement.objects.filter(council=council, by_run=False, posted_on__gte=since, posted_on__lte=until)
    others = ~Q(batch=f"file:{MoneyFile.objects.filter(council=council, kind='bank').latest('pk').pk}")
    moved = moved.exclude(others & Q(posted_on=until))
    return sum(
        (each.amount if each.debit_id == account else -each.amount)
        for each in moved.filter(Q(debit_id=account) | Q(credit_id=account))
    )


def test_the_periods_of_the_old_system_are_closed_as_its_extracts_have_them(everything):
    for council in everything:
        first = DebitRun.objects.filter(council=council).earliest("period_from_on").period_from_on
        before = AccountingPeriod.objects.filter(council=council, until_on__lte=first)

        assert before.count() >= 5
        assert not before.filter(closed_at__isnull=True).exists()
        assert set(Reconciliation.objects.filter(period__in=before).values_list("difference", flat=True)) == {0}


def test_the_books_of_both_councils_balance(everything):
    of_rents = balances.of(list(AccountPart.objects.values_list("ledger_account_id", flat=True)))
    proven = {account: Decimal() for account in of_rents}
    for debit, credit, amount in Movement.objects.values_list("debit_id", "credit_id", "amount"):
        if debit in proven:
            proven[debit] += amount
        if credit in proven:
            proven[credit] -= amount

    assert of_rents == proven
    assert len(of_rents) > 50


def restricted(folder: Path, council: Council, group: str) -> list[tuple[str, str]]:
    return [tuple(person) for person in truth_of(folder, council.code)["restricted"][group]]


@pytest.mark.parametrize("group", [STAFF_GROUP, PROTECTED_GROUP])
def test_restricted_people_are_seen_by_their_group_alone(demo, kelverton, group):
    (system, reference), *_ = restricted(demo, kelverton, group)
    theirs = {"source_system": system, "reference": reference}

    with acting_for([kelverton.pk], who="test"):
        group_id = RestrictedGroup.objects.get(council=kelverton, name=group).pk
        assert not PersonLegacyReference.objects.filter(**theirs).exists()
    with acting_for([kelverton.pk], groups=[group_id], who="test"):
        assert PersonLegacyReference.objects.get(**theirs).person.restricted_to == group_id


def test_the_protected_have_safety_rules_that_only_their_group_sees(kelverton):
    with acting_for([kelverton.pk], who="test"):
        group_id = RestrictedGroup.objects.get(council=kelverton, name=PROTECTED_GROUP).pk
        assert not PersonMarker.objects.filter(code="DV").exists()
    with acting_for([kelverton.pk], groups=[group_id], who="test"):
        assert PersonMarker.objects.filter(code="DV").exists()


def test_the_groups_have_the_members_that_the_table_names(kelverton):
    with acting_for([kelverton.pk], who="test"):
        groups = {group.name: group.pk for group in RestrictedGroup.objects.filter(council=kelverton)}
        manager = officer("Helen Nair", kelverton)
        adviser = officer("Priya Nair", kelverton)

    assert set(queries.standing(manager.sign_in, on=NOON.date()).groups) >= set(groups.values())
    assert queries.standing(adviser.sign_in, on=NOON.date()).groups == ()
