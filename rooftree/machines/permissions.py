"""Who may let other systems in, and what a token can be made for."""

from rooftree.staff.permissions import EVERYDAY, VISITING, Permission

may_have_tokens = Permission(
    "may_have_tokens",
    "Make a token, with which a program does what oneself may",
    EVERYDAY | VISITING | {"auditor", "administrator"},
)
may_manage_machines = Permission(
    "may_manage_machines", "Let another system in, tell it of cases, and end that", {"administrator"}
)
