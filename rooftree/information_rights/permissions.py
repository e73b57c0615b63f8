"""Who may do what about people's rights over their data, and about how long things are kept."""

from rooftree.staff.permissions import EVERYDAY, Permission

RECORDS = frozenset({"records_officer", "service_manager", "head_of_service"})
"""Roles that answer for the record itself."""

may_take_rights_requests = Permission(
    "may_take_rights_requests", "Log that a person asks about their data, or complains of its use", EVERYDAY
)
may_handle_rights = Permission(
    "may_handle_rights",
    "Gather all that is held on a person, decide what is given, give it, and answer",
    RECORDS,
)
may_hold_records = Permission(
    "may_hold_records", "Put a legal hold on the records of a person or a case, and end it", RECORDS
)
may_propose_destruction = Permission(
    "may_propose_destruction", "Look through what is due to be destroyed, and put it forward", RECORDS
)
may_approve_destruction = Permission(
    "may_approve_destruction", "Approve what a colleague put forward to be destroyed, and destroy it", RECORDS
)
may_read_looks = Permission("may_read_looks", "Read who looked at a person's record", {"auditor"})
may_enter_equality = Permission(
    "may_enter_equality", "Enter the answers of an equality form that came on paper", {"records_officer"}
)
may_see_equality_counts = Permission(
    "may_see_equality_counts",
    "See counts of equality answers, small ones hidden",
    {"performance_analyst", "service_manager", "head_of_service"},
)
