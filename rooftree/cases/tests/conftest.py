"""A kind of case that belongs to no service: the kernel is tried without one."""

from functools import cache
from pathlib import Path

import psycopg
import pytest

from rooftree.cases import kinds
from rooftree.cases.tests import matters
from rooftree.foundations import rule_files, rulebook

RULES = Path(__file__).parent / "matters.toml"


@pytest.fixture(scope="session")
def _table_of_matters(owner_url: str) -> None:
    """Make the table of the kind as a service's migration would, as the owner."""
    with psycopg.connect(owner_url, autocommit=True) as owner:
        for statement, values in matters.table():
            owner.execute(statement, values)


@pytest.fixture(autouse=True)
def _matters_are_a_kind(_table_of_matters: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(kinds._kinds, matters.MATTER.name, matters.MATTER)


@pytest.fixture(autouse=True)
def _matters_have_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    book = {**rulebook.load(), **rule_files.read([("matters.toml", RULES)])}
    monkeypatch.setattr(rulebook, "_book", cache(lambda: book))
