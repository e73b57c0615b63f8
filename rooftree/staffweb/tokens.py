"""Your tokens: with which a program does what you yourself may. Made, listed, revoked."""

from typing import Any

from allauth.account.decorators import reauthentication_required
from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from rooftree.foundations import dates
from rooftree.machines import queries
from rooftree.machines.actions import Made, make_token, revoke_token
from rooftree.machines.permissions import may_have_tokens
from rooftree.machines.rules import LONGEST_LIFE, LONGEST_NAME, USUAL_LIFE
from rooftree.pages.forms import Form, sent, was_done
from rooftree.staffweb.council_pages import asked, offer, press, show
from rooftree.staffweb.requests import StaffRequest


@require_safe
def tokens(request: StaffRequest) -> HttpResponse:
    """List one's own tokens: what each is for, when it was last used, until when it works."""
    who = asked(request, may_have_tokens)
    context = {
        "tokens": queries.tokens_of(request.user),
        "labels": queries.labels_of_scopes(),
        "at": who.at,
    }
    return show(request, "machines/tokens.html", context)


class TokenForm(Form):
    """What a token is for, and how long it works."""

    name = forms.CharField(max_length=LONGEST_NAME, label="what it is for")
    scopes = forms.MultipleChoiceField(label="what it may do")
    days = forms.IntegerField(min_value=1, max_value=LONGEST_LIFE, label="how many days it works")


@reauthentication_required
def make(request: StaffRequest) -> HttpResponse:
    """Make a token, and show it this once. Who has been signed in for a while proves again who they are."""
    who = asked(request, may_have_tokens)
    labels = queries.labels_of_scopes()
    allowed = queries.scopes_of(who.officers.values())
    form = TokenForm(sent(request), initial={"scopes": allowed, "days": USUAL_LIFE})
    offer(form, scopes=[(scope, labels[scope]) for scope in allowed])
    made: list[Made] = []

    def send(**facts: Any) -> None:
        made.append(make_token(request.officer, at=who.at, **facts))

    if was_done(form, send):
        return show(request, "machines/token_made.html", {"made": made[0], "back_to": reverse("staff:tokens")})
    context = {"form": form, "back_to": reverse("staff:tokens")}
    return show(request, "machines/make_token.html", context, status=422 if form.errors else 200)


@require_POST
def revoke(request: StaffRequest, pk: int) -> HttpResponse:
    """Revoke a token of one's own."""
    asked(request, may_have_tokens)
    held = get_object_or_404(queries.tokens_of(request.user), pk=pk)

    def send(key: str) -> None:
        revoke_token(held, by=request.officer, at=dates.now(), key=key)

    said = f"The token “{held.name}” opens nothing any more."
    return press(request, send, back_to=reverse("staff:tokens"), said=said)
