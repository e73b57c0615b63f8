"""Who may do what: permissions are named things, asked by actions before anything else.

A domain declares its own in its `permissions.py`:

    may_correct_people = Permission("may_correct_people", "Correct a person's details", {"adviser", …})

and an action says `require(may_correct_people(by, person))`. Every permission is listed on the staff
site, with the roles that give it, and with the reason why a given officer may or may not.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from django.core.exceptions import PermissionDenied

from rooftree.staff.models import Officer


class OfCouncil(Protocol):
    """Anything that belongs to a council."""

    council_id: int


@dataclass(frozen=True)
class Answer:
    """Yes or no, and why."""

    allowed: bool
    because: str

    def __bool__(self) -> bool:
        return self.allowed


class Permission:
    """One thing that some roles may do."""

    def __init__(self, name: str, label: str, roles: Iterable[str]) -> None:
        assert name.startswith("may_"), f"{name}: a permission reads as a question, may_…"
        assert name not in _ALL, f"{name} is declared twice."
        self.name = name
        self.label = label
        self.roles = frozenset(roles)
        _ALL[name] = self

    def __call__(self, by: Officer, record: OfCouncil | None = None) -> Answer:
        """Say whether this officer may, with this record where one is given, and why."""
        if record is not None and record.council_id != by.council_id:
            return Answer(False, f"{by.name} does not act for that council.")
        if by.limited_to is not None and self.name not in by.limited_to:
            return Answer(False, f"The token of {by.name} was not made for this: “{self.label}”.")
        giving = sorted(self.roles & by.roles)
        if giving:
            return Answer(True, f"{by.name} holds the role {_spoken(giving)}.")
        return Answer(False, f"{by.name} holds none of the roles that may: {_spoken(sorted(self.roles))}.")


_ALL: dict[str, Permission] = {}


def all_permissions() -> list[Permission]:
    """Return every permission that any part of the house has declared, by name."""
    return sorted(_ALL.values(), key=lambda permission: permission.name)


def require(answer: Answer) -> None:
    """Raise PermissionDenied, saying why, unless the answer is yes."""
    if not answer:
        raise PermissionDenied(answer.because)


def _spoken(roles: list[str]) -> str:
    return ", ".join(role.replace("_", " ") for role in roles)


# The roles themselves stand in the rule book, as the list staff.roles (practice.md 0). A test holds
# these three sets and the flags of that list together.

EVERYDAY = frozenset(
    {
        "adviser",
        "team_leader",
        "hub_host",
        "triage_officer",
        "out_of_hours_operator",
        "income_officer",
        "senior_income_officer",
        "income_recovery_officer",
        "former_arrears_officer",
        "welfare_adviser",
        "court_officer",
        "rent_accounting_officer",
        "repairs_adviser",
        "planner",
        "repairs_supervisor",
        "surveyor",
        "damp_and_mould_lead",
        "voids_coordinator",
        "resident_liaison_officer",
        "tenancy_officer",
        "sustainment_officer",
        "asb_officer",
        "garage_officer",
        "scheme_officer",
        "register_officer",
        "medical_assessor",
        "lettings_officer",
        "allocations_team_leader",
        "nominations_officer",
        "homelessness_officer",
        "relief_officer",
        "decisions_officer",
        "reviews_officer",
        "placement_officer",
        "visiting_officer",
        "move_on_officer",
        "rough_sleeping_coordinator",
        "homelessness_manager",
        "complaints_officer",
        "complaint_investigator",
        "engagement_officer",
        "service_manager",
        "head_of_service",
        "records_officer",
    }
)
"""Roles that serve residents in person, and so know them."""

VISITING = frozenset(
    {
        "operative",
        "voids_surveyor",
        "compliance_officer",
        "project_manager",
        "estate_inspector",
        "caretaker",
        "estate_supervisor",
        "grounds_team_leader",
    }
)
"""Roles that go to people's homes: they must know before they knock."""

LEADING = frozenset(
    {
        "team_leader",
        "allocations_team_leader",
        "homelessness_manager",
        "service_manager",
        "head_of_service",
    }
)
"""Roles that answer for the work of others."""

may_find = Permission(
    "may_find",
    "Find people and homes, and read their pages",
    EVERYDAY | VISITING | {"auditor"},
)
may_manage_staff = Permission(
    "may_manage_staff",
    "Add officers, give and end roles, run teams and offices",
    {"service_manager", "head_of_service", "administrator"},
)
may_arrange_cover = Permission(
    "may_arrange_cover",
    "Arrange cover for an officer who is away",
    LEADING | {"administrator"},
)
may_change_rules = Permission("may_change_rules", "Replace a local rule, list or limit", {"administrator"})
may_change_council = Permission("may_change_council", "Change the council's name and colour", {"administrator"})
may_read_audit = Permission("may_read_audit", "Read the audit log", {"auditor"})
may_read_rule_book = Permission(
    "may_read_rule_book",
    "Read the rule book",
    EVERYDAY | VISITING | {"auditor", "administrator"},
)
may_give_powers = Permission(
    "may_give_powers", "Make somebody an administrator or an auditor, or end that", {"administrator"}
)
may_map_directory = Permission(
    "may_map_directory", "Say which groups of the council's directory give which roles", {"administrator"}
)
may_see_staff = Permission(
    "may_see_staff",
    "See officers, teams, offices and patches, and who may do what",
    EVERYDAY | VISITING | {"auditor", "administrator"},
)
may_enter_absences = Permission(
    "may_enter_absences",
    "Say that a colleague is away, until when, and that they are back",
    EVERYDAY | VISITING | {"administrator"},
)
may_enter_leavers = Permission(
    "may_enter_leavers",
    "Say that somebody leaves for good, so that their work moves",
    LEADING | {"administrator"},
)
may_keep_rota = Permission(
    "may_keep_rota",
    "Put colleagues on a team's duty rota, take them off, and let one take another's turn",
    LEADING | {"administrator"},
)
may_have_calendar_feeds = Permission(
    "may_have_calendar_feeds",
    "Show one's own visits, or a team's duty rota, in a calendar",
    EVERYDAY | VISITING,
)


def for_oneself_or(permission: Permission, by: Officer, officer: Officer) -> Answer:
    """Say yes to what officers may always do for themselves, and for a colleague with a permission only."""
    if by.pk == officer.pk:
        return Answer(True, f"{by.name} does it for themselves.")
    return permission(by, officer)
