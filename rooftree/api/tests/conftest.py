"""What every test of the API has: the council that it acts for, said while the test builds."""

import pytest


@pytest.fixture(autouse=True)
def _acting(acting):
    """Build as the council; each request says for itself for whom it acts."""
