"""Who may do what with tenancies, licences and leases."""

from rooftree.staff.permissions import LEADING, Permission

HOUSING = LEADING | {
    "tenancy_officer",
    "lettings_officer",
    "placement_officer",
    "move_on_officer",
    "garage_officer",
    "scheme_officer",
    "records_officer",
}
"""Roles that sign tenancies and answer for them."""

may_start_tenancies = Permission("may_start_tenancies", "Record that a tenancy begins", HOUSING)
may_end_tenancies = Permission("may_end_tenancies", "Record that a tenancy has ended, or will", HOUSING)
may_change_parties = Permission(
    "may_change_parties", "Say who is a tenant, who lives there and whom we may talk to", HOUSING
)
may_correct_tenancies = Permission(
    "may_correct_tenancies", "Correct a tenancy's dates, tenure and other facts", LEADING | {"records_officer"}
)
