"""Alarms on My work and on the service page lead to what they are about, and tell no stranger which case it is."""

import pytest
from django.urls import reverse

from rooftree.cases import actions
from rooftree.cases.alarms import raise_alarm
from rooftree.cases.models import Case
from rooftree.foundations.isolation import acting_for
from rooftree.pages.tests.html import assert_valid_html
from rooftree.staffweb.tests.asking import text_of
from rooftree.staffweb.tests.case_making import DAY, NOW, a_case_of, a_member, acting
from rooftree.staffweb.tests.visits import sign_in_as
from tests.builders import a_group, a_team

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("acting")]

PAGES = ["staff:home", "staff:service"]


@pytest.fixture
def team(acting):
    return a_team("contact")


@pytest.fixture
def lena(team):
    return a_member(team, "team_leader", name="Lena Ford")


def told(officer, about, sentence="Something waits"):
    return raise_alarm(
        "cover.nobody", about, sentence, council_id=officer.council_id, level="team", at=NOW, officer=officer
    )


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(
    ("about", "name"),
    [
        ("handover 12", "staff:handover"),
        ("officer 12", "staff:officer"),
        ("officer 12, 20 Nov 2026", "staff:officer"),
        ("team 12, 20 Nov 2026", "staff:team_worklist"),
    ],
)
def test_an_alarm_leads_to_the_page_of_what_it_is_about(client, lena, page, about, name):
    told(lena, about)

    answer = sign_in_as(client, lena).get(reverse(page))

    assert f'href="{reverse(name, args=[12])}"' in text_of(answer)
    assert_valid_html(answer)


@pytest.mark.parametrize("page", PAGES)
def test_an_alarm_about_a_case_leads_to_the_case(client, lena, page):
    case = a_case_of(None)
    told(lena, f"case {case.pk}")

    assert f'href="{reverse("staff:case", args=[case.reference])}"' in text_of(
        sign_in_as(client, lena).get(reverse(page))
    )


@pytest.mark.parametrize("page", PAGES)
def test_an_alarm_about_a_request_leads_to_its_case(client, lena, page):
    case = a_case_of(None)
    asked = actions.ask_team(case, to_team=a_team("income"), what="Paid?", needed_by=NOW + DAY, **acting())
    told(lena, f"request {asked.pk}")

    assert f'href="{reverse("staff:case", args=[case.reference])}"' in text_of(
        sign_in_as(client, lena).get(reverse(page))
    )


@pytest.mark.parametrize("page", PAGES)
def test_an_alarm_about_a_restricted_case_leads_no_stranger_to_it(client, lena, page, team, council):
    case = a_case_of(None)
    group = a_group("Protected persons", a_member(team, name="Asha Bell"))
    with acting_for([council.pk], groups=[group.pk], who="member"):
        Case.objects.filter(pk=case.pk).update(restricted_to=group.pk)
    told(lena, f"case {case.pk}", "A restricted case cannot wait")

    shown = text_of(sign_in_as(client, lena).get(reverse(page)))

    assert "A restricted case cannot wait" in shown
    assert case.reference not in shown


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("about", ["weather", "weather 3", "officer Bell", "case 999999"])
def test_an_alarm_about_what_has_no_page_leads_nowhere(client, lena, page, about):
    told(lena, about)

    shown = text_of(sign_in_as(client, lena).get(reverse(page)))

    assert "Something waits" in shown
    assert ">See the" not in shown
