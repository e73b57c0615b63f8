"""The page that shows every component with our own kind of data in it. In the demo and in development only."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from django import forms as django_forms
from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from rooftree.foundations import dates
from rooftree.pages import forms

ABOUT = """Black mould behind the wardrobe in the back bedroom, and the wall is wet to the touch."""


class RepairForm(forms.Form):
    """A form with one field of each kind."""

    reported_by = django_forms.CharField(max_length=80, label="who reported it")
    email = forms.EmailField(label="an email address")
    about = django_forms.CharField(max_length=1000, widget=django_forms.Textarea, label="what is wrong")
    seen_on = forms.DateField(label="the day it was first seen")
    born_on = forms.DateField(label="a date of birth")
    room = django_forms.ChoiceField(
        choices=[("", "Choose a room"), ("bedroom", "Bedroom"), ("kitchen", "Kitchen"), ("bathroom", "Bathroom")],
        label="a room",
    )
    contact_by = django_forms.ChoiceField(
        choices=[("call", "Phone call"), ("text", "Text message"), ("letter", "Letter")], label="how to reach them"
    )
    needs = django_forms.MultipleChoiceField(
        choices=[
            ("interpreter", "An interpreter"),
            ("large_print", "Large print"),
            ("two_staff", "Two members of staff"),
        ],
        required=False,
    )
    agreed = django_forms.BooleanField(required=False)
    pounds = django_forms.DecimalField(label="the cost", max_digits=8, decimal_places=2)


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """Show every component, plain and with something wrong."""
    if not (settings.DEBUG or settings.DEMO):
        raise Http404("This page is for those who build Rooftree.")
    return render(request, "components.html", examples(dates.now()))


def examples(now: datetime) -> dict[str, object]:
    """Return the data that the page shows: a repair in a home, and the people in it."""
    midnight = dates.midnight_of(dates.london_day(now))
    return {
        "now": now,
        "plain": RepairForm(auto_id="plain_%s", initial={"born_on": date(1968, 3, 27), "room": "bedroom"}),
        "filter": RepairForm(auto_id="filter_%s"),
        "wrong": RepairForm(_typed_wrongly(), auto_id="wrong_%s"),
        "timeline_items": _timeline(now),
        "page": Paginator(range(240), 20).page(5),
        "page_address": "?page={}".format,
        "columns": [
            {"text": "Home", "href": "?sort=home", "order": "ascending"},
            {"text": "Patch", "href": "?sort=patch"},
            {"text": "Tenant", "href": "?sort=tenant"},
            {"text": "Owed", "href": "?sort=owed", "numeric": True},
        ],
        "homes": [
            ["12 Elm Court", "Elm and Ash", "Marian Whitlock", Decimal("1204.50")],
            ["14 Elm Court", "Elm and Ash", "Void since Mon 2 Mar 2026", Decimal("0")],
            ["3 Tannery Row", "Riverside", "Yusuf Demir and Leyla Demir", Decimal("-36.20")],
        ],
        "dues": [midnight - timedelta(days=2), midnight + timedelta(days=1), midnight + timedelta(days=6)],
        "rent": Decimal("118.42"),
        "week_day": date(2026, 3, 2),
    }


def _typed_wrongly() -> dict[str, object]:
    return {
        "reported_by": "",
        "email": "marian at example",
        "about": ABOUT,
        "seen_on_day": "30",
        "seen_on_month": "February",
        "seen_on_year": "2026",
        "born_on_day": "27",
        "born_on_month": "",
        "born_on_year": "1968",
        "room": "",
        "contact_by": "text",
        "needs": ["large_print"],
        "pounds": "twelve",
    }


def _timeline(now: datetime) -> list[dict[str, object]]:
    return [
        {
            "title": "Visit booked",
            "at": now,
            "by": "Asha Rahman",
            "text": "Two members of staff, Thursday morning. She will be at home.",
        },
        {"title": "Damp reported by phone", "at": now - timedelta(days=1), "by": "Tom Reid", "text": ABOUT},
        {"title": "Tenancy began", "at": date(2019, 6, 3)},
    ]
