"""Data that every test of a module begins with: made once, and taken back when the module is over.

    _grace = once_a_module(everything_of_grace)

    @pytest.fixture
    def hers(acting, _grace):
        return _grace()

All that a test does is a savepoint inside the transaction that holds this data, and is rolled back as
ever. It is Django's own `setUpTestData`, for a module of functions instead of a class.
"""

from collections.abc import Callable, Iterator
from typing import Any, TypeVar

import pytest
from django.db import connection
from django.test import TestCase, override_settings

from rooftree.foundations.isolation import acting_for

Made = TypeVar("Made")

COMMITS = {"transactional_db", "live_server", "live_site"}
QUICK_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def once_a_module(build: Callable[[], Made]) -> Callable[..., Iterator[Callable[[], Made]]]:
    """Return a fixture that builds this, acting for the council of most tests, before a module's first test.

    The data is there in every test of the module, whether it asks for the fixture or not. What the
    fixture gives is a function, which returns what `build` returned: each test has a copy of its own.
    """

    @pytest.fixture(scope="module", autouse=True)
    def made(request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: Any) -> Iterator[Any]:
        refuse_commits(request)

        class Module(TestCase):
            @classmethod
            def setUpTestData(cls) -> None:
                from tests.builders import the_council

                with acting_for([the_council().pk], who="test"):
                    cls.made = build()
                connection.check_constraints()

        with django_db_blocker.unblock(), override_settings(PASSWORD_HASHERS=QUICK_HASHERS):
            Module.setUpClass()
        yield lambda: Module().made
        with django_db_blocker.unblock():
            Module.tearDownClass()
            Module.doClassCleanups()

    return made


def refuse_commits(request: pytest.FixtureRequest) -> None:
    """Fail where a test of the module commits: it would wait for the transaction that holds the data."""
    module = [item for item in request.session.items if item.path == request.path]
    those = [item.name for item in module if commits(item)]
    assert not those, f"What is made once a module is never committed, but these tests commit: {those}"


def commits(item: pytest.Item) -> bool:
    mark = item.get_closest_marker("django_db")
    return bool(mark and mark.kwargs.get("transaction")) or not COMMITS.isdisjoint(item.fixturenames)
