"""What we must do differently, what may need extra help, what goes well, and who may act."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from rooftree.foundations.refusals import Refused
from rooftree.people import actions, queries
from rooftree.people.actions.authorities import Mandate
from rooftree.people.models import Vulnerability
from tests.builders import NOON, TODAY, a_person, by

pytestmark = pytest.mark.usefixtures("acting")

LONG_AGO = NOON.replace(year=2025, month=6, day=2)
"""A year and more before today."""


# --- Adjustments ----------------------------------------------------------------------------------


def test_an_adjustment_holds_from_today_and_counts_as_asked():
    person = a_person()

    adjustment = actions.add_adjustment(person, code="large_print", note=" 18 point ", **by("operative"))

    person.refresh_from_db()
    assert (adjustment.note, adjustment.from_on, adjustment.reviewed_on) == ("18 point", TODAY, TODAY)
    assert person.needs_asked_on == TODAY


def test_an_adjustment_sent_twice_is_there_once():
    person, once = a_person(), by("adviser")
    adjustment = actions.add_adjustment(person, code="bsl", **once)

    assert actions.add_adjustment(person, code="bsl", **once) == adjustment


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ({"code": "bsl"}, "“British Sign Language interpreter” is recorded already"),
        ({"code": "specific", "note": " "}, "what we must do differently"),
        ({"code": "gold_taps"}, "not in the list"),
    ],
)
def test_an_adjustment_that_cannot_be_added_is_refused(facts, says):
    person = a_person()
    actions.add_adjustment(person, code="bsl", **by("adviser"))

    with pytest.raises(Refused, match=says):
        actions.add_adjustment(person, **facts, **by("adviser"))


def test_an_adjustment_that_is_still_right_is_reviewed():
    adjustment = actions.add_adjustment(a_person(), code="bsl", **by("adviser", at=LONG_AGO))

    reviewed = actions.review_adjustment(adjustment, note="Interpreter: Jo", **by("adviser"))

    assert (reviewed.from_on, reviewed.reviewed_on, reviewed.note) == (LONG_AGO.date(), TODAY, "Interpreter: Jo")


def test_asking_and_finding_nothing_is_also_an_answer():
    person = a_person()

    actions.record_needs_asked(person, **by("adviser"))

    person.refresh_from_db()
    assert person.needs_asked_on == TODAY


def test_asking_about_all_reviews_all_that_holds():
    person = a_person()
    actions.add_adjustment(person, code="bsl", **by("adviser", at=LONG_AGO))
    actions.add_adjustment(person, code="large_print", **by("adviser", at=LONG_AGO))

    actions.record_needs_asked(person, **by("adviser"))

    assert set(person.adjustments.values_list("reviewed_on", flat=True)) == {TODAY}


def test_an_adjustment_ends_once():
    adjustment, once = actions.add_adjustment(a_person(), code="bsl", **by("adviser")), by("adviser")
    actions.end_adjustment(adjustment, **once)

    assert actions.end_adjustment(adjustment, **once).until_on == TODAY


@pytest.mark.parametrize("action", [actions.end_adjustment, actions.review_adjustment])
def test_an_adjustment_that_ended_is_left_alone(action):
    adjustment = actions.add_adjustment(a_person(), code="bsl", **by("adviser"))
    actions.end_adjustment(adjustment, **by("adviser"))

    with pytest.raises(Refused, match="ended on Friday 20 November 2026"):
        action(adjustment, **by("adviser"))


def test_an_adjustment_needed_again_is_added_again():
    person = a_person()
    actions.end_adjustment(actions.add_adjustment(person, code="bsl", **by("adviser")), **by("adviser"))

    actions.add_adjustment(person, code="bsl", **by("adviser"))

    assert person.adjustments.filter(until_on__isnull=True).count() == 1


def test_adjustments_nobody_asked_about_for_long_come_first_on_the_list():
    person = a_person()
    old = actions.add_adjustment(person, code="bsl", **by("adviser", at=LONG_AGO))
    actions.add_adjustment(person, code="large_print", **by("adviser"))

    assert list(queries.adjustments_to_ask_again(asked_before=date(2025, 11, 20))) == [old]


# --- Vulnerability --------------------------------------------------------------------------------


def test_a_bereavement_ends_by_itself_after_six_months():
    factor = actions.record_vulnerability(a_person(), factor="bereavement", **by("adviser"))

    assert factor.until_on == date(2027, 5, 20)


def test_a_lasting_factor_has_no_end():
    assert actions.record_vulnerability(a_person(), factor="older", **by("adviser")).until_on is None


def test_a_factor_sent_twice_is_there_once():
    person, once = a_person(), by("adviser")
    factor = actions.record_vulnerability(person, factor="debt", **once)

    assert actions.record_vulnerability(person, factor="debt", **once) == factor


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ({"factor": "debt"}, "“Debt” is recorded since Friday 20 November 2026"),
        ({"factor": "bereavement", "until_on": date(2027, 5, 21)}, "ends by Thursday 20 May 2027"),
        ({"factor": "grumpy"}, "not in the list"),
    ],
)
def test_a_factor_that_cannot_be_recorded_is_refused(facts, says):
    person = a_person()
    actions.record_vulnerability(person, factor="debt", **by("adviser"))

    with pytest.raises(Refused, match=says):
        actions.record_vulnerability(person, **facts, **by("adviser"))


def test_an_operative_records_no_vulnerability():
    with pytest.raises(PermissionDenied):
        actions.record_vulnerability(a_person(), factor="debt", **by("operative"))


def test_a_factor_that_goes_on_is_renewed_from_today():
    factor = actions.record_vulnerability(
        a_person(), factor="bereavement", **by("adviser", at=NOON.replace(month=6))
    )

    assert actions.renew_vulnerability(factor, **by("adviser")).until_on == date(2027, 5, 20)


def test_a_lasting_factor_is_not_renewed():
    factor = actions.record_vulnerability(a_person(), factor="older", **by("adviser"))

    with pytest.raises(Refused, match="nothing to renew"):
        actions.renew_vulnerability(factor, **by("adviser"))


@pytest.mark.parametrize("action", [actions.end_vulnerability, actions.renew_vulnerability])
def test_a_factor_that_ended_is_left_alone(action):
    factor = actions.record_vulnerability(a_person(), factor="debt", **by("adviser"))
    actions.end_vulnerability(factor, **by("adviser"))

    with pytest.raises(Refused, match="record it again"):
        action(factor, **by("adviser"))


def test_a_factor_that_ended_today_can_be_recorded_again():
    person = a_person()
    actions.end_vulnerability(
        actions.record_vulnerability(person, factor="debt", **by("adviser")), **by("adviser")
    )

    actions.record_vulnerability(person, factor="debt", **by("adviser"))

    assert queries.in_force(Vulnerability.objects.filter(person=person), TODAY).count() == 1


# --- Strengths ------------------------------------------------------------------------------------


def test_a_strength_is_recorded_and_ends():
    strength = actions.record_strength(a_person(), code="stable_job", **by("adviser"))

    assert actions.end_strength(strength, **by("adviser")).until_on == TODAY


def test_a_strength_sent_twice_is_there_once():
    person, once = a_person(), by("adviser")
    strength = actions.record_strength(person, code="family", **once)

    assert actions.record_strength(person, code="family", **once) == strength


@pytest.mark.parametrize(
    ("code", "says"), [("family", "“Family around them” is recorded already"), ("rich", "not in the list")]
)
def test_a_strength_that_cannot_be_recorded_is_refused(code, says):
    person = a_person()
    actions.record_strength(person, code="family", **by("adviser"))

    with pytest.raises(Refused, match=says):
        actions.record_strength(person, code=code, **by("adviser"))


def test_a_strength_that_ended_does_not_end_again():
    strength = actions.record_strength(a_person(), code="family", **by("adviser"))
    actions.end_strength(strength, **by("adviser"))

    with pytest.raises(Refused, match="ended on"):
        actions.end_strength(strength, **by("adviser"))


# --- Who may act ----------------------------------------------------------------------------------

ADVOCATE = Mandate("advocate", "Repairs and complaints", from_on=TODAY, representative_name="Ben Bell, Shelter")


def test_an_advocate_may_act():
    authority = actions.record_authority(a_person(), ADVOCATE, **by("adviser"))

    assert (authority.representative_name, authority.until_on) == ("Ben Bell, Shelter", None)


def test_somebody_on_the_record_may_act_with_a_paper():
    daughter = a_person("Ada")
    mandate = Mandate(
        "power_of_attorney",
        "Money and property",
        from_on=TODAY,
        representative=daughter,
        paper="Registered 3 May 2026, seen at the office",
    )

    authority = actions.record_authority(a_person(), mandate, **by("adviser"))

    assert authority.representative == daughter


def test_an_authority_sent_twice_is_there_once():
    person, once = a_person(), by("adviser")
    authority = actions.record_authority(person, ADVOCATE, **once)

    assert actions.record_authority(person, ADVOCATE, **once) == authority


@pytest.mark.parametrize(
    ("mandate", "says"),
    [
        (Mandate("advocate", "Rent", TODAY), "Say who may act"),
        (Mandate("advocate", " ", TODAY, representative_name="Ben"), "and nothing more"),
        (Mandate("deputy", "All", TODAY, representative_name="Ben"), "what paper shows it"),
        (Mandate("third_party", "All", TODAY, representative_name="Ben", paper="Form"), "Enter its last day"),
        (Mandate("butler", "All", TODAY, representative_name="Ben"), "not in the list"),
    ],
)
def test_an_authority_that_cannot_be_is_refused(mandate, says):
    with pytest.raises(Refused, match=says):
        actions.record_authority(a_person(), mandate, **by("adviser"))


def test_nobody_needs_an_authority_for_themselves():
    person = a_person()

    with pytest.raises(Refused, match="for themselves"):
        actions.record_authority(
            person, Mandate("advocate", "Rent", TODAY, representative=person), **by("adviser")
        )


def test_nobody_acts_for_the_dead():
    with pytest.raises(Refused, match="an authority ends with death"):
        actions.record_authority(a_person(deceased_on=TODAY), ADVOCATE, **by("adviser"))


def test_an_authority_ends_on_the_day_said():
    authority = actions.record_authority(a_person(), ADVOCATE, **by("adviser"))

    assert actions.end_authority(authority, until_on=date(2026, 12, 1), **by("adviser")).until_on == date(
        2026, 12, 1
    )


@pytest.mark.parametrize(
    ("until_on", "says"),
    [(date(2026, 12, 1), "ends on Tuesday 1 December 2026 already"), (date(2026, 11, 19), "began on")],
)
def test_an_end_of_an_authority_that_cannot_be_is_refused(until_on, says):
    authority = actions.record_authority(a_person(), ADVOCATE, **by("adviser"))
    actions.end_authority(authority, until_on=date(2026, 12, 1), **by("adviser"))

    with pytest.raises(Refused, match=says):
        actions.end_authority(authority, until_on=until_on, **by("adviser"))
