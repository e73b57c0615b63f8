"""Pages on which an officer refuses or withdraws something that waits, and says why."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpResponse

from rooftree.pages.forms import Form, sent
from rooftree.staffweb.rent_accounting_frame import Books, change
from rooftree.staffweb.requests import StaffRequest


class WhyForm(Form):
    """Why something is refused or withdrawn."""

    why = forms.CharField(max_length=2000, widget=forms.Textarea, label="why")


def say_why(
    request: StaffRequest,
    books: Books,
    action: Callable[..., Any],
    *,
    heading: str,
    what: str,
    said: str,
    back_to: str,
) -> HttpResponse:
    """Answer with the page that asks why, and do it. `what` is what is refused or withdrawn, in a sentence."""
    return change(
        request,
        books,
        WhyForm(sent(request)),
        action,
        template="say_why.html",
        back_to=back_to,
        said=said,
        heading=heading,
        what=what,
    )
