"""The API does as its description says, whatever it is sent: schemathesis asks a real server, every check on."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import global_settings

from rooftree.api.tests.coming_in import a_token
from rooftree.foundations.isolation import acting_for
from tests.builders import a_contact, a_home, a_person, a_team, a_tenancy, an_enquiry, an_officer, by, the_council
from tests.live import LiveSite, serve

BIN = Path(sys.executable).parent
EXAMPLES = "5"
"""How many requests are made up for each operation, besides those that try every limit of every field."""


@pytest.fixture
def site(transactional_db, settings, database_url, tmp_path) -> Iterator[LiveSite]:
    """A server of our own, that hears as much as it is asked."""
    settings.PASSWORD_HASHERS = global_settings.PASSWORD_HASHERS
    with serve(database_url, log=tmp_path / "web.log", ROOFTREE_DEMO="1", ROOFTREE_API_RATE="1000000") as served:
        yield served


@pytest.fixture
def token(site) -> str:
    """Whoever may do most, in a council that has one of everything."""
    with acting_for([the_council().pk], who="test"):
        asha = an_officer("service_manager", name="Asha Bell")
        grace = a_person("Grace", "Okafor", reference="P-AAAA-0001")
        a_tenancy(a_home("12 Elm Walk", reference="H-AAAA-0001"), grace, reference="T-AAAA-0001")
        a_team()
        a_contact(grace, case=an_enquiry(grace, acting=by("adviser", officer=asha)).case, handler=asha)
        return a_token(asha)


KNOWN = f"""
hooks = "{Path(__file__).with_name("own_keys.py")}"

[[operations]]
include-path-regex = "^/api/v1/people/"
parameters = {{ "path.reference" = "P-AAAA-0001" }}

[[operations]]
include-path-regex = "^/api/v1/places/"
parameters = {{ "path.reference" = "H-AAAA-0001" }}

[[operations]]
include-path-regex = "^/api/v1/tenancies/"
parameters = {{ "path.reference" = "T-AAAA-0001" }}
"""
"""What is there to be asked for, so that more is tried than what is not there."""


def test_every_operation_does_as_described(site, token, tmp_path):
    (tmp_path / "schemathesis.toml").write_text(KNOWN)

    asked = subprocess.run(
        [
            *(BIN / "schemathesis", "run", f"{site.address}/api/v1/openapi.json"),
            *("--header", f"Authorization: Bearer {token}", "--checks", "all", "--seed", "1", "--no-color"),
            *("--max-examples", EXAMPLES, "--generation-database", "none", "--workers", "1"),
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )

    assert asked.returncode == 0, asked.stdout[-20_000:] + asked.stderr[-2_000:]
