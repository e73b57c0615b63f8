"""Keeps what is deliberately wrong in the files, so that tests can hold a loader to it: `truth.json`."""

import json
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

EXAMPLES = 60
"""Rows named for each kind of harmless untidiness; the count is of all of them."""

Reference = tuple[str, str]
"""A source system, and what it calls somebody."""


@dataclass
class FileTruth:
    """What is wrong in one file, by row. Row 1 is the first under the headings."""

    layout: str
    source_system: str
    rows: int = 0
    rejected: list[dict[str, Any]] = field(default_factory=list)
    warnings: list[dict[str, Any]] = field(default_factory=list)
    unchanged: list[int] = field(default_factory=list)
    untidy: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)

    def reject(self, row: int, kind: str, column: str, value: object) -> None:
        """Note a row that a loader must not take in, and the cell that says why."""
        self.counts[kind] += 1
        self.rejected.append({"row": row, "kind": kind, "column": column, "value": str(value)})

    def warn(self, row: int, kind: str, column: str, value: object) -> None:
        """Note a row to take in without this cell, or with part of it."""
        self.counts[kind] += 1
        self.warnings.append({"row": row, "kind": kind, "column": column, "value": str(value)})

    def repeat(self, row: int) -> None:
        """Note a row that says again, word for word, what a row before it said."""
        self.counts["same_row_twice"] += 1
        self.unchanged.append(row)

    def tidy(self, row: int, kind: str, column: str, value: object, means: str | None = None) -> None:
        """Note a cell that must load as what it means, and without complaint."""
        self.counts[kind] += 1
        examples = self.untidy.setdefault(kind, [])
        if len(examples) < EXAMPLES:
            said = {} if means is None else {"means": means}
            examples.append({"row": row, "column": column, "value": str(value), **said})


@dataclass
class Truth:
    """What is true of one council's extracts, and cannot be read from the files alone."""

    council: str
    as_at: str
    files: dict[str, FileTruth] = field(default_factory=dict)
    certain: list[dict[str, Any]] = field(default_factory=list)
    likely: list[dict[str, Any]] = field(default_factory=list)
    different: list[dict[str, Any]] = field(default_factory=list)
    restricted: dict[str, list[Reference]] = field(default_factory=dict)
    also_elsewhere: list[dict[str, Any]] = field(default_factory=list)
    facts: Counter[str] = field(default_factory=Counter)
    wrong_balances: list[dict[str, str]] = field(default_factory=list)
    """Payment references whose old system gave another balance than the sum of their transactions."""

    def pair(self, answer: str, kind: str, one: Reference, other: Reference) -> None:
        """Note two people who are certainly one, likely one, or different though they look alike."""
        getattr(self, answer).append({"kind": kind, "people": [one, other]})

    def restrict(self, group: str, person: Reference) -> None:
        """Note somebody who belongs in a restricted group: no file can say so."""
        self.restricted.setdefault(group, []).append(person)

    def write(self, folder: Path) -> Path:
        """Write `truth.json` into this folder."""
        path = folder / "truth.json"
        text = json.dumps(self._as_json(), ensure_ascii=False, indent=1)
        path.write_text(text + "\n", encoding="utf-8")
        return path

    def _as_json(self) -> dict[str, Any]:
        return {
            "council": self.council,
            "as_at": self.as_at,
            "files": {name: self._file(truth) for name, truth in self.files.items()},
            "pairs": {"certain": self.certain, "likely": self.likely, "different": self.different},
            "restricted": self.restricted,
            "also_at_the_other_council": self.also_elsewhere,
            "wrong_balances": self.wrong_balances,
            "facts": dict(sorted(self.facts.items())),
        }

    @staticmethod
    def _file(truth: FileTruth) -> dict[str, Any]:
        return {
            "layout": truth.layout,
            "source_system": truth.source_system,
            "rows": truth.rows,
            "counts": dict(sorted(truth.counts.items())),
            "rejected": truth.rejected,
            "warnings": truth.warnings,
            "unchanged": truth.unchanged,
            "untidy": truth.untidy,
        }
