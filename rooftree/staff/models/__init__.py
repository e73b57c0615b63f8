"""The tables of who acts, one file a subject."""

from rooftree.staff.models.who import (
    Absence,
    Cover,
    GroupMember,
    Office,
    OfficeClosure,
    Officer,
    OpeningHours,
    RoleHeld,
    SafetyMarkerProposal,
    SafetyMarkerReview,
    SafetyMarkerTerms,
    SavedView,
    SetUpLink,
    StaffSafetyMarker,
    Team,
    WorkingHours,
)

__all__ = [
    "Absence",
    "Cover",
    "GroupMember",
    "Office",
    "OfficeClosure",
    "Officer",
    "OpeningHours",
    "RoleHeld",
    "SafetyMarkerProposal",
    "SafetyMarkerReview",
    "SafetyMarkerTerms",
    "SavedView",
    "SetUpLink",
    "StaffSafetyMarker",
    "Team",
    "WorkingHours",
]
