"""What contact teaches us: is it settled at once, what did we fail to do, who asks again; and the second look.

No figure here is of one adviser: a target for one would drive how contacts are coded.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from django import forms as django_forms
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from rooftree.contact import actions, figures
from rooftree.contact.figures import FirstContact, Span, share
from rooftree.contact.models import Contact, DemandReview
from rooftree.contact.permissions import may_review_demand, may_see_contact_figures
from rooftree.contact.queries import waiting_for_second_look
from rooftree.foundations import money
from rooftree.foundations.downloads import Cell
from rooftree.foundations.periods import until_of
from rooftree.pages.forms import DateField, Form, sent
from rooftree.pages.labels import Labels
from rooftree.staff.models import Officer
from rooftree.staffweb.council_pages import Asked, asked, asked_of, change, council_of, download, offer
from rooftree.staffweb.requests import StaffRequest

FEWEST = 5
"""Fewer than so many are not told apart: one could know who they were, and a share of them says nothing."""
DAYS = 28
"""The days that the page shows at first."""
MOST_CAUSES = 10


@dataclass(frozen=True)
class Figures:
    """One table: its heading, what it counts, and its rows as people read them."""

    heading: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    words: str = ""
    names: int = 1
    """How many columns name a row; the others are numbers."""

    @property
    def headed(self) -> list[dict[str, object]]:
        """The columns as a table draws them."""
        return [{"text": name, "numeric": number >= self.names} for number, name in enumerate(self.columns)]


class SpanForm(django_forms.Form):
    """Of which council, from which day, to which."""

    council = django_forms.ChoiceField(required=False)
    first = DateField(required=False)
    last = DateField(required=False)

    def span(self, officer: Officer, on: date) -> Span:
        """Return what is asked for, else the last weeks."""
        said = self.cleaned_data
        last = said.get("last") or on
        first = said.get("first") or last - timedelta(days=DAYS - 1)
        return Span(officer.council_id, min(first, last), until_of(last) or last)


@require_safe
def demand(request: StaffRequest) -> HttpResponse:
    """Show the figures of contact for a council and a time, each as a table to take away."""
    who, officer = council_of(request, may_see_contact_figures)
    form, span = _span(request, who, officer)
    context = {
        "filter": form,
        "span": span,
        "last": span.until_on - timedelta(days=1),
        "tables": {name: make(span, who, _labels(officer, who)) for name, make in TABLES.items()},
        "notices": figures.notices(span),
        "council": officer.council,
        "several": len(who.councils) > 1,
        "query": request.GET.urlencode(),
    }
    return render(request, "contact/demand.html", context)


@require_safe
def demand_download(request: StaffRequest, table: str) -> StreamingHttpResponse:
    """Hand out one of the tables as a file."""
    who, officer = council_of(request, may_see_contact_figures)
    if table not in TABLES:
        raise Http404("There is no such table.")
    _, span = _span(request, who, officer)
    found = TABLES[table](span, who, _labels(officer, who))
    name = f"{officer.council.code} {table} {span.from_on} to {span.until_on - timedelta(days=1)}"
    return download(name, found.columns, iter(found.rows))


def _span(request: StaffRequest, who: Asked, officer: Officer) -> tuple[SpanForm, Span]:
    form = SpanForm({"council": officer.council.code, **request.GET.dict()})
    offer(form, council=[(each.code, each.name) for each in who.councils])
    form.full_clean()
    return form, form.span(officer, who.on)


def _labels(officer: Officer, who: Asked) -> Labels:
    return Labels(on=who.on, council_id=officer.council_id)


# --- The tables -----------------------------------------------------------------------------------


def few(count: int) -> Cell:
    """Return a number, or that it is a small one."""
    return f"fewer than {FEWEST}" if 0 < count < FEWEST else count


def per_cent(part: int, whole: int) -> str:
    """Return a share in words, or that there are too few to say."""
    found = share(part, whole) if whole >= FEWEST else None
    return "too few" if found is None else f"{found}%"


def _first_contact(span: Span, who: Asked, labels: Labels) -> Figures:
    rows = figures.first_contact(span, at=who.at)
    named = [replace(row, reason=labels.of("contact.reasons", row.reason)) for row in rows]
    return Figures(
        "Settled at the first contact",
        ("Reason", "Contacts", "Adviser said settled", "Person said settled", "Did not ask again", "Gap"),
        [_told(row) for row in (replace(figures.total(rows), reason="All of these"), *named)],
        "Of reasons that should be settled at once. “Did not ask again”: the same person, the same reason, "
        f"within {labels.limit('contact.repeat_days')} days. The gap is what advisers said less that, in points.",
    )


def _told(row: FirstContact) -> list[Cell]:
    enough = row.contacts >= FEWEST and row.old_enough >= FEWEST
    said, kept = share(row.resolved, row.contacts), share(row.not_repeated, row.old_enough)
    gap = f"{said - kept:+}".replace("-", "−") if enough and said is not None and kept is not None else "too few"
    return [
        row.reason,
        few(row.contacts),
        per_cent(row.resolved, row.contacts),
        per_cent(row.accepted, row.asked),
        per_cent(row.not_repeated, row.old_enough),
        gap,
    ]


def _failures(span: Span, who: Asked, labels: Labels) -> Figures:
    by_team: dict[str, int] = {}
    rows: list[list[Cell]] = []
    for row in figures.failure_demand(span):
        by_team[row.team] = by_team.get(row.team, 0) + 1
        if by_team[row.team] <= MOST_CAUSES:
            cause = labels.of("contact.failure_causes", row.cause)
            rows.append(
                [row.team or "No team answers for it", cause, few(row.contacts), few(row.by_promise), _cost(row)]
            )
    return Figures(
        "What we failed to do",
        ("Team", "Cause", "Contacts", "After a promise that was not kept", "Cost"),
        rows,
        f"The {MOST_CAUSES} most frequent causes of each team. Cost: contacts times the average in the rule book.",
        names=2,
    )


def _cost(row: figures.FailureCause) -> Cell:
    return money.in_words(row.pounds) if row.contacts >= FEWEST else "too few"


def _repeats(span: Span, who: Asked, labels: Labels) -> Figures:
    return Figures(
        "Asked again about the same case",
        ("Within", "Contacts about a case", "Of them repeats", "Share"),
        [
            [f"{row.days} days", few(row.contacts), few(row.repeated), per_cent(row.repeated, row.contacts)]
            for row in figures.repeat_contacts(span)
        ],
    )


def _per_case(span: Span, who: Asked, labels: Labels) -> Figures:
    return Figures(
        "Contacts for one case",
        ("Contacts", "Cases opened"),
        [[contacts, few(cases)] for contacts, cases in figures.contacts_per_case(span)],
    )


def _reasons(span: Span, who: Asked, labels: Labels) -> Figures:
    return Figures(
        "Why people got in touch",
        ("Reason", "Contacts", "Of all", "Of them failure"),
        [
            [
                labels.of("contact.reasons", row.reason),
                few(row.contacts),
                f"{row.per_cent}%" if row.contacts >= FEWEST else "too few",
                per_cent(row.failures, row.contacts),
            ]
            for row in figures.reason_shares(span)
        ],
    )


def _second_looks(span: Span, who: Asked, labels: Labels) -> Figures:
    row = figures.second_look(span)
    return Figures(
        "The second look",
        ("What", "Contacts"),
        [
            ["Drawn by lot", row.drawn],
            ["Looked at by a second person", row.reviewed],
            ["One said value, the other failure", few(row.disagreed)],
            ["Share of these", per_cent(row.disagreed, row.reviewed)],
            ["Both said failure, with another cause", few(row.other_cause)],
        ],
        "How often two people judge one contact differently: the higher, the less the figures above can bear.",
    )


def _callbacks(span: Span, who: Asked, labels: Labels) -> Figures:
    row = figures.callbacks(span, at=who.at)
    over = row.in_time + row.late + row.broken + row.waiting_late
    return Figures(
        "Callbacks",
        ("What", "Callbacks"),
        [
            ["Promised", row.promised],
            ["Rang back in time", row.in_time],
            ["Rang back late", row.late],
            ["Not kept", row.broken],
            ["Given up after enough tries", row.given_up],
            ["Late, still to be made", row.waiting_late],
            ["Kept in time, of those over or late", per_cent(row.in_time, over)],
        ],
    )


def _line(span: Span, who: Asked, labels: Labels) -> Figures:
    row = figures.line(span)
    return Figures(
        "Waiting and speaking",
        ("What", "Figure"),
        [
            ["Contacts in which we spoke", row.contacts],
            ["Ended before an answer", few(row.ended_early)],
            ["Average wait", _seconds(row.wait_average)],
            ["Nine in ten waited no longer than", _seconds(row.wait_ninth_tenth)],
            ["Longest wait", _seconds(row.wait_longest)],
            ["Average time it took", _seconds(row.handling_average)],
            [
                "Average satisfaction, 1 to 5",
                row.satisfaction_average or "not asked",
            ],
            ["Something was done differently", few(row.with_adjustments)],
        ],
    )


def _seconds(seconds: Decimal | int | None) -> str:
    if seconds is None:
        return "not noted"
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


TABLES: dict[str, Callable[[Span, Asked, Labels], Figures]] = {
    "first-contact": _first_contact,
    "failures": _failures,
    "repeats": _repeats,
    "contacts-per-case": _per_case,
    "reasons": _reasons,
    "second-look": _second_looks,
    "callbacks": _callbacks,
    "line": _line,
}
"""The tables of the page, by the word in the address of their file."""


# --- The second look ------------------------------------------------------------------------------


@require_safe
def second_looks(request: StaffRequest) -> HttpResponse:
    """List the contacts that were drawn and wait for this officer's judgement: none that they logged."""
    who = asked(request, may_review_demand)
    waiting = [each for officer in who.officers.values() for each in waiting_for_second_look(officer)]
    context = {"waiting": waiting, "labels": who.labels(), "several": len(who.councils) > 1}
    return render(request, "contact/second_looks.html", context)


class SecondLookForm(Form):
    """What a second person says of a contact."""

    demand = django_forms.ChoiceField(choices=Contact.Demand.choices, label="what it was")
    failure_cause = django_forms.ChoiceField(required=False)
    note = django_forms.CharField(required=False, max_length=1000, widget=django_forms.Textarea)


def second_look(request: StaffRequest, pk: int) -> HttpResponse:
    """Judge one contact again, without seeing what was said first, or by whom."""
    review = get_object_or_404(DemandReview.objects.select_related("contact"), pk=pk)
    by, at = asked_of(request, review, may_review_demand)
    labels = Labels(on=review.sampled_for, council_id=review.council_id)
    form = SecondLookForm(sent(request))
    offer(form, failure_cause=[("", "Choose the cause"), *labels.choices("contact.failure_causes")])
    first = review.contact.get_demand_display().lower()
    return change(
        request,
        form,
        partial(_review, review, by=by, at=at),
        template="contact/second_look.html",
        back_to=reverse("staff:second_looks"),
        said=f"Recorded. Whoever logged it said: {first}.",
        review=review,
        contact=review.contact,
        labels=labels,
    )


def _review(review: DemandReview, *, demand: str, failure_cause: str, **said: Any) -> DemandReview:
    """Keep the judgement. A cause that was chosen before the answer changed to value is left out."""
    cause = failure_cause if demand == Contact.Demand.FAILURE else ""
    return actions.review_demand(review, demand=demand, failure_cause=cause, **said)
