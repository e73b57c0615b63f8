"""What the frame of every resident's page shows besides: who is signed in, for whom, and the languages."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

from rooftree.residentweb.languages import NAMES


def page(request: HttpRequest) -> dict[str, object]:
    """Return what the frame of a resident's page needs, and nothing for a staff page. A context processor."""
    if request.path.startswith("/staff/"):
        return {}
    spoken = (get_language() or "en").split("-")[0]
    return {
        "standing": getattr(request, "standing", None),
        "languages": [(code, name) for code, name in NAMES.items() if code != spoken],
        "here": request.get_full_path() if request.method == "GET" else request.path,
        "leave_to": settings.LEAVE_TO,
    }
