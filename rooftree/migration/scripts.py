"""Reads the SQL of a load, and runs it statement by statement, so that each can be timed and told of.

A script in `sql/` is a cascade of steps. Each begins with a line `-- [name] What it does`; one that
ends in `(repeat)` runs until it changes nothing, one that ends in `(if changed)` only where the file
changed rows that were loaded before, and one that ends in `(each turn)` once for every turn of such rows
about one thing. `{words in braces}` are filled in by the stage.
"""

import re
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from django.db import connection
from django.db.backends.utils import CursorWrapper

_STEP = re.compile(
    r"^-- \[(?P<name>[^\]]+)\] (?P<words>.+?)(?: \((?P<how>repeat|each turn|if changed)\))?$", re.MULTILINE
)
_BLANK = re.compile(r"\{(\w+)\}")
_FOLDER = Path(__file__).parent / "sql"


@dataclass(frozen=True)
class Step:
    """One step of a script."""

    name: str
    words: str
    how: str
    statement: str


@dataclass(frozen=True)
class Doing:
    """What a load is doing now: which stage, in words what, and how far it has come where that is known."""

    stage: str
    words: str
    done: int = 0
    of: int = 0


Hear = Callable[[Doing], None]
"""Told what a load is doing, before each step and every so many rows."""


@cache
def steps_of(script: str) -> tuple[Step, ...]:
    """Return the steps of a script in `sql/`, by its name."""
    text = (_FOLDER / f"{script}.sql").read_text(encoding="utf-8")
    found = list(_STEP.finditer(text))
    ends = [match.start() for match in found[1:]] + [len(text)]
    return tuple(
        Step(match["name"], match["words"], match["how"] or "", text[match.end() : end].strip())
        for match, end in zip(found, ends, strict=True)
    )


@dataclass
class Runner:
    """Runs scripts with the parameters of one load, and keeps how long each step took."""

    parameters: Mapping[str, Any]
    hear: Hear
    seconds: dict[str, float] = field(default_factory=dict)

    def run(self, script: str, *, stage: str = "", filled: Mapping[str, str] | None = None, **more: Any) -> None:
        """Run every step of a script. `filled` are the texts for its words in braces, `more` its parameters."""
        stage = stage or script
        for step in steps_of(script):
            with self.timed(stage, step.name, step.words):
                statement = _BLANK.sub(lambda match: (filled or {})[match[1]], step.statement)
                self._step(step, statement, {**self.parameters, **more})

    @contextmanager
    def timed(self, stage: str, name: str, words: str) -> Iterator[None]:
        """Tell what is done meanwhile, and keep how long it took."""
        self.hear(Doing(stage, words))
        began = time.perf_counter()
        yield
        name = f"{stage}: {name}"
        self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - began

    def _step(self, step: Step, statement: str, parameters: dict[str, Any]) -> None:
        if not statement:
            return
        with connection.cursor() as cursor:
            if step.how in ("each turn", "if changed"):
                for turn in range(1, self._turns(cursor, step.how) + 1):
                    cursor.execute(statement, {**parameters, "turn": turn})
                return
            cursor.execute(statement, parameters)
            while step.how == "repeat" and cursor.rowcount > 0:
                cursor.execute(statement, parameters)

    @staticmethod
    def _turns(cursor: CursorWrapper, how: str) -> int:
        """Return how many times a step about changed rows runs."""
        cursor.execute("SELECT coalesce(max(turn), 0) FROM changed")
        (turns,) = cursor.fetchone()
        return int(turns) if how == "each turn" else min(turns, 1)
