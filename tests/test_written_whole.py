"""A file that a command writes is there whole, or as it was before."""

import pytest

from rooftree.cli.app import written_whole


def test_a_file_takes_its_place_when_it_is_whole_and_is_its_owners_alone(tmp_path):
    path = tmp_path / "books.csv"

    with written_whole(path) as arriving:
        arriving.write_text("all of it")

    assert path.read_text() == "all of it"
    assert path.stat().st_mode & 0o077 == 0
    assert list(tmp_path.iterdir()) == [path]


def test_what_fails_on_the_way_leaves_what_was_there_and_nothing_beside_it(tmp_path):
    path = tmp_path / "books.csv"
    path.write_text("of yesterday")

    with pytest.raises(UnicodeError), written_whole(path) as arriving:
        arriving.write_text("half of it, and then £", encoding="ascii")

    assert path.read_text() == "of yesterday"
    assert list(tmp_path.iterdir()) == [path]
