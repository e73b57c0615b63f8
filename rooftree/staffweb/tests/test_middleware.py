"""For whom each request acts: the signed-in officer's councils, while it is answered and no longer."""

from datetime import date, timedelta
from importlib import import_module

import pytest
from django.conf import settings
from django.db import connection, connections
from django.http import HttpResponse, StreamingHttpResponse
from django.test import Client
from django.urls import path

from rooftree.foundations import dates
from rooftree.foundations.isolation import NOBODY, acting_for, now_acting
from rooftree.foundations.models import RestrictedGroup
from rooftree.people.models import Person
from rooftree.staff.models import GroupMember
from rooftree.staffweb.tests.visits import sign_in_as
from tests.builders import a_person, a_sign_in, an_officer

the_site = import_module(settings.ROOT_URLCONF)
pytestmark = [pytest.mark.django_db, pytest.mark.urls("rooftree.staffweb.tests.test_middleware")]


def say_who(request):
    acting = now_acting()
    names = sorted(Person.objects.values_list("surname", flat=True))
    return HttpResponse(f"{acting.who} {acting.where} {acting.councils} {acting.groups} {' '.join(names)}")


def stream(request):
    def surnames():
        yield from (f"{person.surname} " for person in Person.objects.order_by("surname"))

    return StreamingHttpResponse(surnames())


def break_down(request):
    raise RuntimeError("as a test wants it")


urlpatterns = [
    path("staff/who/", say_who),
    path("staff/stream/", stream),
    path("staff/broken/", break_down),
    path("elsewhere/who/", say_who),
    *the_site.urlpatterns,
]
handler403 = the_site.handler403
handler404 = the_site.handler404
handler500 = the_site.handler500


@pytest.fixture(autouse=True)
def _quick_passwords(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def asha(council):
    with acting_for([council.pk], who="test"):
        a_person(surname="Alderman")
        return an_officer("adviser", name="Asha Bell")


@pytest.fixture
def birch_person(other_council):
    with acting_for([other_council.pk], who="test"):
        return a_person(surname="Birchall", council=other_council)


def said_to_the_database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('rooftree.acting_for', true)")
        return cursor.fetchone()[0]


def test_an_officer_sees_her_council_and_not_the_other(client, asha, birch_person, council):
    answer = sign_in_as(client, asha).get("/staff/who/", REMOTE_ADDR="192.0.2.7")

    assert answer.content.decode() == f"sign-in:{asha.sign_in_id} 192.0.2.7 ({council.pk},) () Alderman"


def test_an_officer_of_a_shared_service_sees_both(client, asha, birch_person, council, other_council):
    with acting_for([other_council.pk], who="test"):
        an_officer("adviser", council=other_council, sign_in=asha.sign_in)

    answer = sign_in_as(client, asha).get("/staff/who/")

    assert "Alderman Birchall" in answer.content.decode()
    assert "Alder Borough Council and Birch District Council" in client.get("/staff/").content.decode()


def test_the_groups_of_the_officer_may_be_opened(client, asha, council):
    with acting_for([council.pk], who="test"):
        group = RestrictedGroup.objects.create(council=council, name="Protected persons")
        GroupMember.objects.create(council=council, group=group, officer=asha, from_on=date(2020, 1, 1))

    answer = sign_in_as(client, asha).get("/staff/who/")

    assert f"({group.pk},)" in answer.content.decode()


def test_who_is_opened_by_exception_is_open_until_the_hour_is_over(client, asha, council, monkeypatch):
    with acting_for([council.pk], who="test"):
        group = RestrictedGroup.objects.create(council=council, name="Protected persons")
    with acting_for([council.pk], groups=[group.pk], who="test"):
        hidden = a_person(surname="Hidden", restricted_to=group.pk)
    sign_in_as(client, asha)

    before = client.get("/staff/who/").content.decode()
    with acting_for([council.pk], who="test"), connection.cursor() as cursor:
        opening = [
            council.pk,
            hidden.reference,
            "Fire at the home",
            dates.now(),
            timedelta(hours=1),
            asha.sign_in_id,
        ]
        cursor.execute("SELECT open_by_exception(%s, %s, %s, %s, %s, %s)", opening)
    during = client.get("/staff/who/").content.decode()
    over = dates.now() + timedelta(hours=1)
    monkeypatch.setattr("rooftree.foundations.dates.now", lambda: over)
    after = client.get("/staff/who/").content.decode()

    assert "Hidden" not in before
    assert "Hidden" in during
    assert "Hidden" not in after


def test_it_is_taken_back_after_the_answer(client, asha):
    sign_in_as(client, asha).get("/staff/who/")

    assert now_acting() == NOBODY
    assert said_to_the_database() in ("", "{}")


def test_it_is_taken_back_when_the_page_breaks(client, asha):
    client.raise_request_exception = False

    page = sign_in_as(client, asha).get("/staff/broken/")

    assert page.status_code == 500
    assert "Something broke on our side" in page.content.decode()
    assert now_acting() == NOBODY
    assert said_to_the_database() in ("", "{}")


def test_a_streamed_answer_acts_while_it_is_made_and_no_longer(client, asha, birch_person):
    answer = sign_in_as(client, asha).get("/staff/stream/")
    before = said_to_the_database()

    streamed = b"".join(answer.streaming_content)

    assert before in ("", "{}")
    assert streamed == b"Alderman "
    assert said_to_the_database() in ("", "{}")


def test_a_streamed_answer_that_nobody_reads_to_its_end_is_taken_back(client, asha, council, monkeypatch):
    monkeypatch.setattr(connections["default"], "close_if_unusable_or_obsolete", lambda: None)
    with acting_for([council.pk], who="test"):
        a_person(surname="Zander")
    answer = sign_in_as(client, asha).get("/staff/stream/")

    next(iter(answer.streaming_content))
    answer.close()

    assert said_to_the_database() in ("", "{}")


def test_outside_the_staff_site_an_officer_acts_for_nobody(client, asha):
    answer = sign_in_as(client, asha).get("/elsewhere/who/")

    assert answer.content.decode().split() == ["()", "()"]


def test_the_next_request_of_a_stranger_sees_nothing(client, asha):
    sign_in_as(client, asha).get("/staff/who/")

    assert Client().get("/elsewhere/who/").content.decode().split() == ["()", "()"]


@pytest.mark.parametrize(
    "facts",
    [{"until_on": date(2021, 1, 1)}, {"from_on": dates.london_day(dates.now()) + timedelta(days=9)}],
)
def test_who_has_left_or_not_begun_sees_nothing_but_the_way_out(client, council, facts):
    with acting_for([council.pk], who="test"):
        gone = an_officer("adviser", **facts)

    page = sign_in_as(client, gone).get("/staff/who/")

    assert page.status_code == 403
    assert "You do not act for a council today" in page.content.decode()
    assert client.post("/staff/sign-out/").status_code == 302


def test_a_sign_in_of_no_officer_sees_nothing(client, db):
    client.force_login(a_sign_in())

    assert client.get("/staff/account/").status_code == 200
    assert client.get("/staff/who/").status_code == 302


def test_signed_in_pages_are_not_kept_by_the_browser(client, asha):
    answer = sign_in_as(client, asha).get("/staff/who/")

    assert answer["Cache-Control"] == "no-store, private"


def test_a_start_page_asks_the_database_little(client, asha, django_assert_max_num_queries):
    sign_in_as(client, asha)

    with django_assert_max_num_queries(14):
        client.get("/staff/")


def test_every_page_carries_the_policies(client, asha):
    answer = sign_in_as(client, asha).get("/staff/")
    policy = answer["Content-Security-Policy"]
    nonce = policy.split("'nonce-")[1].split("'")[0]

    assert "default-src 'none'" in policy
    assert "style-src 'self';" in policy + ";"
    assert "unsafe" not in policy
    assert f'<script nonce="{nonce}">' in answer.content.decode()
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "camera=()" in answer["Permissions-Policy"]


def test_each_page_has_a_nonce_of_its_own(client, asha):
    sign_in_as(client, asha)

    assert client.get("/staff/")["Content-Security-Policy"] != client.get("/staff/")["Content-Security-Policy"]
