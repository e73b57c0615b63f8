"""The tables of rents, one file a subject."""

from rooftree.rents.models.accounts import (
    AccountPart,
    ExpectedBenefit,
    GroupChange,
    IncomeMove,
    RentAccount,
    Suspension,
)
from rooftree.rents.models.charges import ChangedSince, Charge, DebitRun, DebitRunLine, RentYear
from rooftree.rents.models.files import (
    FileLine,
    FileMapping,
    MoneyFile,
    MoneyFilePart,
    SuspenseItem,
    SuspenseMove,
    SuspenseNote,
)
from rooftree.rents.models.general_ledger import GeneralLedgerFile, GeneralLedgerLine
from rooftree.rents.models.increases import HomeValue, IncreaseCheck, RentIncrease, RentIncreaseLine
from rooftree.rents.models.journals import Apology, Journal, JournalLine, JournalPosting, SetOffAgreement
from rooftree.rents.models.loaded import LoadedBalance, TransactionLegacyReference
from rooftree.rents.models.paying import (
    CardPayment,
    CardRefund,
    Collection,
    DirectDebitNotice,
    LodgedInstruction,
    Mandate,
    MandateEvent,
    Submission,
)
from rooftree.rents.models.periods import AccountingPeriod, Explanation, Reconciliation, YearClose
from rooftree.rents.models.refunds import Refund, RefundCheck, RefundPayee, RefundPayment
from rooftree.rents.models.settlement import CardSettlement
from rooftree.rents.models.suspense import SuspenseShare

__all__ = [
    "AccountPart",
    "AccountingPeriod",
    "Apology",
    "CardPayment",
    "CardRefund",
    "CardSettlement",
    "ChangedSince",
    "Charge",
    "Collection",
    "DebitRun",
    "DebitRunLine",
    "DirectDebitNotice",
    "ExpectedBenefit",
    "Explanation",
    "FileLine",
    "FileMapping",
    "GeneralLedgerFile",
    "GeneralLedgerLine",
    "GroupChange",
    "HomeValue",
    "IncomeMove",
    "IncreaseCheck",
    "Journal",
    "JournalLine",
    "JournalPosting",
    "LoadedBalance",
    "LodgedInstruction",
    "Mandate",
    "MandateEvent",
    "MoneyFile",
    "MoneyFilePart",
    "Reconciliation",
    "Refund",
    "RefundCheck",
    "RefundPayee",
    "RefundPayment",
    "RentAccount",
    "RentIncrease",
    "RentIncreaseLine",
    "RentYear",
    "SetOffAgreement",
    "Submission",
    "SuspenseItem",
    "SuspenseMove",
    "SuspenseNote",
    "SuspenseShare",
    "Suspension",
    "TransactionLegacyReference",
    "YearClose",
]
