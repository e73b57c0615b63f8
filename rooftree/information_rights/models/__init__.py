"""The tables of information rights, one file a subject."""

from rooftree.information_rights.models.equality import EqualityAnswer, EqualityDeclaration
from rooftree.information_rights.models.held import Gathering, HeldCopy, HeldThing, Release
from rooftree.information_rights.models.looks import Look
from rooftree.information_rights.models.requests import Correction, DataComplaint, RightsRequest, ToldRecipient
from rooftree.information_rights.models.retention import Certificate, Disposal, DisposalLine, LegalHold

__all__ = [
    "Certificate",
    "Correction",
    "DataComplaint",
    "Disposal",
    "DisposalLine",
    "EqualityAnswer",
    "EqualityDeclaration",
    "Gathering",
    "HeldCopy",
    "HeldThing",
    "LegalHold",
    "Look",
    "Release",
    "RightsRequest",
    "ToldRecipient",
]
