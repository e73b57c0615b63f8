"""The tables of rents, one file a subject."""

from rooftree.rents.models.accounts import AccountPart, ExpectedBenefit, RentAccount, Suspension
from rooftree.rents.models.charges import ChangedSince, Charge, DebitRun, RentYear
from rooftree.rents.models.files import (
    FileLine,
    FileMapping,
    MoneyFile,
    MoneyFilePart,
    SuspenseItem,
    SuspenseMove,
    SuspenseNote,
)
from rooftree.rents.models.journals import Apology, Journal, JournalLine, JournalPosting, SetOffAgreement
from rooftree.rents.models.loaded import LoadedBalance, TransactionLegacyReference
from rooftree.rents.models.periods import AccountingPeriod, Explanation, Reconciliation, YearClose
from rooftree.rents.models.refunds import Refund, RefundCheck, RefundPayee, RefundPayment

__all__ = [
    "AccountPart",
    "AccountingPeriod",
    "Apology",
    "ChangedSince",
    "Charge",
    "DebitRun",
    "ExpectedBenefit",
    "Explanation",
    "FileLine",
    "FileMapping",
    "Journal",
    "JournalLine",
    "JournalPosting",
    "LoadedBalance",
    "MoneyFile",
    "MoneyFilePart",
    "Reconciliation",
    "Refund",
    "RefundCheck",
    "RefundPayee",
    "RefundPayment",
    "RentAccount",
    "RentYear",
    "SetOffAgreement",
    "Suspension",
    "SuspenseItem",
    "SuspenseMove",
    "SuspenseNote",
    "TransactionLegacyReference",
    "YearClose",
]
