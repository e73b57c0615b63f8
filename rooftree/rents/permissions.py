"""Who may do what with rent accounts, charges and debit runs."""

from rooftree.staff.permissions import EVERYDAY, LEADING, Permission
from rooftree.tenancies.permissions import HOUSING

ACCOUNTING = frozenset({"rent_accounting_officer", "service_manager", "head_of_service"})
"""Roles that keep the books of rents."""

INCOME = frozenset(
    {
        "income_officer",
        "senior_income_officer",
        "income_recovery_officer",
        "former_arrears_officer",
        "court_officer",
        "welfare_adviser",
    }
)
"""Roles that speak with residents about rent."""

may_see_accounts = Permission(
    "may_see_accounts", "See rent accounts, charges and what was paid", EVERYDAY | {"auditor"}
)
may_open_accounts = Permission(
    "may_open_accounts",
    "Open a rent account with a tenancy, and end it with the tenancy",
    HOUSING | ACCOUNTING | INCOME,
)
may_change_accounts = Permission(
    "may_change_accounts", "Say how an account is charged, and how its payer pays", ACCOUNTING | INCOME | LEADING
)
may_suspend_charging = Permission(
    "may_suspend_charging", "Stop charging an account for a time, with a reason", ACCOUNTING | LEADING
)
may_keep_benefits = Permission(
    "may_keep_benefits", "Say which benefit is expected to pay towards an account", ACCOUNTING | INCOME | LEADING
)
may_change_charges = Permission(
    "may_change_charges", "Say what a home or an account is charged, from a day on", ACCOUNTING
)
may_set_up_rent_years = Permission(
    "may_set_up_rent_years", "Set up a rent year: its first week, how many, and which are free", ACCOUNTING
)
may_run_debits = Permission("may_run_debits", "Rehearse and make a debit run, and put charges right", ACCOUNTING)
may_see_rent_accounting = Permission(
    "may_see_rent_accounting",
    "See the pages of rent accounting: runs, files, suspense, journals, reconciliations and periods",
    ACCOUNTING | LEADING | {"senior_income_officer", "auditor"},
)
