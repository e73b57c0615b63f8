"""The registry of kinds; and no kind has its name inside the kernel."""

import ast
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from rooftree.cases import kinds
from rooftree.cases.tests.matters import MATTER

KERNEL = Path(kinds.__file__).parent
FILES = sorted(path for path in KERNEL.rglob("*.py") if "tests" not in path.parts)
REGISTERED = [kind.name for kind in kinds.all_kinds()]


def words_of(path: Path) -> Iterator[str]:
    """Every name in a file, and every string but those that only explain."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    explaining = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        match node:
            case ast.Constant(value=str(text)) if id(node) not in explaining:
                yield text
            case ast.Name(id=name) | ast.Attribute(attr=name) | ast.arg(arg=name):
                yield name
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                yield name
            case ast.ImportFrom(module=str(module)):
                yield module


def names(text: str, kind: str) -> bool:
    """Whether a name or a string of the code is about a kind. A sentence with the word in it is not."""
    return " " not in text and kind in text.lower().replace(".", "_").split("_")


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(KERNEL)))
def test_the_kernel_names_no_kind(path):
    assert [(kind, text) for text in words_of(path) for kind in REGISTERED if names(text, kind)] == []


def test_there_are_kinds_to_look_for():
    assert REGISTERED


@pytest.mark.parametrize("taken", [MATTER, replace(MATTER, name="another"), replace(MATTER, prefix="ZZ")])
def test_no_kind_takes_the_name_or_the_prefix_of_another(taken):
    with pytest.raises(AssertionError):
        kinds.register(taken)


def test_a_kind_says_what_happened_in_its_own_words_else_in_the_kernels():
    said = [kinds.label_of_event("matter", event) for event in ("matter.opened", "case.taken", "case.un_known")]

    assert said == ["Opened", "Taken up", "case: un known"]
    assert (kinds.label_of_kind("matter"), kinds.label_of_kind("old_kind")) == ("Matter", "Old kind")
