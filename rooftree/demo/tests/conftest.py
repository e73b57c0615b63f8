"""The extracts that the tests read: 50 homes, and enough for shares to come right."""

from pathlib import Path

import pytest

from rooftree.demo import extracts
from rooftree.demo.tests.reading import Extracts


@pytest.fixture(scope="session")
def fewest(tmp_path_factory) -> dict[str, Extracts]:
    return _written(tmp_path_factory.mktemp("fewest"), homes=50)


@pytest.fixture(scope="session")
def many(tmp_path_factory) -> dict[str, Extracts]:
    return _written(tmp_path_factory.mktemp("many"), homes=3000)


@pytest.fixture(params=["kelverton", "dunmarrow"])
def found(request, many) -> Extracts:
    return many[request.param]


def _written(folder: Path, *, homes: int) -> dict[str, Extracts]:
    written = extracts.write(folder, homes=homes)
    return {council.code: Extracts(council.folder) for council in written.councils}
