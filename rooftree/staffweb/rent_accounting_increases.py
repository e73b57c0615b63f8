"""Pages of the annual increase: rehearsed, looked over home by home, approved, told, charged and frozen."""

from decimal import Decimal
from functools import partial
from typing import Any

from django import forms as django_forms
from django.db.models import DecimalField, F, OuterRef, Q, QuerySet, TextField
from django.db.models.functions import MD5, Cast
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from rooftree.foundations.dates import long_date
from rooftree.journeys import rent_letters
from rooftree.pages.forms import DateField, Form, say_what_to_do, sent
from rooftree.rents import increase_queries
from rooftree.rents import increases as rules
from rooftree.rents.actions import increases as actions
from rooftree.rents.increase_queries import ServiceCharged
from rooftree.rents.models import IncreaseCheck, RentIncrease, RentIncreaseLine, RentYear
from rooftree.rents.permissions import may_apply_increases, may_approve_increases, may_rehearse_increases
from rooftree.rents.service_increases import ServiceChange
from rooftree.staff.permissions import Permission
from rooftree.staffweb.council_pages import offer, press
from rooftree.staffweb.rent_accounting_frame import (
    Books,
    Column,
    Filter,
    answer_list,
    books_of,
    books_with,
    change,
    found,
    show,
)
from rooftree.staffweb.requests import StaffRequest

STATUSES = {
    RentIncrease.Status.REHEARSED: "amber",
    RentIncrease.Status.APPROVED: "blue",
    RentIncrease.Status.APPLIED: "green",
    RentIncrease.Status.WITHDRAWN: "grey",
}
"""How an increase stands, as a colour beside its word."""

COLUMNS = (
    Column("Home", lambda row: str(row.place), ("place__address_1", "place__reference")),
    Column("Charge", lambda row: row.code, ("code",)),
    Column("Was", lambda row: row.old_charge, ("old_charge",), numeric=True),
    Column("Becomes", lambda row: row.new_charge, ("new_charge",), numeric=True),
    Column("More", lambda row: row.more, ("more",), numeric=True),
    Column("Why", lambda row: row.why),
    Column("To look at", lambda row: row.exception, ("exception",)),
    Column("Checked", lambda row: {True: "right", False: "wrong"}.get(row.last_check, "")),
)


@require_safe
def increases(request: StaffRequest) -> HttpResponse:
    """List the annual increases, the newest first."""
    books = books_of(request)
    rows = RentIncrease.objects.filter(council_id=books.council_id).select_related("prepared_by", "approved_by")
    labels = books.labels
    context = {
        "increases": [(each, labels.of("rents.groups", each.group)) for each in rows],
        "colours": STATUSES,
        "may_rehearse": books.may(may_rehearse_increases),
    }
    return show(request, books, "increases.html", context)


# --- Rehearsing -------------------------------------------------------------------------------------


COSTS_AT_MOST = 10_000_000
"""Bytes of a file of costs: a row each for five services of sixty thousand homes."""


class RehearseForm(Form):
    """Of which group, from which day, by how much rents rise, and how each service charge changes."""

    group = django_forms.ChoiceField(label="the rent group")
    starts_on = DateField(label="the first day of the new rents")
    cpi = django_forms.DecimalField(required=False, max_digits=5, decimal_places=2, label="CPI")
    cpi_source = django_forms.CharField(required=False, max_length=200)
    services_by = django_forms.DecimalField(
        required=False, max_digits=5, decimal_places=2, label="by how much service charges rise"
    )
    services_source = django_forms.CharField(required=False, max_length=200)
    costs = django_forms.FileField(required=False, label="the file of costs")

    def __init__(self, *args: Any, services: list[tuple[ServiceCharged, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        self.charged = services
        for each, called in services:
            for prefix in ("by", "to"):
                self.fields[f"{prefix}_{each.code}"] = django_forms.DecimalField(
                    required=False, max_digits=8, decimal_places=2, label=f"the figure for {called.lower()}"
                )
        say_what_to_do(self)

    def clean_costs(self) -> list[str]:
        """Return the lines of the file of costs."""
        file = self.cleaned_data["costs"]
        if file is None:
            return []
        if file.size > COSTS_AT_MOST:
            raise django_forms.ValidationError("This file is too large for costs of services: check what it is")
        try:
            return list(file.read().decode("utf-8-sig").splitlines())
        except UnicodeDecodeError:
            raise django_forms.ValidationError(
                "This is no CSV in UTF-8: save the table as CSV, and choose it"
            ) from None

    def services(self) -> list[ServiceChange]:
        """Return what was said of each service charge."""
        said = self.cleaned_data
        return [
            ServiceChange(each.code, said[f"by_{each.code}"], said[f"to_{each.code}"], said["services_source"])
            for each, _ in self.charged
            if said[f"by_{each.code}"] is not None or said[f"to_{each.code}"] is not None
        ]

    def answers(self) -> dict[str, Any]:
        """Return the answers as the action takes them."""
        names = ("group", "starts_on", "cpi", "cpi_source")
        file = self.files.get("costs")
        return {
            **{name: self.cleaned_data[name] for name in names},
            "services_by": self.cleaned_data["services_by"] or Decimal(0),
            "services": self.services(),
            "costs": self.cleaned_data["costs"],
            "costs_from": file.name if file else "",
        }


def _coming_year(books: Books, groups: list[str]) -> dict[str, Any]:
    """Return the first rent year to come, of the first group in their order that has one."""
    years = RentYear.objects.filter(council_id=books.council_id, starts_on__gt=books.on)
    found = sorted(years, key=lambda year: (year.starts_on, groups.index(year.group)))
    return {"starts_on": found[0].starts_on, "group": found[0].group} if found else {}


def rehearse_increase(request: StaffRequest) -> HttpResponse:
    """Reckon the new charges of every home of a group, and charge nothing yet."""
    books = books_of(request, may_rehearse_increases)
    labels = books.labels
    groups = labels.choices("rents.groups")
    known = _coming_year(books, [code for code, _ in groups])
    charged = increase_queries.services_charged(books.council_id, on=books.on)
    services = [(each, labels.of("rents.transaction_codes", each.code)) for each in charged]
    files = request.FILES if request.method == "POST" else None
    form = RehearseForm(sent(request), files, initial=known, services=services)
    offer(form, group=groups)

    def send(key: str, **_: Any) -> RentIncrease:
        acting = {**books.acting, "key": key}
        return actions.rehearse(books.council_id, **form.answers(), **acting)

    return change(
        request,
        books,
        form,
        send,
        template="rehearse_increase.html",
        back_to=f"{reverse('staff:increases')}?council={books.council.code}",
        onward=_page,
        said="It is rehearsed, and nothing is charged yet. Look at what stands out, and check a sample by hand.",
        services=services,
    )


# --- Looking over -----------------------------------------------------------------------------------


class LinesFilter(Filter):
    """Which lines of an increase are listed."""

    which = django_forms.ChoiceField(required=False)
    rent_type = django_forms.ChoiceField(required=False)
    home = django_forms.CharField(required=False, max_length=100)

    def __init__(self, data: Any, books: Books, *, increase: RentIncrease, sample: int) -> None:
        super().__init__(data, books)
        self.increase = increase
        self.sample = sample
        labels = books.labels
        exceptions = labels.choices("rents.increase_exceptions")
        offer(
            self,
            which=[
                ("", "Every line"),
                ("sample", f"The sample of {sample} to check"),
                ("exceptions", "All that stands out"),
                *((f"exception-{code}", label) for code, label in exceptions),
                ("services", "Service charges"),
            ],
            rent_type=[("", "Any kind of rent"), *labels.choices("rents.rent_types")],
        )

    def rows(self) -> QuerySet[RentIncreaseLine]:
        """Return the lines that are asked for."""
        said = self.said()
        rows = lines_of(self.increase)
        which = said.get("which", "")
        if which == "sample":
            rows = rows.filter(pk__in=sample_of(self.increase, self.sample))
        elif which == "exceptions":
            rows = rows.exclude(exception="")
        elif which == "services":
            rows = rows.filter(kind=RentIncreaseLine.Kind.SERVICE)
        elif which:
            rows = rows.filter(exception=which.removeprefix("exception-"))
        if "rent_type" in said:
            rows = rows.filter(rent_type=said["rent_type"])
        for word in said.get("home", "").split():
            named = Q(place__address_1__icontains=word) | Q(place__postcode__icontains=word)
            rows = rows.filter(named | Q(place__reference__iexact=word) | Q(place__name__icontains=word))
        return rows


def lines_of(increase: RentIncrease) -> QuerySet[RentIncreaseLine]:
    """Return the lines of an increase, each with how much more it is and what was last found of it."""
    checks = IncreaseCheck.objects.filter(line=OuterRef("pk")).order_by("-at", "-pk")
    more = F("new_charge") - F("old_charge")
    rows = RentIncreaseLine.objects.filter(increase=increase).select_related("place")
    return rows.annotate(
        more=Cast(more, DecimalField(max_digits=10, decimal_places=2)), last_check=checks.values("is_right")[:1]
    )


def sample_of(increase: RentIncrease, how_many: int) -> QuerySet[Any]:
    """Return the keys of a sample of rents, mixed so that nobody chooses them, and the same for everybody."""
    rents = RentIncreaseLine.objects.filter(
        increase=increase, kind=RentIncreaseLine.Kind.RENT, charge__isnull=False
    )
    return rents.order_by(MD5(Cast("pk", TextField())))[:how_many].values("pk")


@require_safe
def increase(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Show an increase: what it comes to, what stands out, how far the check is, and what comes next."""
    rows = RentIncrease.objects.select_related("prepared_by", "approved_by", "applied_by", "council")
    made, books = found(request, rows, pk)
    sample = int(rules.SAMPLE.version(on=books.on, council=books.council_id).value)
    form = LinesFilter(request.GET, books, increase=made, sample=sample)
    labels = books.labels
    context = {
        "increase": made,
        "group": labels.of("rents.groups", made.group),
        "filter": form,
        "sample": sample,
        "checked": _checked(made),
        "services": increase_queries.services(made),
        "code_of": partial(labels.of, "rents.transaction_codes"),
        "exception_of": partial(labels.of, "rents.increase_exceptions"),
        **_offers(books, made),
    }
    return answer_list(
        request, books, form.rows(), COLUMNS, name=f"increase {made.pk}", template="increase.html", **context
    )


def _checked(made: RentIncrease) -> dict[str, int]:
    """Return how many lines were found right and wrong, by the last word on each."""
    newest = (
        IncreaseCheck.objects.filter(line__increase=made).order_by("line_id", "-at", "-pk").distinct("line_id")
    )
    found_so = list(newest.values_list("is_right", flat=True))
    return {"right": found_so.count(True), "wrong": found_so.count(False)}


def _offers(books: Books, made: RentIncrease) -> dict[str, Any]:
    """Return what the asker may do with an increase now, and how far its letters are."""
    own = made.prepared_by_id == books.officer.pk
    rehearsed = made.status == RentIncrease.Status.REHEARSED
    approved = made.status == RentIncrease.Status.APPROVED
    applied = made.status == RentIncrease.Status.APPLIED
    may_apply = books.may(may_apply_increases)
    years = RentYear.objects.filter(
        council_id=made.council_id, group=made.group, starts_on__lte=made.starts_on
    ).order_by("-starts_on")
    year = years.first()
    return {
        "colour": STATUSES[RentIncrease.Status(made.status)],
        "own": own,
        "may_check": rehearsed and books.may(may_rehearse_increases),
        "may_approve": rehearsed and not own and books.may(may_approve_increases),
        "may_withdraw": (rehearsed or approved) and not made.told_at and books.may(may_rehearse_increases),
        "may_write": approved and not made.told_at and may_apply,
        "may_charge": approved and made.told_at is not None and may_apply,
        "may_freeze": applied and year is not None and not year.frozen_at and may_apply,
        "year": year,
        "letters": rent_letters.progress(made, at=books.at) if approved or applied else None,
    }


class CheckForm(Form):
    """Whether a line that was reckoned by hand is right."""

    is_right = django_forms.TypedChoiceField(
        choices=[("yes", "Yes, to the penny"), ("no", "No")],
        coerce=lambda said: said == "yes",
        label="whether it is right",
    )
    note = django_forms.CharField(required=False, max_length=300)


def check_increase_line(request: StaffRequest, pk: int) -> HttpResponse:
    """Say that one line was reckoned by hand, and whether it is right."""
    lines = RentIncreaseLine.objects.select_related("increase", "place")
    line = get_object_or_404(lines, pk=pk)
    books = books_with(request, line, may_rehearse_increases)
    labels = books.labels
    return change(
        request,
        books,
        CheckForm(sent(request)),
        partial(actions.check_line, line, **books.acting),
        template="check_increase_line.html",
        back_to=f"{_page(line.increase)}?which=sample#lines",
        said="It is noted.",
        line=line,
        code=labels.of("rents.transaction_codes", line.code),
        rent_type=labels.of("rents.rent_types", line.rent_type) if line.rent_type else "",
        checks=line.checks.select_related("by"),
    )


# --- Going on ---------------------------------------------------------------------------------------


@require_POST
def approve_increase(request: StaffRequest, pk: int) -> HttpResponse:
    """Approve an increase that a colleague rehearsed."""
    made, books = _to_change(request, pk, may_approve_increases)
    action = partial(actions.approve, made, **books.acting)
    return press(request, action, back_to=_page(made), said="It is approved. Tenants can be told.")


@require_POST
def withdraw_increase(request: StaffRequest, pk: int) -> HttpResponse:
    """Give an increase up of which no tenant was told."""
    made, books = _to_change(request, pk, may_rehearse_increases)
    action = partial(actions.withdraw, made, **books.acting)
    return press(request, action, back_to=_page(made), said="It is withdrawn.")


@require_POST
def write_increase_letters(request: StaffRequest, pk: int) -> HttpResponse:
    """Begin to write to every tenant of an approved increase."""
    made, books = _to_change(request, pk, may_apply_increases)
    action = partial(rent_letters.have_letters_written, made, **books.acting)
    return press(request, action, back_to=_page(made), said="The letters are being written.")


@require_POST
def apply_increase(request: StaffRequest, pk: int) -> HttpResponse:
    """Charge the new rents from their first day."""
    made, books = _to_change(request, pk, may_apply_increases)
    action = partial(actions.apply, made, **books.acting)
    said = f"The new charges begin on {long_date(made.starts_on)}."
    return press(request, action, back_to=_page(made), said=said)


@require_POST
def freeze_increase(request: StaffRequest, pk: int) -> HttpResponse:
    """Freeze the charges of the rent year of an increase."""
    made, books = _to_change(request, pk, may_apply_increases)
    action = partial(actions.freeze, made, **books.acting)
    return press(request, action, back_to=_page(made), said="The charges of the rent year are frozen.")


def _to_change(request: StaffRequest, pk: int, permission: Permission) -> tuple[RentIncrease, Books]:
    made: RentIncrease = get_object_or_404(RentIncrease, pk=pk)
    return made, books_with(request, made, permission)


def _page(made: RentIncrease) -> str:
    return reverse("staff:increase", args=[made.pk])
