"""The councils' own directories, by which staff may sign in: what the settings say of each.

`ROOFTREE_DIRECTORIES` lists their codes; the other settings of a directory carry its code in their
names (docs/configuration.md). Read once, at start-up, so that a mistake stops the start.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

LOOPBACK = ("localhost", "127.0.0.1", "::1")
LONGEST_CODE = 40


class Unfit(ValueError):
    """A directory's settings cannot be used. Says which, and why."""


@dataclass(frozen=True)
class Directory:
    """A directory: where it is, as whom we ask it, what its claims are called, and what it may decide."""

    code: str
    name: str
    issuer: str
    client_id: str
    client_secret: str
    councils: tuple[str, ...]
    """Codes of the councils whose roles its groups may give."""
    domains: tuple[str, ...]
    """It speaks for email addresses of these domains, and for no others."""
    scopes: tuple[str, ...]
    email_claim: str
    verified_claim: str
    name_claim: str
    groups_claim: str
    second_factor: frozenset[str]
    """What `amr` or `acr` says when the directory has seen a second factor; nothing: we ask for our own."""
    is_only_way: bool
    """Whether those with an address of its domains sign in by it and in no other way."""
    may_add: bool
    """Whether somebody unknown becomes an officer by a group that gives a role."""

    def speaks_for(self, email: str) -> bool:
        """Return whether an address is of one of its domains."""
        return email.rpartition("@")[2].lower() in self.domains


def read(codes: Sequence[str], environment: Mapping[str, str]) -> tuple[Directory, ...]:
    """Return the directories that the environment describes. Raises Unfit for one that cannot be used."""
    directories = tuple(_read(code.strip().lower(), environment) for code in codes if code.strip())
    issuers = [directory.issuer for directory in directories]
    if len(set(issuers)) < len(issuers):
        raise Unfit("Two directories in ROOFTREE_DIRECTORIES have the same issuer. Make them one.")
    return directories


def of_code(directories: Sequence[Directory], code: str) -> Directory | None:
    """Return the directory with a code; None if there is none."""
    return next((directory for directory in directories if directory.code == code), None)


def only_way_for(directories: Sequence[Directory], email: str) -> Directory | None:
    """Return the directory by which alone somebody with this address signs in; None if they may otherwise."""
    mine = (directory for directory in directories if directory.is_only_way and directory.speaks_for(email))
    return next(mine, None)


def _read(code: str, environment: Mapping[str, str]) -> Directory:
    prefix = f"ROOFTREE_DIRECTORY_{code.upper().replace('-', '_')}_"

    def said(name: str, otherwise: str = "") -> str:
        return environment.get(prefix + name, "").strip() or otherwise

    def listed(name: str, otherwise: str = "") -> tuple[str, ...]:
        return tuple(filter(None, (each.strip() for each in said(name, otherwise).split(","))))

    directory = Directory(
        code=code,
        name=said("NAME", "your council’s directory"),
        issuer=said("ISSUER"),
        client_id=said("CLIENT_ID"),
        client_secret=said("CLIENT_SECRET"),
        councils=listed("COUNCILS", code),
        domains=tuple(domain.lower().lstrip("@") for domain in listed("DOMAINS")),
        scopes=tuple(dict.fromkeys(("openid", *listed("SCOPES", "email,profile")))),
        email_claim=said("EMAIL_CLAIM", "email"),
        verified_claim=said("VERIFIED_CLAIM", "email_verified"),
        name_claim=said("NAME_CLAIM", "name"),
        groups_claim=said("GROUPS_CLAIM", "groups"),
        second_factor=frozenset(listed("SECOND_FACTOR")),
        is_only_way=said("ONLY", "0") == "1",
        may_add=said("ADD", "0") == "1",
    )
    for reason in _unfit(directory, prefix):
        raise Unfit(reason)
    return directory


def _unfit(directory: Directory, prefix: str) -> Iterator[str]:
    """Give a sentence for each setting of a directory that cannot be used."""
    if not directory.code.replace("-", "").isalnum() or len(directory.code) > LONGEST_CODE:
        yield f"“{directory.code}” in ROOFTREE_DIRECTORIES is no code: use small letters, figures and hyphens."
    for name in ("ISSUER", "CLIENT_ID", "CLIENT_SECRET", "DOMAINS"):
        if not getattr(directory, name.lower()):
            yield f"{prefix}{name} is not set, so nobody could sign in by that directory."
    address = urlsplit(directory.issuer)
    if address.scheme != "https" and not (address.scheme == "http" and address.hostname in LOOPBACK):
        yield f"{prefix}ISSUER is not an address that begins with https://."
