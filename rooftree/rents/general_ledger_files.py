"""The file by which the books are handed over to the general ledger: header, a line a day and code, trailer."""

import csv
import io
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from rooftree.rents.general_ledger import Total

FEED = "RENTS"


def write(number: int, *, council: str, made_on: date, until_on: date, lines: Sequence[Total]) -> bytes:
    """Return the file's bytes, in ASCII.

    H, the feed, the council, the file's number, the day it was made and its last accounting day. D, accounting
    day, general-ledger code, debit and credit in pounds, movements, and the books that they stand in. T, the
    number of lines, and pounds of debit and of credit.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    last_on = date.fromordinal(until_on.toordinal() - 1)
    writer.writerow(["H", FEED, council, number, made_on, last_on])
    for line in lines:
        sums = [f"{line.debit:.2f}", f"{line.credit:.2f}"]
        writer.writerow(["D", line.accounting_on, line.gl, *sums, line.movements, " ".join(line.books)])
    debit = sum((line.debit for line in lines), Decimal())
    credit = sum((line.credit for line in lines), Decimal())
    writer.writerow(["T", len(lines), f"{debit:.2f}", f"{credit:.2f}"])
    return out.getvalue().encode("ascii")
