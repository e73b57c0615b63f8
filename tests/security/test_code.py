"""What our own code must not do anywhere, because what is sent to us could reach it."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted(path for path in (ROOT / "rooftree").rglob("*.py") if "tests" not in path.parts)
RUNS_PROGRAMS = {"config", "demo", "cli"}
"""Packages that start our own processes from a terminal; no page is answered in them."""

RUNS_TEXT = {"eval", "exec", "compile", "__import__"}
UNPACKS_OBJECTS = {"pickle", "marshal", "shelve", "dill", "yaml", "jsonpickle"}
READS_XML = {"xml", "lxml", "defusedxml"}
STARTS_PROGRAMS = {"subprocess", "pty", "pexpect"}


@cache
def trees() -> list[tuple[Path, ast.Module]]:
    return [(path.relative_to(ROOT / "rooftree"), ast.parse(path.read_text("utf-8"))) for path in SOURCES]


@pytest.fixture(scope="module", autouse=True)
def _read_once() -> Iterator[None]:
    """Read the code once for all that is asked of it here, and keep it no longer."""
    yield
    trees.cache_clear()


def imports(tree: ast.Module) -> set[str]:
    """The first part of every module that is imported."""
    whole = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    parts = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    return {name.partition(".")[0] for name in whole | parts}


def calls(tree: ast.Module) -> list[ast.Call]:
    return [node for node in ast.walk(tree) if isinstance(node, ast.Call)]


def test_there_is_code_to_read():
    assert len(SOURCES) > 300


def test_no_text_is_run():
    found = [
        f"{path}:{call.lineno}"
        for path, tree in trees()
        for call in calls(tree)
        if isinstance(call.func, ast.Name) and call.func.id in RUNS_TEXT
    ]
    assert found == []


def test_no_objects_are_unpacked():
    assert [str(path) for path, tree in trees() if imports(tree) & UNPACKS_OBJECTS] == []


def test_no_xml_is_read_by_a_parser_that_fetches_or_expands():
    found = [
        f"{path}: {name}"
        for path, tree in trees()
        for name in _taken_from(tree, READS_XML)
        if name not in HARMLESS and not (name == SAFELY and str(path) == "rents/files/xml_files.py")
    ]
    assert found == []


HARMLESS = {
    "xml.etree.ElementTree.Element",
    "xml.etree.ElementTree.ParseError",
    "xml.sax.saxutils.escape",
    "xml.sax.saxutils.quoteattr",
    "defusedxml.DefusedXmlException",
}
"""What an element is, what is raised, and what writes a text or an attribute: they read nothing."""
SAFELY = "defusedxml.ElementTree.iterparse"


def _taken_from(tree: ast.Module, packages: set[str]) -> Iterator[str]:
    """Yield every name that a module imports out of these packages, in full."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] in packages:
            yield from (f"{node.module}.{each.name}" for each in node.names)
        elif isinstance(node, ast.Import):
            yield from (each.name for each in node.names if each.name.split(".")[0] in packages)


def test_no_page_starts_a_program():
    found = [
        str(path)
        for path, tree in trees()
        if imports(tree) & STARTS_PROGRAMS and path.parts[0] not in RUNS_PROGRAMS
    ]
    assert found == []


def test_no_program_is_started_through_a_shell():
    found = [
        f"{path}:{call.lineno}"
        for path, tree in trees()
        for call in calls(tree)
        if any(given.arg == "shell" for given in call.keywords)
        or (isinstance(call.func, ast.Attribute) and call.func.attr in {"system", "popen"})
    ]
    assert found == []


def test_no_text_is_marked_as_safe_html_but_by_the_components():
    found = [str(path) for path, tree in trees() if any(_marks_safe(call) for call in calls(tree))]

    assert set(found) <= MARKS_SAFE


MARKS_SAFE = {"pages/charts.py", "pages/design_system.py", "pages/fields.py", "pages/filters.py", "pages/jinja.py"}


def _marks_safe(call: ast.Call) -> bool:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    return name in {"mark_safe", "Markup"} and not all(isinstance(given, ast.Constant) for given in call.args)


def test_no_template_turns_escaping_off_but_for_words_of_its_own():
    templates = [path for path in (ROOT / "rooftree").rglob("*.html")]
    loose = [
        f"{path.relative_to(ROOT)}: {found}"
        for path in templates
        for found in re.findall(r"\S+\s*\|\s*safe\b|autoescape false", path.read_text("utf-8"))
        if not OWN_WORDS.fullmatch(found)
    ]
    assert len(templates) > 100
    assert loose == []


OWN_WORDS = re.compile(r"""\S*['"]\s*\|\s*safe|totp_svg\s*\|\s*safe""")
"""Words in quotation marks that stand in the template itself, and the square code, which a library draws."""


def test_scripts_write_text_and_not_html():
    scripts = [path for path in (ROOT / "rooftree" / "pages" / "assets" / "js").glob("*.js")]
    html = (
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "document.write",
        "eval(",
        "new Function",
        "postMessage",
    )

    assert scripts
    assert [path.name for path in scripts if any(way in path.read_text("utf-8") for way in html)] == []


def test_nothing_of_a_person_is_kept_in_the_browser():
    scripts = "".join(path.read_text("utf-8") for path in (ROOT / "rooftree/pages/assets/js").glob("*.js"))

    assert "localStorage" not in scripts
    assert "sessionStorage" not in scripts
    assert "indexedDB" not in scripts
