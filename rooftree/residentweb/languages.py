"""In which language a page is: what the resident's account says, or what the visitor chose."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_supported_language_variant
from django.utils.translation.trans_real import parse_accept_lang_header

STAFF = "en-gb"
DEFAULT = "en"
SPOKEN = {"en": "en-gb"}
"""What Django calls a language, where that is not its code."""
NAMES = {"en": "English", "cy": "Cymraeg"}
"""Each language in its own name. A further one is a folder of `locale` and a line here and in the settings."""


def language_cookie() -> str:
    """Return the name of the cookie that remembers a visitor's language."""
    return "__Host-rooftree-language" if settings.HTTPS else "rooftree-language"


def of_visitor(request: HttpRequest) -> str:
    """Return the language that somebody who is not signed in chose, else the first their browser asks for."""
    chosen = request.COOKIES.get(language_cookie(), "")
    if chosen in NAMES:
        return chosen
    for wanted, _weight in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        try:
            variant = get_supported_language_variant(wanted)
        except LookupError:
            continue
        return variant.split("-")[0]
    return DEFAULT


def spoken(code: str) -> str:
    """Return what Django calls a language of our pages."""
    return SPOKEN.get(code, code)
