"""The environment of our templates: strict about names, with the design system and our own components in it."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from jinja2 import Environment, StrictUndefined

from rooftree.staffweb import fields, filters, navigation
from rooftree.staffweb.design_system import macros

COMPONENTS = Path(__file__).parent / "templates" / "_components"


def environment(**options: Any) -> Environment:
    """Return the environment that Django's Jinja2 engine asks for."""
    options |= {"undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    strict = Environment(**options)
    strict.filters |= filters.FILTERS
    strict.globals |= {"static": static, "url": url, **fields.FIELDS, **macros()}
    for component in sorted(COMPONENTS.glob("*.html")):
        strict.globals |= _macros_of(strict, f"_components/{component.name}")
    return strict


def _macros_of(strict: Environment, template: str) -> dict[str, object]:
    """Return the macros that a file of components defines, but not those it keeps to itself."""
    module = strict.get_template(template).module
    return {name: macro for name, macro in vars(module).items() if not name.startswith("_")}


def url(name: str, *args: object, **kwargs: object) -> str:
    """Return the address of a page by its name: `url("staff:person", person.reference)`."""
    return reverse(name, args=args, kwargs=kwargs)


def page(request: HttpRequest) -> dict[str, object]:
    """Return what the frame of every page needs. A context processor."""
    councils = getattr(request, "councils", ())
    return {
        "cspNonce": SimpleLazyObject(lambda: str(getattr(request, "csp_nonce", ""))),
        "councils": councils,
        "accent": councils[0].accent if councils else "",
        "demo": settings.DEMO,
        "messages": SimpleLazyObject(lambda: list(get_messages(request))),
        "navigation": navigation.links(request) if getattr(request, "officer", None) else [],
        "officer": getattr(request, "officer", None),
    }
