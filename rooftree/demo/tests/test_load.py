"""The demo is made once, by the loader and the actions that councils have, and agrees with its own truth."""

import datetime as dt
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connections
from django.test import override_settings

from rooftree.cases.models import Case, Clock, Handover, Hold, Task, TeamRequest
from rooftree.contact.models import Contact
from rooftree.demo import after, load, who
from rooftree.demo.households import PROTECTED_GROUP, STAFF_GROUP
from rooftree.foundations.isolation import acting_for
from rooftree.foundations.models import Council, RestrictedGroup
from rooftree.ledger import balances
from rooftree.migration.models import LoadRun
from rooftree.people.models import ContactPoint, Person, PersonLegacyReference, PersonMarker
from rooftree.rents.models import AccountPart, DebitRun, FileLine, Journal, Mandate, MoneyFile, SuspenseItem
from rooftree.staff import queries
from rooftree.staff.models import Cover, Office, Officer
from rooftree.tenancies.models import Tenancy
from tests import emptied

NOON = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)
pytestmark = pytest.mark.django_db(databases=["default", "owner"])


class PowerCut(Exception):
    """Stops the making of the demo."""


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
    assert Journal.objects.filter(status="prepared").count() == 2
    assert Mandate.objects.exists()


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
