"""Handovers on the staff site: the card, offering, accepting, declining, and what happened meanwhile."""

import pytest
from django.test import Client
from django.urls import reverse

from rooftree.cases import actions as cases
from rooftree.cases.models import Case, Handover
from rooftree.cases.queries import who_has
from rooftree.foundations import dates
from rooftree.foundations.isolation import acting_for
from rooftree.journeys import absence
from rooftree.journeys.tests.mondays import (
    EIGHT_FORTY,
    SINCE,
    WEDNESDAY,
    a_patch_of,
    acts,
    an_enquiry_of,
    midnight,
    monday,
)
from rooftree.pages.tests.html import assert_valid_html
from rooftree.people.models import Vulnerability
from rooftree.places.models import PatchOfficer
from rooftree.staff.models import Cover, Officer
from rooftree.staff.tests.making import a_role
from rooftree.staffweb.tests.asking import refused, text_of, words_of
from rooftree.staffweb.tests.visits import sign_in_as
from tests.builders import a_group, a_home, a_person, a_team, an_officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("acting")]


@pytest.fixture(autouse=True)
def _at_nine(monkeypatch):
    monkeypatch.setattr(dates, "now", lambda: monday(9))


@pytest.fixture
def mo() -> Officer:
    return an_officer("team_leader", name="Mo Reed")


@pytest.fixture
def asha(mo) -> Officer:
    return an_officer("tenancy_officer", manager=mo, phone="01632 960001")


@pytest.fixture
def ben(mo) -> Officer:
    return an_officer("tenancy_officer", name="Ben Ode", manager=mo)


@pytest.fixture
def grace(asha) -> Case:
    """Grace's case, which Asha has, with a promise in it."""
    case = an_enquiry_of(asha, person=a_person())
    cases.promise(case, what="We will ring on Wednesday", until=midnight(WEDNESDAY), **acts(asha, monday(8)))
    return case


@pytest.fixture
def handover(asha, mo, grace) -> Handover:
    return absence.enter(asha, starts=EIGHT_FORTY, until_on=None, **acts(mo)).handover


@pytest.fixture
def at_mos(mo) -> Client:
    return sign_in_as(Client(), mo)


@pytest.fixture
def at_bens(ben) -> Client:
    return sign_in_as(Client(), ben)


def page(name: str, *arguments: object) -> str:
    return reverse(f"staff:{name}", args=arguments)


def offered(handover: Handover, to: Officer, client: Client, *chosen: Case):
    facts = {"cases": [case.pk for case in chosen], "to": to.pk}
    return client.post(page("offer_pieces", handover.pk), facts, follow=True)


# --- The page ----------------------------------------------------------------------------------------


def test_the_page_shows_the_card_and_who_has_what(at_mos, handover, grace, asha):
    a_patch_of(asha, a_home())

    answer = at_mos.get(page("handover", handover.pk))

    assert_valid_html(answer)
    words = words_of(answer)
    assert f"{grace.reference} {grace.summary} Grace Okafor" in words
    assert "1 of 1 case without anybody; nobody for phone and patches" in words
    assert "Somebody is needed by 10:00 on Monday 2 March 2026." in words
    assert "Promised: 1" in words
    assert "due tomorrow : We will ring on Wednesday." in words
    assert "Patch T01, tenancy" in words
    assert "Answers for it Mo Reed" in words
    assert "Calls go to Mo Reed" in words


def test_after_ten_it_says_that_the_head_is_alerted(at_mos, handover, council, monkeypatch):
    from rooftree.cases import handover_jobs

    handover_jobs.keep_up(council, at=monday(10, 1))
    monkeypatch.setattr(dates, "now", lambda: monday(10, 2))

    assert "Somebody was needed by 10:00" in words_of(at_mos.get(page("handover", handover.pk)))
    assert "The head of service is alerted." in words_of(at_mos.get(page("handover", handover.pk)))


def test_vulnerable_people_are_named_to_those_who_may_know(at_mos, handover, grace, council):
    Vulnerability.objects.create(council=council, person=grace.person, factor="bereavement", from_on=SINCE)

    assert "People who may need extra help: 1" in words_of(at_mos.get(page("handover", handover.pk)))
    auditor = sign_in_as(Client(), an_officer("auditor", name="Una Wray"))
    assert "People who may need extra help" not in words_of(auditor.get(page("handover", handover.pk)))


def test_restricted_cases_are_counted_and_not_named(at_mos, asha, mo, council):
    group = a_group("Protected persons", asha)
    with acting_for([council.pk], groups=[group.pk], who="test"):
        hidden = an_enquiry_of(asha, person=a_person(restricted_to=group.pk))
    handover = absence.enter(asha, starts=EIGHT_FORTY, until_on=None, **acts(mo)).handover

    words = words_of(at_mos.get(page("handover", handover.pk)))

    assert hidden.reference not in words
    assert "1 case more is restricted" in words


def test_the_page_takes_as_many_queries_for_many_cases(
    at_mos, handover, asha, django_assert_max_num_queries, django_assert_num_queries
):
    at_mos.get(page("handover", handover.pk))
    with django_assert_max_num_queries(40) as few:
        at_mos.get(page("handover", handover.pk))
    an_enquiry_of(asha, person=a_person("Samuel"))
    an_enquiry_of(asha, person=a_person("Ruth"))
    absence.handovers.keep_up(asha, at=monday(9))

    with django_assert_num_queries(len(few)):
        at_mos.get(page("handover", handover.pk))


def test_somebody_who_may_not_read_cases_is_sent_away(handover):
    assert sign_in_as(Client(), an_officer("caretaker")).get(page("handover", handover.pk)).status_code == 403


def test_a_handover_of_the_other_council_is_not_there(handover, other_council):
    with acting_for([other_council.pk], who="test"):
        stranger = an_officer("team_leader", council=other_council)

    assert sign_in_as(Client(), stranger).get(page("handover", handover.pk)).status_code == 404


# --- Offering ----------------------------------------------------------------------------------------


def test_a_case_is_offered_and_waits(at_mos, handover, grace, ben):
    assert_valid_html(at_mos.get(page("offer_pieces", handover.pk)))

    answer = offered(handover, ben, at_mos, grace)

    assert "The cases are offered." in words_of(answer)
    assert "Asked Ben Ode" in words_of(answer)
    assert who_has(grace).cover is None


def test_an_offer_of_nothing_to_nobody_says_what_is_missing(at_mos, handover):
    problems = refused(at_mos.post(page("offer_pieces", handover.pk)))

    assert "Choose at least one case" in problems
    assert "Choose who covers" in problems


def test_somebody_who_has_nothing_to_do_with_it_offers_nothing(at_bens, handover, grace):
    assert at_bens.get(page("offer_pieces", handover.pk)).status_code == 403


def test_who_could_cover_is_suggested_with_the_reason_and_can_be_changed(at_mos, asha, ben, mo, handover, grace):
    team = a_team("tenancies")
    cara = an_officer("tenancy_officer", name="Cara Finch")
    a_role(asha, "tenancy_officer", team=team, from_on=SINCE)
    a_role(ben, "tenancy_officer", team=team, from_on=SINCE)
    suggested = at_mos.get(page("spread_pieces", handover.pk))
    assert_valid_html(suggested)
    assert "Ben Ode is the only one who can, with 0.00 points so far." in words_of(suggested)

    at_mos.post(page("spread_pieces", handover.pk), {f"case_{grace.pk}": cara.pk})

    piece = handover.pieces.get()
    assert (piece.offered_to, piece.because) == (cara, "Chosen by Mo Reed.")


def test_a_suggestion_that_is_followed_keeps_its_reason(at_mos, asha, ben, handover, grace):
    at_mos.post(page("spread_pieces", handover.pk), {f"case_{grace.pk}": ben.pk})

    assert handover.pieces.get().because == "Ben Ode is the only one who can, with 0.00 points so far."


def test_a_suggestion_of_nobody_is_no_offer(at_mos, ben, handover, grace):
    answer = at_mos.post(page("spread_pieces", handover.pk), {f"case_{grace.pk}": ""})

    assert "Choose at least one case to offer" in refused(answer)


def test_where_nothing_can_be_suggested_it_is_said(at_mos, handover):
    answer = at_mos.get(page("spread_pieces", handover.pk), follow=True)

    assert "There is nothing to suggest" in words_of(answer)


# --- Answering ---------------------------------------------------------------------------------------


def test_what_one_is_asked_stands_on_a_page_and_is_accepted_with_one_press(at_mos, at_bens, handover, grace, ben):
    offered(handover, ben, at_mos, grace)
    asked = at_bens.get(page("asked_to_cover"))
    assert_valid_html(asked)
    assert "Asha Bell : 1 case" in words_of(asked)

    answer = at_bens.post(page("accept_all_pieces", handover.pk), follow=True)

    assert_valid_html(answer)
    assert "You have accepted what you were asked to cover for Asha Bell." in words_of(answer)
    assert "What you cover" in words_of(answer)
    assert who_has(grace).cover == ben


def test_nothing_to_accept_is_said(at_bens, handover):
    answer = at_bens.post(page("accept_all_pieces", handover.pk), follow=True)

    assert "Choose at least one case to accept." in words_of(answer)


def test_one_of_several_is_accepted(at_mos, at_bens, handover, grace, asha, ben):
    other = an_enquiry_of(asha)
    absence.handovers.keep_up(asha, at=monday(9))
    offered(handover, ben, at_mos, grace, other)
    form = at_bens.get(page("accept_pieces", handover.pk))
    assert_valid_html(form)
    assert text_of(form).count(" checked") == 2

    at_bens.post(page("accept_pieces", handover.pk), {"cases": [other.pk]})

    assert (who_has(grace).cover, who_has(other).cover) == (None, ben)


def test_somebody_else_was_quicker(at_bens, handover, grace):
    cara = an_officer("tenancy_officer", name="Cara Finch")
    form = {"cases": [grace.pk]}
    at_bens.get(page("accept_pieces", handover.pk))
    sign_in_as(Client(), cara).post(page("accept_pieces", handover.pk), form)

    answer = at_bens.post(page("accept_pieces", handover.pk), form)

    assert f"Cara Finch has accepted {grace.reference} already." in refused(answer)
    assert who_has(grace).cover == cara


def test_where_nothing_is_left_to_accept_it_is_said(at_bens, handover, grace):
    sign_in_as(Client(), an_officer("tenancy_officer")).post(
        page("accept_pieces", handover.pk), {"cases": [grace.pk]}
    )

    answer = at_bens.get(page("accept_pieces", handover.pk), follow=True)

    assert "There is no such case in this handover any more." in words_of(answer)


def test_declining_needs_a_reason_and_is_shown_with_it(at_mos, at_bens, handover, grace, ben):
    offered(handover, ben, at_mos, grace)
    assert_valid_html(at_bens.get(page("decline_pieces", handover.pk)))
    assert "Enter why" in refused(at_bens.post(page("decline_pieces", handover.pk), {"cases": [grace.pk]}))

    at_bens.post(page("decline_pieces", handover.pk), {"cases": [grace.pk], "reason": "On a course"})

    assert "Nobody Declined: Ben Ode: On a course" in words_of(at_mos.get(page("handover", handover.pk)))


def test_what_was_accepted_can_be_given_back(at_bens, handover, grace):
    at_bens.post(page("accept_pieces", handover.pk), {"cases": [grace.pk]})
    assert_valid_html(at_bens.get(page("give_back_pieces", handover.pk)))

    answer = at_bens.post(
        page("give_back_pieces", handover.pk), {"cases": [grace.pk], "reason": "Too much"}, follow=True
    )

    assert "Given back." in words_of(answer)
    assert who_has(grace).cover is None


# --- The note, the stand-in, the patches ---------------------------------------------------------------


def test_the_note_is_added_to(at_mos, handover):
    assert_valid_html(at_mos.get(page("write_handover_note", handover.pk)))

    answer = at_mos.post(page("write_handover_note", handover.pk), {"words": "Keys with Ed"}, follow=True)

    assert "Mo Reed, Monday 2 March 2026, 09:00: Keys with Ed" in words_of(answer)


def test_who_stands_in_is_arranged(at_mos, handover, ben):
    assert_valid_html(at_mos.get(page("stand_in", handover.pk)))

    answer = at_mos.post(page("stand_in", handover.pk), {"colleague": ben.pk}, follow=True)

    assert "It is arranged who answers the phone" in words_of(answer)
    assert Cover.objects.get().covered_by == ben


def test_an_adviser_arranges_no_stand_in(at_bens, handover):
    assert at_bens.get(page("stand_in", handover.pk)).status_code == 403


def test_a_leavers_patches_are_moved(at_mos, mo, asha, ben):
    a_patch_of(asha, a_home())
    facts = {"starts": midnight(WEDNESDAY), "until_on": None, "is_for_good": True}
    handover = absence.enter(asha, **facts, **acts(mo)).handover
    assert "Move the patches" in words_of(at_mos.get(page("handover", handover.pk)))
    assert_valid_html(at_mos.get(page("move_patches", handover.pk)))

    at_mos.post(page("move_patches", handover.pk), {"colleague": ben.pk})

    assert PatchOfficer.objects.get(until_on__isnull=True).officer == ben


# --- Meanwhile ---------------------------------------------------------------------------------------


def test_what_happened_meanwhile_is_told(at_bens, handover, grace, asha, ben, mo, monkeypatch):
    at_bens.post(page("accept_pieces", handover.pk), {"cases": [grace.pk]})
    cases.promise(grace, what="The joiner comes on Friday", **acts(ben, monday(11)))
    monkeypatch.setattr(dates, "now", lambda: midnight(WEDNESDAY))
    at_ashas = sign_in_as(Client(), asha)

    answer = at_ashas.post(page("come_back", handover.absence_id), follow=True)

    assert_valid_html(answer)
    words = words_of(answer)
    assert "Something happened in 1 case." in words
    assert "Ben Ode covered." in words
    assert "Promised, and to be kept: The joiner comes on Friday" in words
    over = at_ashas.get(page("handover", handover.pk))
    assert_valid_html(over)
    assert "This handover ended on Wednesday 4 March 2026" in words_of(over)


def test_nothing_happened_is_said(at_mos, handover):
    assert "Nothing happened in these cases." in words_of(at_mos.get(page("meanwhile", handover.pk)))


def test_what_one_is_asked_stands_among_what_waits(at_mos, at_bens, handover, grace, ben):
    offered(handover, ben, at_mos, grace)

    assert "1 case of somebody away that you are asked to cover" in words_of(at_bens.get(page("home")))
