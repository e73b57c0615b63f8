"""Forms of handovers: offer, spread, accept, decline, give back; the note, who stands in, a leaver's patches."""

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from rooftree.cases import handover_queries
from rooftree.cases.actions import covering as actions
from rooftree.cases.actions.covering import Offer, may_arrange
from rooftree.cases.models import Case, Handover, HandoverPiece
from rooftree.cases.permissions import may_work_cases
from rooftree.foundations import dates
from rooftree.journeys import absence as journey
from rooftree.journeys import spreading
from rooftree.pages.filters import due as in_words
from rooftree.pages.forms import Form, sent
from rooftree.places.permissions import may_manage_patches
from rooftree.staff.models import Officer
from rooftree.staff.permissions import for_oneself_or, may_arrange_cover, require
from rooftree.staffweb.council_pages import asked_of, change, press
from rooftree.staffweb.council_pages import offer as offer_choices
from rooftree.staffweb.handovers import found_handover, page_of
from rooftree.staffweb.requests import StaffRequest


class CaseChoices(forms.ModelMultipleChoiceField):
    """Cases to choose from, each by its reference and what it is about."""

    def label_from_instance(self, obj: Any) -> str:
        """Return what a choice says: "E-7K2P-9WQ4: The front door does not close"."""
        return f"{obj.reference}: {obj.summary}"


class CasesForm(Form):
    """Which cases of a handover."""

    cases = CaseChoices(
        queryset=Case.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        label="the cases",
        error_messages={"required": "Choose at least one case"},
    )

    def __init__(self, *args: Any, pieces: Iterable[HandoverPiece], at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        pieces = list(pieces)
        offer_choices(self, cases=Case.objects.filter(pk__in=[piece.case_id for piece in pieces]).order_by("pk"))
        self.hints = {str(piece.case_id): _hint(piece, at) for piece in pieces}


def _hint(piece: HandoverPiece, at: datetime) -> str:
    """Return what is said of a case beneath it: whose it is, what is due next, and why somebody declined."""
    said = [piece.case.person.full_name] if piece.case.person else []
    said += [f"{clock.label}, {in_words(clock.late_from, at)}" for clock in handover_queries.running_of(piece)[:1]]
    if piece.offered_to:
        has = "has accepted" if piece.covered_by_id or piece.agreed_at else "is asked"
        said.append(f"{piece.offered_to.name} {has}")
    elif piece.declined_reason:
        said.append(f"declined: {piece.declined_reason}")
    return "; ".join(said) or "No clock runs"


# --- Offering ----------------------------------------------------------------------------------------


class OfferForm(CasesForm):
    """Which cases are offered, and to whom."""

    to = forms.ModelChoiceField(
        queryset=Officer.objects.none(), empty_label="Choose a colleague", label="who covers"
    )


def offer(request: StaffRequest, pk: int) -> HttpResponse:
    """Offer cases that nobody has accepted to a colleague."""
    found, by, at = _arranging(request, pk)
    form = OfferForm(sent(request), pieces=_choices(request, found, _waiting(found)), at=at)
    offer_choices(form, to=spreading.caseworkers(found, at=at))

    def offer_all(cases: Iterable[Case], to: Officer, key: str) -> Handover:
        return actions.offer(found, [Offer(case, to) for case in cases], by=by, at=at, key=key)

    return _answer(request, found, form, offer_all, "offer", "The cases are offered. They wait for an answer.")


class SpreadForm(Form):
    """For each case, whom to ask: the one proposed, unless somebody else is chosen."""

    def __init__(self, data: Any, *, proposals: list[spreading.Proposed], colleagues: Any, **kwargs: Any) -> None:
        self.proposals = proposals
        super().__init__(data, **kwargs)
        for proposed in proposals:
            self.fields[_field_of(proposed)] = forms.ModelChoiceField(
                queryset=colleagues,
                initial=proposed.to.pk,
                required=False,
                empty_label="Nobody yet",
                label=f"who covers {proposed.piece.case.reference}",
            )

    def rows(self) -> list[tuple[Any, spreading.Proposed]]:
        """Return each field with what is proposed in it."""
        return [(self[_field_of(proposed)], proposed) for proposed in self.proposals]


def _field_of(proposed: spreading.Proposed) -> str:
    return f"case_{proposed.piece.case_id}"


def spread(request: StaffRequest, pk: int) -> HttpResponse:
    """Propose who covers what, with the reason of each, and offer it as it then stands."""
    found, by, at = _arranging(request, pk)
    proposals = spreading.propose(found, at=at)
    if not proposals:
        messages.info(
            request, "There is nothing to suggest: all is offered, or no colleague of the teams is here."
        )
        return redirect(page_of(found))
    form = SpreadForm(sent(request), proposals=proposals, colleagues=spreading.caseworkers(found, at=at))

    def offer_each(key: str, **chosen: Officer | None) -> Handover:
        offers = [_offer(proposed, chosen.get(_field_of(proposed)), by) for proposed in proposals]
        return actions.offer(found, [each for each in offers if each], by=by, at=at, key=key)

    return _answer(request, found, form, offer_each, "spread", "The cases are offered. They wait for an answer.")


def _offer(proposed: spreading.Proposed, to: Officer | None, by: Officer) -> Offer | None:
    """Return the offer of a case: with the reason of the proposal where it was followed."""
    if to is None:
        return None
    because = proposed.because if to == proposed.to else f"Chosen by {by.name}."
    return Offer(proposed.piece.case, to, because)


# --- Answering ---------------------------------------------------------------------------------------


def accept(request: StaffRequest, pk: int) -> HttpResponse:
    """Accept cases that one is asked to cover, or that nobody was asked."""
    found, by, at = _working(request, pk)
    pieces = [piece for piece in _waiting(found) if piece.offered_to_id in (None, by.pk)]
    asked = [piece.case_id for piece in pieces if piece.offered_to_id == by.pk]
    form = CasesForm(sent(request), pieces=_choices(request, found, pieces), at=at, initial={"cases": asked})
    accepting = partial(actions.accept, found, by=by, at=at)
    return _answer(request, found, form, accepting, "accept", "You have accepted. The cases are on your list.")


@require_POST
def accept_all(request: StaffRequest, pk: int) -> HttpResponse:
    """Accept all that one is asked to cover of a colleague, with one press."""
    found, by, at = _working(request, pk)
    accepting = partial(actions.accept, found, by=by, at=at)
    said = f"You have accepted what you were asked to cover for {found.officer.name}."
    return press(request, accepting, back_to=reverse("staff:asked_to_cover"), said=said)


class ReasonForm(CasesForm):
    """Which cases, and why not."""

    reason = forms.CharField(max_length=1000, label="why")


def decline(request: StaffRequest, pk: int) -> HttpResponse:
    """Say that one cannot cover what one is asked to, and why."""
    found, by, at = _working(request, pk)
    pieces = [piece for piece in _waiting(found) if piece.offered_to_id == by.pk]
    form = ReasonForm(sent(request), pieces=_choices(request, found, pieces), at=at)
    declining = partial(actions.decline, found, by=by, at=at)
    return _answer(request, found, form, declining, "decline", "You have declined. Somebody else will be asked.")


def give_back(request: StaffRequest, pk: int) -> HttpResponse:
    """Cover no more what one had accepted; who arranges the handover may take it from anybody."""
    found, by, at = _working(request, pk)
    everybody = bool(may_arrange(by, found))
    taken = [piece for piece in handover_queries.pieces_of(found) if piece.covered_by_id or piece.agreed_at]
    pieces = [piece for piece in taken if everybody or piece.offered_to_id == by.pk]
    form = ReasonForm(sent(request), pieces=_choices(request, found, pieces), at=at)
    giving = partial(actions.give_back, found, by=by, at=at)
    return _answer(request, found, form, giving, "give_back", "Given back. It waits for somebody else.")


# --- The note, the stand-in, the patches ---------------------------------------------------------------


class NoteForm(Form):
    """What whoever covers should know."""

    words = forms.CharField(max_length=2000, label="what they should know")


def write_note(request: StaffRequest, pk: int) -> HttpResponse:
    """Add to the note of a handover."""
    found, by, at = _arranging(request, pk)
    writing = partial(actions.write_note, found, by=by, at=at)
    return _answer(request, found, NoteForm(sent(request)), writing, "note", "The note is added.")


class ColleagueForm(Form):
    """One colleague."""

    colleague = forms.ModelChoiceField(
        queryset=Officer.objects.none(), empty_label="Choose a colleague", label="a colleague"
    )


def stand_in(request: StaffRequest, pk: int) -> HttpResponse:
    """Arrange who looks after the patches and the phone of somebody who is away."""
    found = found_handover(pk)
    by = request.officer.at(found.council_id)
    require(for_oneself_or(may_arrange_cover, by, found.officer))
    at = dates.now()

    def arrange(colleague: Officer, key: str) -> Any:
        return journey.stand_in(found, covered_by=colleague, by=by, at=at, key=key)

    said = "It is arranged who answers the phone and looks after the patches."
    return _answer(request, found, _colleagues(request, found, at), arrange, "stand_in", said)


def move_patches(request: StaffRequest, pk: int) -> HttpResponse:
    """Let a colleague have the patches of somebody who leaves, for good."""
    found = found_handover(pk)
    by, at = asked_of(request, found, may_manage_patches)

    def move(colleague: Officer, key: str) -> Any:
        return journey.move_patches(found, to=colleague, by=by, at=at, key=key)

    said = "The patches are moved."
    return _answer(request, found, _colleagues(request, found, at), move, "move_patches", said)


# --- What these forms share ----------------------------------------------------------------------------


def _arranging(request: StaffRequest, pk: int) -> tuple[Handover, Officer, datetime]:
    found = found_handover(pk)
    by = request.officer.at(found.council_id)
    require(may_arrange(by, found))
    return found, by, dates.now()


def _working(request: StaffRequest, pk: int) -> tuple[Handover, Officer, datetime]:
    found = found_handover(pk)
    by, at = asked_of(request, found, may_work_cases)
    return found, by, at


def _waiting(found: Handover) -> list[HandoverPiece]:
    """Return the pieces that nobody has accepted."""
    pieces = handover_queries.pieces_of(found)
    return [piece for piece in pieces if not piece.covered_by_id and not piece.agreed_at]


def _choices(request: StaffRequest, found: Handover, pieces: list[HandoverPiece]) -> list[HandoverPiece]:
    """Return what can be chosen: once sent, any piece, so that a rule says why not what changed meanwhile."""
    return handover_queries.pieces_of(found) if request.method == "POST" else pieces


def _colleagues(request: StaffRequest, found: Handover, at: datetime) -> ColleagueForm:
    form = ColleagueForm(sent(request))
    offer_choices(form, colleague=spreading.caseworkers(found, at=at))
    return form


def _answer(
    request: StaffRequest, found: Handover, form: Form, action: Callable[..., Any], page: str, said: str
) -> HttpResponse:
    if isinstance(form, CasesForm) and not form.hints:
        messages.info(request, "There is no such case in this handover any more.")
        return redirect(page_of(found))
    return change(
        request,
        form,
        action,
        template=f"handovers/{page}.html",
        back_to=page_of(found),
        said=said,
        handover=found,
        colleague=found.officer,
    )
