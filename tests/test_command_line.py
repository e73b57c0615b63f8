"""The command line, as processes of its own against the test database."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from typer.testing import CliRunner

from rooftree.config import embedded, roles
from rooftree.config.command_line import app
from rooftree.foundations.isolation import acting_for
from rooftree.people.models import Person
from rooftree.staff.models import RoleHeld
from tests.live import a_var_folder
from tests.test_house import verbs

Done = subprocess.CompletedProcess[str]
Rooftree = Callable[..., Done]

PASSWORD = "heron-on-the-weir-at-dusk"

PEOPLE = """\
person_ref,surname,forenames,date_of_birth
P1,Okafor,Grace,04/02/1957
P2,,Nameless,01/01/1980
"""


@pytest.fixture
def rooftree(database_url: str, owner_url: str) -> Rooftree:
    """Run a verb against the test database."""
    return lambda *words, typed="": run(
        *words, typed=typed, DATABASE_URL=database_url, DATABASE_OWNER_URL=owner_url
    )


def run(*words: str | Path, typed: str = "", **settings: str) -> Done:
    surroundings = {name: value for name, value in os.environ.items() if not name.startswith("DATABASE_")}
    return subprocess.run(
        [sys.executable, "-m", "rooftree.config.command_line", *words],
        env={**surroundings, **settings},
        input=typed,
        capture_output=True,
        text=True,
    )


@pytest.fixture
def new_council(owner_url: str) -> Iterator[str]:
    """The code of a council that the test adds; gone again after it."""
    yield "cedar"
    with psycopg.connect(owner_url) as owner:
        owner.execute("DELETE FROM foundations_council WHERE code = 'cedar'")


@pytest.fixture
def extracts(tmp_path: Path) -> Path:
    """A folder with a file of two people, one of whom has no surname."""
    (tmp_path / "people.csv").write_text(PEOPLE)
    return tmp_path


@pytest.mark.parametrize("verb", sorted(verbs()))
def test_every_verb_explains_itself(verb):
    done = CliRunner().invoke(app, [*verb.split()[1:], "--help"])

    assert done.exit_code == 0
    assert "Usage:" in done.output


def test_a_verb_that_is_none_is_wrongly_asked():
    assert run("evict").returncode == 2


def test_a_database_that_does_not_answer_is_said_in_a_sentence():
    done = run("councils", DATABASE_URL="postgresql://rooftree_app@127.0.0.1:9/rooftree")

    assert done.returncode == 1
    assert done.stderr.startswith("The database does not answer:")


# --- Councils and officers ----------------------------------------------------------------------------


def test_councils_are_listed_with_their_codes(rooftree):
    done = rooftree("councils")

    assert done.returncode == 0
    assert "alder" in done.stdout
    assert "Birch District Council" in done.stdout


def test_a_council_is_added_and_added_again_is_one(rooftree, new_council):
    added = rooftree("councils", "add", new_council, "Cedar Council")
    again = rooftree("councils", "add", new_council, "Cedar Council")

    assert (added.returncode, again.returncode) == (0, 0)
    assert rooftree("councils").stdout.count("Cedar Council") == 1


def test_a_code_is_not_given_twice(rooftree):
    done = rooftree("councils", "add", "alder", "Another Council")

    assert done.returncode == 1
    assert "There is a council alder already: Alder Borough Council." in done.stderr


@pytest.mark.parametrize("code", ["Cedar", "cedar council", "7cedars", "c" * 21, ""])
def test_a_code_that_cannot_be_typed_is_refused(rooftree, code):
    done = rooftree("councils", "add", code, "Cedar Council")

    assert done.returncode == 2
    assert "cannot be a council's code" in done.stderr


def test_the_first_administrator_is_added(rooftree, transactional_db, council):
    done = rooftree("officers", "add", "ada@alder.test", "Ada Lovell", "--council", "alder", typed=f"{PASSWORD}\n")

    assert (done.returncode, done.stderr) == (0, "")
    with acting_for([council.pk], who="test"):
        held = RoleHeld.objects.select_related("officer__sign_in").get()
    assert (held.officer.name, held.role) == ("Ada Lovell", "administrator")
    assert PBKDF2PasswordHasher().verify(PASSWORD, held.officer.sign_in.password)


def test_a_second_administrator_is_added_on_the_staff_site(rooftree, transactional_db):
    rooftree("officers", "add", "ada@alder.test", "Ada Lovell", "--council", "alder", typed=f"{PASSWORD}\n")

    done = rooftree("officers", "add", "eve@alder.test", "Eve", "--council", "alder", typed=f"{PASSWORD}\n")

    assert done.returncode == 1
    assert "Officers are added by an administrator, on the staff site." in done.stderr


def test_a_password_that_is_easily_guessed_is_refused(rooftree, transactional_db):
    done = rooftree("officers", "add", "ada@alder.test", "Ada Lovell", "--council", "alder", typed="password\n")

    assert done.returncode == 1
    assert "too common" in done.stderr


# --- Loads --------------------------------------------------------------------------------------------


def test_a_load_with_a_rejected_row_is_done_and_says_so(rooftree, transactional_db, council, extracts):
    done = rooftree("load", extracts, "--council", "alder", "--json", extracts / "report.json")

    report = json.loads((extracts / "report.json").read_text())["files"]["people.csv"]
    with acting_for([council.pk], who="test"):
        people = list(Person.objects.values_list("surname", flat=True))
    assert (done.returncode, done.stderr) == (0, "")
    assert (report["read"], report["new"], len(report["rejected"]), people) == (2, 1, 1, ["Okafor"])


def test_a_rehearsal_keeps_nothing(rooftree, transactional_db, council, extracts):
    done = rooftree("load", extracts, "--council", "alder", "--rehearse")

    with acting_for([council.pk], who="test"):
        people = Person.objects.count()
    assert (done.returncode, people) == (0, 0)
    assert "Nothing was kept" in done.stdout


def test_a_load_of_files_that_nobody_can_place_is_refused(rooftree, transactional_db, tmp_path):
    done = rooftree("load", tmp_path, "--council", "alder")

    assert done.returncode == 1
    assert "is named after a layout" in done.stderr


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["nowhere", "--council", "alder"], "There is no folder nowhere."),
        ([".", "--council", "nobody"], "There is no council with the code 'nobody'. There are: alder, birch"),
        ([".", "--council", "alder", "--mapping", "none.toml"], "There is no mapping file none.toml."),
        ([".", "--council", "alder", "--json", "/nowhere/r.json"], "there is no folder /nowhere."),
    ],
    ids=["folder", "council", "mapping", "report"],
)
def test_a_load_wrongly_asked_for_says_what_is_wrong(rooftree, words, sentence):
    done = rooftree("load", *words)

    assert done.returncode == 2
    assert sentence in done.stderr


# --- Looking after it ---------------------------------------------------------------------------------


def test_migrating_again_changes_nothing(rooftree):
    assert rooftree("migrate").stdout == "The tables are up to date.\n"


def test_the_doctor_says_what_is_well_and_what_is_not(rooftree):
    done = rooftree("doctor")

    assert done.returncode == 1
    assert "Good:    The app logs in as rooftree_app, whom row security holds." in done.stdout
    assert "Good:    Every migration is applied." in done.stdout
    assert "Trouble: No worker is running" in done.stdout


def test_the_doctor_notices_an_app_that_nothing_holds(owner_url):
    done = run("doctor", DATABASE_URL=owner_url, DATABASE_OWNER_URL=owner_url)

    assert "Trouble: DATABASE_URL logs in as rooftree_owner, who owns the tables" in done.stdout


def test_bank_holidays_are_not_fetched_unless_allowed(rooftree):
    done = rooftree("refresh-holidays")

    assert done.returncode == 1
    assert "ROOFTREE_BANK_HOLIDAYS_LIVE is off" in done.stderr


def test_the_script_for_the_log_ins_makes_a_database_that_only_the_owner_changes(database_admin, tmp_path):
    script = tmp_path / "roles.sql"
    script.write_text(run("roles", "--sql", "--database", "by_script").stdout)
    roles.drop(database_admin, "by_script")

    psql = [embedded._programs() / "psql", database_admin, "--set", "ON_ERROR_STOP=1", "--file", script]
    subprocess.run(psql, check=True, capture_output=True)

    with psycopg.connect(database_admin, dbname="by_script") as inside:
        rights = "SELECT has_schema_privilege(%s, 'public', 'CREATE')"
        may = [inside.execute(rights, [login]).fetchone() for login in (roles.OWNER, roles.APP)]
    roles.drop(database_admin, "by_script")
    assert may == [(True,), (False,)]


@pytest.mark.faults
def test_without_a_database_a_verb_starts_the_embedded_one_and_leaves_it_as_it_was():
    with a_var_folder() as var:
        done = run("councils", ROOFTREE_VAR=str(var))
        left_up = embedded.is_up(var / "postgres")
        embedded.start(var / "postgres")
        run("councils", ROOFTREE_VAR=str(var))
        found_up = embedded.is_up(var / "postgres")

    assert (done.returncode, done.stderr) == (1, "The database has not been migrated. Run: rooftree migrate\n")
    assert (left_up, found_up) == (False, True)
