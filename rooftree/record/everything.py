"""Gathers everything held on one person, from every table that can hold something of theirs.

Which tables those are is read from the tables themselves: a new one joins by its keys, to the person, to a
case, a tenancy or a household of theirs, or to a row gathered before. What is not gathered is named here
with its reason, and a test fails for a table that is neither (docs/information-rights.md).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from types import MappingProxyType
from typing import Any

from django.apps import apps
from django.db.models import F, Field, ForeignKey, Model, Q

from rooftree.cases.models import Case, CaseAccess, CaseFile
from rooftree.foundations.all_groups import all_groups_of
from rooftree.foundations.isolation import OPEN_TO_ALL
from rooftree.foundations.models import AuditChange, AuditRead, CouncilOwned, KeptFile
from rooftree.information_rights.held import Everything, Held
from rooftree.information_rights.models import Look
from rooftree.ledger.models import Movement
from rooftree.people.models import ExceptionalOpening, Household, HouseholdMember, Person, PortalCode
from rooftree.people.queries import records_of
from rooftree.places.models import PlaceMarker
from rooftree.record.everything_words import Words, calls_of, kind_of, names_of
from rooftree.rents.models import (
    AccountPart,
    Charge,
    FileLine,
    Journal,
    JournalLine,
    RentAccount,
    SuspenseItem,
    SuspenseMove,
    SuspenseNote,
    SuspenseShare,
)
from rooftree.tenancies.models import Tenancy, TenancyParty
from rooftree.tenancies.rules import HOLDERS

OF_OTHERS_TOO = (TenancyParty, HouseholdMember)
"""Rows about other people that are hers as well: who else is in her tenancy, and in her household."""

SHARED = (Tenancy, Household, RentAccount)
"""What she has with others: a row about another person alone is not hers for being of the same tenancy."""

WORKING = "A working copy of what is given here"
ELSEWHERE = "About homes, not about a person: the address stands with the tenancy"
STAFF = "About officers and how they work, not about residents"
APART = "Put into the package as it is made, unseen by officers who look the rest through"
MACHINES = "About other systems that connect to ours, and the officers who let them"
NOT_PERSONAL = "Says nothing of anybody"
BOOKS = "The council's books as a whole: what moved on a person's own account is given"

LEFT_OUT: Mapping[str, str] = MappingProxyType(
    {
        "foundations_searchentry": "Words made of what is given here, so that it can be found",
        "foundations_searchword": "Words made of what is given here, so that it can be found",
        "foundations_donekey": "Keys by which a form sent twice is done once: they hold numbers alone",
        "foundations_nightlycheck": NOT_PERSONAL,
        "foundations_localrule": NOT_PERSONAL,
        "foundations_restrictedgroup": NOT_PERSONAL,
        "staff_*": STAFF,
        "places_*": ELSEWHERE,
        "cases_alarm": "Sentences for officers, which name no resident",
        "cases_handover": STAFF,
        "correspondence_printrun": NOT_PERSONAL,
        "correspondence_run": NOT_PERSONAL,
        "correspondence_templateversion": NOT_PERSONAL,
        "machines_client": MACHINES,
        "machines_endpoint": MACHINES,
        "machines_signingsecret": MACHINES,
        "machines_tokenrecord": MACHINES,
        "ledger_*": BOOKS,
        "rents_accountingperiod": BOOKS,
        "rents_debitrun": BOOKS,
        "rents_debitrunline": BOOKS,
        "rents_explanation": BOOKS,
        "rents_generalledgerfile": BOOKS,
        "rents_generalledgerline": BOOKS,
        "rents_groupchange": BOOKS,
        "rents_incomemove": BOOKS,
        "rents_reconciliation": BOOKS,
        "rents_refundpayment": BOOKS,
        "rents_rentyear": BOOKS,
        "rents_submission": BOOKS,
        "rents_yearclose": BOOKS,
        "rents_changedsince": ELSEWHERE,
        "rents_homevalue": ELSEWHERE,
        "rents_rentincrease": BOOKS,
        "rents_increaseservice": BOOKS,
        "rents_filemapping": NOT_PERSONAL,
        "rents_moneyfile": "Files of money as they came: the lines about a person's own account are given",
        "rents_moneyfilepart": NOT_PERSONAL,
        "migration_loadrun": NOT_PERSONAL,
        "migration_loadfile": NOT_PERSONAL,
        "information_rights_gathering": WORKING,
        "information_rights_heldthing": WORKING,
        "information_rights_heldcopy": WORKING,
        "information_rights_release": WORKING,
        "information_rights_disposal": "Batches of what is due to be destroyed: numbers alone",
        "information_rights_disposalline": "Batches of what is due to be destroyed: numbers alone",
        "information_rights_certificate": "Proofs of what was destroyed: numbers alone",
        "information_rights_equalitydeclaration": APART,
        "information_rights_equalityanswer": APART,
    }
)
"""Tables that are not gathered, and why. A name that ends with a star stands for all that begin so."""

TOLD_LEFT_OUT = (
    "foundations_searchentry",
    "information_rights_heldthing",
    "staff_*",
    "places_*",
    "ledger_*",
)
"""Of these the person is told that they are left out; the rest can hold nothing of theirs."""


def why_left_out(table: str) -> str:
    """Return why a table is not gathered, or nothing for one that is."""
    for name, why in LEFT_OUT.items():
        if table == name or (name.endswith("*") and table.startswith(name[:-1])):
            return "" if table in BY_HAND else why
    return ""


# --- Which tables, and by which of their keys -------------------------------------------------------


@dataclass(frozen=True)
class Source:
    """A table that can hold something of a person, and the keys that lead there."""

    model: type[Model]
    keys: "tuple[ForeignKey[Any, Any], ...]"
    """Keys to the person, or to rows that are gathered before."""

    @property
    def table(self) -> str:
        """The table's name."""
        return self.model._meta.db_table

    @property
    def of_person(self) -> list[str]:
        """The keys that lead to a person directly."""
        return [key.name for key in self.keys if key.related_model is Person]


def council_tables() -> list[type[Model]]:
    """Return every table of a council's data."""
    return [model for model in apps.get_models() if issubclass(model, CouncilOwned) or _has_council(model)]


def _has_council(model: type[Model]) -> bool:
    return any(each.name == "council" for each in model._meta.concrete_fields)


@cache
def sources() -> tuple[Source, ...]:
    """Return the tables that are gathered by their keys, each after those that its keys lead to."""
    waiting = [model for model in council_tables() if not why_left_out(model._meta.db_table)]
    waiting = [model for model in waiting if model._meta.db_table not in BY_HAND]
    known: list[type[Model]] = [Person, Tenancy, Household, RentAccount]
    found: list[Source] = []
    while ready := [model for model in waiting if model not in known and _is_ready(model, waiting, known)]:
        for model in ready:
            keys = tuple(
                key for key in _keys(model) if key.related_model in known and key.related_model is not model
            )
            known.append(model)
            found.append(Source(model, keys))
    return tuple(found)


def _is_ready(model: type[Model], waiting: list[type[Model]], known: list[type[Model]]) -> bool:
    """Say whether a table leads to something known, and to nothing that is yet to become known."""
    targets = {key.related_model for key in _keys(model)} - {model}
    later = targets & {each for each in waiting if each not in known and _leads_to_person(each)}
    return bool(targets & set(known)) and not later


@cache
def _leads_to_person(model: type[Model]) -> bool:
    targets = {key.related_model for key in _keys(model)} - {model}
    return bool(targets & {Person, Tenancy, Household, RentAccount}) or any(
        _leads_to_person(target) for target in targets
    )


def _keys(model: type[Model]) -> "list[ForeignKey[Any, Any]]":
    """Return the keys of a table to tables that can be gathered."""
    keys = [each for each in model._meta.concrete_fields if isinstance(each, ForeignKey)]
    return [key for key in keys if not _is_left_out(key.related_model)]


def _is_left_out(model: type[Model]) -> bool:
    return not _has_council(model) or bool(why_left_out(model._meta.db_table)) or model is KeptFile


BY_HAND = (
    "people_person",
    "tenancies_tenancy",
    "people_household",
    "rents_rentaccount",
    "rents_journal",
    "rents_suspenseitem",
    "rents_suspensemove",
    "rents_suspensenote",
    "rents_suspenseshare",
    "ledger_movement",
    "people_exceptionalopening",
    "people_portalcode",
    "cases_caseaccess",
    "places_placemarker",
    "information_rights_look",
    "foundations_auditread",
    "foundations_auditchange",
    "foundations_keptfile",
)
"""Tables that are gathered in a way of their own: no key leads from them to a person."""


def gathered_tables() -> set[str]:
    """Return the names of all tables that are gathered."""
    return {source.table for source in sources()} | set(BY_HAND)


# --- Gathering --------------------------------------------------------------------------------------


@dataclass
class Hers:
    """What has been gathered of one person: the ids of rows by table, and the rows."""

    records: list[int]
    ids: dict[type[Model], list[int]] = field(default_factory=dict)
    rows: list[Model] = field(default_factory=list)

    def take(self, rows: Iterable[Model]) -> None:
        """Take rows of one table that were found to be hers."""
        for row in rows:
            self.ids.setdefault(type(row), []).append(row.pk)
            self.rows.append(row)


def everything_on(person: Person, *, at: datetime) -> Everything:
    """Return everything held on a person, all of their records, as things with their words; and what was left out.

    It reads what is restricted too, for the reviewers of those groups: what it returns is kept with its groups,
    and shown only to them. At most two queries a table.
    """
    with all_groups_of(person.council_id):
        hers = Hers(records_of(person))
        _take_roots(hers, person)
        for source in sources():
            hers.take(_rows_of(source, hers))
        _take_by_hand(hers, person)
        names = names_of(hers.records, hers.ids)
        words = Words(person, hers.records, names, at=at)
        things = tuple(_held(row, hers, words) for row in hers.rows)
    left_out = tuple((name.rstrip("*").rstrip("_"), LEFT_OUT[name]) for name in TOLD_LEFT_OUT)
    return Everything(things, tuple((_spoken(name), why) for name, why in left_out))


def _spoken(table: str) -> str:
    return {
        "foundations_searchentry": "Search words",
        "information_rights_heldthing": "Working copies of this package",
        "staff": "Records of staff",
        "places": "Records of homes and places",
        "ledger": "The council's books",
    }[table]


def _take_roots(hers: Hers, person: Person) -> None:
    """Take the person's own records, the tenancies and households that they are or were in, and their accounts.

    An account is its tenants'. Who only lives there, or may talk to us about it, is not given it.
    """
    council = person.council_id
    hers.take(Person.objects.filter(council_id=council, pk__in=hers.records).order_by("pk"))
    mine = Q(council_id=council)
    let = TenancyParty.objects.filter(mine, person__in=hers.records).values("tenancy")
    hers.take(Tenancy.objects.filter(mine, pk__in=let).order_by("pk"))
    held = TenancyParty.objects.filter(mine, person__in=hers.records, role__in=HOLDERS).values("tenancy")
    hers.take(RentAccount.objects.filter(mine, tenancy__in=held).order_by("pk"))
    shared = HouseholdMember.objects.filter(mine, person__in=hers.records).values("household")
    hers.take(Household.objects.filter(mine, pk__in=shared).order_by("pk"))


def _rows_of(source: Source, hers: Hers) -> Iterable[Model]:
    """Return the rows of a table that are hers: about her, or of something of hers and about nobody else."""
    about_her, of_hers, of_shared = Q(pk__in=[]), Q(pk__in=[]), Q(pk__in=[])
    for key in source.keys:
        ids = hers.records if key.related_model is Person else hers.ids.get(key.related_model, [])
        leads = Q(**{f"{key.name}__in": ids})
        if key.related_model is Person:
            about_her |= leads
        elif key.related_model in SHARED and source.model not in OF_OTHERS_TOO:
            of_shared |= leads
        else:
            of_hers |= leads
    for name in source.of_person:
        of_shared &= Q(**{f"{name}__isnull": True})
    if not (hers.ids or source.of_person):
        return []
    rows: Iterable[Model] = source.model._default_manager.filter(about_her | of_hers | of_shared).order_by("pk")
    return rows


def _take_by_hand(hers: Hers, person: Person) -> None:
    """Take what no key leads to: openings, looks, markers of homes while hers, files, and what the audit keeps."""
    council, cases = Q(council_id=person.council_id), hers.ids.get(Case, [])
    hers.take(ExceptionalOpening.objects.filter(council, person_id__in=hers.records).order_by("pk"))
    hers.take(PortalCode.objects.filter(council, people__overlap=hers.records).order_by("pk"))
    hers.take(CaseAccess.objects.filter(council, case_id__in=cases).order_by("pk"))
    hers.take(PlaceMarker.objects.filter(council, place__tenancies__in=hers.ids.get(Tenancy, [])).distinct())
    hers.take(Look.objects.filter(council, person_id__in=hers.records).order_by("at"))
    _take_books(hers, council)
    files = CaseFile.objects.filter(council, case__in=cases).values("file")
    hers.take(KeptFile.objects.filter(council, pk__in=files).order_by("pk"))
    opened = Q(table_name="people_person", row_ids__overlap=hers.records)
    opened |= Q(table_name="cases_case", row_ids__overlap=cases)
    hers.take(AuditRead.objects.filter(council, opened).order_by("at"))
    hers.take(_changes(hers, council))


def _take_books(hers: Hers, council: Q) -> None:
    """Take what moved on her accounts, what homes were charged while they were hers, and journals about them."""
    parts = AccountPart.objects.filter(council, pk__in=hers.ids.get(AccountPart, []))
    ledger = list(parts.values_list("ledger_account", flat=True))
    on_hers = Q(debit__in=ledger) | Q(credit__in=ledger)
    hers.take(Movement.objects.filter(council, on_hers).order_by("posted_on", "pk"))
    lines = JournalLine.objects.filter(council, pk__in=hers.ids.get(JournalLine, []))
    hers.take(Journal.objects.filter(council, pk__in=lines.values("journal")).order_by("pk"))
    _take_from_suspense(hers, council)
    while_hers = Q(place__rent_accounts__until_on__isnull=True) | Q(
        from_on__lt=F("place__rent_accounts__until_on")
    )
    ended = Q(until_on__isnull=True) | Q(until_on__gt=F("place__rent_accounts__from_on"))
    accounts = hers.ids.get(RentAccount, [])
    charged = Charge.objects.filter(council, while_hers, ended, place__rent_accounts__in=accounts)
    hers.take(charged.distinct().order_by("pk"))


def _take_from_suspense(hers: Hers, council: Q) -> None:
    """Take money in suspense that was posted to her accounts, by where it was posted and by nothing else.

    Whose it may be is a guess until then, and what an officer tried and a colleague refused is one too: either
    would give her a stranger's payment. Of a payment that was divided with somebody else's account, or that was
    thought to be somebody else's, she is given her own part, and not the whole, its payer and its notes.
    """
    accounts = hers.ids.get(RentAccount, [])
    posted = SuspenseShare.objects.filter(council, move__status=SuspenseMove.Status.POSTED)
    hers.take(posted.filter(rent_account__in=accounts).order_by("pk"))
    of_others = posted.exclude(rent_account__in=accounts).values("move")
    moves = SuspenseMove.objects.filter(council, shares__in=hers.ids.get(SuspenseShare, [])).distinct()
    alone = moves.exclude(pk__in=of_others).filter(
        Q(item__suggested__isnull=True) | Q(item__suggested__in=accounts)
    )
    hers.take(alone.order_by("pk"))
    items = SuspenseItem.objects.filter(council, moves__in=hers.ids.get(SuspenseMove, [])).distinct()
    hers.take(items.order_by("pk"))
    held = hers.ids.get(SuspenseItem, [])
    hers.take(SuspenseNote.objects.filter(council, item__in=held).order_by("pk"))
    hers.take(FileLine.objects.filter(council, suspense__in=held).order_by("pk"))


def _changes(hers: Hers, council: Q) -> Iterable[AuditChange]:
    """Return what the audit keeps of how her rows were before they changed, and of those that are gone."""
    changed = Q(pk__in=[])
    for model, ids in hers.ids.items():
        if model not in (AuditRead, Look):
            changed |= Q(table_name=model._meta.db_table, row_id__in=ids, action="update")
    gone = Q(action="delete", before__person_id__in=hers.records)
    return AuditChange.objects.filter(council).filter(changed | gone).order_by("at", "pk")


# --- As things --------------------------------------------------------------------------------------

GROUPS = (
    "restricted_to",
    "person_restricted_to",
    "case_restricted_to",
    "case_person_restricted_to",
    "other_restricted_to",
    "other_person_restricted_to",
)


def _held(row: Model, hers: Hers, words: Words) -> Held:
    """Return a row as a thing held: what it says, its groups, and why somebody should look at it."""
    facts = tuple(words.facts(row))
    groups = {getattr(row, name, OPEN_TO_ALL) for name in GROUPS} - {OPEN_TO_ALL}
    others = _others(row, hers)
    named = words.named_in(facts)
    calls = calls_of(row, facts, words, is_of_others=others or bool(named))
    own = {words.person.restricted_to}
    if groups - own:
        calls |= {"restricted"}
    return Held(
        table=row._meta.db_table,
        row_id=row.pk,
        kind=kind_of(type(row)),
        facts=facts,
        groups=tuple(sorted(groups)[:2]),
        calls=frozenset(calls),
        take_out=tuple(sorted(named)),
        file_id=row.pk if isinstance(row, KeptFile) else None,
    )


def _others(row: Model, hers: Hers) -> bool:
    """Say whether a row names another person by a key."""
    keys = (
        key for key in row._meta.concrete_fields if isinstance(key, ForeignKey) and key.related_model is Person
    )
    return any(getattr(row, key.attname) not in (None, *hers.records) for key in keys)


def all_fields(model: type[Model]) -> Iterator["Field[Any, Any]"]:
    """Yield the columns of a table that are told: not its council, its groups, nor what is only for machines."""
    for each in model._meta.concrete_fields:
        if each.name not in ("council", *GROUPS):
            yield each
