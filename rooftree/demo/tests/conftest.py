"""The extracts that the tests read: 50 homes, and enough for shares to come right, written once a run."""

import fcntl
import os
from pathlib import Path

import pytest

from rooftree.demo import extracts
from rooftree.demo.tests.reading import Extracts


@pytest.fixture(scope="session")
def fewest(tmp_path_factory) -> dict[str, Extracts]:
    return _written(tmp_path_factory, homes=50)


@pytest.fixture(scope="session")
def many(tmp_path_factory) -> dict[str, Extracts]:
    return _written(tmp_path_factory, homes=3000)


@pytest.fixture(params=["kelverton", "dunmarrow"])
def found(request, many) -> Extracts:
    return many[request.param]


def _written(tmp_path_factory: pytest.TempPathFactory, *, homes: int) -> dict[str, Extracts]:
    """Write the files of so many homes, unless another process of this run has: then wait until it is done."""
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    with (shared / f"extracts-{homes}.lock").open("a+") as said:
        fcntl.flock(said, fcntl.LOCK_EX)
        said.seek(0)
        folders = said.read().split()
        if not folders:
            written = extracts.write(shared / f"extracts-{homes}", homes=homes)
            folders = [str(council.folder) for council in written.councils]
            said.write("\n".join(folders))
    return {Path(folder).name: Extracts(Path(folder)) for folder in folders}
