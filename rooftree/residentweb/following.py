"""Where to go after something: a page of this site, and never another's."""

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def safe_path(request: HttpRequest, wanted: str | None, *, otherwise: str = "/") -> str:
    """Return a path of our residents' pages that was asked for, or another where it leads elsewhere."""
    path = wanted or ""
    ours = path.startswith("/") and not path.startswith(("//", "/\\", "/staff/"))
    if ours and url_has_allowed_host_and_scheme(
        path, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        return path
    return otherwise
