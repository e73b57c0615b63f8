"""Pages of rent years: the years of each group, the next one as the rule proposes it, and its free weeks."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms as django_forms
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from rooftree.foundations.dates import long_date
from rooftree.pages.forms import Form, sent
from rooftree.record.rent_accounting_years import Typical, typical_charges
from rooftree.rents import rent_year
from rooftree.rents.actions import rent_years as actions
from rooftree.rents.models import RentYear
from rooftree.rents.permissions import may_set_up_rent_years
from rooftree.rents.rent_year import Shortfall, Year
from rooftree.staffweb.council_pages import offer
from rooftree.staffweb.rent_accounting_frame import Books, books_of, change, found, show
from rooftree.staffweb.requests import StaffRequest

YEARS_AHEAD = 3
"""How many years ahead one may be set up."""


@dataclass(frozen=True)
class Warned:
    """What a year of 53 weeks leaves tenants on Universal Credit to pay: each, by a usual rent, and together."""

    each: Shortfall
    accounts: int
    together: Any


@require_safe
def rent_years(request: StaffRequest) -> HttpResponse:
    """List the rent years of each group, the newest first, and offer the next one."""
    books = books_of(request)
    labels = books.labels
    years = RentYear.objects.filter(council_id=books.council_id).order_by("-starts_on", "group")
    typical = typical_charges(books.council_id, on=books.on)
    rows = [
        (each, labels.of("rents.groups", each.group), actions.as_year(each), warning(each, typical))
        for each in years
    ]
    context = {
        "years": rows,
        "next": _next_year(books),
        "may_set_up": books.may(may_set_up_rent_years),
    }
    return show(request, books, "rent_years.html", context)


def warning(year: RentYear, typical: dict[str, Typical]) -> Warned | None:
    """Return what a year of 53 weeks costs those whom Universal Credit pays; None for a year of 52."""
    usual = typical.get(year.group)
    if year.weeks == rent_year.WEEKS_OF_A_YEAR or usual is None:
        return None
    plain = actions.as_year(year)
    together = rent_year.shortfall(usual.uc_weekly, plain).missing
    return Warned(rent_year.shortfall(usual.weekly, plain), usual.uc_accounts, together)


def _next_year(books: Books) -> int:
    """Return the year in whose April the first rent year begins that no group has yet."""
    newest = RentYear.objects.filter(council_id=books.council_id).order_by("-starts_on").first()
    return newest.starts_on.year + 1 if newest else rent_year_now(books.on)


def rent_year_now(on: date) -> int:
    """Return the year in whose April the rent year of a day began."""
    return on.year if on >= rent_year.first_debit_day(on.year) else on.year - 1


class YearForm(Form):
    """For which groups a rent year is set up, and which of its weeks are free."""

    groups = django_forms.MultipleChoiceField(label="at least one rent group")
    free_weeks = django_forms.MultipleChoiceField(required=False)


def set_up_rent_year(request: StaffRequest, year: int) -> HttpResponse:
    """Set up a rent year as the rule proposes it, with other free weeks where the council has them."""
    books = books_of(request, may_set_up_rent_years)
    labels = books.labels
    proposed = actions.proposed(books.council_id, year)
    have = set(
        RentYear.objects.filter(council_id=books.council_id, starts_on=proposed.starts_on).values_list(
            "group", flat=True
        )
    )
    usual = typical_charges(books.council_id, on=books.on)
    form = YearForm(
        sent(request),
        initial={"groups": sorted(set(usual) - have), "free_weeks": _written(proposed.free_weeks)},
    )
    groups = [(code, label) for code, label in labels.choices("rents.groups") if code not in have]
    offer(form, groups=groups, free_weeks=_weeks(proposed))

    def set_up(groups: list[str], free_weeks: list[str], **facts: Any) -> list[RentYear]:
        wanted = Year(proposed.starts_on, proposed.weeks, tuple(map(date.fromisoformat, free_weeks)))
        return actions.set_up_rent_year(groups, wanted, **facts, **books.acting)

    hra = usual.get("hra")
    return change(
        request,
        books,
        form,
        set_up,
        template="set_up_rent_year.html",
        back_to=f"{reverse('staff:rent_years')}?council={books.council.code}",
        said="The rent year is set up.",
        year=proposed,
        have=[labels.of("rents.groups", group) for group in sorted(have)],
        shortfall=rent_year.shortfall(hra.weekly, proposed) if hra else None,
    )


class FreeWeeksForm(Form):
    """Which weeks of a rent year are free."""

    free_weeks = django_forms.MultipleChoiceField(required=False)


def change_free_weeks(request: StaffRequest, pk: int) -> HttpResponse:
    """Say which weeks of a rent year are free."""
    kept, books = found(request, RentYear.objects.all(), pk, may_set_up_rent_years)
    plain = actions.as_year(kept)
    form = FreeWeeksForm(sent(request), initial={"free_weeks": _written(plain.free_weeks)})
    offer(form, free_weeks=_weeks(plain))

    def save(free_weeks: list[str], **facts: Any) -> RentYear:
        return actions.change_free_weeks(kept, map(date.fromisoformat, free_weeks), **facts, **books.acting)

    return change(
        request,
        books,
        form,
        save,
        template="change_free_weeks.html",
        back_to=f"{reverse('staff:rent_years')}?council={books.council.code}",
        said="The free weeks are changed.",
        year=plain,
        group=books.labels.of("rents.groups", kept.group),
    )


def _weeks(year: Year) -> list[tuple[str, str]]:
    return [(day.isoformat(), f"Week {year.week_number(day)}, {long_date(day)}") for day in year.debit_days]


def _written(days: tuple[date, ...]) -> list[str]:
    return [day.isoformat() for day in days]
