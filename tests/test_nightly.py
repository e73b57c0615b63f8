"""Each night the record is checked, and it is noticed when it was not."""

import io
from datetime import date, timedelta

import pytest
from asgiref.sync import async_to_sync
from django.contrib.sessions.models import Session
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from rooftree.config import jobs
from rooftree.foundations import dates, files, nightly
from rooftree.foundations.isolation import acting_for
from rooftree.foundations.models import Council, DoneKey, NightlyCheck

pytestmark = pytest.mark.django_db

FRIDAY = date(2026, 11, 20)
FRIDAY_NIGHT = dates.midnight(2026, 11, 20) + timedelta(hours=2)
SATURDAY_NIGHT = FRIDAY_NIGHT + timedelta(days=1)
SUNDAY_NIGHT = FRIDAY_NIGHT + timedelta(days=2)


def a_check(*found: str) -> nightly.Check:
    return nightly.Check("keys", "every key is on its hook", lambda council, on: found)


def test_a_check_that_found_nothing_raises_no_alarm(acting, council):
    nightly.make(a_check(), council=council, on=FRIDAY, at=FRIDAY_NIGHT)

    assert nightly.alarms([a_check()], council=council, at=SATURDAY_NIGHT) == []


def test_what_a_check_found_is_an_alarm(acting, council):
    nightly.make(a_check("Key 7 is missing."), council=council, on=FRIDAY, at=FRIDAY_NIGHT)

    assert nightly.alarms([a_check()], council=council, at=SATURDAY_NIGHT) == ["Key 7 is missing."]


def test_a_check_that_was_never_made_is_an_alarm(acting, council):
    said = nightly.alarms([a_check()], council=council, at=SATURDAY_NIGHT)

    assert said == ["That every key is on its hook has never been checked. Is a worker running?"]


def test_a_check_that_was_missed_last_night_is_an_alarm(acting, council):
    nightly.make(a_check("Key 7 is missing."), council=council, on=FRIDAY, at=FRIDAY_NIGHT)

    said = nightly.alarms([a_check()], council=council, at=SUNDAY_NIGHT)

    assert said == [
        "That every key is on its hook was last checked on Fri 20 Nov 2026. Is a worker running?",
        "Key 7 is missing.",
    ]


def test_a_check_made_again_on_one_day_keeps_the_later_findings(acting, council):
    nightly.make(a_check("Key 7 is missing."), council=council, on=FRIDAY, at=FRIDAY_NIGHT)

    nightly.make(a_check(), council=council, on=FRIDAY, at=FRIDAY_NIGHT + timedelta(hours=1))

    assert [made.found for made in NightlyCheck.objects.all()] == [[]]


def test_the_nightly_job_makes_every_check_of_the_council(council):
    jobs.check_record(council.pk)

    with acting_for([council.pk], who="test"):
        assert {made.name for made in NightlyCheck.objects.all()} == {check.name for check in jobs.CHECKS}


def test_a_kept_file_whose_bytes_were_changed_is_an_alarm(council, settings, tmp_path):
    settings.VAR_DIR = tmp_path
    with acting_for([council.pk], who="test"):
        files.keep(io.BytesIO(b"rent statement"), council=council, filename="statement.txt", at=FRIDAY_NIGHT)
    (bytes_kept,) = [path for path in (tmp_path / "files").rglob("*") if path.is_file()]
    bytes_kept.chmod(0o600)
    bytes_kept.write_bytes(b"rent statement, changed")

    jobs.check_record(council.pk)

    with acting_for([council.pk], who="test"):
        found = NightlyCheck.objects.get(name="files").found
    assert [sentence.split(" (")[0] for sentence in found] == ["The kept file statement.txt"]


def a_session(*, over_in: timedelta) -> str:
    return Session.objects.create(
        session_key=f"over in {over_in.total_seconds()}", expire_date=dates.now() + over_in
    ).session_key


def test_sessions_that_are_over_are_cleared_away():
    a_session(over_in=timedelta(minutes=-1))
    going_on = a_session(over_in=timedelta(minutes=1))

    jobs.check_every_record(timestamp=0)

    assert [session.session_key for session in Session.objects.all()] == [going_on]


def a_key(council: Council, *, days_ago: int) -> str:
    done_at = dates.now() - timedelta(days=days_ago)
    return DoneKey.objects.create(council=council, key=f"{days_ago}", action="x", at=done_at).key


def test_keys_of_what_was_done_over_a_year_ago_are_forgotten(council, other_council):
    with acting_for([council.pk, other_council.pk], who="test"):
        a_key(council, days_ago=366)
        recent, elsewhere = a_key(council, days_ago=364), a_key(other_council, days_ago=367)

    jobs.check_record(council.pk)

    with acting_for([council.pk, other_council.pk], who="test"):
        assert {done.key for done in DoneKey.objects.all()} == {recent, elsewhere}


def test_a_job_that_a_killed_worker_had_in_hand_is_taken_up_again(council):
    job = jobs.check_record.defer(council_id=council.pk)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing' WHERE id = %s", [job])

    async_to_sync(jobs.take_up_dropped.func)(timestamp=0)

    assert ProcrastinateJob.objects.get(pk=job).status == "todo"


def test_one_council_does_not_see_what_was_found_at_another(council, other_council):
    jobs.check_record(council.pk)

    with acting_for([other_council.pk], who="test"):
        assert list(NightlyCheck.objects.all()) == []
