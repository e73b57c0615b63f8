"""`rooftree everything`: all that is held on a person in one archive, from the command line."""

import json
from contextlib import nullcontext
from pathlib import Path
from types import SimpleNamespace
from zipfile import ZipFile

import pytest
from typer.testing import CliRunner, Result

from rooftree.config.command_line import app
from rooftree.foundations import references
from rooftree.foundations.isolation import acting_for
from rooftree.foundations.models import AuditRead
from rooftree.people.models import Person, Vulnerability
from rooftree.people.rules import REFERENCE
from tests.builders import TODAY, a_home, a_person, a_phone, a_tenancy


@pytest.fixture
def grace(council) -> Person:
    with acting_for([council.pk], who="test"):
        grace = a_person("Grace", "Okafor", reference=references.take(REFERENCE))
        a_phone(grace, "+447700900123")
        a_tenancy(a_home(), grace, a_person("Dele", "Ojo"))
        Vulnerability.objects.create(council=council, person=grace, factor="debt", from_on=TODAY)
    return grace


def run(*words: str) -> Result:
    return CliRunner().invoke(app, ["everything", *words], obj=SimpleNamespace(database=nullcontext))


def written(folder: Path, person: Person) -> dict:
    return json.loads(ZipFile(folder / f"{person.reference}.zip").read("data/everything.json"))


def test_everything_on_a_person_is_written(grace, tmp_path):
    done = run("alder", grace.reference, "--to", str(tmp_path / "out"))

    facts = [thing["facts"] for thing in written(tmp_path / "out", grace)["things"]]
    assert done.exit_code == 0
    assert any(each.get("value") == "+447700900123" for each in facts)


def test_names_of_others_are_taken_out_and_what_waits_is_left_out(grace, tmp_path):
    done = run("alder", grace.reference, "--to", str(tmp_path))

    whole = json.dumps(written(tmp_path, grace))
    assert "Dele" not in whole
    assert "debt" not in whole.lower()
    assert "Health or social circumstances: the serious-harm test: 1" in done.output


def test_the_archive_is_for_its_owners_eyes_only(grace, tmp_path):
    run("alder", grace.reference, "--to", str(tmp_path))

    assert (tmp_path / f"{grace.reference}.zip").stat().st_mode & 0o077 == 0


def test_that_a_copy_was_taken_is_in_the_audit(grace, tmp_path, council):
    run("alder", grace.reference, "--to", str(tmp_path))

    with acting_for([council.pk], who="test"):
        read = AuditRead.objects.get(row_ids=[grace.pk])
    assert (read.who, read.why) == ("command:everything", "a copy of everything held on the person")


def test_nobody_of_another_council_is_found(grace, tmp_path):
    done = run("birch", grace.reference, "--to", str(tmp_path))

    assert done.exit_code == 2
    assert "nobody with the reference" in done.stderr
    assert list(tmp_path.iterdir()) == []
