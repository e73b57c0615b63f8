"""The page that staff start from."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@login_required
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Show where to begin."""
    return render(request, "home.html")
