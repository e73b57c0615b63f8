"""Webhooks go to servers of the open internet, looked up by us, and nowhere else."""

import socket

import pytest

from rooftree.foundations.refusals import Refused
from rooftree.machines import addresses, sending
from rooftree.machines.addresses import check_url, may_send_to, target_of
from rooftree.machines.tests.listening import listening
from tests.builders import NOON

INSIDE = [
    "127.0.0.1",
    "127.9.9.9",
    "0.0.0.0",
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "192.0.2.1",
    "198.18.0.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "64:ff9b::a9fe:a9fe",
    "2002:7f00:1::",
    "2001:0:53aa:64c::1",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "ff02::1",
]


@pytest.mark.parametrize("address", INSIDE)
def test_an_address_inside_a_network_is_not_sent_to(address):
    assert not may_send_to(address)


@pytest.mark.parametrize("address", ["93.184.216.34", "1.1.1.1", "2606:4700::1111", "::ffff:1.1.1.1"])
def test_an_address_of_the_open_internet_is_sent_to(address):
    assert may_send_to(address)


@pytest.mark.parametrize("address", ["127.0.0.1", "::1"])
def test_this_machine_is_sent_to_where_the_settings_say(address):
    assert may_send_to(address, loopback=True)
    assert not may_send_to("10.0.0.1", loopback=True)


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/",
        "ftp://example.org/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "//example.org/",
        "example.org",
        "",
        "https://",
        "https:///hooks",
        "https://user:word@example.org/",
        "https://example.org/#part",
        "https://example.org:99999/",
        "https://exa mple.org/",
        "https://example.org/\r\nHost: inside",
        "https://[::1/",
        "https://" + "a" * 600 + ".org/",
        "https://exämple.org/",
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://2130706433/",
        "https://0x7f.1/",
        "https://localhost/",
        "https://169.254.169.254/latest/meta-data/",
    ],
)
def test_an_address_that_leads_elsewhere_is_refused(url):
    with pytest.raises(Refused):
        check_url(url)


def _leads_to(monkeypatch, *numbers: str) -> None:
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (number, 443)) for number in numbers]
    monkeypatch.setattr(addresses.socket, "getaddrinfo", lambda *args, **kwargs: found)


def test_a_name_that_leads_inside_is_refused(monkeypatch):
    _leads_to(monkeypatch, "10.0.0.7")

    with pytest.raises(Refused, match=r"hooks\.example\.org is inside a network of its own"):
        check_url("https://hooks.example.org/")


def test_a_name_of_which_one_address_leads_inside_is_refused(monkeypatch):
    _leads_to(monkeypatch, "93.184.216.34", "127.0.0.1")

    with pytest.raises(Refused):
        check_url("https://hooks.example.org/")


def test_the_connection_goes_to_the_address_that_was_checked(monkeypatch):
    _leads_to(monkeypatch, "93.184.216.34")
    dialled = []
    monkeypatch.setattr(sending.socket, "create_connection", lambda where, timeout: dialled.append(where) or 1 / 0)

    with pytest.raises(ZeroDivisionError):
        sending.send("https://hooks.example.org/a?b=c", message="msg_1", body=b"{}", secrets=[], at=NOON)

    assert dialled == [("93.184.216.34", 443)]


def test_a_name_that_leads_inside_by_now_is_not_sent_to(monkeypatch):
    _leads_to(monkeypatch, "127.0.0.1")

    outcome = sending.send("https://hooks.example.org/", message="msg_1", body=b"{}", secrets=[], at=NOON)

    assert (outcome.arrived, outcome.answered) == (False, False)
    assert "inside a network of its own" in outcome.words


def test_the_path_and_what_stands_after_the_question_mark_are_kept(monkeypatch):
    _leads_to(monkeypatch, "93.184.216.34")

    target = target_of("https://hooks.example.org:8443/a/b?c=d")

    assert (target.host, target.port, target.path) == ("hooks.example.org", 8443, "/a/b?c=d")


def test_a_certificate_that_nobody_vouches_for_is_not_trusted(monkeypatch, settings):
    settings.WEBHOOKS_LOOPBACK = True
    with listening() as listener:
        address = listener.address.replace("http://", "https://")

        outcome = sending.send(address, message="msg_1", body=b"{}", secrets=[], at=NOON)

    assert (outcome.arrived, listener.heard) == (False, [])
