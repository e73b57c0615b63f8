"""The rule book's files: what they say is read exactly, and every mistake is told with its place."""

from datetime import date
from decimal import Decimal

import pytest

from rooftree.foundations.allowances import Counting, Unit
from rooftree.foundations.dates import midnight
from rooftree.foundations.refusals import Refused
from rooftree.foundations.rule_files import read
from rooftree.foundations.rule_parsing import Mistakes, parse

ACKNOWLEDGE = """
[[duty]]
code = "complaint.acknowledge"
label = "Acknowledge the complaint"
working_days = 5
start = "received"
stop = "the acknowledgement is sent"
from = 2024-04-01
source = "Complaint Handling Code 2024, para 6.2"
sure = "V2"
"""

LARGEST = """
[[limit]]
code = "files.biggest"
label = "Largest file"
value = 2.50
unit = "MB"
from = 2026-01-01
source = "Council practice"
sure = "LOCAL"
"""

TENURES = """
[[list]]
code = "tenancy.kind"
label = "Kinds of tenancy"
from = 2026-01-01
source = "Housing Act 1985"
sure = "GK"
flags = { secure = false, charged = "weekly" }
items = [
    { code = "SEC", label = "Secure", flags = { secure = true } },
    { code = "INT", label = "Introductory", hint = "A trial", from = 2026-06-01 },
    { code = "OLD", label = "Protected", retired = 2026-07-01 },
]
"""


def book(tmp_path, *texts):
    """Read these texts, each as the rules.toml of a package of its own."""
    files = []
    for number, text in enumerate(texts, start=1):
        path = tmp_path / f"rules{number}.toml"
        path.write_text(text, encoding="utf-8")
        files.append((f"package{number}/rules.toml", path))
    return read(files)


def version(tmp_path, text):
    [entry] = book(tmp_path, text).values()
    [only] = entry.versions
    return only


# --- What is read -----------------------------------------------------------------------------------


def test_a_duty_is_read_with_how_it_is_counted(tmp_path):
    duty = version(tmp_path, ACKNOWLEDGE)

    assert (duty.allowance.amount, duty.allowance.unit) == (5, Unit.WORKING_DAYS)
    assert duty.allowance.counting is Counting.AFTER
    assert (duty.start, duty.stop, duty.pause, duty.extension) == (
        "received",
        "the acknowledgement is sent",
        "",
        None,
    )
    assert (duty.applies_from, duty.applies_until) == (date(2024, 4, 1), None)
    assert (duty.sure, duty.is_local, duty.where) == ("V2", False, "package1/rules.toml")


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ("working_days = 5", "5 working days"),
        (
            'working_days = 20\ncalendar = "UK"',
            "20 working days, leaving out the bank holidays of any part of the United Kingdom",
        ),
        ('calendar_days = 56\ncounting = "beginning_with"', "56 days, the first day counted"),
        (
            "months = 1\nrolls_forward = true",
            "1 month, to the next working day if the last is not one",
        ),
        ('weeks = 4\ncounting = "before"', "4 weeks before"),
        ('working_days = 5\ncounting = "clear_before"', "5 clear working days before"),
        ('hours = 48\nnot_counting = ["12-25"]', "48 hours, leaving out 25 December"),
    ],
)
def test_how_a_duty_is_counted_is_said_in_words(tmp_path, how, words):
    duty = version(tmp_path, ACKNOWLEDGE.replace("working_days = 5", how))

    assert duty.in_words() == f"{words}; from received, until the acknowledgement is sent"


def test_a_duty_says_how_it_stops_and_how_it_is_given_longer(tmp_path):
    pause = 'pause = "we wait for proof of identity"'
    extension = 'extension = { working_days = 10, times = 2, only = "with reasons" }'

    duty = version(tmp_path, f"{ACKNOWLEDGE}{pause}\n{extension}")

    assert duty.in_words().endswith(
        "; stopped while we wait for proof of identity; up to 10 working days more, twice, with reasons"
    )
    assert duty.allowance.longer_by(duty.extension.amount).amount == 15


def test_a_duty_counts_its_deadline(tmp_path):
    from rooftree.foundations import calendars

    answer = version(tmp_path, ACKNOWLEDGE).deadline(midnight(2026, 12, 18), calendar=calendars.packaged("EW"))

    assert answer.due_on == date(2026, 12, 29)
    assert answer.sum.startswith("received Fri 18 Dec 2026")


def test_a_figure_is_an_exact_decimal(tmp_path):
    limit = version(tmp_path, LARGEST)

    assert limit.value == Decimal("2.50")
    assert limit.in_words() == "2.50 MB"
    assert limit.is_local


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        ("1", "hours", "1 hour"),
        ("1", "pounds a week", "1 pound a week"),
        ("12000", "pounds", "12,000 pounds"),
        ("1", "MB", "1 MB"),
    ],
)
def test_a_figure_is_said_with_its_unit(tmp_path, value, unit, words):
    limit = version(tmp_path, LARGEST.replace("2.50", value).replace("MB", unit))

    assert limit.in_words() == words


def test_a_list_gives_labels_flags_and_what_may_be_chosen(tmp_path):
    tenures = version(tmp_path, TENURES)

    assert tenures.label_of("OLD") == "Protected"
    assert tenures.flag("SEC", "secure") is True
    assert tenures.flag("INT", "secure") is False
    assert tenures.flag("INT", "charged") == "weekly"
    assert "SEC" in tenures
    assert "XXX" not in tenures
    assert tenures.in_words() == "Secure; Introductory"


@pytest.mark.parametrize(
    ("on", "codes"),
    [
        (date(2026, 5, 31), ["SEC", "OLD"]),
        (date(2026, 6, 1), ["SEC", "INT", "OLD"]),
        (date(2026, 7, 1), ["SEC", "INT"]),
    ],
)
def test_only_items_of_the_day_may_be_chosen(tmp_path, on, codes):
    choices = version(tmp_path, TENURES).choices(on=on)

    assert [code for code, _ in choices] == codes


def test_a_code_that_is_not_in_a_list_is_refused(tmp_path):
    with pytest.raises(Refused, match="“XXX” is not in the list “Kinds of tenancy”"):
        version(tmp_path, TENURES).label_of("XXX")


def test_the_version_is_found_by_the_day(tmp_path):
    older = ACKNOWLEDGE.replace("= 5", "= 7").replace("2024-04-01", "2020-01-01\nuntil = 2024-04-01")

    entry = book(tmp_path, ACKNOWLEDGE + older)["complaint.acknowledge"]

    assert entry.on(date(2024, 3, 31)).allowance.amount == 7
    assert entry.on(date(2024, 4, 1)).allowance.amount == 5
    assert entry.on(date(2024, 3, 31)).key == "complaint.acknowledge@2020-01-01"


def test_a_day_before_the_first_version_is_refused(tmp_path):
    entry = book(tmp_path, ACKNOWLEDGE)["complaint.acknowledge"]

    with pytest.raises(Refused, match="no “Acknowledge the complaint” for Sunday 31 March 2024"):
        entry.on(date(2024, 3, 31))


# --- Mistakes ---------------------------------------------------------------------------------------


def changed(text, old, new):
    assert old in text, f"{old} is not there to be changed."
    return text.replace(old, new)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (changed(ACKNOWLEDGE, 'source = "Complaint Handling Code 2024, para 6.2"', ""), "'source' is missing"),
        (changed(ACKNOWLEDGE, 'sure = "V2"', ""), "'sure' is missing"),
        (changed(ACKNOWLEDGE, '"V2"', '"V3"'), "'sure' is one of C, DERIVED, GK, LOCAL, V, V1, V2, not 'V3'"),
        (changed(ACKNOWLEDGE, "working_days", "workingdays"), "unknown key 'workingdays'"),
        (changed(ACKNOWLEDGE, "working_days = 5", "working_days = 5\nweeks = 1"), "exactly one of"),
        (changed(ACKNOWLEDGE, "working_days = 5", ""), "exactly one of"),
        (changed(ACKNOWLEDGE, "= 5", "= 0"), "'working_days' is a whole number, one or more"),
        (changed(ACKNOWLEDGE, "= 5", "= true"), "'working_days' is a whole number"),
        (changed(ACKNOWLEDGE, 'start = "received"', ""), "'start' is missing"),
        (changed(ACKNOWLEDGE, '"received"', '" "'), "'start' is a text that says something"),
        (changed(ACKNOWLEDGE, "2024-04-01", '"2024-04-01"'), "'from' is a bare date"),
        (ACKNOWLEDGE + "until = 2024-04-01", "'until' is the first day on which it no longer applies"),
        (ACKNOWLEDGE + 'counting = "backwards"', "'counting' is one of after, before, beginning_with"),
        (ACKNOWLEDGE + 'calendar = "FR"', "'calendar' is one of EW, UK"),
        (ACKNOWLEDGE + "rolls_forward = true", "Only days that may not be working days roll forward"),
        (ACKNOWLEDGE + 'not_counting = ["12-25"]', "Only hours leave out days of the year"),
        (
            changed(ACKNOWLEDGE, "working_days = 5", 'hours = 5\nnot_counting = ["02-30"]'),
            "'not_counting' lists days of the year",
        ),
        (
            changed(ACKNOWLEDGE, "working_days = 5", 'calendar_days = 5\ncalendar = "UK"'),
            "'calendar' says nothing here",
        ),
        (ACKNOWLEDGE + "extension = { weeks = 2 }", "'extension' has 'working_days', the unit of the duty"),
        (ACKNOWLEDGE + 'pause = "waiting"\ncounting = "before"', "counted backwards cannot be paused"),
        (ACKNOWLEDGE + "local = true\nat_most = 4", "5 is more than the 4 that the law allows"),
        (changed(ACKNOWLEDGE, "complaint.acknowledge", "Acknowledge"), "'code' is lower-case words"),
        (changed(LARGEST, "2.50", '"2.50"'), "'value' is a number"),
        (changed(LARGEST, 'unit = "MB"', ""), "'unit' is missing"),
        (LARGEST + "at_most = 2", "2.50 is more than the 2 that the law allows"),
        (LARGEST + "at_least = 3", "2.50 is less than the 3 that the law requires"),
        (LARGEST + "local = false", "what is LOCAL cannot be `local = false`"),
        (changed(TENURES, '"INT"', '"SEC"'), "item 'SEC' is there twice"),
        (changed(TENURES, "secure = true", "sekure = true"), "unknown flag 'sekure'"),
        (changed(TENURES, "secure = true", 'secure = "yes"'), "flag 'secure' is of another type"),
        (changed(TENURES, 'hint = "A trial"', "hint = 1"), "'hint' is a text"),
        (changed(TENURES, "retired = 2026-07-01", 'retired = "soon"'), "'retired' is a bare date"),
        (changed(TENURES, '"OLD"', '"no spaces"'), "'code' is letters, digits"),
        (changed(TENURES, 'label = "Secure"', 'label = ""'), "'label' is missing"),
        ("[[promise]]\ncode = 'a.b'", "unknown kind of entry [[promise]]. Known: duty, limit, list, threshold"),
        ("[duty]\ncode = 'a.b'", "write [[duty]] with two brackets"),
        ("duty = ", "this is not TOML"),
    ],
)
def test_a_mistake_is_told_with_its_file_and_what_is_wrong(tmp_path, text, told):
    with pytest.raises(Mistakes) as raised:
        book(tmp_path, text)

    [mistake] = raised.value.found
    assert mistake.startswith("package1/rules.toml")
    assert told in mistake


def test_a_mistake_names_its_entry(tmp_path):
    with pytest.raises(Mistakes, match=r"package1/rules\.toml, duty complaint\.acknowledge: 'sure' is one of"):
        book(tmp_path, ACKNOWLEDGE.replace("V2", "V9"))


def test_every_mistake_of_every_file_is_told_at_once(tmp_path):
    wrong = [ACKNOWLEDGE.replace("V2", "V9"), LARGEST.replace("2.50", "true")]

    with pytest.raises(Mistakes) as raised:
        book(tmp_path, *wrong)

    assert len(raised.value.found) == 2


def test_versions_that_overlap_are_a_mistake(tmp_path):
    later = ACKNOWLEDGE.replace("2024-04-01", "2026-10-01")

    with pytest.raises(Mistakes, match="two versions hold on Thursday 1 October 2026"):
        book(tmp_path, ACKNOWLEDGE + later)


def test_a_code_belongs_to_one_file(tmp_path):
    with pytest.raises(
        Mistakes, match=r"package2/rules\.toml, duty complaint\.acknowledge: package1/rules\.toml has"
    ):
        book(
            tmp_path,
            ACKNOWLEDGE.replace("source", "until = 2025-01-01\nsource"),
            ACKNOWLEDGE.replace("2024", "2025"),
        )


def test_a_kind_that_does_not_exist_is_a_programmers_mistake():
    with pytest.raises(KeyError):
        parse("promise", {}, where="here")
