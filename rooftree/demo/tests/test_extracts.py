"""The extracts are what they say they are: the same for one seed, messy at any size, and truly described."""

import hashlib
from pathlib import Path

import pytest

from rooftree.demo import extracts


def digests(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_one_seed_gives_the_same_bytes(tmp_path):
    extracts.write(tmp_path / "once", homes=50)
    extracts.write(tmp_path / "again", homes=50)

    assert digests(tmp_path / "once") == digests(tmp_path / "again")


def test_another_seed_gives_other_people(tmp_path):
    extracts.write(tmp_path / "one", homes=50, seed=1)
    extracts.write(tmp_path / "two", homes=50, seed=2)

    one, two = digests(tmp_path / "one"), digests(tmp_path / "two")
    assert one["kelverton/people.csv"] != two["kelverton/people.csv"]


@pytest.mark.parametrize("homes", [49, 10_001])
def test_a_council_too_small_or_too_large_is_refused(tmp_path, homes):
    with pytest.raises(ValueError, match="50 to 10,000 homes"):
        extracts.write(tmp_path, homes=homes)
