"""Every word of residents' pages is in every language, with the same placeholders, and none stands bare."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po
from django.conf import settings
from django.utils import translation
from jinja2 import Environment
from jinja2.lexer import TOKEN_DATA

from rooftree.residentweb.languages import NAMES

ROOT = Path(__file__).resolve().parent.parent
PAGES = ROOT / "rooftree"
LOCALE = PAGES / "residentweb" / "locale"
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
}
OTHERS = sorted(set(NAMES) - {"en"})
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd%]|\{\w*\}")
TEMPLATES = sorted(
    [*(PAGES / "residentweb" / "templates").rglob("*.html"), *(PAGES / "pages" / "templates").rglob("*.html")]
)
SAME_IN_EVERY_LANGUAGE = {"Rooftree", "Bookmark"}
SHOWN = ("alt", "aria-label", "placeholder", "title", "data-label", "data-message", "data-title")


@cache
def said() -> frozenset[tuple[str, ...]]:
    """Every text of the pages: one form, or two where it counts something."""
    with (ROOT / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)
    found = extract_from_dir(PAGES, methods, options, keywords=KEYWORDS)
    texts = (text for _file, _line, text, _comments, _context in found)
    return frozenset((text,) if isinstance(text, str) else tuple(filter(None, text)) for text in texts)


@cache
def written(language: str) -> Catalog:
    with (LOCALE / language / "LC_MESSAGES" / "django.po").open("rb") as file:
        return read_po(file, locale=language)


def translated(language: str) -> dict[tuple[str, ...], tuple[str, ...]]:
    return {_forms(message.id): _forms(message.string) for message in written(language) if message.id}


def _forms(text: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)


def placeholders(text: str) -> list[str]:
    return sorted(PLACEHOLDER.findall(text))


def test_the_pages_say_something():
    assert ("Sign in",) in said()
    assert len(said()) > 200


@pytest.mark.parametrize("language", OTHERS)
def test_every_text_is_translated(language):
    known = translated(language)

    missing = [text for text in sorted(said()) if not all(known.get(text, ("",)))]

    assert missing == [], "Run bin/translations update, and fill in what is empty."


@pytest.mark.parametrize("language", OTHERS)
def test_nothing_is_translated_that_no_page_says(language):
    assert sorted(set(translated(language)) - said()) == []


@pytest.mark.parametrize("language", OTHERS)
def test_a_translation_has_the_placeholders_of_its_text(language):
    differing = [
        (text, form)
        for text, forms in translated(language).items()
        for form in forms
        if placeholders(form) != placeholders(text[-1])
    ]

    assert differing == []


@pytest.mark.parametrize("language", OTHERS)
def test_nothing_is_guessed(language):
    assert [message.id for message in written(language) if message.fuzzy] == []


@pytest.mark.parametrize("language", OTHERS)
def test_there_are_as_many_forms_as_the_language_has_numbers(language):
    catalog = written(language)

    assert {len(message.string) for message in catalog if message.pluralizable} <= {catalog.num_plurals}


@pytest.mark.parametrize("language", OTHERS)
def test_the_pages_read_what_was_compiled(language):
    with translation.override(language):
        assert translation.gettext("Sign in") != "Sign in", "Run bin/translations compile."


def test_every_language_of_the_pages_is_known_to_django():
    assert set(NAMES) == {code.split("-")[0] for code, _name in settings.LANGUAGES}


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(PAGES)))
def test_no_word_of_a_template_stands_bare(path):
    assert list(bare_words(path.read_text(encoding="utf-8"))) == []


def bare_words(source: str) -> list[str]:
    """The words between tags, and in what is read aloud, that no gettext goes round."""
    environment = Environment(extensions=["jinja2.ext.i18n"])
    plain = "".join(
        value if kind == TOKEN_DATA else " "
        for _line, kind, value in environment.lex(source)
        if kind == TOKEN_DATA or kind.endswith("_begin")
    )
    plain = re.sub(r"<(script|style|svg)\b.*?</\1>", " ", plain, flags=re.DOTALL)
    shown = [words for name in SHOWN for words in re.findall(rf'\s{name}="([^"]*)"', plain)]
    texts = re.sub(r"<[^>]*>", "\n", plain).splitlines()
    words = [
        word for text in [*texts, *shown] for word in re.findall(r"[^\W\d_]{2,}", re.sub(r"&\w+;", " ", text))
    ]
    return [word for word in words if word not in SAME_IN_EVERY_LANGUAGE]


# --- What is said from Python --------------------------------------------------------------------------

SPEAKING = sorted(
    [
        *(PAGES / "residentweb").glob("*.py"),
        *PAGES.glob("*/actions/*resident*.py"),
        *PAGES.glob("*/actions/own_*.py"),
        *PAGES.glob("*/*portal*.py"),
        *PAGES.glob("*/actions/portal*.py"),
        PAGES / "foundations" / "tries.py",
    ]
)
BY_STAFF = {PAGES / "staffweb" / "portal_accounts.py"}
SAYS = {"Refused", "success", "info", "warning", "error", "add_error", "ValidationError"}
WORDS_OF_FIELDS = {"label", "help_text"}


@pytest.mark.parametrize(
    "path", [path for path in SPEAKING if path not in BY_STAFF], ids=lambda path: str(path.relative_to(PAGES))
)
def test_nothing_is_said_to_a_resident_in_english_alone(path):
    module = ast.parse(path.read_text(encoding="utf-8"))

    assert [f"line {words.lineno}: {ast.unparse(words)}" for words in english(module)] == []


def english(tree: ast.AST) -> Iterator[ast.expr]:
    """The sentences that are refused, shown or put on a form without gettext; not those for officers."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef) and is_for_officers(node):
            continue
        if isinstance(node, ast.Call):
            yield from filter(is_bare, spoken_by(node))
        yield from english(node)


def is_for_officers(function: ast.FunctionDef) -> bool:
    given = {each.arg: each.annotation for each in (*function.args.args, *function.args.kwonlyargs)}
    return "by" in given and ast.unparse(given["by"] or ast.Constant(None)) == "Officer"


def spoken_by(call: ast.Call) -> list[ast.expr]:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    said = list(call.args) if name in SAYS else []
    said += [each.value for each in call.keywords if each.arg in WORDS_OF_FIELDS]
    for each in call.keywords:
        if each.arg == "error_messages" and isinstance(each.value, ast.Dict):
            said += each.value.values
    return said


def is_bare(words: ast.expr) -> bool:
    if isinstance(words, ast.BinOp):
        return is_bare(words.left)
    sentence = isinstance(words, ast.Constant) and isinstance(words.value, str) and " " in words.value
    return sentence or isinstance(words, ast.JoinedStr)
