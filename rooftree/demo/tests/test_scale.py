"""Large extracts for benchmarks: as many people as asked for, quickly, in the same memory."""

import csv
import itertools
import tracemalloc
from pathlib import Path

import pytest

from rooftree.demo.scale import write_scale


def rows(folder: Path, layout: str) -> list[dict[str, str]]:
    with (folder / f"{layout}.csv").open(encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))


@pytest.mark.parametrize("people", [1, 7, 8, 9, 1000])
def test_there_are_as_many_people_as_asked_for(tmp_path, people):
    written = write_scale(tmp_path, people=people)

    assert written.rows["people"] == len(rows(tmp_path, "people")) == people
    assert written.rows["tenancy_people"] == people


def test_nobody_at_all_is_refused(tmp_path):
    with pytest.raises(ValueError, match="somebody"):
        write_scale(tmp_path, people=0)


def test_everything_points_at_something(tmp_path):
    write_scale(tmp_path, people=2000)

    places = {row["place_ref"] for row in rows(tmp_path, "places")}
    tenancies = {row["tenancy_ref"]: row for row in rows(tmp_path, "tenancies")}
    people = {row["person_ref"] for row in rows(tmp_path, "people")}
    assert {row["place_ref"] for row in tenancies.values()} == places
    assert {row["place_ref"] for row in rows(tmp_path, "homes")} == places
    assert {row["tenancy_ref"] for row in rows(tmp_path, "tenancy_people")} == set(tenancies)
    assert {row["person_ref"] for row in rows(tmp_path, "tenancy_people")} == people


def test_one_tenancy_of_a_home_goes_on_and_the_others_stand_apart(tmp_path):
    write_scale(tmp_path, people=800)

    spans = sorted((row["place_ref"], row["start_on"], row["end_on"]) for row in rows(tmp_path, "tenancies"))
    going_on = [place for place, _, last in spans if not last]
    touching = [
        before for before, after in itertools.pairwise(spans) if before[0] == after[0] and not before[2] < after[1]
    ]
    assert len(going_on) == len(set(going_on)) == 100
    assert touching == []


def test_people_can_be_told_apart(tmp_path):
    write_scale(tmp_path, people=20_000)

    people = rows(tmp_path, "people")
    assert len({row["ni_number"] for row in people}) == 20_000
    assert len({row["phone"] for row in people if row["phone"]}) > 16_000
    assert len({row["surname"] for row in people}) > 2_000


def test_one_seed_gives_the_same_bytes(tmp_path):
    write_scale(tmp_path / "once", people=500, seed=3)
    write_scale(tmp_path / "again", people=500, seed=3)

    once = (tmp_path / "once" / "people.csv").read_bytes()
    assert once == (tmp_path / "again" / "people.csv").read_bytes()


def peak_memory(folder: Path, *, people: int) -> int:
    tracemalloc.start()
    write_scale(folder, people=people)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


def test_ten_times_the_people_take_the_same_memory(tmp_path):
    write_scale(tmp_path / "warm", people=1000)

    few, many = peak_memory(tmp_path / "few", people=3000), peak_memory(tmp_path / "many", people=30_000)

    assert many < few * 1.3
