"""What our links carry is read back; what we would never write is nothing."""

from datetime import UTC, datetime

import pytest

from rooftree.foundations import links

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def test_what_we_wrote_is_read_back():
    assert links.place_of(f"{NOON.isoformat()}~{links.LARGEST_NUMBER}") == (NOON, links.LARGEST_NUMBER)


@pytest.mark.parametrize(
    "text",
    [
        "", "~", "~1", "2026-11-20T12:00:00+00:00~", "2026-11-20T12:00:00~1", "0001-01-01T00:00:00+23:59~1",
        "9999-12-31T23:59:59-23:59~1", "3000-01-01T00:00:00+00:00~1", "2026-11-20T12:00:00+00:00~-1",
        "2026-11-20T12:00:00+00:00~9223372036854775808", "2026-11-20T12:00:00+00:00~٣", "infinity~1", "x~1",
    ],
)  # fmt: skip
def test_anything_else_is_nothing(text):
    assert links.place_of(text) is None
