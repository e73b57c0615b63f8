"""The style sheet of one accent colour.

A council's accent reaches the pages as a sheet of its own, because the policy on content allows no
style inside a page. The address holds the colour, so the sheet can be kept for ever.
"""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from rooftree.foundations import colour as colours

A_YEAR = 31_536_000


@require_safe
def sheet(request: HttpRequest, colour: str) -> HttpResponse:
    """Answer with the sheet of a colour that can be read, and not found for any other."""
    accent = f"#{colour}"
    if not colours.accent_will_do(accent):
        raise Http404("That is not a colour that can be read on our pages.")
    answer = HttpResponse(colours.accent_sheet(accent), content_type="text/css")
    answer["Cache-Control"] = f"public, max-age={A_YEAR}, immutable"
    return answer
