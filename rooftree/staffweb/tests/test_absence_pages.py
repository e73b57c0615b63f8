"""Who is away, on the staff site: entered, expected back, and back."""

import datetime as dt
import re

import pytest
from django.test import Client
from django.urls import reverse

from rooftree.cases.actions import covering
from rooftree.cases.models import Handover
from rooftree.cases.queries import who_has
from rooftree.foundations import dates
from rooftree.foundations.isolation import acting_for
from rooftree.journeys.tests.mondays import (
    EIGHT_FORTY,
    NEXT_MONDAY,
    WEDNESDAY,
    acts,
    an_enquiry_of,
    midnight,
)
from rooftree.pages.tests.html import assert_valid_html
from rooftree.staff.models import Absence, Cover, Officer
from rooftree.staffweb.tests.asking import listed, on, refused, text_of, words_of
from rooftree.staffweb.tests.visits import sign_in_as
from tests.builders import an_officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("acting")]


@pytest.fixture(autouse=True)
def _at_eight_forty(monkeypatch):
    monkeypatch.setattr(dates, "now", lambda: EIGHT_FORTY)


@pytest.fixture
def mo() -> Officer:
    return an_officer("team_leader", name="Mo Reed")


@pytest.fixture
def asha(mo) -> Officer:
    return an_officer("tenancy_officer", manager=mo)


@pytest.fixture
def ben(mo) -> Officer:
    return an_officer("tenancy_officer", name="Ben Ode", manager=mo)


@pytest.fixture
def at_mos(client, mo) -> Client:
    return sign_in_as(client, mo)


def page(name: str, *arguments: object) -> str:
    return reverse(f"staff:{name}", args=arguments)


def said(who: Officer, **facts: object) -> dict[str, object]:
    return {"colleague": who.pk, "begins": "now", "back": "unknown"} | facts


def boxes(answer) -> set[str]:
    """The names of what the form of a page asks, a date once."""
    names = re.findall(r'name="([a-z_]+)"', answer.content.decode().partition("<main")[2])
    return {re.sub(r"_(day|month|year)$", "", name) for name in names} - {"csrfmiddlewaretoken", "key"}


def colleagues_offered(answer) -> list[str]:
    """The names to choose from as who is away; the chosen one with a star."""
    box = answer.content.decode().partition('name="colleague"')[2].partition("</select>")[0]
    found = re.findall(r"<option[^>]*?value=\"\d+\"([^>]*)>([^<]+)</option>", box)
    return [name.strip() + ("*" if "selected" in marks else "") for marks, name in found]


def enter(client: Client, colleague: Officer, **facts: object):
    return client.post(page("enter_absence"), said(colleague, **facts), follow=True)


def test_a_manager_enters_who_rang_in_and_sees_what_is_in_their_name(at_mos, asha, ben):
    case = an_enquiry_of(asha)

    answer = enter(at_mos, asha, note="The keys are with Ed.")

    assert_valid_html(answer)
    words = words_of(answer)
    assert "The absence is entered." in words
    assert "1 of 1 case without anybody" in words
    assert "Somebody is needed by 10:00 on Monday 2 March 2026." in words
    assert "The keys are with Ed." in words
    assert case.reference in words
    assert "nobody knows yet when back" in words


def test_no_page_asks_why(at_mos, asha):
    answer = at_mos.get(page("enter_absence"))

    assert_valid_html(answer)
    assert boxes(answer) == {"colleague", "begins", "from_on", "back", "back_on", "cover", "note"}
    assert "never why" in text_of(answer)


def test_officers_enter_their_own_leave_with_who_covers(client, asha, ben):
    an_enquiry_of(asha)
    sign_in_as(client, asha)

    enter(
        client,
        asha,
        begins="later",
        back="known",
        cover=ben.pk,
        **on("from_on", WEDNESDAY),
        **on("back_on", NEXT_MONDAY),
    )

    absence = Absence.objects.get()
    assert (absence.starts, absence.until_on, absence.is_planned) == (midnight(WEDNESDAY), NEXT_MONDAY, True)
    assert Cover.objects.get().covered_by == ben
    assert Handover.objects.get().pieces.get().offered_to == ben


def test_somebody_without_that_right_can_enter_only_themselves(client, asha):
    guard = an_officer("security", name="Gil Ford")
    sign_in_as(client, guard)

    answer = client.get(page("enter_absence"))

    assert colleagues_offered(answer) == ["Gil Ford*"]
    assert enter(client, asha).status_code == 422
    assert client.post(page("enter_absence"), said(guard))["Location"] == page("home")
    assert Absence.objects.get().officer == guard


def test_a_caretaker_who_enters_their_leave_is_led_to_a_page_that_they_may_see(client):
    caretaker = an_officer("caretaker", name="Ed Moss")
    sign_in_as(client, caretaker)

    answer = enter(client, caretaker)

    assert "The absence is entered." in words_of(answer)
    assert "Who is away" in words_of(answer)


def test_only_who_leads_is_offered_that_somebody_leaves(client, at_mos, asha):
    assert "they leave for good" in text_of(at_mos.get(page("enter_absence")))

    assert "they leave for good" not in text_of(sign_in_as(Client(), asha).get(page("enter_absence")))


def test_what_could_not_be_done_is_said(at_mos, asha, ben):
    an_enquiry_of(asha)
    enter(at_mos, ben)

    words = words_of(enter(at_mos, asha, cover=ben.pk))

    assert "Nobody is asked to cover yet. Ben Ode is away then, so cannot cover." in words


@pytest.mark.parametrize(
    ("facts", "problem"),
    [
        ({"begins": "later"}, "Enter the first day away"),
        ({"back": "known"}, "Enter the first day back"),
        ({"colleague": ""}, "Choose who is away"),
        ({"back": "known", **on("back_on", dt.date(2026, 3, 2))}, "the first day back is a later one"),
    ],
)
def test_what_is_missing_is_said_above_what_was_typed(at_mos, asha, facts, problem):
    answer = at_mos.post(page("enter_absence"), said(asha, note="Keep me", **facts))

    assert problem in refused(answer)
    assert "Keep me" in text_of(answer)


def test_somebody_is_not_away_twice(at_mos, asha):
    enter(at_mos, asha)

    answer = at_mos.post(page("enter_absence"), said(asha))

    assert "Asha Bell is entered as away from Monday 2 March 2026 already" in refused(answer)


def test_a_form_sent_twice_enters_one_absence(at_mos, asha):
    form = said(asha, key="0b51a2f4-7c39-4d6e-9a53-2f6d7c1e8b90")

    at_mos.post(page("enter_absence"), form)
    again = at_mos.post(page("enter_absence"), form)

    assert again.status_code == 302
    assert Absence.objects.count() == 1


def test_a_link_can_name_who_is_away(at_mos, asha):
    answer = at_mos.get(f"{page('enter_absence')}?officer={asha.pk}")

    assert "Asha Bell*" in colleagues_offered(answer)


# --- The list ----------------------------------------------------------------------------------------


def test_the_list_shows_who_is_away_and_how_their_work_stands(at_mos, asha, ben, monkeypatch):
    an_enquiry_of(asha)
    enter(at_mos, asha)
    enter(at_mos, ben, begins="later", back="known", **on("from_on", WEDNESDAY), **on("back_on", NEXT_MONDAY))
    monkeypatch.setattr(dates, "now", lambda: EIGHT_FORTY.replace(hour=10))

    answer = at_mos.get(page("absences"))

    assert_valid_html(answer)
    assert listed(answer) == ["Asha Bell", "Ben Ode"]
    words = words_of(answer)
    assert "1 of 1 case without anybody Late" in words
    assert "Nothing to hand over" in words


def test_the_list_takes_as_many_queries_for_many(at_mos, asha, ben, django_assert_num_queries):
    enter(at_mos, asha)
    at_mos.get(page("absences"))
    with django_assert_num_queries(QUERIES):
        at_mos.get(page("absences"))
    enter(at_mos, ben, begins="later", back="known", **on("from_on", WEDNESDAY), **on("back_on", NEXT_MONDAY))

    with django_assert_num_queries(QUERIES):
        at_mos.get(page("absences"))


QUERIES = 14


def test_nobody_away_is_said(at_mos):
    assert "Everybody is here" in words_of(at_mos.get(page("absences")))


# --- Back --------------------------------------------------------------------------------------------


@pytest.fixture
def sick(at_mos, asha) -> Absence:
    enter(at_mos, asha)
    return Absence.objects.get()


def test_another_day_of_return_is_recorded(at_mos, sick):
    form = at_mos.get(page("change_return", sick.pk))
    assert_valid_html(form)

    answer = at_mos.post(
        page("change_return", sick.pk), {"back": "known", **on("back_on", WEDNESDAY)}, follow=True
    )

    assert "It is recorded when Asha Bell is expected back." in words_of(answer)
    sick.refresh_from_db()
    assert sick.until_on == WEDNESDAY


def test_a_day_of_return_gone_by_is_refused(at_mos, sick):
    answer = at_mos.post(page("change_return", sick.pk), {"back": "known", **on("back_on", dt.date(2026, 3, 1))})

    assert "the first day back is a later one" in refused(answer)


def test_who_is_back_is_welcomed_with_what_happened(client, asha, ben, mo, monkeypatch):
    case = an_enquiry_of(asha)
    sign_in_as(client, asha)
    enter(client, asha, cover=ben.pk)
    covering.accept(Handover.objects.get(), **acts(ben))
    monkeypatch.setattr(dates, "now", lambda: midnight(WEDNESDAY))

    answer = client.post(page("come_back", Absence.objects.get().pk), follow=True)

    assert_valid_html(answer)
    assert "Welcome back" in words_of(answer)
    assert "Asha Bell is back, and has the cases as before." in words_of(answer)
    assert who_has(case).today == asha


def test_pressed_twice_the_second_says_so(at_mos, sick):
    at_mos.post(page("come_back", sick.pk))

    answer = at_mos.post(page("come_back", sick.pk), follow=True)

    assert "so that absence is over" in words_of(answer)


def test_leave_that_has_not_begun_is_called_off(at_mos, asha):
    enter(at_mos, asha, begins="later", back="known", **on("from_on", WEDNESDAY), **on("back_on", NEXT_MONDAY))

    answer = at_mos.post(page("come_back", Absence.objects.get().pk), follow=True)

    assert "Asha Bell does not go." in words_of(answer)
    assert "Everybody is here" in words_of(answer)


def test_somebody_without_that_right_ends_nobodys_absence(client, sick):
    sign_in_as(client, an_officer("security", name="Gil Ford"))

    assert client.post(page("come_back", sick.pk)).status_code == 403
    assert client.get(page("change_return", sick.pk)).status_code == 403


def test_of_the_other_councils_absence_nothing_is_known(client, sick, other_council):
    with acting_for([other_council.pk], who="test"):
        stranger = an_officer("team_leader", council=other_council)
    sign_in_as(client, stranger)

    assert client.get(page("change_return", sick.pk)).status_code == 404
    assert client.post(page("come_back", sick.pk)).status_code == 404
