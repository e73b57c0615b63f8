"""Files of money written to do harm, or that lost their shape on the way: refused, and nothing breaks."""

from decimal import Decimal

import pytest

from rooftree.foundations.refusals import Refused
from rooftree.rents.tests.files_in import an_account, cash_file, owes, sample, taken

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("acting")]

ENTRY = (
    '<Ntry><Amt Ccy="GBP">{pounds}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts>'
    "<BookgDt><Dt>2026-11-20</Dt></BookgDt></Ntry>"
)


def statement(number, inside, *, iban="GB33"):
    return (
        f"<Stmt><Id>{number}</Id><ElctrncSeqNb>{number}</ElctrncSeqNb>"
        f"<Acct><Id><IBAN>{iban}</IBAN></Id></Acct>{inside}</Stmt>"
    )


def camt(*statements):
    return (
        '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt>'
        f"{''.join(statements)}</BkToCstmrStmt></Document>"
    ).encode()


# --- Amounts and numbers beyond anything ----------------------------------------------------------------


def test_amounts_that_make_more_than_any_file_brings_are_refused_in_a_sentence():
    file = taken(camt(statement(1, ENTRY.format(pounds="9999999999.99") * 200)), kind="bank", name="s.xml")

    assert (file.status, file.because) == (
        "refused",
        "Up to line 11 it makes £109,999,999,999.89: too much.",
    )


def test_pence_that_make_too_much_are_refused_whether_they_came_or_went():
    lines = "".join(f"D,{kind},X,999999999.99,2026-11-20,,,\n" for kind in ("CARD", "RETURNED") * 60)

    file = taken(f"H,TILL,1,2026-11-20\n{lines}T,120,0.00\n".encode())

    assert (file.status, file.because) == ("refused", "Up to line 102 it makes £100,999,999,998.99: too much.")


def test_a_file_of_thousands_of_statements_is_refused():
    every = [statement(1, ENTRY.format(pounds="1.00"), iban=f"GB{number}") for number in range(32_800)]

    file = taken(camt(*every), kind="bank", name="s.xml")

    assert (file.status, file.because) == (
        "refused",
        "The file has more than 1,000 parts, so it is no file of one day.",
    )


def test_a_report_of_thousands_of_accounts_is_refused():
    account = (
        '<OriginatingAccountRecord><OriginatingAccount number="{0}" sortCode="200000"/>'
        '<Totals numberOf="0" valueOf="0.00"/></OriginatingAccountRecord>'
    )
    every = "".join(account.format(number) for number in range(1_100))
    report = f"<BACSDocument><Data><ARUDD>{every}</ARUDD></Data></BACSDocument>".encode()

    file = taken(report, kind="arudd", name="arudd.xml")

    assert file.status == "refused"
    assert "The file has more than 1,000 parts, so it is no file of one day." in [said for _, said in file.faults]


# --- Letters and line ends --------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["statement_08.xml", "statement_02.xml"])
def test_a_statement_without_an_xml_declaration_is_read_like_one_with_it(name):
    without = sample(name).split(b"?>", 1)[1].strip()

    assert taken(without, kind="bank", name=name).status == "posted"


def test_a_table_is_no_statement():
    with pytest.raises(Refused, match="not a kind of file"):
        taken(cash_file("CARD,,1.00"), kind="bank", name="statement.xml")


@pytest.mark.parametrize(
    ("before", "after"),
    [(b"\n", b"\r\n"), (b"\n", b"\r"), (b"H,", b"\xef\xbb\xbfH,")],
    ids=["windows", "old mac", "byte-order mark"],
)
def test_line_ends_and_a_byte_order_mark_change_nothing(before, after):
    account = an_account()
    content = cash_file(f"CARD,{account.payment_reference},54.20").replace(before, after)

    file = taken(content)

    assert (file.status, owes(account)) == ("posted", Decimal("-54.20"))
