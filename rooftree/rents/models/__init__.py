"""The tables of rents, one file a subject."""

from rooftree.rents.models.accounts import AccountPart, ExpectedBenefit, RentAccount
from rooftree.rents.models.charges import ChangedSince, Charge, DebitRun, RentYear
from rooftree.rents.models.loaded import LoadedBalance, TransactionLegacyReference

__all__ = [
    "AccountPart",
    "ChangedSince",
    "Charge",
    "DebitRun",
    "ExpectedBenefit",
    "LoadedBalance",
    "RentAccount",
    "RentYear",
    "TransactionLegacyReference",
]
