"""Runs the independent directory beside a test, and walks its pages as a browser without scripts would."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qs, urljoin, urlsplit

import requests

from tests.live import free_port

HERE = Path(__file__).parent


@contextmanager
def independent_directory(*come_back_to: str, port: int = 0) -> Iterator[str]:
    """Run it while the block lasts, on a free port unless one is given. Gives its issuer."""
    node = shutil.which("node") or str(HERE.parent.parent / ".venv" / "bin" / "node")
    directory = subprocess.Popen(
        [node, HERE / "provider.mjs", str(port or free_port()), *come_back_to],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "NODE_ENV": "test"},
        text=True,
    )
    try:
        issuer = next((line.strip() for line in directory.stdout if line.startswith("http")), "")
        assert issuer, "The directory did not start."
        yield issuer
    finally:
        directory.communicate(timeout=10)


def walk(address: str, *, who: str) -> dict[str, str]:
    """Go to the directory, say who one is, and return what it sends back to the site with the browser."""
    browser = requests.Session()
    answer = browser.get(address, timeout=10)
    assert re.search("<form", answer.text), answer.text
    answer = browser.post(answer.url, data={"who": who}, allow_redirects=False, timeout=10)
    while urlsplit(answer.headers["Location"]).path.startswith("/auth"):
        answer = browser.get(urljoin(answer.url, answer.headers["Location"]), allow_redirects=False, timeout=10)
    back = urlsplit(answer.headers["Location"])
    return {name: values[0] for name, values in parse_qs(back.query).items()}
