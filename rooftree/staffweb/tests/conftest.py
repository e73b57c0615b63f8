"""Who keeps the books in tests of the pages of rent accounting: two people, since much takes two."""

import pytest
from django.test import Client

from rooftree.foundations.isolation import Acting
from rooftree.staff.models import Officer
from rooftree.staffweb.tests.visits import sign_in_as
from tests.builders import an_officer


@pytest.fixture
def asha(client: Client, acting: Acting) -> Officer:
    """A rent accounting officer, signed in."""
    officer = an_officer("rent_accounting_officer", name="Asha Bell")
    sign_in_as(client, officer)
    return officer


@pytest.fixture
def bo(acting: Acting) -> Officer:
    """Her colleague, who is not signed in."""
    return an_officer("rent_accounting_officer", name="Bo Lin")
