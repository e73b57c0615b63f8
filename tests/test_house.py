"""The house keeps its own rules: what imports what, how it is written, and what its papers must name."""

import ast
import configparser
import hashlib
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import pytest
import typer
from django.apps import apps
from django.db.models import Field

from rooftree.config.command_line import app

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent

pytestmark = pytest.mark.long

LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
TEMPLATES = sorted((ROOT / "rooftree").rglob("*.html"))
COMMANDS = sorted(path for path in (ROOT / "bin").iterdir() if path.is_file())


def assert_approves(tool: str, *arguments: str) -> None:
    """Fail with all that a checking tool says, unless it finds no fault."""
    done = subprocess.run([BIN / tool, *arguments], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, f"{tool} finds fault:\n{done.stdout}{done.stderr}"


# --- Layers -----------------------------------------------------------------------------------------


def rows() -> list[list[str]]:
    """The rows of the house, from the top, each with its packages."""
    contract = configparser.ConfigParser()
    contract.read(ROOT / ".importlinter")
    lines = contract["importlinter:contract:house"]["layers"].strip().splitlines()
    return [[package.strip() for package in line.split("|")] for line in lines]


def row_of(package: str) -> int:
    return next(number for number, row in enumerate(rows()) if package in row)


def foreign_keys() -> Iterator[tuple[str, str, str]]:
    """Every key of our tables to another of our packages: the field, its package and the one it points to."""
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.get_fields():
            if isinstance(field, Field) and field.remote_field and package(model) and package(field.related_model):
                yield str(field), package(model), package(field.related_model)


def package(model: type) -> str:
    """The package of ours that a table is in; nothing for a library's."""
    first, _, rest = model.__module__.partition(".")
    return rest.split(".")[0] if first == "rooftree" else ""


def imported(path: Path) -> set[str]:
    """The first word of all that a module of ours imports."""
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    whole = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    parts = {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)}
    return {name.partition(".")[0] for name in whole | parts}


def test_what_runs_imports_nothing_that_only_tests_install():
    modules = [path for path in (ROOT / "rooftree").rglob("*.py") if "tests" not in path.parts]
    known = metadata.packages_distributions()
    names = {name for path in modules for name in imported(path)} - {"rooftree"} - sys.stdlib_module_names
    locked = set(re.findall(r"^([\w.-]+)==", (ROOT / "requirements" / "run.txt").read_text(), re.MULTILINE))

    installs = {name: {each.lower().replace("_", "-") for each in known[name]} for name in names}
    assert [name for name, packages in installs.items() if not packages & locked] == []


def test_imports_run_one_way():
    assert_approves("lint-imports")


def test_there_are_foreign_keys_to_walk():
    assert len(list(foreign_keys())) > 50


def test_every_foreign_key_points_to_its_own_package_or_a_lower_row():
    upwards = [
        f"{field} points to {target}"
        for field, own, target in foreign_keys()
        if target != own and row_of(target) <= row_of(own)
    ]

    assert upwards == []


def test_every_package_has_a_row():
    packages = {path.parent.name for path in (ROOT / "rooftree").glob("*/__init__.py")}

    assert packages == {name for row in rows() for name in row}


def rows_of_the_map() -> list[list[str]]:
    """The packages of each row of the table in docs/map.md."""
    lines = (ROOT / "docs" / "map.md").read_text().partition("## Inside a package")[0].splitlines()
    cells = [re.split(r"(?<!\\)\|", line)[2] for line in lines if line.startswith("|") and "`" in line]
    return [re.findall(r"`([a-z_]+)`", cell) for cell in cells]


def test_the_map_shows_the_house_as_it_stands():
    assert rows_of_the_map() == rows()


# --- Style and types --------------------------------------------------------------------------------


def test_style():
    assert_approves("ruff", "check", "--no-cache", ".")


def test_layout():
    assert_approves("ruff", "format", "--no-cache", "--check", ".")


def test_types():
    settings = (ROOT / "rooftree" / "config" / "settings.py").read_bytes()
    of_these_settings = f".mypy_cache/{hashlib.sha256(settings).hexdigest()[:12]}"  # mypy keeps stale answers else

    assert_approves("mypy", "--cache-dir", of_these_settings, "rooftree", "benchmarks")


@pytest.mark.parametrize("command", COMMANDS, ids=lambda path: path.name)
def test_a_command_can_be_run_and_is_read_by_its_shell(command):
    read = subprocess.run(["bash", "-n", command], capture_output=True, text=True)

    assert command.stat().st_mode & 0o111
    assert (read.returncode, read.stderr) == (0, "")


# --- Papers -----------------------------------------------------------------------------------------


def headings(name: str) -> set[str]:
    """The headings of a page of docs, without their marks."""
    found = re.findall(r"^#+ (.+)$", (ROOT / "docs" / name).read_text(), re.MULTILINE)
    return {heading.replace("`", "").strip() for heading in found}


def settings() -> set[str]:
    """Every environment variable that a program of ours reads."""
    python = [*(ROOT / "rooftree").rglob("*.py"), *(ROOT / "benchmarks").glob("*.py"), ROOT / "conftest.py"]
    asked = re.compile(r'(?:env\.[a-z]+|environ(?:\.get|\.setdefault)?|getenv|envvar=)[([]?"([A-Z][A-Z_]+)"')
    shell = re.compile(r"\$\{([A-Z][A-Z_]+):?-")
    return {name for path in python for name in asked.findall(path.read_text())} | {
        name for path in COMMANDS for name in shell.findall(path.read_text())
    }


def verbs(group: typer.core.TyperGroup | None = None, before: str = "rooftree") -> Iterator[str]:
    """Every verb of the command line, as it is typed."""
    for name, command in (group or typer.main.get_group(app)).commands.items():
        if not command.hidden:
            yield f"{before} {name}"
            yield from verbs(command, f"{before} {name}") if hasattr(command, "commands") else ()


def test_every_setting_is_in_the_papers():
    inner = {"DJANGO_SETTINGS_MODULE"}

    assert settings() - inner - headings("configuration.md") == set()


def test_every_setting_in_the_papers_exists():
    named = {heading for heading in headings("configuration.md") if heading.isupper()}

    assert named - settings() == set()


def test_every_verb_is_in_the_papers():
    assert set(verbs()) - headings("running.md") == set()


def test_every_command_is_in_the_papers():
    assert {f"bin/{path.name}" for path in COMMANDS} - headings("running.md") == set()


# --- Locks ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_a_lock_names_no_place_to_fetch_from(lock):
    assert re.findall(r"https?:|file:|--index-url|--extra-index-url|--find-links", lock.read_text()) == []


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_every_package_in_a_lock_is_pinned_by_hash(lock):
    entries = re.split(r"\n(?=\S)", re.sub(r"^\s*#.*\n?", "", lock.read_text(), flags=re.MULTILINE).strip())
    loose = [entry for entry in entries if "==" not in entry or "--hash=sha256:" not in entry]

    assert entries
    assert loose == []


def test_the_lock_of_the_assets_names_no_place_to_fetch_from():
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]

    assert [name for name, facts in packages.items() if "resolved" in facts] == []
    assert [name for name, facts in packages.items() if name and "integrity" not in facts] == []


# --- Pages that the browser's own policy would refuse -------------------------------------------------


def tags(pattern: str) -> list[str]:
    """What matches in the templates, with the template's name."""
    return [
        f"{path.relative_to(ROOT)}: {found}"
        for path in TEMPLATES
        for found in re.findall(pattern, path.read_text(), re.IGNORECASE)
    ]


def test_there_are_templates_to_read():
    assert len(TEMPLATES) > 5


def test_no_two_channels_have_a_template_of_one_name():
    names = [str(path).partition("/templates/")[2] for path in TEMPLATES if "/templates/" in str(path)]

    assert sorted(names) == sorted(set(names))


def test_no_template_holds_a_style():
    assert tags(r"<[a-z][^>]*\sstyle\s*=[^>]*>|<style[^>]*>") == []


def test_no_template_holds_a_script_without_a_nonce():
    assert tags(r"<script(?![^>]*\bnonce=)(?![^>]*\bsrc=)[^>]*>") == []


def test_no_template_holds_a_handler():
    assert tags(r"<[a-z][^>]*\son[a-z]+\s*=[^>]*>") == []
