"""The second look: drawn by lot each week, judged by somebody else, and counted without naming anybody."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from rooftree.contact import jobs
from rooftree.contact.actions import draw_sample, review_demand
from rooftree.contact.figures import Span, second_look
from rooftree.contact.models import DemandReview
from rooftree.foundations.isolation import acting_for
from rooftree.foundations.refusals import Refused
from tests.builders import NOON, a_contact, a_group, a_person, an_officer, by

pytestmark = pytest.mark.usefixtures("acting")

MONDAY = dt.date(2026, 11, 16)
NEXT_MONDAY = dt.datetime(2026, 11, 23, 3, 0, tzinfo=dt.UTC)


def drawn(council, week=MONDAY) -> int:
    return draw_sample(council.pk, week=week, at=NEXT_MONDAY)


def a_drawn_contact(council, **facts) -> DemandReview:
    contact = a_contact(**facts)
    drawn(council)
    return DemandReview.objects.get(contact=contact)


def test_no_more_are_drawn_than_the_rule_book_says(council):
    handler = an_officer("adviser")
    for _ in range(60):
        a_contact(handler=handler)

    assert (drawn(council), DemandReview.objects.count()) == (50, 50)


def test_one_week_is_drawn_once(council):
    a_contact()
    drawn(council)
    a_contact()

    assert (drawn(council), DemandReview.objects.count()) == (0, 1)


def test_only_the_weeks_contacts_of_our_own_are_drawn(council):
    a_contact(started_at=dt.datetime(2026, 11, 15, 23, 59, tzinfo=dt.UTC))
    a_contact(started_at=dt.datetime(2026, 11, 23, 0, 0, tzinfo=dt.UTC))
    a_contact(source_system="nest")

    assert drawn(council) == 0


def test_restricted_contacts_are_not_drawn(council):
    group = a_group()
    with acting_for([council.pk], groups=[group.pk], who="test"):
        a_contact(a_person(restricted_to=group.pk))

        assert drawn(council) == 0


def test_a_second_person_judges_and_the_contact_stays_as_it_was_logged(council):
    review, acting = a_drawn_contact(council), by("adviser")

    review = review_demand(review, demand="failure", failure_cause="not_told", note="Should have known", **acting)

    assert (review.demand, review.first_demand, review.agrees) == ("failure", "value", False)
    assert (review.reviewed_by, review.reviewed_at) == (acting["by"], NOON)
    assert review.contact.demand == "value"


def test_nobody_judges_their_own(council):
    mine = an_officer("adviser")
    review = a_drawn_contact(council, handler=mine)

    with pytest.raises(Refused, match="You logged this contact"):
        review_demand(review, demand="value", **by(officer=mine))


def test_the_database_lets_nobody_judge_their_own(council):
    review = a_drawn_contact(council)

    with pytest.raises(IntegrityError, match="second_look_is_somebody_elses"), transaction.atomic():
        DemandReview.objects.filter(pk=review.pk).update(
            demand="value", reviewed_by=review.first_by, reviewed_at=NOON
        )


def test_a_contact_is_judged_once(council):
    review = a_drawn_contact(council)
    review_demand(review, demand="value", **by("adviser"))

    with pytest.raises(Refused, match="already"):
        review_demand(review, demand="value", **by("adviser"))


def test_a_judgement_sent_twice_is_kept_once(council):
    review, acting = a_drawn_contact(council), by("adviser")

    review_demand(review, demand="value", **acting)

    assert review_demand(review, demand="value", **acting).demand == "value"


def test_a_failure_says_what_we_failed_to_do(council):
    review = a_drawn_contact(council)

    with pytest.raises(Refused, match="Say what we did not do"):
        review_demand(review, demand="failure", **by("adviser"))


def test_the_rate_of_disagreement_is_of_those_judged(council):
    for demand, cause in [("value", ""), ("failure", "not_told"), ("failure", "not_told")]:
        review_demand(a_drawn_on_its_own(council), demand=demand, failure_cause=cause, **by("adviser"))
    a_drawn_on_its_own(council)

    look = second_look(Span(council.pk, MONDAY, MONDAY + dt.timedelta(days=7)))

    assert (look.drawn, look.reviewed, look.disagreed, str(look.rate)) == (4, 3, 2, "66.7")


def a_drawn_on_its_own(council) -> DemandReview:
    contact = a_contact()
    return DemandReview.objects.create(
        council=council, contact=contact, sampled_for=MONDAY, first_demand="value", first_by=contact.handler
    )


def test_the_job_draws_from_weeks_that_were_missed(council, monkeypatch):
    a_contact()
    a_contact(started_at=NOON - dt.timedelta(weeks=2))
    monkeypatch.setattr(jobs.dates, "now", lambda: NEXT_MONDAY)

    jobs.draw_second_look(0)
    jobs.draw_second_look(0)

    assert set(DemandReview.objects.values_list("sampled_for", flat=True)) == {MONDAY, dt.date(2026, 11, 2)}
