"""Who may look at what was loaded from old systems, and say whether two records are one person."""

from rooftree.people.permissions import may_merge_people
from rooftree.staff.permissions import LEADING, Permission

may_read_loads = Permission(
    "may_read_loads",
    "Read what was loaded from old systems, and download the rows to mend",
    LEADING | {"records_officer", "administrator", "auditor"},
)
may_decide_matches = may_merge_people
"""To say that two records are one person is to merge them."""
