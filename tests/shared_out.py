"""How the files of tests are shared out when several processes run them: the longest first, so both end together.

A process runs whole files. Each has a test database, live servers on free ports, and a folder for kept
files, all of its own; what kills or restarts a database server starts one for itself (`a_var_folder`).
"""

import gc

import pytest

FIRST = "test_running.py"
"""The longest, without the test database: one process is at it while another makes that (`made_once`)."""
LONGEST = (
    "test_every_page.py",
    "test_resident_pages.py",
    "test_rent_accounting_pages.py",
    "test_house.py",
    "test_machine_pages.py",
    "test_cover_pages.py",
    "test_year_close.py",
    "test_killed_runs.py",
    "test_money_at_once.py",
)
"""Files of half a minute and more. `bin/test --durations=100` shows which have become so."""
LONG = ("browser", "faults", "long")
"""Marks of what starts real processes, or takes as long."""


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Let the longest files begin before the others, where several processes share them."""
    if hasattr(config, "workerinput"):
        marked = {item.path for item in items if any(map(item.get_closest_marker, LONG))}
        names = [{FIRST}, {*LONGEST}, {path.name for path in marked}]
        items.sort(key=lambda item: tuple(item.path.name not in known for known in names))


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """Leave what has been collected out of every search for garbage: 700,000 things that live to the end."""
    gc.collect()
    gc.freeze()
