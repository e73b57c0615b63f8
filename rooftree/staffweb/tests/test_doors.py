"""Every staff address is behind a door: all patterns are walked, so a new page cannot be forgotten."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RoutePattern

from rooftree.staffweb.middleware import STAFF

OPEN = {
    *(
        "/staff/sign-in/",
        "/staff/sign-in/code/",
        "/staff/sign-in/passkey/",
        "/staff/sign-out/",
        "/staff/set-up/x/",
    ),
    *("/staff/sign-in/directory/x/", "/staff/sign-in/directory/x/back/"),
}
EXAMPLES = {
    "int": "7",
    "str": "x",
    "slug": "x",
    "uuid": "0b51a2f4-7c39-4d6e-9a53-2f6d7c1e8b90",
    "path": "x/y",
}


def staff_addresses() -> list[str]:
    return sorted(address for address in addresses(get_resolver()) if address.startswith(STAFF))


def addresses(resolver: URLResolver, before: str = "/") -> Iterator[str]:
    """Give an address of every pattern, with an example in the place of each argument."""
    for pattern in resolver.url_patterns:
        here = before + an_example(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern, here)
        elif isinstance(pattern, URLPattern):
            yield here


def an_example(pattern: RoutePattern) -> str:
    route = str(pattern)
    for name, converter in pattern.converters.items():
        kind = type(converter).__name__.removesuffix("Converter").lower().replace("string", "str")
        for written in (f"<{kind}:{name}>", f"<{name}>"):
            route = route.replace(written, EXAMPLES.get(kind, "x"))
    assert "<" not in route, f"Give {route} an example, so that its door can be tried."
    return route


def test_there_are_addresses_to_try():
    assert {"/staff/", "/staff/components/", "/staff/account/password/"} <= set(staff_addresses())


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "post", "head", "delete"])
@pytest.mark.parametrize("address", staff_addresses())
def test_a_stranger_is_sent_to_sign_in(address, method):
    answer = getattr(Client(), method)(address)

    if address in OPEN:
        assert answer.status_code in (200, 302, 404, 405, 410, 422)
    else:
        assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/staff/sign-in/")


@pytest.mark.django_db
def test_the_code_page_is_closed_until_the_password_is_proved():
    assert Client().get("/staff/sign-in/code/")["Location"].startswith("/staff/sign-in/")


@pytest.mark.django_db
def test_a_page_of_a_stranger_comes_back_after_signing_in():
    assert Client().get("/staff/account/?x=1")["Location"] == "/staff/sign-in/?next=/staff/account/%3Fx%3D1"


@pytest.mark.django_db
def test_part_of_a_page_sends_the_whole_page_to_sign_in():
    answer = Client().get(
        "/staff/account/",
        headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/staff/?page=2"},
    )

    assert answer.status_code == 204
    assert answer["HX-Redirect"] == "/staff/sign-in/?next=/staff/%3Fpage%3D2"


@pytest.mark.parametrize(
    "address",
    ["/staff/sign-up/", "/staff/account/email/", "/accounts/login/", "/staff/account/webauthn/", "/admin/"],
)
def test_nothing_else_of_the_sign_in_library_is_there(address):
    assert not any(known.startswith(address) for known in addresses(get_resolver()))
