"""A number reads the same wherever it is said: in the evidence of a load, and on a page."""

import pytest
from django.db import connection

from rooftree.migration.scripts import Runner
from rooftree.pages.filters import phone

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("acting")]


@pytest.mark.parametrize(
    ("kept", "dialled"),
    [
        ("+447700900123", "07700 900123"),
        ("+441632960123", "01632 960123"),
        ("+442079460123", "020 7946 0123"),
        ("+441214960123", "0121 496 0123"),
        ("+441174960123", "0117 496 0123"),
        ("+448081570123", "0808 157 0123"),
        ("+443069990123", "0306 999 0123"),
        ("grace@example.org", "grace@example.org"),
    ],
)
def test_evidence_says_a_number_as_the_pages_do(kept, dialled):
    Runner({}, lambda doing: None).run("start")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_temp.dialled(%s)", [kept])
        (said,) = cursor.fetchone()

    assert said == dialled == phone(kept)
