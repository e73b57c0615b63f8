"""Makes the demo: writes the councils' extracts, loads them as any council's, and does what files cannot say."""

import json
from datetime import date, datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from rooftree.demo import extracts
from rooftree.demo.after import administrators, after
from rooftree.demo.extracts import Progress
from rooftree.demo.profile import profile
from rooftree.demo.rent_weeks import last_weeks
from rooftree.demo.sheets import LAYOUTS
from rooftree.foundations import dates
from rooftree.foundations.idempotency import once
from rooftree.foundations.isolation import acting_for
from rooftree.foundations.models import Council, DoneKey
from rooftree.migration.load import load
from rooftree.migration.models import LoadRun
from rooftree.migration.scripts import Doing

WHO = "demo"
FINISHED = "demo: finished"
STAGES = len(LAYOUTS) + 4
"""Of a load, as a bar shows them: one for each layout, and those before and after."""


def load_demo(
    *, homes: int, folder: Path | None = None, at: datetime | None = None, progress: Progress | None = None
) -> None:
    """Make the two councils with so many homes between them, unless they are there.

    A demo whose making was stopped half-way is taken up again with the files it had. The files go to
    `folder`, `var/demo` unless given; `at` is the moment of its making, now unless a test says otherwise.
    """
    if is_there():
        return
    at = at or dates.now()
    folder = folder or settings.VAR_DIR / "demo"
    councils = _councils()
    _write_files(folder, homes=homes, as_at=dates.london_day(at), progress=progress)
    administrators(councils, at=at)
    for council in councils:
        if not _is_loaded(council):
            _load(council, folder, at=at, progress=progress)
    _finish(councils, folder, at=at)


def is_there() -> bool:
    """Say whether the demo has been made to its end. Two short queries."""
    codes = [each["code"] for each in profile()["council"]]
    ids = list(Council.objects.filter(code__in=codes).values_list("pk", flat=True))
    with acting_for(ids, who=WHO):
        return DoneKey.objects.filter(key=FINISHED).count() == len(codes)


def _councils() -> list[Council]:
    """Return the two councils, made if need be: by the owner, since the app's log-in may not."""
    councils = Council.objects.using("owner")
    for each in profile()["council"]:
        councils.get_or_create(code=each["code"], defaults={"name": each["name"]})
    return [Council.objects.get(code=each["code"]) for each in profile()["council"]]


def _write_files(folder: Path, *, homes: int, as_at: date, progress: Progress | None) -> None:
    """Write the extracts, unless they were written before for so many homes: then those are still to be loaded."""
    written = folder / "written.json"
    if written.exists() and json.loads(written.read_text(encoding="utf-8"))["homes"] == homes:
        return
    extracts.write(folder, homes=homes, as_at=as_at, progress=progress)
    written.write_text(json.dumps({"homes": homes, "as_at": as_at.isoformat()}), encoding="utf-8")


def _is_loaded(council: Council) -> bool:
    """Say whether a council's files have been loaded: a load is done whole or not at all."""
    with acting_for([council.pk], who=WHO):
        finished = LoadRun.objects.filter(council=council, status=LoadRun.Status.FINISHED, started_by=WHO)
        return finished.exists()


def _load(council: Council, folder: Path, *, at: datetime, progress: Progress | None) -> None:
    files, report = folder / council.code, folder / f"{council.code}-load.json"
    heard = _Heard(progress, council)
    load(files, council=council, mapping=files / "mapping.toml", report=report, progress=heard, by=WHO, at=at)
    heard.done()


def _finish(councils: list[Council], folder: Path, *, at: datetime) -> None:
    """Do what files cannot say, then the last weeks of rent, and note that the demo is there.

    What files cannot say is done all or nothing; the weeks go on where they were stopped.
    """
    ids = [council.pk for council in councils]
    with acting_for(ids, who=WHO, why="What no file can say"), transaction.atomic():
        for council in councils:
            truth = json.loads((folder / council.code / "truth.json").read_text(encoding="utf-8"))
            after(council, truth["restricted"], at=at)
    for council in councils:
        last_weeks(council, folder, at=at)
    with acting_for(ids, who=WHO), transaction.atomic():
        for council in councils:
            once(FINISHED, "demo.load", council_id=council.pk, at=at)


class _Heard:
    """Turns what the loader says into one bar for a council: which of its stages it has come to."""

    def __init__(self, progress: Progress | None, council: Council) -> None:
        self._progress = progress
        self._name = f"Loading {council.name}"
        self._stages: set[str] = set()

    def __call__(self, doing: Doing) -> None:
        self._stages.add(doing.stage)
        self._say(min(len(self._stages), STAGES - 1))

    def done(self) -> None:
        """Say that the council is loaded."""
        self._say(STAGES)

    def _say(self, done: int) -> None:
        if self._progress:
            self._progress(self._name, done, STAGES)
