"""The rule book as the site reads it: by code and by day, with what a council set in place."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.db import IntegrityError, connection, transaction

from rooftree.foundations import local_rules, rule_page, rulebook
from rooftree.foundations.dates import midnight
from rooftree.foundations.isolation import acting_for
from rooftree.foundations.models import LocalRule
from rooftree.foundations.refusals import Refused

TODAY = date(2026, 11, 21)
NOW = midnight(2026, 11, 21)
NEXT_YEAR = date(2027, 1, 1)

RULES = """
[[duty]]
code = "test.answer"
label = "Answer the letter"
working_days = 10
at_most = 20
start = "received"
stop = "the answer is sent"
local = true
from = 2024-01-01
until = 2028-01-01
source = "Standing orders"
sure = "GK"

[[duty]]
code = "test.answer"
label = "Answer the letter"
working_days = 8
at_most = 10
start = "received"
stop = "the answer is sent"
local = true
from = 2028-01-01
source = "Standing orders 2028"
sure = "GK"

[[duty]]
code = "test.acknowledge"
label = "Acknowledge the letter"
working_days = 5
start = "received"
stop = "the acknowledgement is sent"
from = 2024-01-01
source = "The Letters Act 2023, s 1"
sure = "V"

[[threshold]]
code = "test.reports"
label = "Reports that make a review due"
value = 3
unit = "reports"
at_most = 3
at_least = 1
local = true
from = 2024-01-01
source = "Anti-social Behaviour, Crime and Policing Act 2014, s 104"
sure = "GK"

[[list]]
code = "test.reasons"
label = "Reasons"
from = 2024-01-01
source = "Practice"
sure = "LOCAL"
items = [{ code = "A", label = "Asked" }, { code = "B", label = "Bored" }]
"""


@pytest.fixture
def shop_rules(tmp_path, monkeypatch):
    """A rule book of one package, with what these tests are about."""
    (tmp_path / "rules.toml").write_text(RULES, encoding="utf-8")
    package = SimpleNamespace(name="rooftree.tried", path=str(tmp_path))
    monkeypatch.setattr(apps, "get_app_configs", lambda: [package])
    monkeypatch.setattr(rulebook, "_handles", [])
    rulebook._book.cache_clear()
    yield
    rulebook._book.cache_clear()


@pytest.fixture
def book(shop_rules, acting, council):
    """The same, acting for a council."""
    return council


def replace(council, code="test.answer", **facts):
    usual = {
        "value": {"working_days": 4},
        "applies_from": NEXT_YEAR,
        "reason": "Promised to residents",
        "by": "Cabinet",
        "at": NOW,
    }
    return local_rules.replace_locally(code, council=council, **{**usual, **facts})


# --- Handles and versions ---------------------------------------------------------------------------


def test_every_rule_of_every_package_can_be_read():
    assert rulebook.load()["calendar.alert_before_end"].kind == "threshold"


def test_a_handle_gives_the_version_of_the_day(shop_rules):
    answer = rulebook.duty("test.answer")

    assert answer.version(on=date(2027, 12, 31)).allowance.amount == 10
    assert answer.version(on=date(2028, 1, 1)).allowance.amount == 8


def test_a_handle_reads_nothing_until_it_is_asked(shop_rules):
    rulebook.duty("test.missing")

    with pytest.raises(ImproperlyConfigured, match=r"what no rules\.toml has: duty test\.missing"):
        rulebook.load()


@pytest.mark.parametrize(
    ("make", "code", "why"),
    [
        (rulebook.duty, "test.missing", r"No rules\.toml has test\.missing"),
        (rulebook.limit, "test.answer", r"test\.answer is a duty, not a limit"),
    ],
)
def test_a_wrong_handle_made_after_the_start_is_a_mistake_at_once(shop_rules, make, code, why):
    rulebook.load()

    with pytest.raises(AssertionError, match=why):
        make(code)


def test_mistakes_in_a_file_stop_the_site(tmp_path, shop_rules):
    (tmp_path / "rules.toml").write_text(RULES.replace('sure = "V"', ""), encoding="utf-8")

    with pytest.raises(ImproperlyConfigured, match=r"rooftree/tried/rules\.toml, duty test\.acknowledge: 'sure'"):
        rulebook.load()


@pytest.mark.django_db
def test_what_is_law_is_read_without_a_query(book, django_assert_num_queries):
    acknowledge = rulebook.duty("test.acknowledge")

    with django_assert_num_queries(0):
        acknowledge.version(on=TODAY, council=book)


# --- A council's own version ------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_council_has_its_own_version_from_its_day_on(book):
    replace(book)
    answer = rulebook.duty("test.answer")

    assert answer.version(on=date(2026, 12, 31), council=book).allowance.amount == 10
    assert answer.version(on=NEXT_YEAR, council=book).allowance.amount == 4
    assert answer.version(on=NEXT_YEAR).allowance.amount == 10


@pytest.mark.django_db
def test_what_the_council_did_not_say_comes_from_the_national_version(book):
    replace(book)

    own = rulebook.duty("test.answer").version(on=NEXT_YEAR, council=book)

    assert (own.label, own.start, own.source) == ("Answer the letter", "received", "Standing orders")


@pytest.mark.django_db
def test_another_council_is_not_touched(book, other_council):
    replace(book)

    with acting_for([other_council.pk], who="test"):
        theirs = rulebook.duty("test.answer").version(on=NEXT_YEAR, council=other_council)

    assert theirs.allowance.amount == 10


@pytest.mark.django_db
def test_a_council_cannot_write_another_councils_rule(book, other_council):
    with pytest.raises(Exception, match="row-level security"), transaction.atomic():
        replace(other_council)


@pytest.mark.django_db
def test_a_case_finds_its_very_version_again(book):
    replace(book)
    own = rulebook.duty("test.answer").version(on=NEXT_YEAR, council=book)
    national = rulebook.duty("test.answer").version(on=NEXT_YEAR)

    assert rulebook.version_of(own.key) == own
    assert rulebook.version_of(national.key) == national


@pytest.mark.django_db
def test_an_open_book_fetches_all_local_rules_at_once(book, django_assert_num_queries):
    replace(book)
    replace(book, "test.reports", value={"value": 2})

    with django_assert_num_queries(1):
        opened = rulebook.open_at(on=NEXT_YEAR, council=book)
        assert opened.duty("test.answer").allowance.amount == 4
        assert opened.duty("test.acknowledge").allowance.amount == 5
        assert opened.threshold("test.reports").value == Decimal(2)
        assert opened.code_list("test.reasons").label_of("A") == "Asked"


@pytest.mark.django_db
def test_the_law_holds_where_it_has_overtaken_the_council(book):
    replace(book, value={"working_days": 15})
    answer = rulebook.duty("test.answer")

    assert answer.version(on=date(2027, 12, 31), council=book).allowance.amount == 15
    assert answer.version(on=date(2028, 1, 1), council=book).allowance.amount == 8


@pytest.mark.django_db
def test_a_list_can_be_longer_or_retire_what_it_had(book):
    items = [
        {"code": "A", "label": "Asked", "retired": "2027-01-01"},
        {"code": "B", "label": "Bored"},
        {"code": "C", "label": "Curious", "from": "2027-01-01"},
    ]
    replace(book, "test.reasons", value={"items": items})

    reasons = rulebook.code_list("test.reasons").version(on=NEXT_YEAR, council=book)

    assert [code for code, _ in reasons.choices(on=NEXT_YEAR)] == ["B", "C"]
    assert reasons.label_of("A") == "Asked"


@pytest.mark.django_db
def test_the_next_version_ends_the_one_before(book):
    first = replace(book)

    replace(book, value={"working_days": 3}, applies_from=date(2027, 6, 1))

    first.refresh_from_db()
    assert first.applies_until == date(2027, 6, 1)


# --- What is refused --------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("code", "facts", "why"),
    [
        ("test.acknowledge", {"value": {"working_days": 10}}, "is law.*The Letters Act 2023, s 1"),
        ("test.acknowledge", {"value": {"working_days": 1}}, "may always do better than it in practice"),
        ("test.answer", {"value": {"working_days": 21}}, "21 is more than the 20 that the law allows"),
        ("test.answer", {"value": {"weeks": 1}}, "so keep that unit"),
        ("test.answer", {"value": {"start": "read"}}, "'start' cannot be replaced"),
        ("test.answer", {"value": {"working_days": "four"}}, "'working_days' is a whole number"),
        ("test.answer", {"value": {}}, "Say what differs"),
        ("test.answer", {"applies_from": date(2026, 11, 20)}, "cannot begin in the past"),
        ("test.answer", {"applies_until": NEXT_YEAR}, "comes after the day it begins"),
        ("test.answer", {"reason": " "}, "Say why"),
        ("test.answer", {"applies_from": date(2023, 1, 1)}, "no “Answer the letter” for"),
        ("test.reports", {"value": {"value": 4}}, "4 is more than the 3"),
        ("test.reports", {"value": {"value": "0.5"}}, "0.5 is less than the 1"),
        ("test.reports", {"value": {"value": "many"}}, "'value' is a number"),
        ("test.reasons", {"value": {"items": [{"code": "A", "label": "Asked"}]}}, "keep Bored in the list"),
        ("test.reasons", {"value": {"items": []}}, "'items' is a list of tables"),
    ],
)
def test_what_a_council_may_not_set_is_refused_with_why(book, code, facts, why):
    with pytest.raises(Refused, match=why):
        replace(book, code, **facts)

    assert not LocalRule.objects.exists()


@pytest.mark.django_db
def test_a_version_before_one_that_already_waits_is_refused_unless_it_ends_by_then(book):
    replace(book, applies_from=date(2027, 6, 1))

    with pytest.raises(Refused, match="begins on Tuesday 1 June 2027"):
        replace(book)

    assert replace(book, applies_until=date(2027, 6, 1)).applies_from == NEXT_YEAR


@pytest.mark.django_db
def test_the_database_refuses_two_versions_of_one_day(book):
    replace(book)

    with pytest.raises(IntegrityError, match="one_local_rule_of_a_code_at_a_time"), transaction.atomic():
        LocalRule.objects.create(
            council=book,
            code="test.answer",
            applies_from=date(2027, 2, 1),
            value={"working_days": 3},
            reason="By hand",
            decided_by="Nobody",
            decided_at=NOW,
        )


# --- Going back -------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_council_goes_back_to_the_national_version(book):
    rule = replace(book, applies_from=TODAY)

    local_rules.end_locally(rule, on=NEXT_YEAR, at=NOW)

    answer = rulebook.duty("test.answer")
    assert answer.version(on=date(2026, 12, 31), council=book).allowance.amount == 4
    assert answer.version(on=NEXT_YEAR, council=book).allowance.amount == 10


@pytest.mark.django_db
def test_a_version_that_never_began_is_taken_out(book):
    rule = replace(book)

    local_rules.end_locally(rule, on=TODAY, at=NOW)

    assert not LocalRule.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("on", "why"),
    [(date(2026, 11, 20), "stays as it was"), (date(2027, 6, 1), "ends on Monday 1 February 2027 already")],
)
def test_a_version_cannot_be_ended_in_the_past_or_after_its_end(book, on, why):
    rule = replace(book, applies_until=date(2027, 2, 1))

    with pytest.raises(Refused, match=why):
        local_rules.end_locally(rule, on=on, at=NOW)


@pytest.mark.django_db
def test_who_set_what_is_audited(book):
    replace(book)

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT action, who FROM foundations_auditchange WHERE table_name = 'foundations_localrule'"
        )
        assert cursor.fetchall() == [("insert", "test")]


# --- The page ---------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_page_shows_every_entry_with_its_versions_and_the_councils_own(book, django_assert_num_queries):
    replace(book)

    with django_assert_num_queries(1):
        shown = {each.code: each for each in rule_page.everything(council=book, on=TODAY)}

    assert list(shown) == ["test.acknowledge", "test.answer", "test.reasons", "test.reports"]
    answer = shown["test.answer"]
    assert answer.where == "rooftree/tried/rules.toml"
    assert [each.period.starts for each in answer.versions] == [date(2028, 1, 1), date(2024, 1, 1)]
    assert answer.versions[1].words == "10 working days; from received, until the answer is sent"
    assert answer.versions[1].sure_in_words == "general knowledge, to be checked"
    [own] = answer.own
    assert own.words.startswith("4 working days")
    assert own.rule.reason == "Promised to residents"
    assert (answer.may_replace, shown["test.acknowledge"].may_replace) == (True, False)


@pytest.mark.django_db
def test_the_page_says_when_the_law_has_overtaken_the_council(book, monkeypatch, tmp_path):
    replace(book, value={"working_days": 15})
    (tmp_path / "rules.toml").write_text(RULES.replace("at_most = 20", "at_most = 12"), encoding="utf-8")
    rulebook._book.cache_clear()

    shown = {each.code: each for each in rule_page.everything(council=book, on=TODAY)}

    [own] = shown["test.answer"].own
    assert own.overtaken == "15 is more than the 12 that the law allows."
