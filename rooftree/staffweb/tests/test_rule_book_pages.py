"""The rule book on the staff site: read by all, and set by a council where the law leaves it to her."""

from decimal import Decimal
from functools import cache

import pytest
from django.test import Client
from django.urls import reverse

from rooftree.foundations import dates, rule_files, rulebook
from rooftree.foundations.models import LocalRule
from rooftree.pages.tests.html import assert_valid_html
from rooftree.staff.tests.making import MONDAY, NINE_ON_MONDAY, TUESDAY
from rooftree.staffweb.tests.asking import listed, on, refused, text_of, words_of
from rooftree.staffweb.tests.visits import sign_in_as
from tests.builders import an_officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("acting")]

LARGEST = rulebook.limit("files.largest")
REASONS = rulebook.code_list("contact.reasons")
ROLES = rulebook.code_list("staff.roles")
BOOK = "/staff/council/rules/"


@pytest.fixture(autouse=True)
def _on_monday(monkeypatch):
    monkeypatch.setattr(dates, "now", lambda: NINE_ON_MONDAY)


@pytest.fixture
def ada(client) -> Client:
    return sign_in_as(client, an_officer("administrator", name="Ada Gray"))


def own(code: str) -> str:
    return reverse("staff:replace_rule", args=[code])


def a_law() -> str:
    """The code of an entry that is law today."""
    return next(
        code for code, entry in sorted(rulebook.load().items())
        if any(version.period.covers(MONDAY) and not version.is_local for version in entry.versions)
    )  # fmt: skip


def test_every_entry_is_in_the_book(ada):
    response = ada.get(BOOK)

    assert len(listed(response)) == len(rulebook.load())
    assert "not law: for the council to set" in words_of(response)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"words": "largest file"}, ["Largest file that is kept"]),
        ({"words": "scanned letter"}, ["Largest file that is kept"]),
        ({"words": "no such words"}, []),
        ({"own": "on"}, []),
    ],
)
def test_entries_are_found_by_their_words_and_their_source(query, found, ada):
    assert listed(ada.get(BOOK, query)) == found


def test_entries_are_found_by_kind(ada):
    kinds = {rulebook.load()[code].kind for code in rulebook.load()}

    found = [len(listed(ada.get(BOOK, {"kind": kind}))) for kind in sorted(kinds)]

    assert sum(found) == len(rulebook.load())
    assert all(found)


def test_an_entry_says_where_it_comes_from_and_how_sure_we_are(ada):
    said = words_of(ada.get(reverse("staff:rule", args=["files.largest"])))

    assert "25 MB" in said
    assert "Council practice: a phone's photograph" in said or "Council practice: a phone&#39;s photograph" in said
    assert "LOCAL: not law: for the council to set" in said
    assert "The council may set its own" in said


def test_a_council_sets_its_own_and_everybody_sees_why(ada, council):
    facts = {"figure": "10", "reason": "Small disks", **on("applies_from", TUESDAY)}

    response = ada.post(own("files.largest"), facts, follow=True)

    assert LARGEST.version(on=TUESDAY, council=council).value == 10
    said = words_of(response)
    assert "The council has its own version from that day on." in said
    assert "10 MB Small disks Decided by Ada Gray on Monday 2 March 2026" in said
    assert listed(ada.get(BOOK, {"own": "on"})) == ["Largest file that is kept"]
    assert_valid_html(response)


def test_a_council_goes_back_to_the_national_version(ada, council):
    ada.post(own("files.largest"), {"figure": "10", "reason": "Small disks", **on("applies_from", MONDAY)})
    rule = LocalRule.objects.get()

    ada.post(reverse("staff:end_rule", args=["files.largest", rule.pk]), on("on", TUESDAY))

    assert [LARGEST.version(on=day, council=council).value for day in (MONDAY, TUESDAY)] == [10, 25]


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"figure": "", "reason": "x"}, "Enter the figure"),
        ({"figure": "ten", "reason": "x"}, "Enter the figure in figures"),
        ({"figure": "10", "reason": ""}, "Enter the reason"),
        (
            {"figure": "10", "reason": "x", **on("applies_from", MONDAY.replace(year=2025))},
            "cannot begin in the past",
        ),
    ],
)
def test_an_own_version_that_cannot_be_is_refused(facts, sentence, ada):
    assert sentence in refused(ada.post(own("files.largest"), on("applies_from", TUESDAY) | facts))


def test_law_is_refused_with_a_sentence(ada):
    code = a_law()
    assert "Set the council’s own" not in words_of(ada.get(reverse("staff:rule", args=[code])))
    assert "This is law, not the council’s to set" in words_of(ada.get(own(code)))
    facts = {
        "figure": "1",
        "amount": "1",
        "doing": "add",
        "new_code": "XX",
        "new_label": "New",
        "reason": "We want it",
    }

    said = refused(ada.post(own(code), facts | on("applies_from", TUESDAY)))

    assert "is law, not the council" in said
    assert not LocalRule.objects.exists()


# --- Lists ----------------------------------------------------------------------------------------


def change_roles(ada, doing: str, **facts: str):
    given = {"reason": "Our jobs differ", **facts, **on("applies_from", TUESDAY)}
    item = f"&item={facts['item']}" if "item" in facts else ""
    return ada.post(f"{own('staff.roles')}?doing={doing}{item}", given, follow=True)


def test_something_to_choose_is_added(ada, council):
    change_roles(ada, "add", new_code="rat_catcher", new_label="Rat catcher")

    roles = ROLES.version(on=TUESDAY, council=council)
    assert roles.label_of("rat_catcher") == "Rat catcher"
    assert roles.flag("team_leader", "leading") is True
    assert "rat_catcher" not in ROLES.version(on=MONDAY, council=council)


def test_something_is_called_something_else(ada, council):
    change_roles(ada, "change", item="adviser", new_label="Helper", flag_everyday="on")

    roles = ROLES.version(on=TUESDAY, council=council)
    assert roles.label_of("adviser") == "Helper"
    assert roles.flag("adviser", "everyday") is True
    assert ROLES.version(on=MONDAY, council=council).label_of("adviser") == "Customer service adviser"


def test_something_is_no_longer_chosen_but_still_there(ada, council):
    change_roles(ada, "retire", item="adviser")

    roles = ROLES.version(on=TUESDAY, council=council)
    assert "adviser" not in dict(roles.choices(on=TUESDAY))
    assert roles.label_of("adviser") == "Customer service adviser"


HEAVINESS = """
[[list]]
code = "trial.heaviness"
label = "How heavy it is"
local = true
from = 2020-01-01
source = "Council practice"
sure = "LOCAL"
flags = { times = 1.0 }
items = [
    { code = "light", label = "Light", flags = { times = 0.5 } },
    { code = "heavy", label = "Heavy", flags = { times = 1.3 } },
]
"""


@pytest.fixture
def heaviness(tmp_path, monkeypatch):
    """A list whose flag is an exact number."""
    file = tmp_path / "trial.toml"
    file.write_text(HEAVINESS)
    book = {**rulebook.load(), **rule_files.read([("trial.toml", file)])}
    monkeypatch.setattr(rulebook, "_book", cache(lambda: book))
    monkeypatch.setattr(rulebook, "_handles", [*rulebook._handles])
    return rulebook.code_list("trial.heaviness")


def test_an_exact_number_of_an_item_is_changed_and_the_others_stay(ada, council, heaviness):
    page = f"{own('trial.heaviness')}?doing=change&item=heavy"
    facts = {"new_label": "Heavy", "reason": "It is heavier", "flag_times": "1.75", **on("applies_from", TUESDAY)}

    assert 'value="1.3"' in text_of(ada.get(page))
    assert "Enter times in figures" in refused(ada.post(page, {**facts, "flag_times": "a lot"}))
    ada.post(page, facts)

    changed = heaviness.version(on=TUESDAY, council=council)
    assert (changed.flag("heavy", "times"), changed.flag("light", "times")) == (Decimal("1.75"), Decimal("0.5"))


def test_a_second_change_keeps_the_first(ada, council):
    change_roles(ada, "add", new_code="rat_catcher", new_label="Rat catcher", reason="We have rats")

    change_roles(ada, "change", item="adviser", new_label="Helper", reason="A better word")

    roles = ROLES.version(on=TUESDAY, council=council)
    assert (roles.label_of("rat_catcher"), roles.label_of("adviser")) == ("Rat catcher", "Helper")
    assert LocalRule.objects.get().reason == "We have rats\nA better word"


def change_reason(ada, code: str, **facts: str):
    """Send the line of a reason as its form shows it, with some of it changed."""
    shown = {
        "new_label": "Report a new repair, not an emergency", "flag_demand": "value", "flag_fcr": "on",
        "flag_function": "repairs", "flag_purpose": "repairs", "flag_duty": "contact.answer",
    }  # fmt: skip
    given = {"reason": "Our teams differ", **shown, **facts, **on("applies_from", TUESDAY)}
    return ada.post(f"{own('contact.reasons')}?doing=change&item={code}", given, follow=True)


def test_a_reason_goes_elsewhere_and_sooner_from_a_day_on(ada, council):
    changed = {"flag_function": "estates", "flag_purpose": "", "flag_duty": "contact.answer_same_day"}

    response = change_reason(ada, "REP-NEW", **changed)

    before, after = (REASONS.version(on=day, council=council).item("REP-NEW").flags for day in (MONDAY, TUESDAY))
    assert (before["function"], before["duty"]) == ("repairs", "contact.answer")
    assert (after["function"], after["purpose"], after["duty"]) == ("estates", "", "contact.answer_same_day")
    assert after["fcr"] is True
    assert len(list(REASONS.version(on=TUESDAY, council=council))) == len(list(REASONS.version(on=MONDAY)))
    assert "Our teams differ" in words_of(response)


def test_a_reason_goes_to_a_part_of_the_service_that_there_is(ada):
    assert "Select a valid choice" in refused(change_reason(ada, "REP-NEW", flag_function="moon_base"))


def test_what_a_reason_says_can_be_read_before_it_is_changed(ada):
    shown = ada.get(f"{own('contact.reasons')}?doing=change&item=REP-EMG")

    assert 'value="Danger to life: 999 first"' in text_of(shown)
    assert_valid_html(shown)


@pytest.mark.parametrize(
    ("doing", "facts", "sentence"),
    [
        ("add", {"new_label": "Rat catcher"}, "Enter a code"),
        ("add", {"new_code": "rat catcher", "new_label": "x"}, "A code is at most 30 letters"),
        ("add", {"new_code": "adviser", "new_label": "x"}, "The list has this code already"),
        ("change", {"item": "adviser"}, "Enter what it is called"),
        ("change", {"new_label": "Helper"}, "Choose which one to change"),
        ("retire", {}, "Choose what can no longer be chosen"),
        ("nonsense", {}, "Enter what it is called"),
    ],
)
def test_a_change_of_a_list_that_cannot_be_is_refused(doing, facts, sentence, ada):
    assert sentence in refused(change_roles(ada, doing, **facts))


# --- Who may --------------------------------------------------------------------------------------


def test_an_adviser_reads_the_book_and_sets_nothing(client):
    sign_in_as(client, an_officer("adviser"))

    assert client.get(BOOK).status_code == 200
    assert "Set the council’s own" not in text_of(client.get(reverse("staff:rule", args=["files.largest"])))
    assert client.post(own("files.largest"), {"figure": "1"}).status_code == 403


def test_the_book_takes_as_many_queries_whatever_the_council_set(ada, council, django_assert_max_num_queries):
    def queries() -> int:
        with django_assert_max_num_queries(100) as counted:
            ada.get(BOOK)
        return len(counted)

    few = queries()
    for number in range(5):
        LocalRule.objects.create(
            council=council, code="files.largest", applies_from=MONDAY.replace(year=2027 + number),
            applies_until=TUESDAY.replace(year=2027 + number), value={"value": "10"}, reason="Small disks",
            decided_by="Ada Gray", decided_at=NINE_ON_MONDAY,
        )  # fmt: skip

    assert queries() == few
    assert few <= 12
