"""The figures of contact, at their boundaries."""

import datetime as dt
from decimal import Decimal

import pytest

from rooftree.cases.actions import promise
from rooftree.contact import figures
from rooftree.contact.actions import chase, log_callback_attempt, promise_callback
from rooftree.contact.figures import Span
from rooftree.people.actions import merge_people
from tests.builders import NOON, a_call, a_case, a_contact, a_person, a_team, an_officer, by

pytestmark = pytest.mark.usefixtures("acting")

DAY = dt.timedelta(days=1)
LONG_AFTER = NOON + 40 * DAY


@pytest.fixture
def november(council) -> Span:
    return Span(council.pk, dt.date(2026, 11, 1), dt.date(2026, 12, 1))


def balance(person, **facts):
    """A contact about a rent balance: what should normally be settled at once."""
    return a_contact(person, **{"reasons": ["RNT-BAL"], "handler": an_officer("adviser"), **facts})


# --- First-contact resolution ---------------------------------------------------------------------


def test_what_an_adviser_calls_settled_is_not_what_the_person_says_nor_what_comes_after(november):
    balance(grace := a_person(), accepted="no")
    balance(grace, started_at=NOON + 3 * DAY, outcome="passed_on")
    balance(a_person(), accepted="yes")
    balance(a_person())

    [row] = figures.first_contact(november, at=LONG_AFTER)

    assert (row.reason, row.contacts, row.resolved) == ("RNT-BAL", 4, 3)
    assert (row.asked, row.accepted, row.old_enough, row.not_repeated) == (2, 1, 4, 2)
    assert (row.by_adviser, row.by_person, row.by_repeat) == (Decimal("75.0"), Decimal("50.0"), Decimal("50.0"))


@pytest.mark.parametrize(("days", "not_repeated"), [(13, 0), (14, 1)])
def test_a_repeat_is_the_same_reason_within_fourteen_days(november, days, not_repeated):
    balance(grace := a_person(), started_at=dt.datetime(2026, 11, 10, 9, tzinfo=dt.UTC))
    later = dt.datetime(2026, 11, 10, 9, tzinfo=dt.UTC) + days * DAY
    balance(grace, started_at=later, outcome="abandoned")

    [row] = figures.first_contact(november, at=LONG_AFTER)

    assert (row.contacts, row.not_repeated) == (1, not_repeated)


def test_another_reason_or_another_person_is_no_repeat(november):
    balance(grace := a_person())
    balance(grace, reasons=["RNT-PAY"], started_at=NOON + DAY)
    balance(a_person(), started_at=NOON + DAY)

    rows = figures.first_contact(november, at=LONG_AFTER)

    assert figures.total(rows).not_repeated == 3


def test_a_repeat_after_the_end_of_the_time_counts(november):
    balance(grace := a_person(), started_at=dt.datetime(2026, 11, 30, 9, tzinfo=dt.UTC))
    balance(grace, started_at=dt.datetime(2026, 12, 2, 9, tzinfo=dt.UTC))

    [row] = figures.first_contact(november, at=LONG_AFTER)

    assert (row.contacts, row.not_repeated) == (1, 0)


def test_a_merged_person_who_asks_again_is_the_same_person(november):
    grace, twice = a_person(), a_person()
    balance(grace)
    balance(twice, started_at=NOON + DAY, outcome="passed_on")
    merge_people(twice, into=grace, reason="One person", **by("team_leader"))

    assert figures.total(figures.first_contact(november, at=LONG_AFTER)).not_repeated == 0


def test_a_young_contact_waits_for_its_repeat(november):
    balance(a_person())

    [row] = figures.first_contact(november, at=NOON + 14 * DAY - dt.timedelta(seconds=1))

    assert (row.contacts, row.old_enough, row.by_repeat) == (1, 0, None)


@pytest.mark.parametrize(
    "facts",
    [
        {"caller": "anonymous"},
        {"outcome": "abandoned"},
        {"channel": "phone_out"},
        {"reasons": ["TEN-SUC"]},
        {"source_system": "nest"},
        {"started_at": dt.datetime(2026, 12, 1, 0, 0, tzinfo=dt.UTC)},
        {"started_at": dt.datetime(2026, 10, 31, 23, 59, tzinfo=dt.UTC)},
    ],
)
def test_what_could_not_be_settled_at_once_is_not_counted(november, facts):
    balance(a_person(), **facts)

    assert figures.first_contact(november, at=LONG_AFTER) == []


@pytest.mark.parametrize(
    ("figure", "queries"),
    [
        (lambda span: figures.first_contact(span, at=LONG_AFTER), 2),
        (figures.repeat_contacts, 2),
        (figures.contacts_per_case, 1),
        (figures.failure_demand, 3),
        (figures.reason_shares, 1),
        (figures.second_look, 1),
        (lambda span: figures.callbacks(span, at=LONG_AFTER), 1),
        (figures.line, 2),
    ],
)
@pytest.mark.parametrize("contacts", [1, 20])
def test_a_figure_costs_the_same_however_many_contacts(
    november, figure, queries, contacts, django_assert_num_queries
):
    handler = an_officer("adviser")
    for _ in range(contacts):
        balance(a_person(), handler=handler, demand="failure", failure_cause="not_told")

    with django_assert_num_queries(queries):  # one of two or more reads the council's own rules
        figure(november)


# --- Repeats --------------------------------------------------------------------------------------


def test_repeats_about_one_case_are_counted_within_seven_fourteen_and_twenty_eight_days(november):
    case = a_case(grace := a_person())
    a_contact(grace, case=case, started_at=NOON + 7 * DAY)
    other = a_case(grace, started_at=dt.datetime(2026, 11, 2, 9, tzinfo=dt.UTC))
    a_contact(grace, case=other, started_at=dt.datetime(2026, 11, 22, 9, tzinfo=dt.UTC))

    found = figures.repeat_contacts(november)

    assert [(row.days, row.contacts, row.repeated) for row in found] == [(7, 4, 1), (14, 4, 1), (28, 4, 2)]


def test_contacts_per_case_is_a_distribution(november):
    case = a_case(grace := a_person())
    a_case(grace)
    chase(case, a_call(grace, demand="", failure_cause="not_told"), **by("adviser"))

    assert figures.contacts_per_case(november) == [(1, 1), (2, 1)]


# --- Failure --------------------------------------------------------------------------------------


def test_failure_counts_for_the_team_of_the_case_with_the_promise_that_caused_it(november):
    a_team("repairs", name="Repairs")
    case = a_case(grace := a_person(), reasons=("REP-NEW",))
    promised = promise(case, what="We come", until=NOON + DAY, **by("adviser"))
    failing = a_call(grace, demand="", failure_cause="did_not_turn_up", broken_promise=promised)
    chase(case, failing, **by("adviser", at=NOON + 2 * DAY))
    a_contact(grace, case=case, demand="failure", failure_cause="did_not_turn_up")

    [row] = figures.failure_demand(november)

    assert (row.team, row.cause, row.contacts, row.by_promise) == ("Repairs", "did_not_turn_up", 2, 1)
    assert row.pounds == Decimal("12.00")


def test_failure_without_a_case_counts_for_the_team_that_answers_for_it(november):
    a_team("repairs", name="Repairs")
    a_contact(reasons=["REP-CHS"], demand="failure", failure_cause="not_on_time")

    [row] = figures.failure_demand(november)

    assert row.team == "Repairs"


def test_failure_that_no_team_answers_for_is_still_counted(november):
    a_contact(reasons=["REP-CHS"], demand="failure", failure_cause="not_on_time")

    [row] = figures.failure_demand(november)

    assert (row.team, row.contacts) == ("", 1)


# --- Reasons --------------------------------------------------------------------------------------


def test_reasons_are_shares_of_all_contacts(november):
    a_contact(reasons=["RNT-BAL"])
    a_contact(reasons=["RNT-BAL", "GEN-OTH"])
    a_contact(reasons=["REP-CHS"], demand="failure", failure_cause="not_on_time")

    found = figures.reason_shares(november)

    assert [(row.reason, row.contacts, row.failures, str(row.per_cent)) for row in found] == [
        ("RNT-BAL", 2, 0, "66.7"),
        ("REP-CHS", 1, 1, "33.3"),
    ]


@pytest.mark.parametrize(("named", "sentences"), [(18, 1), (19, 0)])
def test_more_than_five_per_cent_of_other_asks_for_new_reasons(november, named, sentences):
    handler = an_officer("adviser")
    a_contact(handler=handler)
    for _ in range(named):
        a_contact(handler=handler, reasons=["RNT-BAL"])

    assert len(figures.notices(november)) == sentences


# --- Callbacks and the line -----------------------------------------------------------------------


def test_callbacks_kept_are_those_made_in_time(november):
    case = a_case(a_person())
    in_time, late, _, _ = (promise_callback(case, window="two_hours", **by("adviser")) for _ in range(4))
    log_callback_attempt(in_time, outcome="reached", **by("adviser", at=NOON + dt.timedelta(hours=1)))
    log_callback_attempt(late, outcome="reached", **by("adviser", at=NOON + dt.timedelta(hours=3)))

    found = figures.callbacks(november, at=NOON + DAY)

    assert (found.promised, found.in_time, found.late, found.waiting_late) == (4, 1, 1, 2)
    assert found.kept == Decimal("25.0")


def test_callbacks_that_are_not_due_spoil_nothing(november):
    promise_callback(a_case(a_person()), window="next_day", **by("adviser"))

    assert figures.callbacks(november, at=NOON).kept is None


def test_the_line_says_how_long_people_waited(november):
    for seconds in range(10, 110, 10):
        a_contact(wait_seconds=seconds, handle_seconds=300, satisfaction=4, adjustments_used=["large_print"])
    a_contact(outcome="abandoned")
    a_contact(channel="email", wait_seconds=90_000)

    found = figures.line(november)

    assert (found.contacts, found.ended_early, found.with_adjustments) == (11, 1, 10)
    assert (found.wait_average, found.wait_ninth_tenth, found.wait_longest) == (55, 90, 100)
    assert (found.handling_average, found.satisfaction_average) == (300, Decimal("4.0"))
