"""What the settings say of directories, and the mistakes that stop the start."""

import pytest

from rooftree.staffweb import directories
from rooftree.staffweb.directories import Unfit

NEEDED = {
    "ROOFTREE_DIRECTORY_ALDER_ISSUER": "https://directory.alder.test",
    "ROOFTREE_DIRECTORY_ALDER_CLIENT_ID": "rooftree",
    "ROOFTREE_DIRECTORY_ALDER_CLIENT_SECRET": "s",
    "ROOFTREE_DIRECTORY_ALDER_DOMAINS": "alder.gov.uk, @Alder-Homes.org",
}


def read(codes=("alder",), **changed):
    return directories.read(
        codes, NEEDED | {f"ROOFTREE_DIRECTORY_ALDER_{name}": value for name, value in changed.items()}
    )


def test_what_is_needed_is_enough():
    (directory,) = read()

    assert directory.councils == ("alder",)
    assert directory.scopes == ("openid", "email", "profile")
    assert directory.domains == ("alder.gov.uk", "alder-homes.org")
    assert (directory.is_only_way, directory.may_add, directory.second_factor) == (False, False, frozenset())


def test_everything_can_be_said():
    (directory,) = read(COUNCILS="alder,birch", SECOND_FACTOR="mfa, otp", ONLY="1", ADD="1", SCOPES="email,groups")

    assert directory.councils == ("alder", "birch")
    assert directory.second_factor == {"mfa", "otp"}
    assert (directory.is_only_way, directory.may_add) == (True, True)
    assert directory.scopes == ("openid", "email", "groups")


def test_no_codes_no_directories():
    assert directories.read([], {}) == () == directories.read([""], NEEDED)


@pytest.mark.parametrize("name", ["ISSUER", "CLIENT_ID", "CLIENT_SECRET", "DOMAINS"])
def test_what_is_needed_and_not_said_stops_the_start(name):
    with pytest.raises(Unfit, match=f"ROOFTREE_DIRECTORY_ALDER_{name} is not set"):
        read(**{name: ""})


@pytest.mark.parametrize("issuer", ["http://directory.alder.test", "ftp://directory", "directory.alder.test"])
def test_a_directory_is_asked_over_https_alone(issuer):
    with pytest.raises(Unfit, match="begins with https"):
        read(ISSUER=issuer)


def test_on_this_machine_it_need_not_be():
    assert read(ISSUER="http://localhost:9000")


@pytest.mark.parametrize("code", ["al der", "alder!", "a" * 41])
def test_a_code_that_is_none_stops_the_start(code):
    with pytest.raises(Unfit, match="is no code"):
        read(codes=(code,))


def test_two_with_one_issuer_stop_the_start():
    with pytest.raises(Unfit, match="the same issuer"):
        directories.read(("alder", "alder"), NEEDED)


@pytest.mark.parametrize(
    ("email", "only"),
    [
        ("a@alder.gov.uk", True),
        ("A@ALDER.GOV.UK", True),
        ("a@sub.alder.gov.uk", False),
        ("alder.gov.uk", True),
        ("", False),
    ],
)
def test_for_whom_it_is_the_only_way(email, only):
    assert bool(directories.only_way_for(read(ONLY="1"), email)) == only
    assert directories.only_way_for(read(), email) is None
