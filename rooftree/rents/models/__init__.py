"""The tables of rents, one file a subject."""

from rooftree.rents.models.accounts import AccountPart, ExpectedBenefit, RentAccount
from rooftree.rents.models.charges import ChangedSince, Charge, DebitRun, RentYear

__all__ = [
    "AccountPart",
    "ChangedSince",
    "Charge",
    "DebitRun",
    "ExpectedBenefit",
    "RentAccount",
    "RentYear",
]
