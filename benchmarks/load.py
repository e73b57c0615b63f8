"""A load of people and tenancies, with the places they need: beside a bare COPY of the same files.

Each size runs in a process of its own, so that its peak memory is its own. The floor is COPY of the
same files, whole, into plain text tables without keys, from the same folder, in the same run.
"""

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

SIZES = (50_000, 500_000)
"""Rows of all files together."""

ROWS_A_PERSON = 2.75
"""One of the person, one of a part in a tenancy, half a tenancy, an eighth each of a place and of its home."""

KINDS = {
    "reading: wait": "waiting for the reader",
    "search words: people": "search words",
    "search words: places": "search words",
    "copy": "taking rows in",
    "add": "putting things into the record",
    "contact points": "putting things into the record",
    "keep": "keeping what the files said",
}
"""What a step does, by its whole name or what follows the stage's."""

OTHERS = "finding, checking and matching"
"""What all other steps do."""


def main() -> None:
    """Measure each size, and what memory each took."""
    from benchmarks.report import report

    for size in SIZES:
        ran = subprocess.run(
            [sys.executable, "-m", "benchmarks.load", str(size)], check=True, capture_output=True, text=True
        )
        found = json.loads(ran.stdout.splitlines()[-1])
        shares = "; ".join(f"{name} {seconds:.2g} s" for name, seconds in found["steps"])
        kinds = "; ".join(f"{kind} {seconds / found['seconds']:.0%}" for kind, seconds in found["kinds"])
        report(
            name=f"load.{size}",
            n=found["rows"],
            value=found["seconds"],
            floor=found["floor"],
            unit="s",
            note=f"Rows of five files with audit and protection on; the floor is a bare COPY. {kinds}. "
            f"Dearest: {shares}.",
        )
        report(
            name=f"load.memory.{size}",
            n=found["rows"],
            value=found["peak"],
            floor=found["before"],
            unit="MiB",
            note="Peak of the process that loads; the floor is the same process before it begins.",
        )


def one(size: int) -> None:
    """Load files of about so many rows, and print what it took as JSON."""
    from benchmarks.database import scratch_database

    with tempfile.TemporaryDirectory() as folder, scratch_database() as scratch:
        from rooftree.demo.scale import write_scale
        from rooftree.foundations import dates
        from rooftree.foundations.models import Council
        from rooftree.migration.load import load

        written = write_scale(Path(folder), people=round(size / ROWS_A_PERSON))
        rows = sum(written.rows.values())
        floor = _copy_bare(scratch, Path(folder))
        council = Council.objects.get(pk=scratch.council)
        before = _peak()
        began = time.perf_counter()
        loaded = load(Path(folder), council=council, by="bench", at=dates.now())
        seconds = time.perf_counter() - began
        rejected = sum(file.rejected for file in loaded.files)
        assert rejected == 0, f"{rejected} of the rows were rejected: the figure would flatter."
        dearest = _dearest(loaded.steps)[:8]
        told = {"rows": rows, "seconds": seconds, "floor": floor, "before": before, "peak": _peak()}
        print(json.dumps({**told, "steps": dearest, "kinds": _dearest(_by_kind(loaded.steps))}))


def _by_kind(steps: Mapping[str, float]) -> dict[str, float]:
    """Return the seconds of each kind of step."""
    kinds: dict[str, float] = {}
    for name, seconds in steps.items():
        kind = KINDS.get(name) or KINDS.get(name.partition(": ")[2], OTHERS)
        kinds[kind] = kinds.get(kind, 0.0) + seconds
    return kinds


def _dearest(seconds: Mapping[str, float]) -> list[tuple[str, float]]:
    return sorted(seconds.items(), key=lambda each: -each[1])


def _copy_bare(scratch: Any, folder: Path) -> float:
    """Return the seconds that COPY of every file takes, into text columns and nothing else."""
    began = time.perf_counter()
    with scratch.owner.transaction():
        for path in sorted(folder.glob("*.csv")):
            with path.open("rb") as file:
                names = file.readline().decode().strip().split(",")
                columns = ", ".join(f'"{name}" text' for name in names)
                scratch.owner.execute(f'CREATE TABLE "bare_{path.stem}" ({columns})')
                with scratch.owner.cursor().copy(f'COPY "bare_{path.stem}" FROM STDIN (FORMAT csv)') as copy:
                    while chunk := file.read(1 << 20):
                        copy.write(chunk)
    seconds = time.perf_counter() - began
    for path in folder.glob("*.csv"):
        scratch.owner.execute(f'DROP TABLE "bare_{path.stem}"')
    return seconds


def _peak() -> float:
    """Return the most memory that this process has had, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    one(int(sys.argv[1])) if len(sys.argv) > 1 else main()
