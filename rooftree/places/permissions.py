"""Who may do what with places, homes and patches."""

from rooftree.staff.permissions import EVERYDAY, LEADING, VISITING, Permission

may_add_places = Permission(
    "may_add_places",
    "Add a place to the record",
    {"records_officer", "service_manager", "head_of_service", "voids_coordinator"},
)
may_correct_places = Permission(
    "may_correct_places",
    "Correct a place's address and other facts",
    LEADING | {"records_officer", "tenancy_officer", "voids_coordinator", "garage_officer", "scheme_officer"},
)
may_correct_homes = Permission(
    "may_correct_homes",
    "Correct what is known of a home: rooms, steps, heating, adaptations",
    LEADING
    | {
        "records_officer",
        "tenancy_officer",
        "lettings_officer",
        "surveyor",
        "voids_coordinator",
        "voids_surveyor",
        "compliance_officer",
        "scheme_officer",
    },
)
may_change_lettable_status = Permission(
    "may_change_lettable_status",
    "Say whether a home can be let",
    LEADING
    | {
        "records_officer",
        "tenancy_officer",
        "lettings_officer",
        "voids_coordinator",
        "placement_officer",
        "move_on_officer",
        "garage_officer",
        "scheme_officer",
    },
)
may_propose_place_markers = Permission(
    "may_propose_place_markers", "Propose a staff-safety marker for an address", EVERYDAY | VISITING
)
may_approve_place_markers = Permission(
    "may_approve_place_markers", "Approve, decline, renew and end staff-safety markers of addresses", LEADING
)
may_manage_patches = Permission(
    "may_manage_patches",
    "Say which places a patch has, and which officer looks after it",
    LEADING | {"records_officer", "administrator"},
)
