"""Readers of money files: what each sender writes, and what is wrong with it. No database."""

import io
import random
from datetime import date
from decimal import Decimal
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rooftree.foundations.refusals import Refused
from rooftree.rents.files import bacs, layouts, tables
from rooftree.rents.files.camt import Elsewhere
from rooftree.rents.files.kinds import KINDS, Settings
from rooftree.rents.files.lines import BLOCK
from rooftree.rents.files.quoted import reference_in
from rooftree.rents.tests.files_in import SAMPLES, cash_file, sample


def read(kind, content, settings=Settings()):  # noqa: B008
    reading = KINDS[kind].read(io.BytesIO(content), settings)
    return list(reading), reading


def sentences(reading):
    return [fault.sentence for fault in reading.faults]


def changed(name, before, after):
    content = sample(name)
    assert before.encode() in content
    return content.replace(before.encode(), after.encode())


# --- Cash receipts ------------------------------------------------------------------------------------


def test_cash_receipts_of_every_type():
    lines, reading = read("cash", sample("cash_0042.csv"))

    assert sentences(reading) == []
    assert [(line.code, line.amount) for line in lines] == [
        ("RCP", Decimal("54.20")),
        ("RCO", Decimal("109.60")),
        ("RPY", Decimal("60.00")),
        ("RSO", Decimal("475.00")),
        ("RQP", Decimal("25.00")),
        ("RRC", Decimal("-25.00")),
    ]
    [part] = reading.parts
    assert (part.feed, part.sequence, part.made_on, part.found.pounds) == (
        "TILL",
        42,
        date(2026, 11, 20),
        Decimal("698.80"),
    )


def test_a_penny_moved_between_two_types_is_noticed_by_their_totals():
    moved = sample("cash_0042.csv").replace(b"CARD,10000000113,54.20", b"CARD,10000000113,54.21")
    moved = moved.replace(b"COUNTER,10000000210,109.60", b"COUNTER,10000000210,109.59")

    _, reading = read("cash", moved)

    assert sentences(reading) == [
        "The file says that its lines of RCO add up to £109.60, but they add up to £109.59.",
        "The file says that its lines of RCP add up to £54.20, but they add up to £54.21.",
    ]


def test_a_type_of_which_the_file_says_no_total_is_noticed_where_it_says_others():
    without = b"".join(
        line for line in sample("cash_0042.csv").splitlines(True) if not line.startswith(b"S,COUNTER")
    )

    _, reading = read("cash", without)

    assert sentences(reading) == [
        "The file says that it has 0 lines of RCO, but 1 are there.",
        "The file says that its lines of RCO add up to £0.00, but they add up to £109.60.",
    ]


def test_a_council_s_own_layout():
    mapping = """
        delimiter = "pipe"
        dates = ["%d-%b-%y"]
        amounts = "pence"
        feed = "Kiosk"
        headings = true
        codes = { C = "RCP" }
        [columns]
        reference = "Acct"
        amount = "Pence"
        paid_on = "When"
        type = "Kind"
    """

    lines, reading = read("cash", b"Kind|When|Pence|Acct\nC|20-Nov-26|00005420|10000000113\n", Settings(mapping))

    assert sentences(reading) == []
    assert (lines[0].amount, lines[0].paid_on, reading.parts[0].feed) == (
        Decimal("54.20"),
        date(2026, 11, 20),
        "Kiosk",
    )


@pytest.mark.parametrize(
    ("mapping", "sentence"),
    [
        ("columns = 1", "“columns” of the mapping is a table"),
        ("[columns]\nreference = 1\namount = 2", "does not say which column is the paid_on"),
        ("colums = {}", "“colums” is not a setting"),
        ("this is no mapping", "This is not a mapping"),
        ('type = "X"\nfeed = "F"\n[columns]\nreference = 0\namount = 2\npaid_on = 3', "its place, counted from 1"),
    ],
)
def test_a_wrong_mapping_is_refused_with_what_is_wrong(mapping, sentence):
    with pytest.raises(Refused, match=sentence):
        layouts.read(mapping)


# --- Bank statements ----------------------------------------------------------------------------------


def test_a_statement_of_version_02_with_a_batch_and_a_returned_cheque():
    lines, reading = read("bank", sample("statement_02.xml"))

    assert sentences(reading) == []
    assert [(line.code, line.reference, line.amount) for line in lines] == [
        ("RBP", "10000000210", Decimal("109.60")),
        ("RSO", "10000000404", Decimal("475.00")),
        ("RBP", "10000000307", Decimal("60.00")),
        ("RBP", "", Decimal("59.70")),
        ("RQP", "10000000501", Decimal("100.00")),
        ("RRC", "10000000501", Decimal("-45.00")),
    ]
    assert lines[5].text == "10000000501 Returned: AM04"


def test_several_statements_of_version_08_each_a_series_of_its_own():
    lines, reading = read("bank", sample("statement_08.xml"))

    assert sentences(reading) == []
    assert [(part.feed, part.sequence) for part in reading.parts] == [
        ("GB33BUKB20201555555555", 225),
        ("20201566666666", 41),
    ]
    assert [line.part for line in lines] == [0, 0, 1]


def test_the_day_s_direct_debits_belong_to_their_own_control_account():
    settings = Settings(elsewhere=(Elsewhere("direct_debit", family="PMNT/RDDT"),))

    lines, _ = read("bank", sample("statement_08.xml"), settings)

    assert [line.control for line in lines] == ["", "direct_debit", ""]


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        ('Ccy="GBP">475.00', 'Ccy="EUR">475.00', "Entry 2 is in EUR, not in pounds."),
        ('Ccy="GBP">59.70', 'Ccy="EUR">59.70', "Entry 3 is a batch, and a payment in it has no amount."),
        ("<Sum>804.30</Sum>", "<Sum>804.31</Sum>", "credits add up to £804.31, but they add up to £804.30"),
        ("<NbOfNtries>5<", "<NbOfNtries>6<", "says that it has 6 entries, but 5 are there"),
        ('GBP">1759.30<', 'GBP">1759.29<', "make £1,759.30, but the closing balance is £1,759.29"),
        (
            'Ccy="GBP">59.70<',
            'Ccy="GBP">59.71<',
            "Entry 3 is a batch of 119.70, but the payments in it make 119.71",
        ),
        ("camt.053.001.02", "camt.054.001.02", "is no bank statement"),
        ("BkToCstmrStmt>", "BkToCstmrAcctRpt>", "There is nothing in the file."),
        ("</BkToCstmrStmt>", "", "The file is not whole, or is no XML"),
        ("<BookgDt><Dt>2026-11-20</Dt></BookgDt><AcctSvcrRef>SO", "<AcctSvcrRef>SO", "on which day it was booked"),
    ],
)
def test_a_statement_with_a_fault_says_what_it_is(before, after, sentence):
    _, reading = read("bank", changed("statement_02.xml", before, after))

    assert any(sentence in each for each in sentences(reading))


def test_entities_are_refused_before_they_grow():
    bomb = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><Document>&b;</Document>'

    _, reading = read("bank", bomb)

    assert sentences(reading) == ["The file defines entities or a document type, which no such file needs."]


# --- Bacs ---------------------------------------------------------------------------------------------


def test_direct_debits_that_came_back():
    lines, reading = read("arudd", sample("arudd.xml"))

    assert sentences(reading) == []
    assert [(line.code, line.amount, line.text, line.source_id) for line in lines] == [
        ("RDN", Decimal("-235.00"), "0 REFER TO PAYER", "2026-11-16"),
        ("RDN", Decimal("-475.00"), "1 INSTRUCTION CANCELLED", "2026-11-16"),
    ]


def test_a_report_of_unpaid_debits_with_a_wrong_total_is_at_fault():
    _, reading = read("arudd", changed("arudd.xml", 'valueOf="710.00"', 'valueOf="711.00"'))

    assert sentences(reading) == ["The file says that its lines add up to −£711.00, but they add up to −£710.00."]


def test_news_of_instructions_with_new_details():
    news, faults = bacs.news(io.BytesIO(sample("addacs.xml")))

    assert faults == []
    assert [(each.kind, each.reason, each.effective_on) for each in news] == [
        (bacs.News.ADDACS, "1", date(2026, 11, 19)),
        (bacs.News.ADDACS, "3", date(2026, 11, 23)),
        (bacs.News.ADDACS, "2", date(2026, 11, 18)),
    ]
    assert news[1].new_details == bacs.NewDetails("400003", "87654321")


def test_instructions_that_were_not_accepted():
    news, _ = bacs.news(io.BytesIO(sample("auddis.xml")))

    assert {each.kind for each in news} == {bacs.News.AUDDIS}


# --- Benefit schedules --------------------------------------------------------------------------------


def test_a_housing_benefit_schedule_with_a_recovery():
    lines, reading = read("hb", sample("hb_0031.csv"))

    assert sentences(reading) == []
    assert [(line.code, line.amount) for line in lines] == [
        ("RHB", Decimal("78.40")),
        ("RHB", Decimal("96.00")),
        ("RHA", Decimal("-12.50")),
    ]


def test_a_universal_credit_schedule_is_of_its_latest_payment_day():
    lines, reading = read("uc", sample("uc_20261118.csv"))

    assert sentences(reading) == []
    assert [line.code for line in lines] == ["RUC", "RDT", "RUC"]
    assert reading.parts[0].made_on == date(2026, 11, 18)


# --- References among words ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("texts", "reference"),
    [
        (("RENT 100000 00210 THANK YOU",), "10000000210"),
        (("100-0000-0210", "FLAT 2A"), "10000000210"),
        (("10000000210", "10000000307"), ""),
        (("RENT 10000000211",), "10000000211"),
        (("TEN-00412",), "TEN00412"),
        (("PAID 20/11/2026 £475.00",), ""),
        (("RENT FOR NOVEMBER",), ""),
        (("99999999998 OR 10000000243",), "10000000243"),
    ],
)
def test_the_reference_is_found_among_a_payer_s_words(texts, reference):
    assert reference_in(*texts) == reference


# --- Any content at all -------------------------------------------------------------------------------


@given(content=st.binary(max_size=400), kind=st.sampled_from(sorted(KINDS)))
def test_no_bytes_make_a_reader_raise(content, kind):
    lines, reading = read(kind, content)

    assert reading.faults or lines or reading.parts


@given(data=st.data(), name=st.sampled_from(sorted(path.name for path in SAMPLES.iterdir())))
def test_no_damage_to_a_file_makes_a_reader_raise(data, name):
    kind = {"c": "cash", "s": "bank", "h": "hb", "u": "uc"}.get(name[0], "arudd" if "arudd" in name else "advices")
    content = bytearray(sample(name))
    for _ in range(data.draw(st.integers(1, 5))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))

    read(kind, bytes(content[: data.draw(st.integers(0, len(content)))]))


SLIPS = (
    *(
        b"-",
        b"9999999999999",
        b"1e9",
        b"NaN",
        b"\xc2\xa3",
        b"\xef\xbb\xbf",
        b"\r\n",
        b"\t",
        b"\\N",
        b'"',
        b"<",
        b"&#0;",
    ),
    *(
        b"<!-- -->",
        b"USD",
        b"DBIT",
        b"0001-01-01",
        b"\xd9\xa1",
        b"\x00",
        b"\xff",
        b"T,0,0.00\n",
        b"D,",
        b",,,,,,,,,",
    ),
)
"""What turns up in the middle of files: signs, letters of another kind, and pieces of their own."""


@given(
    name=st.sampled_from(sorted(path.name for path in SAMPLES.iterdir())),
    kind=st.sampled_from(sorted(KINDS)),
    slips=st.lists(st.tuples(st.floats(0, 1), st.sampled_from(SLIPS), st.integers(0, 40)), min_size=1, max_size=6),
)
def test_whatever_slips_into_a_file_its_lines_can_be_kept_and_make_its_totals(name, kind, slips):
    content = sample(name)
    for where, slip, gone in slips:
        at = int(where * len(content))
        content = content[:at] + slip + content[at + gone :]

    lines, reading = read(kind, content)

    assert all(
        line.amount and abs(line.amount) < 10**10 and round(line.amount, 2) == line.amount for line in lines
    )
    assert all(len(line.reference) <= 40 and len(line.payer) <= 100 and len(line.text) <= 300 for line in lines)
    assert not any(
        set("\n\t\0") & set(f"{line.reference}{line.payer}{line.text}{line.source_id}") for line in lines
    )
    assert not reading.is_sound or sum(part.found.pounds for part in reading.parts) == sum(
        line.amount for line in lines
    )


@given(
    cut=st.integers(0, 10_000),
    name=st.sampled_from(["cash_0042.csv", "statement_02.xml", "arudd.xml", "hb_0031.csv"]),
)
def test_a_file_that_was_cut_off_has_a_fault_or_lost_nothing(cut, name):
    kind = {"c": "cash", "s": "bank", "a": "arudd", "h": "hb"}[name[0]]
    content = sample(name).rstrip()

    lines, reading = read(kind, content[: cut % len(content)])

    # The last noughts of a control total can be missed: 1830.0 is 1830.00.
    assert reading.faults or (
        lines == read(kind, content)[0] and content[cut % len(content) :].strip(b".0") == b""
    )


@given(seed=st.integers(), pence=st.lists(st.integers(1, 10_000_000), min_size=1, max_size=30))
def test_what_a_sound_file_says_is_what_its_lines_make(seed, pence):
    chance = random.Random(seed)
    amounts = [Decimal(each) / 100 for each in pence]
    details = [
        f"{chance.choice(['CARD', 'BANK', 'RETURNED'])},{chance.randrange(10**11)},{each:.2f}" for each in amounts
    ]

    lines, reading = read("cash", cash_file(*details))

    assert reading.is_sound
    assert sum(line.amount for line in lines) == reading.parts[0].said.pounds == reading.parts[0].found.pounds


# --- Many lines at once -------------------------------------------------------------------------------

CELLS = st.sampled_from(
    [
        *("54.20", "£1,054.2", "12.00-", "0.00", "", " 3.10", "99999999999.00", "ten"),
        *("2026-11-20", "20/11/2026", "31/02/2026", " 2026-11-20"),
        *("10000000113", "1000 0000-113", "ab 12", "9" * 45, "J SMITH", "J  SMITH", " J SMITH", "x" * 301),
        *("a|b", "| b", "a\u200bb", "CARD", " card", "RETURNED", "D", "T", "H", '"a""b"'),
    ]
)
PLAIN = ["D", "CARD", "10000000113", "54.20", "2026-11-20", "J SMITH", "RENT", "R-1"]


@given(
    changes=st.lists(st.tuples(st.integers(0, 11), st.integers(0, 7), CELLS), max_size=4),
    cut=st.lists(st.tuples(st.integers(0, 11), st.integers(0, 8)), max_size=1),
    kind=st.sampled_from(["cash", "hb"]),
)
def test_lines_looked_at_together_are_what_each_is_by_itself(changes, cut, kind):
    rows = [["H", "TILL", "42", "2026-11-20"], *([*PLAIN] for _ in range(12)), ["T", "12", "650.40"]]
    for row, column, cell in changes:
        rows[row + 1][column] = cell
    for row, width in cut:
        rows[row + 1] = rows[row + 1][:width]
    content = "\n".join(",".join(row) for row in rows).encode()

    with mock.patch.object(tables, "BLOCK", 4):
        together = all_of(kind, content)
    with mock.patch.object(tables.Table, "_all_plain", return_value=None):
        one_by_one = all_of(kind, content)

    assert together == one_by_one


def all_of(kind, content):
    lines, reading = read(kind, content)
    return lines, reading.faults, reading.more_faults, reading.parts


@pytest.mark.parametrize("before", [0, 1, BLOCK - 2, BLOCK - 1, BLOCK, 2 * BLOCK - 1])
@pytest.mark.parametrize("bad", [b"D,\x00", b"D," + b"x" * 11_000, b'D,"never closed'])
def test_a_line_that_is_none_is_named_wherever_it_stands_among_those_read_together(before, bad):
    good = b"D,CARD,10000000113,5.00,2026-11-20,,RENT,R-1\n"

    lines, reading = read("cash", b"H,TILL,1,2026-11-20\n" + before * good + bad + b"\n")

    assert len(lines) == before
    assert reading.faults[0].sentence.startswith(f"After line {before + 1:,} the file is no table")
