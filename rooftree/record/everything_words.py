"""Says in words what a row holds on a person: labels for columns, names for keys, labels for codes."""

import re
from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime
from functools import cache
from typing import Any, cast

from django.db.models import BinaryField, Field, ForeignKey, JSONField, Model

from rooftree.cases.models import Case, CaseFile, Hold
from rooftree.foundations import rulebook
from rooftree.foundations.dates import clock_time, london_day, short_date
from rooftree.foundations.models import AuditChange, AuditRead, KeptFile, SignIn
from rooftree.foundations.refusals import Refused
from rooftree.information_rights import rules
from rooftree.information_rights.models import Look
from rooftree.ledger.models import Movement
from rooftree.people.models import (
    Authority,
    ExceptionalOpening,
    HouseholdMember,
    Person,
    PersonRestriction,
    Strength,
    Vulnerability,
)
from rooftree.staff.models import (
    Officer,
    RoleHeld,
    SafetyMarkerProposal,
    SafetyMarkerReview,
    StaffSafetyMarker,
)
from rooftree.tenancies.models import TenancyParty

ANOTHER = "another resident"
YOU = "the person"

NOT_TOLD = frozenset(
    {
        "id",
        "council",
        "digest",
        "version_from",
        "sha256",
        "people",
        "asked_with",
        "seed",
        "sealed",
        "movement",
        "paid_movement",
        "unpaid_movement",
        "fee_movement",
        "next_url",
        "row_ids",
        "restricted_to",
        "person_restricted_to",
        "case_restricted_to",
        "case_person_restricted_to",
        "other_restricted_to",
        "other_person_restricted_to",
    }
)
"""Columns that are for machines alone, or say only who may open a row."""

KINDS = {
    "people_person": "Who you are",
    "people_othername": "Other name",
    "cases_event": "What happened in a case",
    "cases_case": "Case",
    "cases_clock": "Time limit",
    "foundations_auditread": "Opening of a restricted record",
    "foundations_auditchange": "How something was before it changed",
    "foundations_keptfile": "File",
    "information_rights_look": "Who looked",
    "ledger_movement": "What moved on the rent account",
    "people_personmarker": "Staff-safety marker",
    "places_placemarker": "Staff-safety marker of a home",
}
"""What people call things whose tables are named for those who work on them."""


def kind_of(model: type[Model]) -> str:
    """Return what people call a row of a table: "Contact point"."""
    words = KINDS.get(model._meta.db_table) or str(model._meta.verbose_name)
    return words[:1].upper() + words[1:]


OF_MOVEMENT = frozenset({"amount", "effective_on", "posted_on", "kind", "narrative", "reference"})
"""What is told of a movement: not the accounts of the books, by their numbers, nor who posted it."""

_CODE_OF = re.compile(r"\b[Aa] code of (?:the list )?([a-z_]+\.[a-z_]+)|^Codes? of ([a-z_]+\.[a-z_]+)")


def names_of(records: Collection[int], ids: Mapping[type[Model], Collection[int]]) -> dict[int, list[str]]:
    """Return the names of other people who are in the same tenancies, households, authorities and cases.

    By their ids: the full name first, then what else they are called.
    """
    others: set[int] = set()
    for model, column in ((TenancyParty, "person_id"), (HouseholdMember, "person_id")):
        found = model._default_manager.filter(pk__in=ids.get(model, ())).values_list(column, flat=True)
        others |= set(found)
    acting = Authority.objects.filter(pk__in=ids.get(Authority, ()))
    others |= set(acting.values_list("person_id", flat=True)) | set(
        acting.values_list("representative_id", flat=True)
    )
    others |= set(Case.objects.filter(pk__in=ids.get(Case, ())).values_list("person_id", flat=True))
    people = Person.objects.filter(pk__in=others - set(records) - {None})
    return {each.pk: [each.full_name, each.forenames, each.preferred_name] for each in people}


class Words:
    """What rows of one person say, in words: made once for everything that is gathered."""

    def __init__(
        self, person: Person, records: Collection[int], names: Mapping[int, list[str]], *, at: datetime
    ) -> None:
        self.person = person
        self.records = set(records)
        self.names = dict(names)
        self.on = london_day(at)
        self._cached: dict[tuple[type[Model], Any], str] = {}
        own = {word.lower() for word in (person.full_name, person.forenames, person.preferred_name)}
        self._others = {word for words in names.values() for word in words if word and word.lower() not in own}
        self._name_officers = bool(rules.NAME_WHO_LOOKED.version(on=self.on, council=person.council_id).value)

    def facts(self, row: Model) -> Iterator[tuple[str, str]]:
        """Yield what a row says: pairs of a label and words. What says nothing is left out."""
        for column in row._meta.concrete_fields:
            if column.name in NOT_TOLD or isinstance(column, BinaryField) or column.name == "pk":
                continue
            said = self._said(row, column)
            if said:
                yield _label(row, column), said
        yield from self._more(row)

    def named_in(self, facts: Collection[tuple[str, str]]) -> set[str]:
        """Return the names of other people that stand in these words, as they stand there."""
        whole = "\n".join(says for _, says in facts)
        return {
            name for name in self._others if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", whole, re.IGNORECASE)
        }

    def _said(self, row: Model, column: "Field[Any, Any]") -> str:
        if isinstance(row, Movement) and column.name not in OF_MOVEMENT:
            return ""
        if isinstance(column, ForeignKey):
            return self._key(column, getattr(row, column.attname))
        value = getattr(row, column.attname)
        if isinstance(row, Look) and column.name in ("who", "record_id", "person_id"):
            return self._look(row, column.name)
        if isinstance(row, AuditRead | AuditChange) and column.name in ("who", "where", "row_id"):
            return self._who(str(value), london_day(row.at)) if column.name == "who" else ""
        if isinstance(row, AuditChange) and column.name in ("before", "after"):
            return ""
        if isinstance(column, JSONField):
            return _written(value)
        return self._value(column, value)

    def _value(self, column: "Field[Any, Any]", value: Any) -> str:
        """Return a plain value in words: a code by its label, a day and a moment as London writes them."""
        if value is None or value == "" or value == []:
            return ""
        if listed := _list_of(column):
            codes = value if isinstance(value, list) else [value]
            return ", ".join(self._label_of(listed, str(code)) for code in codes)
        if column.choices:
            return str(dict(column.flatchoices).get(value, value))
        return _written(value)

    def _label_of(self, listed: str, code: str) -> str:
        try:
            return rulebook.code_list(listed).version(on=self.on, council=self.person.council_id).label_of(code)
        except (Refused, KeyError, AssertionError):
            return code

    def _key(self, column: "ForeignKey[Any, Any]", value: Any) -> str:
        """Return what a key leads to, in words: a colleague by name, another resident by none."""
        if value is None:
            return ""
        target = column.related_model
        if target is Person:
            return YOU if value in self.records else self.names.get(value, [ANOTHER])[0]
        if (target, value) not in self._cached:
            self._cached[target, value] = _name(target, value)
        return self._cached[target, value]

    # --- Who looked, and what was changed ---

    def _look(self, look: Look, column: str) -> str:
        if column == "who":
            return self._who(look.who, london_day(look.at))
        if column == "record_id" and look.what == Look.What.CASE:
            return self._key(Case._meta.get_field("person"), None) or _name(Case, look.record_id)
        return ""

    def _who(self, said: str, on: date) -> str:
        """Return who did something, as a person is told: the team, and by the council's choice the name."""
        if (said, on) not in self._cached:  # type: ignore[comparison-overlap]
            self._cached[said, on] = who_in_words(  # type: ignore[index]
                said, council_id=self.person.council_id, on=on, with_name=self._name_officers
            )
        return self._cached[said, on]  # type: ignore[index]

    def _more(self, row: Model) -> Iterator[tuple[str, str]]:
        """Yield what a row says beyond its columns."""
        if isinstance(row, KeptFile):
            yield "file", row.filename
        if isinstance(row, AuditChange):
            yield from _changed(row)
        if isinstance(row, Movement):
            yield "what", self._label_of("rents.transaction_codes", row.code)
            control = self._key(cast("ForeignKey[Any, Any]", Movement._meta.get_field("credit")), row.credit_id)
            yield (
                "effect",
                "taken from what is owed" if control.startswith("Account ") else "added to what is owed",
            )


def _changed(row: AuditChange) -> Iterator[tuple[str, str]]:
    """Yield what a row that changed, or is gone, said before."""
    yield "of", row.table_name.split("_", 1)[1].replace("_", " ")
    for name, was in sorted((row.before or {}).items()):
        if name not in NOT_TOLD and not name.endswith("_id") and was not in (None, "", [], {}):
            yield f"{name.replace('_', ' ')} before", _written(was)


def who_in_words(said: str, *, council_id: int, on: date, with_name: bool) -> str:
    """Return who looked or changed something, as the audit says it, in words: the team that day, or the role."""
    kind, _, number = said.partition(":")
    if kind == "resident":
        return "a resident in their own account"
    if kind != "sign-in" or not number.isdecimal():
        return f"Rooftree ({kind})" if kind in ("job", "command") else "the service"
    officer = Officer.objects.filter(council_id=council_id, sign_in=int(number)).first()
    if officer is None:
        return "an officer"
    held = RoleHeld.objects.filter(officer=officer, from_on__lte=on).select_related("team").order_by("-from_on")
    role = held.filter(team__isnull=False).first() or held.first()
    team = role.team.name if role and role.team else (role.role.replace("_", " ") if role else "an officer")
    return f"{officer.name}, {team}" if with_name else team


@cache
def _list_of(column: "Field[Any, Any]") -> str:
    """Return the list of the rule book that a column's codes are of, as its comment says; nothing for others."""
    found = _CODE_OF.search(column.db_comment or "")
    listed = found and (found[1] or found[2])
    return listed if listed and listed in rulebook.load() else ""


def _label(row: Model, column: "Field[Any, Any]") -> str:
    if isinstance(row, Look) and column.name == "record_id":
        return "which"
    return str(column.verbose_name).replace("_", " ")


def _written(value: Any) -> str:
    """Return a value as people write it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return f"{short_date(london_day(value))}, {clock_time(value)}"
    if isinstance(value, date):
        return short_date(value)
    if isinstance(value, Mapping):
        return "; ".join(f"{name.replace('_', ' ')}: {_written(each)}" for name, each in value.items() if each)
    if isinstance(value, list | tuple):
        return ", ".join(_written(each) for each in value if each not in (None, ""))
    return str(value)


def _name(target: type[Model], value: Any) -> str:
    """Return what people call the row that a key leads to; nothing for one that says nothing by itself."""
    if target is SignIn:
        return ""
    row = target._default_manager.filter(pk=value).first()
    if row is None:
        return ""
    if isinstance(row, KeptFile):
        return row.filename
    for name in ("reference", "name", "label", "what"):
        if isinstance(said := getattr(row, name, None), str) and said:
            return said
    return str(row) if type(row).__str__ is not Model.__str__ else ""


# --- Why somebody should look ---------------------------------------------------------------------

MARKERS = (StaffSafetyMarker, SafetyMarkerProposal, SafetyMarkerReview)
HEALTH = (Vulnerability, Strength)


def calls_of(row: Model, facts: Collection[tuple[str, str]], words: Words, *, is_of_others: bool) -> set[str]:
    """Return the codes of what makes somebody look at a thing before it is given."""
    calls = set()
    if is_of_others:
        calls.add("third_party")
    if isinstance(row, MARKERS):
        calls.add("staff_safety")
    if isinstance(row, HEALTH) or (isinstance(row, AuditChange) and "vulnerability" in row.table_name):
        calls.add("health")
    if isinstance(row, AuditChange) and "marker" in row.table_name:
        calls.add("staff_safety")
    if isinstance(row, PersonRestriction | ExceptionalOpening):
        calls.add("safety_rules")
    if isinstance(row, KeptFile | CaseFile):
        calls.add("file")
    if getattr(row, "caller", "") == "third_party" or getattr(row, "caller_name", ""):
        calls.add("told_by_another")
    if (isinstance(row, Hold) and row.kind == "legal") or _may_be_legal(facts, words):
        calls.add("legal")
    return calls


def _may_be_legal(facts: Collection[tuple[str, str]], words: Words) -> bool:
    listed = rules.LEGAL_WORDS.version(on=words.on, council=words.person.council_id)
    said = " ".join(says for _, says in facts)
    return any(re.search(rf"(?<!\w){re.escape(item.label)}", said, re.IGNORECASE) for item in listed)
