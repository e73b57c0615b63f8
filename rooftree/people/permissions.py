"""Who may do what with people and their registers."""

from rooftree.staff.permissions import EVERYDAY, LEADING, VISITING, Permission

may_register_people = Permission("may_register_people", "Put a person on the record", EVERYDAY)
may_correct_people = Permission(
    "may_correct_people", "Correct a person's name, date of birth, languages and other details", EVERYDAY
)
may_record_deaths = Permission("may_record_deaths", "Record that a person has died", EVERYDAY)
may_change_contact_points = Permission(
    "may_change_contact_points",
    "Change how a person can be reached, and whether it is safe",
    EVERYDAY,
)
may_record_needs = Permission(
    "may_record_needs",
    "Record what we must do differently for a person, and ask again",
    EVERYDAY | VISITING,
)
may_read_vulnerability = Permission(
    "may_read_vulnerability",
    "Read the factors that may mean a person needs extra help, and their strengths",
    EVERYDAY,
)
may_record_vulnerability = Permission(
    "may_record_vulnerability",
    "Record factors that may mean a person needs extra help, and their strengths",
    EVERYDAY,
)
may_propose_markers = Permission(
    "may_propose_markers", "Propose a staff-safety marker for a person", EVERYDAY | VISITING
)
may_approve_markers = Permission(
    "may_approve_markers", "Approve, decline, renew and end a person's staff-safety markers", LEADING
)
may_restrict_people = Permission(
    "may_restrict_people",
    "Restrict a person's record to a group, and lift the restriction, as a member of the group",
    LEADING | {"records_officer"},
)
may_open_by_exception = Permission(
    "may_open_by_exception", "Open a restricted record by exception, with a reason that is logged", EVERYDAY
)
may_merge_people = Permission(
    "may_merge_people",
    "Decide whether two records are one person, merge them, and undo a merge",
    LEADING | {"records_officer"},
)
may_record_authorities = Permission(
    "may_record_authorities", "Record who may act for a person, and end it", EVERYDAY
)
may_keep_households = Permission(
    "may_keep_households", "Say who belongs to a household, and from when until when", EVERYDAY
)
