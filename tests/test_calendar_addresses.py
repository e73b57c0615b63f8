"""The secret address of a calendar feed stands in no line of the log, whatever was wrong with the request."""

import logging
from secrets import token_urlsafe

import pytest
from django.test import Client

from rooftree.config.logs import Line

pytestmark = pytest.mark.django_db


def test_no_line_of_the_log_holds_an_address(caplog):
    address = f"/calendars/{token_urlsafe(32)}.ics"
    caplog.set_level(logging.DEBUG)

    Client().get(address)
    Client().post(address)

    lines = [Line().format(record) for record in caplog.records]
    assert [line for line in lines if "/calendars/" in line]
    assert [line for line in lines if address in line] == []
