"""The demo's bank: a statement each Monday of what the week before brought in sums, as ISO 20022 has it.

Tills and card machines send a line for each payer, the bank one sum for each: what cards paid, what direct debits
brought, a lump of benefits. So a statement empties the control accounts that those files filled. The account is of
no bank.
"""

import io
from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from xml.sax.saxutils import escape

from django.db.models import Sum

from rooftree.foundations.dates import LONDON
from rooftree.foundations.models import Council
from rooftree.foundations.periods import DAY, Period
from rooftree.ledger import accounts
from rooftree.ledger.models import Movement
from rooftree.rents.actions import files
from rooftree.rents.files.camt import Elsewhere
from rooftree.rents.models import MoneyFile
from rooftree.staff.models import Officer

SUMS = {
    "card": ("MCRD/POSP", "CARD ACQUIRER"),
    "direct_debit": ("RDDT/BBDD", "BACS COLLECTION"),
    "hb": ("RCDT/BOOK", "HOUSING BENEFIT"),
    "uc": ("RCDT/DMCT", "DWP UC"),
}
"""What the bank brings in one sum: the control account that it empties, its code of the bank, and who pays it."""
OPENING = Decimal("250000.00")
STRANGER = ("M ABERNATHY", "FLAT 2 RENT", Decimal("118.45"))
"""Who pays into the bank account and says no account, in the first week."""
KNOWN_BY = tuple(
    Elsewhere(control, family=f"PMNT/{code.split('/')[0]}", payer=payer) for control, (code, payer) in SUMS.items()
)


class Bank:
    """The bank account of one council, from its first week here on."""

    def __init__(self, council: Council, officer: Officer, first: date, at: datetime) -> None:
        self._council = council
        self._officer = officer
        self._first = first
        self._at = at

    def _by(self, what: str, *, at: datetime | None = None) -> dict[str, Any]:
        return {"by": self._officer, "at": at or self._at, "key": f"demo bank: {what}"}

    def set_up(self) -> None:
        """Say which entries of a statement are what other files bring to accounts."""
        files.set_mapping("bank", layout="", elsewhere=KNOWN_BY, **self._by("layout"))

    def send(self, number: int, monday: date) -> None:
        """Send the statement of the week that began on a Monday, on the morning after it, if that has come."""
        after = datetime.combine(monday + 7 * DAY, time(8), LONDON)
        if after > self._at:
            return
        entries = list(self._entries(number, monday))
        files.take_file(
            io.BytesIO(self._statement(number, monday, entries)),
            kind="bank",
            name=f"statement-{number + 1:03}.xml",
            council=self._council,
            **self._by(f"statement {number}", at=after),
        )

    def _entries(self, number: int, monday: date) -> Iterator[tuple[str, str, str, Decimal]]:
        """Yield each entry of a week: the bank's code, the payer, what stands with it, and its pounds."""
        week = Period(monday, monday + 7 * DAY)
        for control, (code, payer) in SUMS.items():
            if pounds := self._filled(control, week):
                yield code, payer, f"{self._council.code.upper()} RENTS", pounds
        if number == 0:
            payer, text, pounds = STRANGER
            yield "RCDT/DMCT", payer, text, pounds

    def _filled(self, control: str, week: Period) -> Decimal:
        """Return the pounds that a week's files brought to a control account, less what they took back."""
        account = accounts.control(self._council.pk, control)
        moved = Movement.objects.filter(
            council=self._council, by_run=False, posted_on__gte=week.starts, posted_on__lt=week.until
        ).exclude(batch__in=self._own_batches())
        came, went = (
            moved.filter(**{side: account}).aggregate(pounds=Sum("amount"))["pounds"] or Decimal()
            for side in ("debit_id", "credit_id")
        )
        return came - went

    def _own_batches(self) -> list[str]:
        """Return under which batches the bank's own statements stand."""
        own = MoneyFile.objects.filter(council=self._council, kind="bank")
        return [f"file:{each}" for each in own.values_list("pk", flat=True)]

    def _statement(self, number: int, monday: date, entries: list[tuple[str, str, str, Decimal]]) -> bytes:
        sunday = monday + 6 * DAY
        opening = OPENING + self._brought_before(number)
        closing = opening + sum((pounds for *_, pounds in entries), Decimal())
        written = "".join(_entry(nth, sunday, *each) for nth, each in enumerate(entries, 1))
        name, made_at = f"{self._council.code}-{number + 1}", f"<CreDtTm>{sunday}T22:00:00</CreDtTm>"
        return (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>\n'
            f"<GrpHdr><MsgId>{name}</MsgId>{made_at}</GrpHdr>\n"
            f"<Stmt><Id>{name}</Id><ElctrncSeqNb>{number + 1}</ElctrncSeqNb>{made_at}"
            f"<Acct><Id><Othr><Id>RENTS {self._council.code.upper()}</Id></Othr></Id><Ccy>GBP</Ccy></Acct>\n"
            f"{_balance('OPBD', monday, opening)}{_balance('CLBD', sunday, closing)}{written}"
            "</Stmt></BkToCstmrStmt></Document>\n"
        ).encode()

    def _brought_before(self, number: int) -> Decimal:
        """Return the pounds that the statements before this one brought."""
        before = MoneyFile.objects.filter(council=self._council, kind="bank", parts__sequence__lte=number)
        return before.aggregate(pounds=Sum("total"))["pounds"] or Decimal()


def _balance(kind: str, day: date, pounds: Decimal) -> str:
    return f"<Bal><Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp>{_amount(pounds)}<Dt><Dt>{day}</Dt></Dt></Bal>\n"


def _entry(nth: int, day: date, code: str, payer: str, text: str, pounds: Decimal) -> str:
    family, sub = code.split("/")
    return (
        f"<Ntry><NtryRef>{nth}</NtryRef>{_amount(pounds)}<Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>{day}</Dt></BookgDt>"
        f"<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>{family}</Cd><SubFmlyCd>{sub}</SubFmlyCd></Fmly></Domn></BkTxCd>"
        f"<NtryDtls><TxDtls><RltdPties><Dbtr><Pty><Nm>{escape(payer)}</Nm></Pty></Dbtr></RltdPties>"
        f"<RmtInf><Ustrd>{escape(text)}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>\n"
    )


def _amount(pounds: Decimal) -> str:
    side = "CRDT" if pounds >= 0 else "DBIT"
    return f'<Amt Ccy="GBP">{abs(pounds)}</Amt><CdtDbtInd>{side}</CdtDbtInd>'
