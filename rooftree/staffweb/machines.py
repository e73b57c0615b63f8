"""Other systems: which are let in, with what, and which are told what happens to cases. For administrators."""

from functools import partial
from typing import Any

from allauth.account.decorators import reauthentication_required
from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from rooftree.foundations import dates
from rooftree.machines import actions, queries, rules
from rooftree.machines.actions.clients import NewClient
from rooftree.machines.events import all_events, labels_of
from rooftree.machines.models import Client, Delivery, Endpoint, TokenRecord
from rooftree.machines.permissions import may_manage_machines
from rooftree.pages.forms import Form, sent, was_done
from rooftree.pages.labels import Labels
from rooftree.staff.rules import TRUSTED_ROLES
from rooftree.staffweb.council_pages import (
    address_of_page,
    asked,
    asked_of,
    council_of,
    offer,
    page_of,
    press,
    show,
)
from rooftree.staffweb.requests import StaffRequest

LIFE: dict[str, Any] = {"min_value": 1, "max_value": rules.LONGEST_LIFE, "label": "how many days the secret works"}


@require_safe
def systems(request: StaffRequest) -> HttpResponse:
    """List the other systems that are let in, and where they are told what happens."""
    who = asked(request, may_manage_machines)
    context = {
        "clients": queries.clients_of(who.officers),
        "endpoints": queries.endpoints_of(who.officers, at=who.at),
        "tokens": queries.tokens_of_officers(who.officers, at=who.at),
        "several": len(who.councils) > 1,
        "may_add": who.councils,
    }
    return show(request, "machines/systems.html", context)


@require_POST
def revoke_token_of(request: StaffRequest, pk: int) -> HttpResponse:
    """Revoke the token of an officer."""
    made = get_object_or_404(TokenRecord, pk=pk, what=TokenRecord.What.MADE)
    by, at = asked_of(request, made, may_manage_machines)
    action = partial(actions.revoke_token_of, made, by=by, at=at)
    said = f"The token “{made.name}” of {made.officer.name} opens nothing any more."
    return press(request, action, back_to=reverse("staff:systems"), said=said)


class ClientForm(Form):
    """What another system is called and for, and what it may do."""

    name = forms.CharField(max_length=rules.LONGEST_NAME)
    purpose = forms.CharField(max_length=1000, label="what it is for, and who answers for it over there")
    roles = forms.MultipleChoiceField(label="at least one role")
    scopes = forms.MultipleChoiceField(label="what it may do")
    a_minute = forms.IntegerField(
        min_value=1, max_value=rules.HIGHEST_RATE, initial=rules.USUAL_RATE, label="how many requests a minute"
    )
    days = forms.IntegerField(initial=rules.USUAL_LIFE, **LIFE)


@reauthentication_required
def let_in(request: StaffRequest) -> HttpResponse:
    """Let another system in, and show its secret this once."""
    who, by = council_of(request, may_manage_machines)
    labels = Labels(on=who.on, council_id=by.council_id)
    form = ClientForm(sent(request), initial={"a_minute": rules.USUAL_RATE, "days": rules.USUAL_LIFE})
    roles = [choice for choice in labels.choices("staff.roles") if choice[0] not in TRUSTED_ROLES]
    offer(form, roles=roles, scopes=list(queries.labels_of_scopes().items()))
    made: list[Any] = []

    def send(key: str, **facts: Any) -> None:
        made.append(actions.make_client(NewClient(**facts), by=by, at=who.at, key=key))

    if was_done(form, send):
        client, secret = made[0]
        return _shown_once(request, client, secret.token, "The system is let in")
    context = {"form": form, "council": by.council, "back_to": reverse("staff:systems")}
    return show(request, "machines/let_in.html", context, status=422 if form.errors else 200)


@require_safe
def system(request: StaffRequest, pk: int) -> HttpResponse:
    """Show one other system: as whom it acts, what it may do, its secrets, and where it is told what happens."""
    client, _by, at = _client(request, pk)
    context = {
        "client": client,
        "labels": queries.labels_of_scopes(),
        "secrets": queries.secrets_of(client, at=at),
        "endpoints": queries.endpoints_of([client.council_id], at=at).filter(client=client),
        "back_to": reverse("staff:systems"),
    }
    return show(request, "machines/system.html", context)


class SecretForm(Form):
    """How long the new secret works, and whether the old one must stop at once."""

    days = forms.IntegerField(initial=rules.USUAL_LIFE, **LIFE)
    at_once = forms.BooleanField(required=False)


@reauthentication_required
def change_secret(request: StaffRequest, pk: int) -> HttpResponse:
    """Give another system a new secret, and show it this once."""
    client, by, at = _client(request, pk)
    form = SecretForm(sent(request), initial={"days": rules.USUAL_LIFE})
    made: list[Any] = []

    def send(key: str, **facts: Any) -> None:
        made.append(actions.change_secret(client, by=by, at=at, key=key, **facts))

    if was_done(form, send):
        return _shown_once(request, client, made[0].token, "The new secret")
    context = {"form": form, "client": client, "back_to": _page(client)}
    return show(request, "machines/change_secret.html", context, status=422 if form.errors else 200)


@require_POST
def end_system(request: StaffRequest, pk: int) -> HttpResponse:
    """Let another system in no more."""
    client, by, at = _client(request, pk)
    action = partial(actions.end_client, client, by=by, at=at)
    return press(request, action, back_to=_page(client), said=f"{client.name} is let in no more.")


# --- Webhooks ---------------------------------------------------------------------------------------


class EndpointForm(Form):
    """Where another system is told what happens, and of what."""

    address = forms.CharField(max_length=500, label="an address that begins with https://")
    events = forms.MultipleChoiceField(required=False)


@reauthentication_required
def add_endpoint(request: StaffRequest, pk: int) -> HttpResponse:
    """Tell another system what happens to cases, and show the signing secret this once."""
    client, by, at = _client(request, pk)
    form = EndpointForm(sent(request))
    offer(form, events=list(all_events().items()))
    made: list[Any] = []

    def send(key: str, **facts: Any) -> None:
        made.append(actions.add_endpoint(client, by=by, at=at, key=key, **facts))

    if was_done(form, send):
        return _shown_once(request, client, made[0][1], "The signing secret")
    context = {"form": form, "client": client, "back_to": _page(client)}
    return show(request, "machines/add_endpoint.html", context, status=422 if form.errors else 200)


@require_safe
def endpoint(request: StaffRequest, pk: int) -> HttpResponse:
    """Show what was told to an endpoint, and what waits, as far as one may see the cases."""
    found, _by, at = _endpoint(request, pk)
    deliveries = queries.deliveries_of(found)
    if request.GET.get("status") in Delivery.Status.values:
        deliveries = deliveries.filter(status=request.GET["status"])
    page = page_of(request, deliveries)
    context = {
        "endpoint": queries.endpoints_of([found.council_id], at=at).get(pk=found.pk),
        "events": labels_of(found.events),
        "page": page,
        "words": all_events(),
        "statuses": Delivery.Status.choices,
        "status": request.GET.get("status", ""),
        "address": address_of_page(request),
        "back_to": _page(found.client),
    }
    return show(request, "machines/endpoint.html", context)


@reauthentication_required
@require_POST
def change_signing_secret(request: StaffRequest, pk: int) -> HttpResponse:
    """Sign with a new secret from now on, and show it this once."""
    found, by, at = _endpoint(request, pk)
    made: list[str] = []
    form = Form(request.POST)
    if was_done(form, lambda key: made.append(actions.change_signing_secret(found, by=by, at=at, key=key))):
        return _shown_once(request, found.client, made[0], "The new signing secret")
    return press(request, lambda key: None, back_to=_page_of(found), said="Nothing was changed.")


@require_POST
def switch_on(request: StaffRequest, pk: int) -> HttpResponse:
    """Try an endpoint again that was switched off."""
    found, by, at = _endpoint(request, pk)
    action = partial(actions.switch_on, found, by=by, at=at)
    said = "It is switched on. What happened meanwhile is told now, the oldest first."
    return press(request, action, back_to=_page_of(found), said=said)


@require_POST
def end_endpoint(request: StaffRequest, pk: int) -> HttpResponse:
    """Tell an endpoint of nothing more."""
    found, by, at = _endpoint(request, pk)
    action = partial(actions.end_endpoint, found, by=by, at=at)
    return press(request, action, back_to=_page(found.client), said="It is told of nothing more.")


@require_POST
def tell_again(request: StaffRequest, pk: int) -> HttpResponse:
    """Tell something again."""
    told = get_object_or_404(Delivery, pk=pk)
    by, at = asked_of(request, told, may_manage_machines)
    action = partial(actions.tell_again, told, by=by, at=at)
    return press(request, action, back_to=_page_of(told.endpoint), said="It waits to be told again.")


# --- What these share -------------------------------------------------------------------------------


def _client(request: StaffRequest, pk: int) -> tuple[Client, Any, Any]:
    client = get_object_or_404(Client, pk=pk)
    by, at = asked_of(request, client, may_manage_machines)
    return client, by, at


def _endpoint(request: StaffRequest, pk: int) -> tuple[Endpoint, Any, Any]:
    found = get_object_or_404(Endpoint, pk=pk)
    by, at = asked_of(request, found, may_manage_machines)
    return found, by, at


def _shown_once(request: StaffRequest, client: Client, secret: str, heading: str) -> HttpResponse:
    context = {"client": client, "secret": secret, "heading": heading, "back_to": _page(client), "at": dates.now()}
    return show(request, "machines/shown_once.html", context)


def _page(client: Client) -> str:
    return reverse("staff:system", args=[client.pk])


def _page_of(found: Endpoint) -> str:
    return reverse("staff:endpoint", args=[found.pk])
