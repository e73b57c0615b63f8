"""What a process keeps for life is spared Python's collector."""

import gc

import pytest

from rooftree.config.collecting import spare_what_stays


@pytest.fixture
def collector():
    before = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*before)


def test_what_is_loaded_is_looked_at_no_more_and_what_comes_later_is(collector):
    spare_what_stays()

    assert gc.get_freeze_count() > 10_000
    came_later = [[]]
    came_later.append(came_later)
    assert any(each is came_later for each in gc.get_objects())
