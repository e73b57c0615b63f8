"""What the residents' pages share: the rule book in the reader's language, and answering a form."""

import datetime as dt
from collections.abc import Callable, Iterable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from rooftree.foundations import dates
from rooftree.pages.forms import Form, was_done
from rooftree.pages.labels import Labels
from rooftree.residentweb.requests import PortalRequest, ResidentRequest


class Words:
    """The lists of the rule book as a page needs them, in the language of the page. One query."""

    def __init__(self, *, on: dt.date, council_id: int) -> None:
        self.on = on
        self.labels = Labels(on=on, council_id=council_id)

    def of(self, list_code: str, code: str) -> str:
        """Return what a code is called."""
        return gettext(self.labels.of(list_code, code)) if code else ""

    def flag(self, list_code: str, code: str, name: str) -> str:
        """Return a flag that holds words; nothing where it holds none."""
        said = self.raw_flag(list_code, code, name)
        return gettext(said) if said else ""

    def raw_flag(self, list_code: str, code: str, name: str) -> str:
        """Return a flag as it stands, such as a number; nothing where it holds none."""
        return str(self.labels.flag(list_code, code, name) or "")

    def choices(self, list_code: str) -> list[tuple[str, str]]:
        """Return what may be chosen today."""
        return [(code, gettext(label)) for code, label in self.labels.choices(list_code)]

    def reason(self, code: str) -> str:
        """Return what residents call a reason to get in touch."""
        return self.flag("contact.reasons", code, "resident_words") or self.of("contact.reasons", code)


def words_for(request: PortalRequest | ResidentRequest) -> Words:
    """Return the words of today, of the council whose pages these are."""
    return Words(on=today(), council_id=request.councils[0].pk)


def today() -> dt.date:
    """Return today in London."""
    return dates.london_day(dates.now())


def offer(form: Form, **choices: Iterable[tuple[str, str]]) -> None:
    """Give the choices of fields, by name."""
    for name, offered in choices.items():
        form.fields[name].choices = list(offered)  # type: ignore[attr-defined]


def change(
    request: ResidentRequest,
    form: Form,
    action: Callable[..., object],
    *,
    template: str,
    following: str,
    said: str,
    **context: object,
) -> HttpResponse:
    """Answer a page that changes one thing: done, go on to what follows; else show what is wrong, nothing lost."""
    if was_done(form, action):
        messages.success(request, said)
        return redirect(following)
    return render(request, template, {"form": form, **context}, status=422 if form.errors else 200)
