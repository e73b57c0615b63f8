"""What tests of the API have: the council that they act for, said while they build."""

import pytest


@pytest.fixture(autouse=True)
def _acting(request):
    """Build as the council; each request says for itself for whom it acts. What commits says it by itself."""
    if "transactional_db" not in request.fixturenames:
        request.getfixturevalue("acting")
