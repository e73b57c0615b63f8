"""What the tests of messages start from."""

from pathlib import Path

import pytest


@pytest.fixture
def folder(settings, tmp_path: Path) -> Path:
    """The folder that every channel goes to."""
    settings.MESSAGES_BY = {"email": "folder", "text": "folder", "letter": "folder"}
    settings.MESSAGES_FOLDER = tmp_path / "messages"
    return settings.MESSAGES_FOLDER
