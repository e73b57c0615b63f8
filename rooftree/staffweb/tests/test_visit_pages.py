"""Pages on which a visit is given its time, and another one."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from rooftree.cases.models import Case, Task
from rooftree.foundations.dates import london
from rooftree.pages.tests.html import assert_valid_html
from rooftree.staffweb.tests.asking import on, refused, words_of
from rooftree.staffweb.tests.case_making import DAY, TODAY, a_case_of
from rooftree.staffweb.tests.visits import sign_in_as
from tests.builders import an_officer

pytestmark = pytest.mark.django_db

TOMORROW = TODAY + DAY


@pytest.fixture
def case(acting, client: Client) -> Case:
    asha = an_officer("adviser")
    sign_in_as(client, asha)
    return a_case_of(asha)


def add(client: Client, case: Case, **facts: Any):
    visit = {"what": "See the door", "kind": "visit", **on("starts", TOMORROW), "starts_time": "14:30"}
    return client.post(f"/staff/cases/{case.reference}/tasks/add/", visit | facts)


def test_a_visit_gets_its_hours(client, case):
    assert_valid_html(client.get(f"/staff/cases/{case.reference}/tasks/add/"))

    assert add(client, case, ends_time="15:15").status_code == 302

    visit = Task.objects.get(case=case)
    assert london(visit.starts_at).strftime("%H:%M") == "14:30"
    assert visit.due_at - visit.starts_at == dt.timedelta(minutes=45)


def test_a_day_needs_its_hour(client, case):
    assert "Enter when the visit begins" in refused(add(client, case, starts_time=""))


def test_what_is_no_visit_has_no_beginning(client, case):
    add(client, case, kind="task")

    assert Task.objects.get(case=case).starts_at is None


def test_a_visit_is_moved_from_the_page_of_its_case(client, case):
    add(client, case)
    visit = Task.objects.get(case=case)
    address = f"/staff/cases/{case.reference}/tasks/{visit.pk}/time/"
    assert f'href="{address}"' in client.get(f"/staff/cases/{case.reference}/").content.decode()
    page = client.get(address)
    assert_valid_html(page)
    assert "14:30 to 15:30" in words_of(page)
    assert "Enter the reason" in refused(client.post(address, on("starts", TOMORROW) | {"starts_time": "9:00"}))

    client.post(address, on("starts", TOMORROW) | {"starts_time": "9:00", "reason": "She works then"})

    visit.refresh_from_db()
    assert london(visit.starts_at).strftime("%H:%M") == "09:00"
    assert "She works then" in words_of(client.get(f"/staff/cases/{case.reference}/"))


def test_only_a_visit_has_such_a_page(client, case):
    add(client, case, kind="task")

    number = Task.objects.get(case=case).pk
    assert client.get(f"/staff/cases/{case.reference}/tasks/{number}/time/").status_code == 404
