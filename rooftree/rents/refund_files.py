"""The file by which refunds are handed over to be paid: a line a payee, and a last line that counts them."""

import csv
import hashlib
import io
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

HEADINGS = ("type", "sort_code", "account_number", "name", "reference", "amount", "pay_on")


@dataclass(frozen=True)
class Line:
    """One payee of the file: pounds, above nought, and what stands on their bank statement."""

    sort_code: str
    account_number: str
    name: str
    reference: str
    pounds: Decimal


def write(number: int, pay_on: date, lines: Sequence[Line]) -> bytes:
    """Return the file's bytes. Its last line has its number, how many payees it has, and pounds together.

    Names are as banks take them: capitals, 18 characters at most. A name that a spreadsheet would take
    for a sum is no name of a bank.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(HEADINGS)
    for line in lines:
        writer.writerow(
            [
                "P",
                line.sort_code,
                line.account_number,
                _name(line.name),
                line.reference,
                f"{line.pounds:.2f}",
                pay_on,
            ]
        )
    total = sum((line.pounds for line in lines), Decimal())
    writer.writerow(["T", "", "", f"FILE {number}", str(len(lines)), f"{total:.2f}", pay_on])
    return out.getvalue().encode("ascii")


def digest(raw: bytes) -> str:
    """Return the SHA-256 of a file's bytes, in hexadecimal."""
    return hashlib.sha256(raw).hexdigest()


ALLOWED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 .-/&")
"""What Bacs takes in a name."""


def _name(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.upper())
    kept = "".join(each for each in plain if each in ALLOWED)
    return kept.strip()[:18].lstrip("-.&/ ")
