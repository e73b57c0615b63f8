"""One owner: taken, given, declined, put back, passed on, handed over."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from rooftree.cases import actions
from rooftree.cases.models import Clock
from rooftree.cases.tests.matters import a_case, a_manager, a_team, an_adviser, now, story_of
from rooftree.foundations.isolation import acting_for
from rooftree.foundations.refusals import Refused
from rooftree.staff.models import Absence
from tests.builders import NOON, TODAY, a_group, an_officer, by

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("acting")]


def running(case) -> list[str]:
    return list(Clock.objects.filter(case=case, stopped_at=None).values_list("duty", flat=True))


def had_by(case) -> list[tuple[str, str]]:
    """How the case came to each who had it, and why."""
    return list(case.assignments.order_by("pk").values_list("how", "because"))


def test_what_nobody_has_waits_with_a_clock():
    assert running(a_case()) == ["cases.take_up"]


def test_what_goes_to_an_officer_at_once_waits_for_nobody():
    assert running(a_case(owner=an_adviser())) == []


def test_taking_a_case_up_stops_its_clock_and_is_told():
    case, taker = a_case(), an_adviser("Asha Bell")

    actions.take(case, **by(officer=taker))

    assert (now(case).owner, running(case)) == (taker, [])
    assert story_of(case) == ["matter.opened", "case.taken"]
    assert had_by(case) == [("routed", "Tenancy team answers for it."), ("taken", "Asha Bell took it up.")]


def test_what_somebody_has_is_not_taken():
    case = a_case(owner=an_adviser("Olu Owner"))

    with pytest.raises(Refused, match=rf"^Olu Owner has {case.reference} by now\. Ask them"):
        actions.take(case, **by("adviser"))


def test_what_one_has_is_not_taken_again():
    asha = an_adviser()
    case = a_case(owner=asha)

    with pytest.raises(Refused, match=f"^You have {case.reference} already"):
        actions.take(case, **by(officer=asha))


def test_a_closed_case_is_not_taken():
    case = a_case()
    actions.close(case, **by("adviser"))

    with pytest.raises(Refused, match="was closed on Friday 20 November 2026"):
        actions.take(case, **by("adviser"))


def test_one_gives_what_one_has_to_a_colleague():
    olu, cal = an_adviser("Olu Owner"), an_adviser("Cal Cole")
    case = a_case(owner=olu)

    actions.give(case, officer=cal, reason="Knows her", **by(officer=olu))

    assert now(case).owner == cal
    assert had_by(case)[-1] == ("given", "Knows her")


def test_one_gives_a_colleague_what_waits_in_the_queue():
    cal, case = an_adviser("Cal Cole"), a_case()

    actions.give(case, officer=cal, reason="Knows her", **by("adviser"))

    assert (now(case).owner, running(case)) == (cal, [])


def test_only_a_manager_gives_away_what_another_has():
    cal, case = an_adviser("Cal Cole"), a_case(owner=an_adviser("Olu Owner"))

    with pytest.raises(PermissionDenied):
        actions.give(case, officer=cal, reason="Knows her", **by("adviser"))

    actions.give(case, officer=cal, reason="Olu has too many", **by(officer=a_manager()))
    assert now(case).owner == cal


def test_nothing_is_given_without_a_reason():
    olu = an_adviser("Olu Owner")

    with pytest.raises(Refused, match=r"^Say why"):
        actions.give(a_case(owner=olu), officer=an_adviser("Cal"), reason=" ", **by(officer=olu))


GONE = {"until_on": TODAY}
TO_COME = {"from_on": TODAY + dt.timedelta(1)}


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        (GONE, "Cal Cole is no longer here. Choose somebody else."),
        (TO_COME, "Cal Cole has not started yet. Choose somebody else."),
    ],
)
def test_nothing_is_given_to_somebody_who_is_not_here(facts, sentence):
    cal = an_adviser("Cal Cole", **facts)

    with pytest.raises(Refused, match=f"^{sentence}$"):
        actions.give(a_case(), officer=cal, reason="Knows her", **by("adviser"))


@pytest.fixture
def away(council):
    """Cal Cole, who is away from this morning on."""
    cal = an_adviser("Cal Cole")
    morning = NOON - dt.timedelta(hours=3)
    Absence.objects.create(
        council=council, officer=cal, starts=morning, is_planned=False, entered_by=cal, entered_at=morning
    )
    return cal


def test_nothing_is_given_to_somebody_who_is_away(away):
    with pytest.raises(Refused, match=r"^Cal Cole is away\. Choose somebody else\.$"):
        actions.give(a_case(), officer=away, reason="Knows her", **by("adviser"))


def test_what_comes_for_somebody_who_is_away_waits_for_the_team(away):
    case = a_case(owner=away, opener=an_adviser("Olu Opener"))

    assert (case.owner, running(case)) == (None, ["cases.take_up"])
    assert had_by(case) == [
        ("routed", "Tenancy team answers for it. Cal Cole is away. So it waits for Tenancy team.")
    ]


def test_whoever_is_back_early_takes_a_case(away):
    case = a_case()

    actions.take(case, **by(officer=away))

    assert now(case).owner == away


def test_on_the_last_day_somebody_is_still_here():
    cal, case = an_adviser("Cal Cole", until_on=TODAY + dt.timedelta(1)), a_case()

    actions.give(case, officer=cal, reason="Knows her", **by("adviser"))

    assert now(case).owner == cal


def test_nothing_is_given_to_somebody_who_does_not_work_on_cases():
    auditor = an_officer("auditor", name="Ada Obi")

    with pytest.raises(Refused, match=r"^Ada Obi holds no role that works on cases\."):
        actions.give(a_case(), officer=auditor, reason="Knows her", **by("adviser"))


def test_nothing_is_given_to_an_officer_of_another_council(council, other_council):
    case = a_case()

    with acting_for([council.pk, other_council.pk], who="test"):
        stranger = an_adviser("Ben Birch", council=other_council)
        with pytest.raises(Refused, match=r"^Ben Birch does not act for the council of this case\."):
            actions.give(case, officer=stranger, reason="Knows her", **by("adviser"))


def test_what_is_restricted_is_given_to_nobody_outside_the_group(council):
    asha, outsider = an_adviser(), an_adviser("Cal Cole")
    group = a_group("Protected persons", asha)

    with acting_for([council.pk], groups=[group.pk], who="test"):
        case = a_case(group=group, owner=asha)
        with pytest.raises(Refused, match=r"^Cal Cole is not in the group that alone may open this case"):
            actions.give(case, officer=outsider, reason="Knows her", **by(officer=asha))


def test_what_is_passed_to_another_team_waits_there_with_its_story():
    olu, income = an_adviser("Olu Owner"), a_team("Income")
    case = a_case(owner=olu)

    actions.give_to_team(case, team=income, reason="It is about her rent", **by(officer=olu))

    assert (now(case).team, now(case).owner, running(case)) == (income, None, ["cases.take_up"])
    event = case.events.get(kind="case.given_to_team")
    assert (event.words, event.facts) == ("It is about her rent", {"team": "Income", "from": "Tenancy team"})


def test_what_waits_for_a_team_is_not_passed_to_it():
    case = a_case()

    with pytest.raises(Refused, match=f"^{case.reference} is in the queue of Tenancy team already"):
        actions.give_to_team(case, team=case.team, reason="Theirs", **by("adviser"))


def test_passing_what_waits_on_does_not_set_the_clock_back():
    case = a_case()
    before = case.clocks.get().late_from

    actions.give_to_team(case, team=a_team("Income"), reason="Rent", **by("adviser", at=before))

    assert case.clocks.get().late_from == before


@pytest.mark.parametrize(
    ("verb", "how", "event"),
    [(actions.decline, "declined", "case.declined"), (actions.put_back, "put_back", "case.put_back")],
)
def test_what_one_cannot_have_goes_back_to_the_queue_with_a_clock(verb, how, event):
    olu = an_adviser("Olu Owner")
    case = a_case(owner=olu)

    verb(case, reason="I know the family", **by(officer=olu))

    assert (now(case).owner, running(case)) == (None, ["cases.take_up"])
    assert had_by(case)[-1] == (how, "I know the family")
    assert story_of(case)[-1] == event


def test_nobody_declines_for_a_colleague():
    case = a_case(owner=an_adviser("Olu Owner"))

    with pytest.raises(PermissionDenied):
        actions.decline(case, reason="He has too many", **by("adviser"))


def test_what_nobody_has_is_not_put_back():
    case = a_case()

    with pytest.raises(Refused, match=f"^Nobody has {case.reference}: it is in the queue of Tenancy team"):
        actions.put_back(case, reason="Not mine", **by("adviser"))


def test_whoever_accepts_a_case_has_it_for_good():
    olu, cal = an_adviser("Olu Owner"), an_adviser("Cal Cole")
    case = a_case(owner=olu)

    actions.hand_over(case, officer=cal, because="Olu Owner leaves", **by(officer=cal))

    assert now(case).owner == cal
    assert had_by(case)[-1] == ("handed_over", "Olu Owner leaves")


def test_nobody_hands_over_between_two_others():
    case = a_case(owner=an_adviser("Olu Owner"))

    with pytest.raises(PermissionDenied):
        actions.hand_over(case, officer=an_adviser("Cal"), because="Olu leaves", **by("adviser"))
