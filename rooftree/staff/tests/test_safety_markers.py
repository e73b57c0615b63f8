"""What must hold of staff-safety markers, whatever they are about. No database."""

from datetime import date

import pytest

from rooftree.foundations.refusals import Refused
from rooftree.staff import safety_markers
from rooftree.staff.safety_markers import MARKERS, Lengths, Telling, Terms

TODAY = date(2026, 11, 20)
LENGTHS = Lengths(review=6, longest=12, temporary=6)
SHOUTED = Terms("VA", "Shouted at a surveyor", "Meet at the office")


@pytest.mark.parametrize(
    ("subject", "facts", "says"),
    [
        ("person", {"code": "TRA"}, "Record it as an adjustment"),
        ("person", {"code": "SPR"}, "Record it as an adjustment"),
        ("person", {"code": "DIS"}, "is said of an address"),
        ("place", {"code": "VA"}, "is said of a person"),
        ("place", {"code": "DV"}, "is said of a person"),
        ("person", {"reason": " "}, "in facts"),
        ("person", {"control_measure": ""}, "what to do about it"),
        ("person", {"incident_on": date(2026, 11, 21)}, "still to come"),
    ],
)
def test_terms_that_cannot_be_are_refused(subject, facts, says):
    with pytest.raises(Refused, match=says):
        check(Terms(**{**SHOUTED.__dict__, **facts}), subject)


@pytest.mark.parametrize(("subject", "code"), [("person", "CV"), ("place", "CV"), ("place", "DA")])
def test_terms_of_a_risk_pass(subject, code):
    check(Terms(**{**SHOUTED.__dict__, "code": code}), subject)


def check(terms: Terms, subject: str) -> None:
    safety_markers.check_terms(terms, MARKERS.version(on=TODAY), subject=subject, on=TODAY)


@pytest.mark.parametrize(
    ("telling", "says"),
    [
        (Telling(), "when the person was told"),
        (Telling(not_told_reason="  "), "when the person was told"),
        (Telling(TODAY, "It would raise the risk"), "not both"),
        (Telling(date(2026, 11, 21)), "Tell the person first"),
    ],
)
def test_neither_told_nor_excepted_is_refused(telling, says):
    with pytest.raises(Refused, match=says):
        safety_markers.check_telling(telling, protects=False, on=TODAY)


@pytest.mark.parametrize(
    ("telling", "protects"),
    [(Telling(TODAY), False), (Telling(None, "It would raise the risk"), False), (Telling(), True)],
)
def test_told_or_excepted_passes(telling, protects):
    safety_markers.check_telling(telling, protects=protects, on=TODAY)


@pytest.mark.parametrize(
    ("given", "review_on", "until_on"),
    [
        ({}, date(2027, 5, 20), date(2027, 11, 20)),
        ({"temporary": True}, date(2027, 5, 20), date(2027, 5, 20)),
        ({"until_on": date(2026, 12, 1)}, date(2026, 12, 1), date(2026, 12, 1)),
        (
            {"until_on": date(2027, 11, 20), "review_on": date(2027, 11, 20)},
            date(2027, 11, 20),
            date(2027, 11, 20),
        ),
        ({"review_on": date(2026, 11, 21)}, date(2026, 11, 21), date(2027, 11, 20)),
    ],
)
def test_a_marker_is_reviewed_and_ends_in_time(given, review_on, until_on):
    assert period(**given) == (review_on, until_on)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"until_on": date(2027, 11, 21)}, "A marker may last until Saturday 20 November 2027"),
        (
            {"until_on": date(2027, 5, 21), "temporary": True},
            "A temporary marker may last until Thursday",
        ),
        ({"until_on": TODAY}, "lasts a day at least"),
        ({"review_on": TODAY}, "reviewed while it lasts"),
        ({"review_on": date(2027, 1, 2), "until_on": date(2027, 1, 1)}, "reviewed while it lasts"),
    ],
)
def test_a_marker_that_lasts_too_long_is_refused(given, says):
    with pytest.raises(Refused, match=says):
        period(**given)


def period(*, temporary: bool = False, until_on: date | None = None, review_on: date | None = None):
    return safety_markers.period_of(
        TODAY, temporary=temporary, until_on=until_on, review_on=review_on, lengths=LENGTHS
    )


def test_a_year_from_a_leap_day_ends_on_the_last_of_february():
    until = safety_markers.period_of(
        date(2028, 2, 29), temporary=False, until_on=None, review_on=None, lengths=LENGTHS
    )

    assert until == (date(2028, 8, 29), date(2029, 2, 28))


def test_every_code_says_what_it_does():
    """A code without an effect would be a warning that nobody acts on; three only tell of an incident."""
    without = {item.code for item in MARKERS.version(on=TODAY) if not any(_effects(item.flags))}

    assert without == {"OI", "APT", "VOID"}


def _effects(flags):
    effects = (
        "two_to_visit", "two_to_interview", "no_women_visit", "no_visits", "ask_first", "warning", "prompt",
        "protects", "terms", "record_as",
    )  # fmt: skip
    return [flags[name] for name in effects]
