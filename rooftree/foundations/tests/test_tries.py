"""Tries are counted for everybody together, and nobody can guess for ever."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, connections

from rooftree.foundations import tries
from rooftree.foundations.models import Try
from rooftree.foundations.tries import TooMany, count_try

HOUR = timedelta(hours=1)
NINE = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
LATE_IN_THE_HOUR = datetime(2026, 11, 20, 9, 59, tzinfo=UTC)
TEN = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)


def try_times(count: int, key: str = "192.0.2.7", *, at: datetime = NINE) -> None:
    for _ in range(count):
        count_try("test", key, limit=3, per=HOUR, at=at)


@pytest.mark.django_db
def test_as_many_tries_as_the_limit_are_heard():
    try_times(3)


@pytest.mark.django_db
def test_one_more_is_too_many_and_says_when_to_try_again():
    try_times(3)

    with pytest.raises(TooMany, match="Try again after 10:00") as refused:
        try_times(1, at=LATE_IN_THE_HOUR)

    assert refused.value.again_at == TEN


@pytest.mark.django_db
def test_the_next_stretch_begins_at_nought():
    try_times(3)

    try_times(3, at=TEN)


@pytest.mark.django_db
def test_two_keys_are_counted_apart():
    try_times(3)

    try_times(3, "192.0.2.8")


@pytest.mark.django_db
def test_two_names_are_counted_apart():
    try_times(3)

    count_try("another", "192.0.2.7", limit=3, per=HOUR, at=NINE)


@pytest.mark.django_db
def test_a_row_does_not_tell_whose_it_is(settings):
    try_times(1, "grace@example.org")

    kept = Try.objects.get()

    assert "grace" not in kept.bucket
    settings.SECRET_KEY = "another secret of this site, as long as a secret must be, for a test"
    try_times(1, "grace@example.org")
    assert Try.objects.count() == 2


@pytest.mark.django_db
def test_the_sweep_forgets_what_no_longer_counts():
    try_times(1, at=NINE - timedelta(days=3))
    try_times(1)

    swept = tries.sweep(at=NINE)

    assert (swept, Try.objects.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_tries_at_the_same_moment_are_all_counted():
    def heard(_: int) -> bool:
        try:
            count_try("test", "one key", limit=5, per=HOUR, at=NINE)
        except TooMany:
            return False
        finally:
            connections["default"].close()
        return True

    with ThreadPoolExecutor(8) as together:
        answers = list(together.map(heard, range(40)))

    connection.close()
    assert answers.count(True) == 5
    assert Try.objects.get().tries == 40
