"""The tables of the foundations, one file a subject."""

from rooftree.foundations.models.audit import AuditChange, AuditRead
from rooftree.foundations.models.base import CouncilOwned, LegacyReference, RestrictedRecord
from rooftree.foundations.models.councils import Council, RestrictedGroup, SignIn
from rooftree.foundations.models.kept import KeptFile
from rooftree.foundations.models.keys import DoneKey

__all__ = [
    "AuditChange",
    "AuditRead",
    "Council",
    "CouncilOwned",
    "DoneKey",
    "KeptFile",
    "LegacyReference",
    "RestrictedGroup",
    "RestrictedRecord",
    "SignIn",
]
