"""The tables of who acts, one file a subject."""

from rooftree.staff.models.directories import DirectoryAccount, DirectoryRole, RoleFromDirectory
from rooftree.staff.models.feeds import CalendarFeed
from rooftree.staff.models.rota import DutySwap, DutyTurn
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
    "CalendarFeed",
    "Cover",
    "DirectoryAccount",
    "DirectoryRole",
    "DutySwap",
    "DutyTurn",
    "GroupMember",
    "Office",
    "OfficeClosure",
    "Officer",
    "OpeningHours",
    "RoleFromDirectory",
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
