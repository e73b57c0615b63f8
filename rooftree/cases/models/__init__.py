"""The tables of the case kernel, one file a subject."""

from rooftree.cases.models.alarms import Alarm
from rooftree.cases.models.case import Case, CaseAccess, CaseFile, CaseLink, CaseRecord
from rooftree.cases.models.clocks import Clock, ClockExtension, ClockPause
from rooftree.cases.models.handovers import Handover, HandoverPiece
from rooftree.cases.models.past import PastCase
from rooftree.cases.models.story import Assignment, Event
from rooftree.cases.models.weights import CaseWeight, WeightChallenge
from rooftree.cases.models.work import Hold, Task, TeamRequest

__all__ = [
    "Alarm",
    "Assignment",
    "Case",
    "CaseAccess",
    "CaseFile",
    "CaseLink",
    "CaseRecord",
    "CaseWeight",
    "Clock",
    "ClockExtension",
    "ClockPause",
    "Event",
    "Handover",
    "HandoverPiece",
    "Hold",
    "PastCase",
    "Task",
    "TeamRequest",
    "WeightChallenge",
]
