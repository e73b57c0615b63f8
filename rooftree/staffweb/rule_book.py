"""Pages of the rule book: every entry with its versions and sources, and what the council set in place."""

from datetime import date, timedelta
from functools import partial
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from rooftree.foundations import rule_page, rulebook
from rooftree.foundations.rule_entries import SURE, Entry, ListVersion
from rooftree.foundations.rule_page import Shown
from rooftree.pages.forms import DateField, Form, sent
from rooftree.staff import actions, permissions
from rooftree.staff.models import Officer
from rooftree.staffweb.council_pages import Asked, change, council_of, offer, show
from rooftree.staffweb.list_forms import LIST_CHANGES, still_chosen
from rooftree.staffweb.requests import StaffRequest
from rooftree.staffweb.rule_forms import form_for

KINDS = {"duty": "Time limit", "limit": "Limit", "threshold": "Threshold", "list": "List"}


class RulesFilter(forms.Form):
    """Which entries to list."""

    words = forms.CharField(required=False, max_length=200)
    kind = forms.ChoiceField(required=False, choices=[("", "Every kind"), *KINDS.items()])
    sure = forms.ChoiceField(
        required=False,
        choices=[("", "However sure we are"), *((tag, f"{tag}: {words}") for tag, words in SURE.items())],
    )
    own = forms.BooleanField(required=False)
    council = forms.ChoiceField(required=False)

    def leaves(self, entry: Shown) -> bool:
        """Return whether an entry is one of those asked for."""
        said = self.cleaned_data
        text = " ".join((entry.label, entry.code, *(version.source for version in entry.versions))).lower()
        return (
            all(word in text for word in said.get("words", "").lower().split())
            and said.get("kind", "") in ("", entry.kind)
            and (not said.get("sure") or any(version.sure == said["sure"] for version in entry.versions))
            and (not said.get("own") or bool(entry.own))
        )


@require_safe
def rule_book(request: StaffRequest) -> HttpResponse:
    """List every entry of the rule book, by domain, with what it says today."""
    who, officer = council_of(request, permissions.may_read_rule_book)
    form = RulesFilter({"council": officer.council.code, **request.GET.dict()})
    offer(form, council=[(each.code, each.name) for each in who.councils])
    form.full_clean()
    domains: dict[str, list[tuple[Shown, Any]]] = {}
    for entry in rule_page.everything(council=officer.council, on=who.on):
        if form.leaves(entry):
            domains.setdefault(entry.code.partition(".")[0], []).append((entry, _today(entry, who)))
    context = {
        "filter": form,
        "domains": domains,
        "count": sum(len(entries) for entries in domains.values()),
        "kinds": KINDS,
        "sure": SURE,
        "council": officer.council,
        "several": len(who.councils) > 1,
    }
    return show(request, "rule_book/rule_book.html", context)


@require_safe
def rule(request: StaffRequest, code: str) -> HttpResponse:
    """Show one entry: its versions, how it is counted, where it comes from, and what the council set."""
    who, officer = council_of(request, permissions.may_read_rule_book)
    entry = _shown(code, officer, who)
    held = rulebook.load()[code]
    context = {
        "entry": entry,
        "kind": KINDS[entry.kind],
        "today": _today(entry, who),
        "items": _items(held, officer, who),
        "sure": SURE,
        "council": officer.council,
        "other_councils": who.councils,
        "on": who.on,
        "may_change": bool(permissions.may_change_rules(officer)),
    }
    return show(request, "rule_book/rule.html", context)


def replace_rule(request: StaffRequest, code: str) -> HttpResponse:
    """Set the council's own version of a local entry."""
    who, by = council_of(request, permissions.may_change_rules)
    entry = _shown(code, by, who)
    national = rulebook.load()[code].on(who.on)
    form, shown = (_list_form if national.kind == "list" else _value_form)(request, code, by, who)
    return change(
        request,
        form,
        partial(_replace, code, form, by=by, at=who.at),
        template="rule_book/replace_rule.html",
        back_to=_page(code, by),
        said="The council has its own version from that day on.",
        entry=entry,
        is_law=not national.is_local,
        source=national.source,
        council=by.council,
        **shown,
    )


def _value_form(request: StaffRequest, code: str, by: Officer, who: Asked) -> tuple[Form, dict[str, Any]]:
    """Return the form of a time limit or a figure, and what its page shows."""
    held = _in_force(code, by, who.on)
    form = form_for(held)(sent(request), held=held, initial={"applies_from": who.on})
    return form, {"held": held}


def _list_form(request: StaffRequest, code: str, by: Officer, who: Asked) -> tuple[Form, dict[str, Any]]:
    """Return the form of one change to a list, and what its page shows.

    It begins tomorrow unless another day is given: what is set for a day to come can be added to, line
    by line, until that day.
    """
    first = who.on + timedelta(days=1)
    held: ListVersion = _in_force(code, by, first)
    wanted, item = request.GET.get("doing", ""), request.GET.get("item", "")
    doing = wanted if wanted in LIST_CHANGES else "add"
    form = LIST_CHANGES[doing][1](
        sent(request), held=held, held_on=partial(_in_force, code, by), item=item, initial={"applies_from": first}
    )
    links = [
        {"text": words, "href": f"?council={by.council.code}&doing={each}", "current": each == doing}
        for each, (words, _) in LIST_CHANGES.items()
    ]
    shown = {
        "held": held,
        "doing": doing,
        "list_changes": links,
        "chosen": held.item(item) if item in held else None,
        "to_choose": still_chosen(held),
    }
    return form, shown


def _replace(code: str, form: Any, *, by: Officer, at: Any, key: str, **said: Any) -> Any:
    return actions.replace_rule(
        code,
        value=form.value(),
        applies_from=said["applies_from"],
        reason=said["reason"],
        by=by,
        at=at,
        key=key,
    )


class EndRuleForm(Form):
    """From when on the national version holds again."""

    on = DateField(label="the day")


def end_rule(request: StaffRequest, code: str, pk: int) -> HttpResponse:
    """Go back to the national version."""
    who, by = council_of(request, permissions.may_change_rules)
    entry = _shown(code, by, who)
    own = next((each.rule for each in entry.own if each.rule.pk == pk), None)
    if own is None:
        raise Http404("The council has no such version.")
    return change(
        request,
        EndRuleForm(sent(request), initial={"on": who.on}),
        partial(actions.end_rule, own, by=by, at=who.at),
        template="rule_book/end_rule.html",
        back_to=_page(code, by),
        said="The national version holds again from that day on.",
        entry=entry,
        council=by.council,
    )


def _shown(code: str, officer: Officer, who: Asked) -> Shown:
    for entry in rule_page.everything(council=officer.council, on=who.on):
        if entry.code == code:
            return entry
    raise Http404("The rule book has no such entry.")


def _today(entry: Shown, who: Asked) -> Any:
    """Return what holds today: the council's own version, else the national one, else None."""
    holding = [own for own in entry.own if own.period.covers(who.on) and not own.overtaken]
    national = [version for version in entry.versions if version.period.covers(who.on)]
    return next(iter([*holding, *national]), None)


def _in_force(code: str, officer: Officer, on: date) -> Any:
    """Return the version that holds in the officer's council on a day."""
    handles = {
        "duty": rulebook.duty,
        "limit": rulebook.limit,
        "threshold": rulebook.threshold,
        "list": rulebook.code_list,
    }
    handle: Any = handles[rulebook.load()[code].kind](code)
    return handle.version(on=on, council=officer.council)


def _items(entry: Entry[Any], officer: Officer, who: Asked) -> list[Any]:
    """Return the items of a list as the council has it today; nothing for other entries."""
    if entry.kind != "list" or not any(version.period.covers(who.on) for version in entry.versions):
        return []
    held: ListVersion = _in_force(entry.code, officer, who.on)
    return list(held)


def _page(code: str, officer: Officer) -> str:
    return f"{reverse('staff:rule', args=[code])}?council={officer.council.code}"
