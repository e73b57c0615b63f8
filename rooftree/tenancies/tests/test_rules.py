"""What must hold of tenancies and of the parties to them. No database."""

from dataclasses import replace
from datetime import date

import pytest

from rooftree.foundations.periods import Period
from rooftree.foundations.refusals import Refused
from rooftree.places.rules import KINDS
from rooftree.tenancies import rules
from rooftree.tenancies.rules import END_REASONS, TENURES, Party

TODAY = date(2026, 11, 20)
MAY = date(2026, 5, 4)
GRACE = Party("Grace Okafor", "tenant", Period(TODAY), born=date(1980, 5, 4))
BEN = Party("Ben Okafor", "joint_tenant", Period(TODAY), born=date(1982, 1, 1))


# --- Of which place, from when ------------------------------------------------------------------------


def of(tenure: str, kind: str) -> None:
    tenures, kinds = TENURES.version(on=TODAY), KINDS.version(on=TODAY)
    rules.check_place(
        lets=str(tenures.flag(tenure, "lets")),
        lets_as=str(kinds.flag(kind, "lets_as")),
        tenure=tenures.label_of(tenure),
        kind=kinds.label_of(kind),
    )


@pytest.mark.parametrize(
    ("tenure", "kind"),
    [("SEC", "home"), ("LEA", "home"), ("GAR", "garage"), ("PVG", "garage"), ("COM", "office"), ("COM", "hall")],
)
def test_an_agreement_is_of_a_place_that_it_is_for(tenure, kind):
    of(tenure, kind)


@pytest.mark.parametrize(
    ("tenure", "kind", "says"),
    [
        ("SEC", "garage", "“Secure” is no agreement for a place of the kind “Garage”"),
        ("GAR", "home", "“Garage: tenant” is no agreement"),
        ("COM", "home", "no agreement"),
        ("SEC", "lift", "of the kind “Lift”, which is not let"),
        ("SEC", "block", "which is not let"),
    ],
)
def test_an_agreement_of_another_place_is_refused(tenure, kind, says):
    with pytest.raises(Refused, match=says):
        of(tenure, kind)


def test_every_tenure_is_for_some_kind_of_place():
    lets = {item.flags["lets"] for item in TENURES.version(on=TODAY)}

    assert lets <= {item.flags["lets_as"] for item in KINDS.version(on=TODAY)}


def test_what_a_tenure_becomes_is_a_tenure():
    tenures = TENURES.version(on=TODAY)

    assert {item.flags["next"] for item in tenures} - {""} <= {item.code for item in tenures}


@pytest.mark.parametrize("from_on", [date(1985, 1, 7), TODAY, date(2027, 2, 12)])
def test_a_start_in_the_past_or_near_passes(from_on):
    rules.check_start(from_on, on=TODAY, weeks_ahead=12)


def test_a_start_far_ahead_is_refused():
    with pytest.raises(Refused, match="until Friday 12 February 2027"):
        rules.check_start(date(2027, 2, 13), on=TODAY, weeks_ahead=12)


@pytest.mark.parametrize(
    ("wanted", "other", "says"),
    [
        (Period(TODAY), Period(MAY), "began on Monday 4 May 2026 and goes on"),
        (Period(TODAY), Period(MAY, date(2026, 11, 21)), "lasts until Friday 20 November 2026"),
        (Period(date(2026, 1, 1), date(2026, 5, 5)), Period(MAY, TODAY), "lasts until Thursday 19 November 2026"),
    ],
)
def test_two_tenancies_of_one_home_are_refused(wanted, other, says):
    with pytest.raises(Refused, match=f"Tenancy T-1 of this home.*{says}"):
        rules.check_overlap(wanted, other, reference="T-1")


@pytest.mark.parametrize("other", [Period(MAY, TODAY), Period(date(2027, 1, 1), None)])
def test_tenancies_that_meet_do_not_overlap(other):
    rules.check_overlap(Period(TODAY, date(2027, 1, 1)), other, reference="T-1")


# --- Who can hold it ----------------------------------------------------------------------------------


def holders(*parties: Party, licence: bool = False) -> None:
    rules.check_holders(list(parties), from_on=TODAY, youngest=18, most=4, licence=licence)


def test_one_tenant_and_joint_tenants_hold_it_together():
    holders(GRACE, BEN, BEN, BEN)


@pytest.mark.parametrize(
    ("parties", "says"),
    [
        ([], "Choose the tenant"),
        ([replace(GRACE, role="occupant")], "Choose the tenant"),
        ([GRACE, GRACE], "all the others are joint tenants"),
        ([BEN], "all the others are joint tenants"),
        ([GRACE, BEN, BEN, BEN, BEN], "At most 4 people"),
        ([replace(GRACE, born=date(2008, 11, 21))], "turns 18 on Saturday 21 November 2026"),
        ([GRACE, replace(BEN, born=date(2010, 1, 1))], "Ben Okafor turns 18 on Saturday 1 January 2028"),
    ],
)
def test_people_who_cannot_hold_it_are_refused(parties, says):
    with pytest.raises(Refused, match=says):
        holders(*parties)


@pytest.mark.parametrize("born", [date(2008, 11, 20), None])
def test_somebody_eighteen_today_or_of_no_known_age_passes(born):
    holders(replace(GRACE, born=born))


def test_a_child_born_on_a_leap_day_comes_of_age_on_the_last_of_february():
    party = replace(GRACE, born=date(2008, 2, 29))

    with pytest.raises(Refused, match="turns 18 on Saturday 28 February 2026"):
        rules.check_age(party, on=date(2026, 2, 27), youngest=18, licence=False)
    rules.check_age(party, on=date(2026, 2, 28), youngest=18, licence=False)


def test_a_licence_knows_no_age():
    holders(replace(GRACE, born=date(2010, 1, 1)), licence=True)


def test_nobody_takes_part_after_death():
    with pytest.raises(Refused, match="died on Monday 4 May 2026"):
        rules.check_alive(replace(GRACE, died=MAY))
    rules.check_alive(replace(GRACE, died=TODAY))


# --- What the kind of agreement asks for ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("fixed_term", "until_on", "says"),
    [
        (False, date(2030, 1, 1), "has no fixed term"),
        (True, None, "when the fixed term ends"),
        (True, date(2028, 11, 19), "its last day is Sunday 19 November 2028 or later"),
    ],
)
def test_a_term_that_cannot_be_is_refused(fixed_term, until_on, says):
    with pytest.raises(Refused, match=says):
        rules.check_fixed_term(fixed_term, from_on=TODAY, until_on=until_on, shortest_years=2)


@pytest.mark.parametrize(("fixed_term", "until_on"), [(False, None), (True, date(2028, 11, 20))])
def test_a_term_of_two_years_passes(fixed_term, until_on):
    rules.check_fixed_term(fixed_term, from_on=TODAY, until_on=until_on, shortest_years=2)


ENDED, RUNNING = Period(MAY, TODAY), Period(MAY)


@pytest.mark.parametrize(
    ("follows", "previous", "of_this_place", "says"),
    [
        ("ended", None, False, "Choose the tenancy that it goes back to"),
        ("ended", ENDED, False, "of the same home"),
        ("ended", RUNNING, True, "End that one first"),
        ("ended", Period(MAY, date(2026, 11, 21)), True, "End that one first"),
        ("current", None, False, "Choose the tenancy that it goes back to"),
        ("current", RUNNING, True, "of another home"),
        ("current", ENDED, False, "of another home that goes on"),
    ],
)
def test_what_follows_the_wrong_tenancy_is_refused(follows, previous, of_this_place, says):
    with pytest.raises(Refused, match=says):
        rules.check_follows(
            follows, tenure="Use and occupation", previous=previous, of_this_place=of_this_place, from_on=TODAY
        )


@pytest.mark.parametrize(
    ("follows", "previous", "of_this_place"),
    [("ended", ENDED, True), ("current", RUNNING, False), ("", None, False), ("", RUNNING, True)],
)
def test_what_follows_the_right_tenancy_passes(follows, previous, of_this_place):
    rules.check_follows(
        follows, tenure="Temporary decant", previous=previous, of_this_place=of_this_place, from_on=TODAY
    )


def test_the_trial_of_an_introductory_tenancy_is_a_year():
    """T-INT-01: it began on Mon 19 Jan 2026, so its last day is Mon 18 Jan 2027."""
    assert rules.introductory_until(date(2026, 1, 19), 12) == date(2027, 1, 19)


# --- Ending, joining, leaving ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tenancy", "until_on", "parts_from", "says"),
    [
        (Period(MAY, TODAY), TODAY, [], "This tenancy ended on Thursday 19 November 2026"),
        (Period(TODAY), TODAY, [], "The tenancy began on Friday 20 November 2026"),
        (Period(MAY), TODAY, [TODAY], "Somebody joined this tenancy on Friday 20 November 2026"),
    ],
)
def test_an_end_that_cannot_be_is_refused(tenancy, until_on, parts_from, says):
    with pytest.raises(Refused, match=says):
        rules.check_end(tenancy, until_on, parts_from=parts_from)


def test_a_tenancy_may_end_after_one_day():
    rules.check_end(Period(TODAY), date(2026, 11, 21), parts_from=[TODAY])


def test_an_end_by_death_needs_a_death():
    with pytest.raises(Refused, match="Nobody's death is recorded, so “Death” cannot be why"):
        rules.check_end_reason(death=True, label="Death", holders_died=False)
    rules.check_end_reason(death=True, label="Death", holders_died=True)
    rules.check_end_reason(death=False, label="Other", holders_died=False)


@pytest.mark.parametrize(
    ("tenancy", "party", "held", "says"),
    [
        (Period(date(2026, 12, 1)), GRACE, [], "so nobody joined it before"),
        (Period(MAY, TODAY), GRACE, [], "This tenancy ended on Thursday 19 November 2026"),
        (Period(MAY), GRACE, [Period(MAY)], "has a part in this tenancy already"),
        (Period(date(2026, 1, 1)), replace(GRACE, died=MAY), [], "died on Monday 4 May 2026"),
    ],
)
def test_joining_that_cannot_be_is_refused(tenancy, party, held, says):
    with pytest.raises(Refused, match=says):
        rules.check_joining(tenancy, party, held)


def test_somebody_who_left_may_come_back():
    rules.check_joining(Period(MAY), GRACE, [Period(MAY, TODAY)])


def test_a_tenant_who_joins_later_is_refused():
    with pytest.raises(Refused, match="start a new, joint one"):
        rules.check_new_holder(BEN, tenancy_from=MAY)
    rules.check_new_holder(BEN, tenancy_from=TODAY)


@pytest.mark.parametrize(
    ("period", "says"),
    [(Period(MAY, TODAY), "left this tenancy on Thursday 19 November"), (Period(TODAY), "joined this tenancy on")],
)
def test_leaving_that_cannot_be_is_refused(period, says):
    with pytest.raises(Refused, match=says):
        rules.check_leaving(replace(GRACE, period=period), TODAY)


def test_the_only_tenant_does_not_leave():
    with pytest.raises(Refused, match="Grace Okafor is the only tenant"):
        rules.check_somebody_stays("Grace Okafor", 0)
    rules.check_somebody_stays("Grace Okafor", 1)


@pytest.mark.parametrize(
    ("until_on", "reason", "says"),
    [
        (MAY, "other", "cannot have ended before"),
        (TODAY, "", "Say why the tenancy ended"),
        (None, "other", "Enter the last day"),
    ],
)
def test_a_corrected_end_that_cannot_be_is_refused(until_on, reason, says):
    with pytest.raises(Refused, match=says):
        rules.check_corrected_end(MAY, until_on, reason=reason)


@pytest.mark.parametrize(("until_on", "reason"), [(TODAY, "other"), (None, "")])
def test_a_corrected_end_passes(until_on, reason):
    rules.check_corrected_end(MAY, until_on, reason=reason)


def test_a_home_is_left_empty_by_most_reasons():
    """Somebody goes on living there, or the home is no longer ours."""
    full = {item.code for item in END_REASONS.version(on=TODAY) if not item.flags["leaves_home_empty"]}

    assert full == {
        "exchange", "succession", "assignment", "sole_to_joint", "joint_to_sole", "became", "stayed_on", "bought",
    }  # fmt: skip
