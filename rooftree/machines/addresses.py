"""Which addresses we send to: those of the open internet, looked up by us, and no other.

A webhook makes our server call where somebody tells it. Without this, it could be told to call what
only our server can reach: a database, a neighbour, a cloud's metadata (OWASP, Server-Side Request
Forgery Prevention). The name is looked up at registration and again at every message, and the
connection goes to the very address that was checked.
"""

import ipaddress
import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings

from rooftree.foundations.refusals import Refused

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_TRANSLATED = (
    ipaddress.ip_network("64:ff9b::/96"),
    ipaddress.ip_network("64:ff9b:1::/48"),
    ipaddress.ip_network("2002::/16"),
    ipaddress.ip_network("2001::/32"),
)
"""Ranges of IPv6 that lead to an IPv4 address of anybody's choosing."""
LONGEST_URL = 500


@dataclass(frozen=True)
class Target:
    """Where a message goes: the name, the address that it was looked up to, the port and the path."""

    host: str
    address: str
    port: int
    path: str
    is_secure: bool


def check_url(url: str) -> None:
    """Raise Refused unless messages can be sent to this address: HTTPS, a public name, nothing hidden in it."""
    target_of(url)


def target_of(url: str) -> Target:
    """Return where to connect for an address, its name looked up now. Raises Refused for where we do not go."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise Refused(_NOT_AN_ADDRESS) from error
    loopback = bool(settings.WEBHOOKS_LOOPBACK)
    if parts.scheme != "https" and not (loopback and parts.scheme == "http"):
        raise Refused("The address must begin with https://, so that nobody on the way can read or change it.")
    if not parts.hostname or len(url) > LONGEST_URL or not url.isascii() or any(ord(each) <= 32 for each in url):
        raise Refused(_NOT_AN_ADDRESS)
    if parts.username is not None or parts.password is not None or parts.fragment:
        raise Refused("The address cannot hold a name, a password or a #. Messages are signed instead.")
    is_secure = parts.scheme == "https"
    port = port or (443 if is_secure else 80)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(parts.hostname, _looked_up(parts.hostname, port, loopback=loopback), port, path, is_secure)


def _looked_up(host: str, port: int, *, loopback: bool) -> str:
    """Return an address of a name, once every one of them is known to be public."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    except (OSError, UnicodeError) as error:
        raise Refused(f"There is no server of the name {host}. Check the address.") from error
    addresses = [str(each[4][0]).partition("%")[0] for each in found]
    for address in addresses:
        if not may_send_to(address, loopback=loopback):
            raise Refused(
                f"{host} is inside a network of its own. Messages go to servers of the open internet only."
            )
    return addresses[0]


def may_send_to(address: str, *, loopback: bool = False) -> bool:
    """Say whether a numeric address is one of the open internet; with `loopback`, this machine too."""
    number: Address = ipaddress.ip_address(address)
    if isinstance(number, ipaddress.IPv6Address) and number.ipv4_mapped:
        number = number.ipv4_mapped
    if loopback and number.is_loopback:
        return True
    if any(number in network for network in _TRANSLATED):
        return False
    return number.is_global and not (number.is_multicast or number.is_reserved or number.is_unspecified)


_NOT_AN_ADDRESS = "That is not an address that messages can be sent to. It looks like https://example.org/hooks."
