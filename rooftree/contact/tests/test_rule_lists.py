"""The lists of contact: complete, leading somewhere, and replaceable by a council."""

import datetime as dt

import pytest

from rooftree.cases import kinds
from rooftree.contact import rules
from rooftree.contact.actions import begin_enquiry
from rooftree.foundations import rulebook
from rooftree.foundations.refusals import Refused
from rooftree.places.models import Patch
from rooftree.staff.actions import replace_rule
from tests.builders import TODAY, a_call, a_team, by

REASONS = rules.REASONS.version(on=TODAY)
FUNCTIONS = rules.FUNCTIONS.version(on=TODAY)

FAILURES = {
    "REP-CHS", "REP-MIS", "REP-RCL", "REP-FOL", "REP-SAT", "RNT-LTR", "RNT-MIS", "ASB-UPD", "REG-DOC", "HOM-UPD",
    "CMP-CHS",
}  # fmt: skip
EITHER = {"REP-RCH", "REP-PLN", "RNT-CHG", "EST-CLN", "EST-GRS", "EST-BIN", "REG-POS", "HOM-TA", "GEN-OTH"}

AT_ONCE = {
    "REP-NEW", "REP-EMG", "REP-CHS", "REP-RCL", "REP-APT", "REP-HTG", "REP-COM", "REP-FOL", "REP-GAS",
    "RNT-BAL", "RNT-PAY", "RNT-DD", "RNT-LTR", "RNT-HDS", "RNT-CHG", "TEN-END", "TEN-PRM", "TEN-DET",
    "EST-FLY", "EST-CLN", "EST-GRS", "EST-BIN", "EST-PST", "KEY-FOB",
    "REG-APP", "REG-POS", "REG-DOC", "REG-BID", "REG-OFF", "INV-TRA", "GEN-OTH", "CMP-POS",
}  # fmt: skip


def codes(flag: str, value: object) -> set[str]:
    return {item.code for item in REASONS if item.flags[flag] == value}


def test_there_are_sixty_two_reasons_and_the_compliment():
    assert len(REASONS.items) == 63
    assert "CMP-POS" in REASONS


def test_demand_is_usually_as_practice_says():
    assert (codes("demand", "failure"), codes("demand", "either")) == (FAILURES, EITHER)
    assert len(codes("demand", "value")) == 63 - len(FAILURES) - len(EITHER)


def test_what_should_be_settled_at_once_is_as_practice_says():
    assert codes("fcr", True) == AT_ONCE


@pytest.mark.parametrize("item", REASONS.items, ids=lambda item: item.code)
def test_every_reason_leads_to_a_function_and_a_time(item):
    assert item.flags["function"] in FUNCTIONS
    assert str(item.flags["duty"]) in rules.DUTIES
    assert item.flags["purpose"] in {"", *Patch.Purpose.values}
    assert item.flags["route_words"]


@pytest.mark.parametrize("item", FUNCTIONS.items, ids=lambda item: item.code)
def test_every_function_leads_in_the_end_to_customer_contact(item):
    else_to = {each.code: str(each.flags["else_to"]) for each in FUNCTIONS}

    assert rules.way_to(item.code, else_to, {"contact"})[-1] == "contact"


@pytest.mark.parametrize("code", ["HOM-TON", "TEN-SAF", "TEN-DA", "EST-FIR", "REP-EMG"])
def test_what_cannot_wait_is_timed_in_hours(code):
    duty = rules.DUTIES[str(REASONS.flag(code, "duty"))].version(on=TODAY)

    assert REASONS.flag(code, "urgent") is True
    assert duty.allowance.unit == "hours"


def test_every_window_of_a_callback_has_its_time():
    windows = rules.CALLBACK_WINDOWS.version(on=TODAY)

    assert {str(item.flags["duty"]) for item in windows} == {duty.code for duty in rules.CALLBACKS}


def test_what_files_call_a_channel_is_one_of_ours():
    assert set(rules.CHANNEL_OF_EXTRACT.values()) <= {item.code for item in rules.CHANNELS.version(on=TODAY)}


def test_the_enquiry_is_a_kind_of_case():
    kind = kinds.kind_of("enquiry")

    assert (kind.prefix, kind.about_none, set(kind.duties)) == ("E", True, set(rules.DUTIES.values()))
    assert kinds.label_of_event("enquiry", "enquiry.answered") == "Answered"
    assert kinds.label_of_event("enquiry", "contact.chased") == "Chased"


def test_everything_of_contact_is_the_councils_to_set():
    own = {code: entry for code, entry in rulebook.load().items() if code.startswith("contact.")}

    assert len(own) > 20
    assert [code for code, entry in own.items() if not entry.on(TODAY).is_local] == []


def with_income_taking(code: str) -> list[dict]:
    """The reasons as a council would write them, with one that goes to income instead."""
    raw = rulebook.load()["contact.reasons"].on(TODAY).raw["items"]
    return [
        {**each, "flags": {**each["flags"], "function": "income"}} if each["code"] == code else each
        for each in raw
    ]


def test_a_council_sends_a_reason_elsewhere_from_a_day_on(acting):
    a_team("contact")
    income = a_team("income")
    replace_rule(
        "contact.reasons",
        value={"items": with_income_taking("TEN-DET")},
        applies_from=TODAY + dt.timedelta(days=1),
        reason="The income team keeps details from now on",
        **by("administrator"),
    )

    def opened(days: int):
        acting_then = by("adviser")
        acting_then["at"] += dt.timedelta(days=days)
        return begin_enquiry(a_call(reasons=("TEN-DET",)), **acting_then).case.team

    assert (opened(0).function, opened(2)) == ("contact", income)


def test_a_reason_that_a_council_adds_goes_to_customer_contact(acting):
    a_team("contact")
    items = [
        *rulebook.load()["contact.reasons"].on(TODAY).raw["items"],
        {"code": "TEN-EV", "label": "Car charging"},
    ]
    replace_rule(
        "contact.reasons",
        value={"items": items},
        applies_from=TODAY,
        reason="Many ask for it",
        **by("administrator"),
    )

    with pytest.raises(Refused, match="This reason can be either"):
        begin_enquiry(a_call(reasons=("TEN-EV",), demand=""), **by("adviser"))
    assert begin_enquiry(a_call(reasons=("TEN-EV",)), **by("adviser")).case.team.function == "contact"
