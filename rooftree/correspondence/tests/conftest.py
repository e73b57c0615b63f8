"""What the tests of messages start from."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from rooftree.correspondence.tests import stand_in


@pytest.fixture
def folder(settings, tmp_path: Path) -> Path:
    """The folder that every channel goes to."""
    settings.MESSAGES_BY = {"email": "folder", "text": "folder", "letter": "folder"}
    settings.MESSAGES_FOLDER = tmp_path / "messages"
    return settings.MESSAGES_FOLDER


@pytest.fixture
def notify(settings) -> Iterator[stand_in.Notify]:
    """A stand-in for GOV.UK Notify that every channel goes to."""
    with stand_in.running() as notify:
        settings.MESSAGES_BY = {"email": "notify", "text": "notify", "letter": "notify"}
        settings.NOTIFY_URL = notify.url
        settings.NOTIFY_KEYS = {"alder": stand_in.KEY}
        settings.NOTIFY_EMAIL_TEMPLATES = {"alder": stand_in.EMAIL_TEMPLATE}
        settings.NOTIFY_TEXT_TEMPLATES = {"alder": stand_in.TEXT_TEMPLATE}
        settings.NOTIFY_TIMEOUT = 1
        yield notify
