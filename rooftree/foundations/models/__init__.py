"""The tables of the foundations, one file a subject."""

from rooftree.foundations.models.audit import AuditChange, AuditRead
from rooftree.foundations.models.base import CouncilOwned, LegacyReference, RestrictedRecord
from rooftree.foundations.models.calendars import CalendarChange, CalendarDay
from rooftree.foundations.models.councils import Council, RestrictedGroup, SignIn
from rooftree.foundations.models.kept import KeptFile
from rooftree.foundations.models.keys import DoneKey
from rooftree.foundations.models.nightly import NightlyCheck
from rooftree.foundations.models.rulebook import LocalRule
from rooftree.foundations.models.search import SearchEntry, SearchWord
from rooftree.foundations.models.tries import Try

__all__ = [
    "AuditChange",
    "AuditRead",
    "CalendarChange",
    "CalendarDay",
    "Council",
    "CouncilOwned",
    "DoneKey",
    "KeptFile",
    "LegacyReference",
    "LocalRule",
    "NightlyCheck",
    "RestrictedGroup",
    "RestrictedRecord",
    "SearchEntry",
    "SearchWord",
    "SignIn",
    "Try",
]
