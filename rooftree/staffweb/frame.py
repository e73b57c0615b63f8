"""What the frame of every staff page shows besides: who is signed in, and the links under the council's name."""

from django.http import HttpRequest

from rooftree.staffweb import navigation


def page(request: HttpRequest) -> dict[str, object]:
    """Return what the frame of a staff page needs. A context processor."""
    officer = getattr(request, "officer", None)
    return {"navigation": navigation.links(request) if officer else [], "officer": officer}
