"""Letters as PDF: what can be read aloud, what fits the window, large print, Welsh, and hostile words."""

import datetime as dt
import re
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from rooftree.correspondence import letters
from rooftree.correspondence.letters import Letter, typeset, window_lines

MILLIMETRES_A_POINT = 25.4 / 72
A4_HIGH = 297.0
WINDOW = {"left": 24.6, "right": 120.0, "top": 39.5, "bottom": 66.3}
"""Of GOV.UK Notify's letters, in millimetres from the corner of the sheet."""
CHURCH_LANE = ("Ms Grace Okafor", "Flat 2", "12 Elm Walk", "Alderbridge", "ZZ1 1AA")


def a_letter(**facts: Any) -> Letter:
    return Letter(
        **{
            "council": "Alder Borough Council",
            "title": "We did not ring you back",
            "address": CHURCH_LANE,
            "sent_on": dt.date(2026, 11, 23),
            "reference": "E-7XK4-2PM",
            "greeting": "Dear Grace Okafor",
            "body": "We said that we would ring you on Friday. Nobody did.",
            "signed": ("Asha Bell", "Income team"),
            **facts,
        }
    )


def read(pdf: bytes) -> PdfReader:
    return PdfReader(BytesIO(pdf))


def words_of(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in read(pdf).pages).split())


def squeezed(text: str) -> str:
    """A text without spaces: where the face changes, reading a PDF finds one."""
    return "".join(text.split())


def written(pdf: bytes) -> list[tuple[str, float, float, float]]:
    """Each text of the first page: what, millimetres from the left and from the top, and its size in points."""
    found: list[tuple[str, float, float, float]] = []

    def visit(text: str, around: list[float], within: list[float], _font: Any, size: float) -> None:
        if text.strip():
            across = within[4] * around[0] + around[4]
            up = within[5] * around[3] + around[5]
            found.append(
                (
                    text.strip(),
                    across * MILLIMETRES_A_POINT,
                    A4_HIGH - up * MILLIMETRES_A_POINT,
                    abs(size * within[3] * around[3]),
                )
            )

    read(pdf).pages[0].extract_text(visitor_text=visit)
    return found


def kinds_of(pdf: bytes) -> list[str]:
    """The kinds of the elements of a PDF's structure, in its order."""

    def walk(element: Any) -> list[str]:
        element = element.get_object() if hasattr(element, "get_object") else element
        if isinstance(element, list):
            return [kind for each in element for kind in walk(each)]
        if not isinstance(element, dict):
            return []
        return [str(element["/S"])[1:]] * ("/S" in element) + walk(element.get("/K", []))

    return walk(read(pdf).trailer["/Root"]["/StructTreeRoot"]["/K"])


# --- Read aloud -------------------------------------------------------------------------------------


def test_a_letter_can_be_read_aloud_tagged_titled_and_in_its_language():
    pdf = typeset(a_letter(language="cy", title="Ni wnaethom eich ffonio’n ôl"))

    root = read(pdf).trailer["/Root"]

    assert root["/MarkInfo"]["/Marked"].value is True
    assert root["/Lang"] == "cy-GB"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value is True
    assert read(pdf).metadata.title == "Ni wnaethom eich ffonio’n ôl"
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data()


def test_headings_lists_and_paragraphs_are_tagged_as_what_they_are():
    kinds = kinds_of(typeset(a_letter(body="# What next\n\n* one\n* two\n\nThen this.")))

    assert kinds.count("H1") == 1
    assert kinds.count("H2") == 1
    assert kinds.count("LI") == 2
    assert "P" in kinds


def test_the_faces_of_a_letter_are_those_of_the_pages():
    fonts = read(typeset(a_letter(body="Ŵyth pŷs"))).pages[0]["/Resources"]["/Font"]
    names = {str(font.get_object()["/BaseFont"]).partition("+")[2] for font in fonts.values()}

    assert names == {"AtkinsonHyperlegibleNext-Regular", "AtkinsonHyperlegibleNext-SemiBold"}


def test_every_sign_that_is_not_tried_can_be_shown():
    letters._has.cache_clear()
    counted_on = [chr(sign) for sign in range(0x20, 0x2100) if letters._LATIN.match(chr(sign))]

    assert len(counted_on) > 300
    assert [sign for sign in counted_on if sign != "\u00ad" and not letters._has(sign)] == []


# --- The sheet --------------------------------------------------------------------------------------


@pytest.mark.parametrize("is_large", [False, True])
@pytest.mark.parametrize("more", [(), ("Old Mill Yard", "Riverside")])
def test_the_address_and_nothing_else_stands_in_the_window(is_large, more):
    address = (*CHURCH_LANE[:-1], *more, CHURCH_LANE[-1])

    texts = written(typeset(a_letter(address=address, is_large=is_large)))

    shown = [
        text
        for text, across, down, _ in texts
        if WINDOW["left"] - 1 <= across <= WINDOW["right"] and WINDOW["top"] <= down <= WINDOW["bottom"]
    ]
    assert shown == list(address)


def test_too_long_an_address_loses_nothing_and_keeps_its_postcode_last():
    lines = window_lines(["Grace", "1", "2", "", "3", "4", "5", "6", "7", "ZZ1 1AA"])

    assert lines == ["Grace", "1", "2, 3, 4", "5", "6", "7", "ZZ1 1AA"]


def test_large_print_is_eighteen_points_or_more_but_for_the_window():
    texts = written(typeset(a_letter(is_large=True, asks="Ring us.", replies=("Ring 01632 960000.",))))

    small = [text for text, _, _, size in texts if size < 18]
    assert set(small) <= {*CHURCH_LANE, "Alder Borough Council"}


def test_a_letter_says_its_reference_what_it_asks_and_how_to_reply():
    words = words_of(typeset(a_letter(asks="Nothing: we ring you.", replies=("Ring 01632 960000.",))))

    assert "23 November 2026 Our reference E-7XK4-2PM" in words
    assert "What this letter is really asking you to do Nothing: we ring you." in words
    assert "How to reply • Ring 01632 960000." in words
    assert "Page 1 of 1" in words


def test_a_welsh_letter_is_welsh_in_all_that_stands_on_it():
    words = words_of(typeset(a_letter(language="cy", asks="Dim.", replies=("Ffoniwch.",))))

    assert "23 Tachwedd 2026 Ein cyfeirnod" in words
    assert "Sut i ateb" in words
    assert "Yn gywir" in words
    assert not re.search(r"Our reference|Yours sincerely|How to reply", words)


def test_the_same_letter_gives_the_same_bytes():
    assert typeset(a_letter()) == typeset(a_letter())


# --- Hostile words ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "hostile",
    [
        '#import "letter.typ"',
        "#panic()",
        '#read("/etc/passwd")',
        "$x^2$ *bold* _slanted_ `code` <label> @nobody",
        '"), panic("',
        "\\u{0}",
        '{"title": "mine"}',
        "] #set text(size: 1pt) [",
        "/* gone */ // gone",
    ],
)
def test_words_are_printed_as_they_were_written_and_never_run(hostile):
    pdf = typeset(
        a_letter(
            title=f"T {hostile}",
            greeting=f"Dear {hostile}",
            body=f"Said: {hostile}",
            address=(hostile, "12 Elm Walk", "ZZ1 1AA"),
            signed=(hostile,),
            replies=(hostile,),
        )
    )

    assert words_of(pdf).count(hostile) == 6


@pytest.mark.parametrize(
    ("given", "printed"),
    [
        ("a\x00b\x07c", "Said abc."),
        ("exe.\u202efdp", "Said exe.fdp."),
        ("\ud800", "Said ."),
        ("thanks \U0001f600", "Said thanks □."),
        ("Ŵyn, Ελένη, Жанна", "Said Ŵyn, Ελένη, Жанна."),
    ],
)
def test_signs_that_cannot_be_shown_do_not_stop_a_letter(given, printed):
    assert squeezed(printed) in squeezed(words_of(typeset(a_letter(body=f"Said {given}."))))


def test_a_word_without_end_stays_on_the_sheet():
    texts = written(typeset(a_letter(body="x" * 2_000)))

    assert sum(text.count("x") for text, *_ in texts) >= 2_000 - 1
    assert max(len(text) for text, *_ in texts) < 120
