"""One test database a run, made as the owner and used as the app, as in life."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import hypothesis
import psycopg
import pytest
from django.conf import settings as site
from django.db import connections
from django.test import TransactionTestCase

from rooftree.config import embedded, roles
from rooftree.foundations.isolation import Acting, acting_for
from tests import emptied, made_once
from tests.once_a_module import QUICK_HASHERS

if TYPE_CHECKING:
    from rooftree.foundations.models import Council

pytest_plugins = ["tests.live", "tests.shared_out"]

hypothesis.settings.register_profile("unhurried", deadline=None)
hypothesis.settings.load_profile("unhurried")

ROOT = Path(__file__).parent


@pytest.fixture(scope="session", autouse=True)
def _own_folder(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Keep files in a folder of this run's own, as its database is."""
    site.VAR_DIR = tmp_path_factory.mktemp("var")


@pytest.fixture(scope="session")
def database_admin() -> Iterator[str]:
    """The address of a PostgreSQL administrator: the embedded server's, unless the environment names one."""
    if address := os.environ.get("TEST_DATABASE_ADMIN_URL"):
        yield address
        return
    with embedded.running(ROOT / "var" / "test-postgres", durable=False) as address:
        yield address


@pytest.fixture(scope="session")
def django_db_setup(database_admin: str, django_db_blocker) -> Iterator[None]:
    """Make the test database as the owner, then serve every test as the app."""
    name = f"rooftree_test_{os.getpid()}"
    roles.drop(database_admin, name)
    facts = psycopg.conninfo.conninfo_to_dict(database_admin)

    def use(database: str) -> None:
        for alias, login in (("default", roles.APP), ("owner", roles.OWNER)):
            connections[alias].close()
            settings = connections[alias].settings_dict
            settings.update(NAME=database, USER=login, PASSWORD="")
            settings.update(HOST=facts.get("host", ""), PORT=facts.get("port", ""), OPTIONS={})

    def migrate(database: str) -> None:
        from rooftree.config.migrating import migrate_tables
        from rooftree.foundations.models import Council

        use(database)
        migrate_tables()
        Council.objects.using("owner").create(code="alder", name="Alder Borough Council")
        Council.objects.using("owner").create(code="birch", name="Birch District Council")
        for connection in connections.all():
            connection.close()

    with django_db_blocker.unblock():
        made_once.copy(database_admin, name, migrate=migrate)
        use(name)
        yield
        for connection in connections.all():
            connection.close()
    roles.drop(database_admin, name)


@pytest.fixture(scope="session")
def database_url(django_db_setup) -> str:
    """The app's address of the test database, for a process of its own."""
    return _address("default")


@pytest.fixture(scope="session")
def owner_url(django_db_setup) -> str:
    """The owner's address of the test database."""
    return _address("owner")


def _address(alias: str) -> str:
    at = connections[alias].settings_dict
    return f"postgresql://{at['USER']}@{quote(at['HOST'], safe='')}:{at['PORT'] or 5432}/{at['NAME']}"


@pytest.fixture(scope="session", autouse=True)
def _flush_as_administrator(request: pytest.FixtureRequest) -> Iterator[None]:
    """Empty tables after a test that commits: the app may not delete, and some tables only grow."""

    def empty_tables(case: TransactionTestCase) -> None:
        admin = request.getfixturevalue("database_admin")
        name = connections["default"].settings_dict["NAME"]
        for connection in connections.all():
            connection.close()
        emptied.empty(admin, name)

    before = TransactionTestCase._fixture_teardown
    TransactionTestCase._fixture_teardown = empty_tables
    yield
    TransactionTestCase._fixture_teardown = before


@pytest.fixture(autouse=True)
def _quick_passwords(settings) -> None:
    """Hash passwords quickly: a slow hash protects those of people, and there are none here."""
    settings.PASSWORD_HASHERS = QUICK_HASHERS


@pytest.fixture
def council(db) -> "Council":
    """The council of most tests."""
    from rooftree.foundations.models import Council

    return Council.objects.get(code="alder")


@pytest.fixture
def other_council(db) -> "Council":
    """A second council, which must never be seen from the first."""
    from rooftree.foundations.models import Council

    return Council.objects.get(code="birch")


@pytest.fixture
def acting(council: "Council") -> Iterator[Acting]:
    """Act for the council of most tests, as a test."""
    with acting_for([council.pk], who="test") as said:
        yield said
