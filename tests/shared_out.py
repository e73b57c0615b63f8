"""How the files of tests are shared out when several processes run them: the longest first, so both end together.

A process runs whole files. Each has a test database, live servers on free ports, and a folder for kept
files, all of its own; what kills or restarts a database server starts one for itself (`a_var_folder`).
"""

import pytest

LONG = ("browser", "faults", "long")
"""Marks of what starts real processes, or takes as long."""


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Let the files that hold a long test begin before the others, where several processes share them."""
    if hasattr(config, "workerinput"):
        long = {item.path for item in items if any(map(item.get_closest_marker, LONG))}
        items.sort(key=lambda item: item.path not in long)
