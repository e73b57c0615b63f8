"""The extracts are the same for one seed, of the size asked for, and in the forms of several systems."""

import hashlib
import os
import subprocess
import sys
import tracemalloc
from datetime import date
from pathlib import Path

import pytest

from rooftree.demo import extracts
from rooftree.demo.sheets import LAYOUTS
from rooftree.demo.tests.reading import Extracts


def digests(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def distinct_homes(found: Extracts) -> int:
    return len({row["place_ref"] for row in found.good("homes")})


def test_one_seed_gives_the_same_bytes(tmp_path):
    extracts.write(tmp_path / "once", homes=50)
    extracts.write(tmp_path / "again", homes=50)

    assert digests(tmp_path / "once") == digests(tmp_path / "again")


def test_another_process_gives_the_same_bytes(tmp_path):
    extracts.write(tmp_path / "here", homes=50)
    where = repr(str(tmp_path / "there"))
    writing = (
        f"import pathlib; from rooftree.demo import extracts; extracts.write(pathlib.Path({where}), homes=50)"
    )
    subprocess.run([sys.executable, "-c", writing], check=True, env={**os.environ, "PYTHONHASHSEED": "77"})

    assert digests(tmp_path / "here") == digests(tmp_path / "there")


def test_another_seed_gives_other_people(tmp_path):
    extracts.write(tmp_path / "one", homes=50, seed=1)
    extracts.write(tmp_path / "other", homes=50, seed=2)

    one, other = digests(tmp_path / "one"), digests(tmp_path / "other")
    assert one["kelverton/people.csv"] != other["kelverton/people.csv"]


def test_the_day_of_the_extracts_can_be_chosen(tmp_path):
    written = extracts.write(tmp_path, homes=50, as_at=date(2027, 3, 1))

    assert Extracts(written.councils[0].folder).truth["as_at"] == "2027-03-01"


@pytest.mark.parametrize("homes", [49, 10_001])
def test_too_few_or_too_many_homes_are_refused(tmp_path, homes):
    with pytest.raises(ValueError, match="50 to 10,000 homes"):
        extracts.write(tmp_path, homes=homes)


def test_there_are_as_many_homes_as_asked_for(fewest, many):
    assert sum(map(distinct_homes, fewest.values())) == 50
    assert sum(map(distinct_homes, many.values())) == 3000


def test_the_borough_has_seven_homes_in_ten(many):
    assert distinct_homes(many["kelverton"]) == 2100


def test_rows_are_counted(tmp_path):
    council = extracts.write(tmp_path, homes=50).councils[0]
    found = Extracts(council.folder)

    assert council.rows == {file.path.name: len(file.rows) for file in found.files}
    assert council.rows == {name: truth["rows"] for name, truth in found.truth["files"].items()}


def test_progress_is_told_up_to_the_end(tmp_path):
    heard = []

    extracts.write(tmp_path, homes=60, progress=lambda what, done, total: heard.append((done, total)))

    assert heard == sorted(heard)
    assert heard[-1] == (60, 60)


def test_every_layout_of_this_round_is_there(fewest):
    assert {file.layout for file in fewest["kelverton"].files} == set(LAYOUTS)
    assert {file.layout for file in fewest["dunmarrow"].files} == set(LAYOUTS)


def test_columns_that_must_be_there_are_there_under_the_mapping(fewest):
    columns = {
        file.path.name: set(LAYOUTS[file.layout]) - set(file.rows[0])
        for found in fewest.values()
        for file in found.files
    }

    assert set().union(*columns.values()) == set()


def test_the_systems_write_each_in_their_own_way(fewest):
    kelverton, dunmarrow = fewest["kelverton"].folder, fewest["dunmarrow"].folder

    assert (kelverton / "people.csv").read_bytes().startswith(b"person_ref,title")
    assert (kelverton / "hopts_clients.csv").read_bytes().startswith(b"Client No;Title;First Name(s)")
    assert (dunmarrow / "lodge_places.txt").read_bytes().startswith(b"\xef\xbb\xbfplace_ref\tkind")
    assert (dunmarrow / "lodge_persons.txt").read_bytes().startswith(b"PER_NO|title|FORENAMES")
    assert (dunmarrow / "lodge_dwellings.xlsx").read_bytes().startswith(b"PK")


def test_the_housing_options_system_writes_windows_1252(many):
    text = (many["kelverton"].folder / "hopts_clients.csv").read_bytes()

    with pytest.raises(UnicodeDecodeError):
        text.decode("utf-8")
    assert "é" in text.decode("cp1252")


def peak_memory(folder: Path, *, homes: int) -> int:
    tracemalloc.start()
    extracts.write(folder, homes=homes)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


def test_ten_times_the_homes_take_little_more_memory(tmp_path):
    few = peak_memory(tmp_path / "few", homes=50)
    many = peak_memory(tmp_path / "many", homes=500)

    assert many < few + 850_000
