"""The environment of our templates: strict about names, with the design system and our own components in it."""

from pathlib import Path
from typing import Any, cast

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from django.utils.functional import SimpleLazyObject
from jinja2 import Environment, StrictUndefined

from rooftree.pages import fields, filters
from rooftree.pages.design_system import macros

COMPONENTS = Path(__file__).parent / "templates" / "_components"


def environment(**options: Any) -> Environment:
    """Return the environment that Django's Jinja2 engine asks for."""
    options |= {"undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    strict = Environment(**options)
    strict.add_extension("jinja2.ext.i18n")
    cast(Any, strict).install_gettext_translations(translation, newstyle=True)
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
    """Return what the frame of every page needs, of whatever channel. A context processor."""
    councils = getattr(request, "councils", ())
    return {
        "cspNonce": SimpleLazyObject(lambda: str(getattr(request, "csp_nonce", ""))),
        "councils": councils,
        "accent": councils[0].accent if councils else "",
        "demo": settings.DEMO,
        "language": language_tag(),
        "messages": SimpleLazyObject(lambda: list(get_messages(request))),
        **frame_of(request.path),
    }


def language_tag() -> str:
    """Return the language of the page as HTML writes it: "en-GB", "cy"."""
    return translation.to_locale(translation.get_language() or settings.LANGUAGE_CODE).replace("_", "-")


def frame_of(path: str) -> dict[str, object]:
    """Return what an error page stands in, and where it leads back to, by the address that was asked for."""
    if path.startswith("/staff/"):
        return {"frame": "base.html", "home": reverse("staff:home")}
    return {"frame": "resident.html", "home": "/"}
