"""`rooftree token`: a token for an officer, printed this once."""

from contextlib import nullcontext

import pytest
from typer.testing import CliRunner

from rooftree.config.command_line import app
from rooftree.foundations import dates
from rooftree.machines.models import Credential
from rooftree.machines.tokens import bearer_of
from tests.builders import an_officer


@pytest.fixture(autouse=True)
def _acting(acting):
    """Act for the council."""


class _Site:
    """The site of a test, whose database is up."""

    def database(self):
        return nullcontext()


def run(*arguments: str):
    return CliRunner().invoke(app, ["token", *arguments], obj=_Site())


def test_the_command_prints_the_token_alone():
    asha = an_officer("adviser")

    ran = run(asha.email, "--name", "Spreadsheet", "--days", "7", "--scope", "find")

    assert ran.exit_code == 0
    assert bearer_of(ran.stdout.strip(), at=dates.now()).scopes == {"find"}
    assert "for: find. It is not shown again." in ran.stderr
    assert Credential.objects.get().name == "Spreadsheet"


@pytest.mark.parametrize("email", ["nobody@example.test", ""])
def test_the_command_makes_nothing_for_who_is_not_here(email):
    ran = run(email)

    assert (ran.exit_code, ran.stdout) == (1, "")
    assert "Nobody who is here today signs in as" in ran.stderr


def test_the_command_says_who_may_not():
    ran = run(an_officer("performance_analyst").email)

    assert (ran.exit_code, Credential.objects.count()) == (1, 0)
    assert "holds none of the roles that may" in ran.stderr
