"""Who may do what with people and their registers, and what residents may in their own matters."""

from rooftree.people.portal import Resident, Scope
from rooftree.staff.permissions import EVERYDAY, LEADING, VISITING, Answer, OfCouncil, Permission

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
may_close_portal_accounts = Permission(
    "may_close_portal_accounts", "Close a resident's own way into the website, with a reason", EVERYDAY
)


# --- Residents: all of it in their own matters; in another's, what an authority says, and no more. ---


class ResidentPermission:
    """One thing that a resident may do, given by one scope."""

    def __init__(self, name: str, label: str, scope: Scope) -> None:
        self.name = name
        self.label = label
        self.scope = scope

    def __call__(self, by: Resident, record: OfCouncil | None = None) -> Answer:
        """Say whether this resident may, with this record where one is given, and why."""
        if record is not None and record.council_id != by.council_id:
            return Answer(False, "That belongs to another council.")
        if self.scope not in by.scopes:
            return Answer(False, f"The authority on which you are here does not say that you may: {self.label}.")
        return Answer(True, "It is your own." if not by.is_here_for_another else "The authority says so.")


resident_may_see_requests = ResidentPermission(
    "resident_may_see_requests", "see requests and what was promised", Scope.SEE_REQUESTS
)
resident_may_ask = ResidentPermission("resident_may_ask", "ask the council something", Scope.ASK)
resident_may_see_messages = ResidentPermission(
    "resident_may_see_messages", "read letters and messages", Scope.SEE_MESSAGES
)
resident_may_see_home = ResidentPermission(
    "resident_may_see_home", "see the home and who lives there", Scope.SEE_HOME
)
resident_may_change_details = ResidentPermission(
    "resident_may_change_details",
    "change contact details and what the council must do differently",
    Scope.CHANGE_DETAILS,
)
resident_may_see_rent = ResidentPermission("resident_may_see_rent", "see the rent", Scope.SEE_RENT)

RESIDENTS = (
    resident_may_see_requests,
    resident_may_ask,
    resident_may_see_messages,
    resident_may_see_home,
    resident_may_change_details,
    resident_may_see_rent,
)
"""Everything that a resident may."""
