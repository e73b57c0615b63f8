"""What the page of an account shows, as far as whoever asks may see it."""

import datetime as dt

import pytest

from rooftree.record.account import account_page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("acting")]

TODAY = dt.date(2026, 11, 20)


def test_of_an_account_that_is_not_there_there_is_no_page():
    assert account_page(1, on=TODAY) is None
