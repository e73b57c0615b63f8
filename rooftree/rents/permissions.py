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

# Journals, refunds, write-offs, reconciliations and periods.
may_prepare_journals = Permission(
    "may_prepare_journals",
    "Prepare a journal: a reversal, a transfer, an adjustment, a waiver",
    ACCOUNTING | {"senior_income_officer", "income_recovery_officer", "former_arrears_officer"},
)
may_approve_journals = Permission(
    "may_approve_journals",
    "Approve or refuse a journal that a colleague prepared",
    ACCOUNTING | {"senior_income_officer", "team_leader"},
)
may_propose_write_offs = Permission(
    "may_propose_write_offs", "Propose to write a debt off, or back on", ACCOUNTING | INCOME
)
may_approve_write_offs = Permission(
    "may_approve_write_offs",
    "Approve or refuse a write-off that a colleague proposed, up to the value that the rule book gives the role",
    {"senior_income_officer", "team_leader", "service_manager", "head_of_service"},
)
may_request_refunds = Permission(
    "may_request_refunds", "Ask for a credit to be given back, and note what was checked", ACCOUNTING | INCOME
)
may_approve_refunds = Permission(
    "may_approve_refunds",
    "Approve or refuse a refund that a colleague asked for",
    ACCOUNTING | {"senior_income_officer", "team_leader"},
)
may_pay_refunds = Permission(
    "may_pay_refunds", "Hand approved refunds over to be paid, as a file or a cheque", ACCOUNTING
)
may_prepare_reconciliations = Permission(
    "may_prepare_reconciliations", "Prepare a reconciliation, and explain its difference", ACCOUNTING
)
may_review_reconciliations = Permission(
    "may_review_reconciliations",
    "Review a reconciliation that a colleague prepared",
    ACCOUNTING | {"senior_income_officer", "team_leader"},
)
may_close_periods = Permission(
    "may_close_periods", "Lay out the periods of a year, and close a period or the year", ACCOUNTING
)
may_hand_over_to_general_ledger = Permission(
    "may_hand_over_to_general_ledger",
    "Make the next file for the general ledger",
    ACCOUNTING,
)
may_settle_apologies = Permission(
    "may_settle_apologies",
    "Say sorry for what rested on a wrong balance, or say why no apology is due",
    ACCOUNTING | INCOME | LEADING,
)

# Money in: files, suspense.
may_take_money_files = Permission(
    "may_take_money_files", "Take in a file of money, and say how a sender lays its files out", ACCOUNTING
)
may_skip_money_files = Permission(
    "may_skip_money_files",
    "Ask, or agree, that a file is posted although an earlier one of its series is missing",
    ACCOUNTING | {"senior_income_officer", "team_leader"},
)
may_work_suspense = Permission(
    "may_work_suspense",
    "Look into money in suspense: own it, note what was found, and post it or ask for it to be given back",
    ACCOUNTING | INCOME,
)
may_approve_suspense = Permission(
    "may_approve_suspense",
    "Approve or refuse what a colleague prepared to do with money in suspense",
    ACCOUNTING | {"senior_income_officer", "team_leader"},
)
may_give_suspense = Permission(
    "may_give_suspense", "Give money in suspense to a colleague or a team to look into", ACCOUNTING | LEADING
)

# The annual increase.
may_keep_values = Permission(
    "may_keep_values", "Keep what the rents of homes are reckoned from: values of 1999, kinds of rent", ACCOUNTING
)
may_rehearse_increases = Permission(
    "may_rehearse_increases", "Rehearse an annual increase, check a sample of it, and withdraw it", ACCOUNTING
)
may_approve_increases = Permission(
    "may_approve_increases",
    "Approve an annual increase that a colleague rehearsed",
    {"service_manager", "head_of_service", "senior_income_officer", "rent_accounting_officer"},
)
may_apply_increases = Permission(
    "may_apply_increases", "Write to tenants of an approved increase, charge it, and freeze the year", ACCOUNTING
)

# Direct debits and cards.
may_keep_mandates = Permission(
    "may_keep_mandates", "Set up, change and cancel direct debits", ACCOUNTING | INCOME | LEADING
)
may_collect_direct_debits = Permission(
    "may_collect_direct_debits", "Make the file of direct debits, and heed what banks say of them", ACCOUNTING
)
may_take_card_payments = Permission("may_take_card_payments", "Begin a card payment for somebody", EVERYDAY)
may_ask_card_refunds = Permission(
    "may_ask_card_refunds", "Ask for a card payment to be given back", ACCOUNTING | INCOME
)
may_approve_card_refunds = Permission(
    "may_approve_card_refunds",
    "Approve or refuse that a card payment is given back, which a colleague asked for",
    ACCOUNTING | {"senior_income_officer", "team_leader"},
)


def to_prepare(kind: str) -> Permission:
    """Return the permission that preparing, and withdrawing, a journal of a kind needs."""
    return may_propose_write_offs if kind in _WRITTEN else may_prepare_journals


def to_settle(kind: str) -> Permission:
    """Return the permission that approving and refusing a journal of a kind needs."""
    return may_approve_write_offs if kind in _WRITTEN else may_approve_journals


_WRITTEN = ("write_off", "write_on")
"""Kinds of journals that have permissions of their own: a debt goes, or comes back."""
