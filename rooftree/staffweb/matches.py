"""Pages of pairs of records that may be one person: those that wait, both records side by side, the decision."""

from dataclasses import dataclass
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from rooftree.foundations import dates
from rooftree.foundations.periods import last_day_of
from rooftree.journeys import one_person
from rooftree.migration import queries
from rooftree.migration.permissions import may_decide_matches
from rooftree.pages.filters import long_date, phone, plural, short_date
from rooftree.pages.forms import Form, sent, was_done
from rooftree.pages.labels import Labels
from rooftree.people.models import BirthDateCertainty, PossibleMatch
from rooftree.people.permissions import may_read_vulnerability
from rooftree.record.person import PersonPage, person_page
from rooftree.staffweb.council_pages import address_of_page, asked, asked_of, may, offer, page_of
from rooftree.staffweb.requests import StaffRequest
from rooftree.tenancies.models import TenancyParty

CERTAINTIES = dict(BirthDateCertainty.choices)
ROLES = dict(TenancyParty.Role.choices)
SAME, NOT_SAME = PossibleMatch.Answer.SAME, PossibleMatch.Answer.NOT_SAME
IN_SHORT = 3
"""Sentences of the evidence that the list shows: those that agree stand first."""


@require_safe
def matches(request: StaffRequest) -> HttpResponse:
    """List the pairs that may be one person: those that wait, or those decided on."""
    who = asked(request, may_decide_matches)
    is_answered = request.GET.get("show") == "answered"
    found = (queries.matches_answered if is_answered else queries.matches_waiting)(who.officers)
    context = {
        "page": page_of(request, found),
        "is_answered": is_answered,
        "in_short": IN_SHORT,
        "page_address": address_of_page(request),
        "several": len(who.councils) > 1,
    }
    return render(request, "matches/matches.html", context)


class MatchForm(Form):
    """Whether two records are one person, and if so which of them stands for both; and why."""

    decision = django_forms.ChoiceField(
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose whether they are the same person")
    )
    reason = django_forms.CharField(max_length=1000, label="the reason")


@require_http_methods(["GET", "HEAD", "POST"])
def match(request: StaffRequest, pk: int) -> HttpResponse:
    """Show two records side by side with the evidence, and take the decision whether they are one person."""
    waiting = queries.matches_waiting(request.officer.officers)
    answered = queries.matches_answered(request.officer.officers)
    pair = waiting.filter(pk=pk).first() or get_object_or_404(answered, pk=pk)
    officer, at = asked_of(request, pair, may_decide_matches)
    form = MatchForm(sent(request))
    records = {record.reference: record for record in (pair.one, pair.other)}
    same = [
        (each.reference, f"Same person: {each.full_name}, {each.reference}, stands for both")
        for each in records.values()
    ]
    offer(form, decision=[*same, (NOT_SAME.value, NOT_SAME.label)])

    def decide(decision: str, **facts: Any) -> None:
        stands = records.get(decision)
        one_person.answer_match(pair, SAME if stands else NOT_SAME, stands=stands, by=officer, at=at, **facts)

    if was_done(form, decide):
        messages.success(request, _said(form, pair))
        return redirect("staff:matches")
    labels = Labels(on=dates.london_day(at), council_id=officer.council_id)
    sides = [
        _side(record.reference, labels, vulnerability=may(request, pair, may_read_vulnerability))
        for record in records.values()
    ]
    context = {"match": pair, "form": form, "records": list(records.values()), "rows": _side_by_side(*sides)}
    return render(request, "matches/match.html", context, status=422 if form.errors else 200)


def _said(form: MatchForm, pair: PossibleMatch) -> str:
    """Return what was decided, for the next page."""
    names = f"{pair.one.full_name} ({pair.one.reference}) and {pair.other.full_name} ({pair.other.reference})"
    if form.cleaned_data["decision"] == NOT_SAME:
        return f"{names} are two people, and will not be offered again."
    return f"{names} are one person: {form.cleaned_data['decision']} stands for both."


# --- Side by side ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Compared:
    """One fact of two records, each as lines of words."""

    fact: str
    one: list[str]
    other: list[str]


def _side_by_side(one: dict[str, list[str]], other: dict[str, list[str]]) -> list[Compared]:
    """Return the facts of two records in rows; a fact that neither has is left out."""
    return [Compared(fact, one[fact], other[fact]) for fact in one if one[fact] or other[fact]]


def _side(reference: str, labels: Labels, *, vulnerability: bool) -> dict[str, list[str]]:
    """Return what is known of one record, by the words for each fact. One query, as the person page."""
    page = person_page(reference, on=labels.on)
    assert page is not None, f"{reference} is half of a pair that this officer sees, and is not seen itself."
    person = page.person
    return {
        "Stands as": [person.reference] if person.reference != reference else [],
        "Legal name": [f"{person.title} {person.full_name}".strip()],
        "Called": [person.preferred_name] if person.preferred_name else [],
        "Other names": [
            f"{name.full_name} ({'also known as' if name.kind == 'alias' else 'former name'})"
            for name in page.other_names
        ],
        "Born": _born(page),
        "Died": [long_date(person.deceased_on)] if person.deceased_on else [],
        "National Insurance number": [person.ni_number] if person.ni_number else [],
        "Languages": [labels.of("people.languages", spoken.language) for spoken in page.languages],
        "Phones and emails": [_reached(point.value, point.note) for point in page.reach_now],
        "Reached before at": [_reached(point.value, point.note) for point in page.reached_before],
        "Lives at": [
            f"{part.address}, {ROLES[part.role].lower()} since {_on(part.from_on)}" for part in page.lives_at
        ],
        "Lived at": [
            f"{part.address}, {_on(part.from_on)} to {_on(last_day_of(part.ends_on))}" for part in page.lived_at
        ],
        "Lives with": [mate.name for part in page.lives_at for mate in page.lives_with(part)],
        "References": [f"{old.reference} ({old.source_system})" for old in page.legacy_references],
        "Other records of this person": [f"{record.name}, {record.reference}" for record in page.merged],
        "Registers": _registers(page, vulnerability=vulnerability),
    }


def _born(page: PersonPage) -> list[str]:
    born = page.person.date_of_birth
    return [f"{long_date(born)} ({CERTAINTIES[page.person.birth_date_certainty].lower()})"] if born else []


def _reached(value: str, note: str) -> str:
    return f"{phone(value)} ({note})" if note else phone(value)


def _on(day: Any) -> str:
    return short_date(day) if day else "a day not known"


def _registers(page: PersonPage, *, vulnerability: bool) -> list[str]:
    """Return how much each of the three registers holds, as far as this officer may read it."""
    held = [plural(len(page.adjustments), "need")] if page.adjustments else []
    if vulnerability and page.vulnerabilities:
        held.append(plural(len(page.vulnerabilities), "vulnerability factor"))
    if page.markers:
        held.append(plural(len(page.markers), "staff-safety marker"))
    return held or ["nothing"]
