"""Forms with which a council sets its own version of an entry of the rule book: one for each kind of entry.

Each says with `value()` what differs, in the words of `docs/rule-book.md`.
"""

from datetime import date
from typing import Any

from django import forms

from rooftree.foundations.rule_entries import DutyVersion, FigureVersion, Item, ListVersion, Version
from rooftree.staffweb.council_pages import offer
from rooftree.staffweb.forms import DateField, Form


class OwnVersionForm(Form):
    """From when on, and why."""

    applies_from = DateField(label="the first day")
    reason = forms.CharField(max_length=500, widget=forms.Textarea, label="the reason")

    def __init__(self, *args: Any, held: Version, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.held: Any = held

    def value(self) -> dict[str, Any]:
        """Return what differs from the national version."""
        raise NotImplementedError


class DutyForm(OwnVersionForm):
    """A time limit of the council's own, in the unit that it has."""

    amount = forms.IntegerField(min_value=1, label="how long")

    def __init__(self, *args: Any, held: DutyVersion, **kwargs: Any) -> None:
        kwargs["initial"] = {"amount": held.allowance.amount, **kwargs.get("initial", {})}
        super().__init__(*args, held=held, **kwargs)

    def value(self) -> dict[str, Any]:
        return {self.held.allowance.unit: self.cleaned_data["amount"]}


class FigureForm(OwnVersionForm):
    """A limit or a threshold of the council's own."""

    figure = forms.DecimalField(label="the figure")

    def __init__(self, *args: Any, held: FigureVersion, **kwargs: Any) -> None:
        kwargs["initial"] = {"figure": held.value, **kwargs.get("initial", {})}
        super().__init__(*args, held=held, **kwargs)

    def value(self) -> dict[str, Any]:
        return {"value": str(self.cleaned_data["figure"])}


class ListForm(OwnVersionForm):
    """One change to a list: an item added, called something else, or no longer chosen."""

    ADD, RENAME, RETIRE = "add", "rename", "retire"
    doing = forms.ChoiceField(
        choices=[
            (ADD, "Add something to choose"),
            (RENAME, "Call something else"),
            (RETIRE, "Let something no longer be chosen"),
        ],
        label="what changes",
    )
    new_code = forms.RegexField(
        r"\A[A-Za-z0-9_.-]{1,30}\Z",
        required=False,
        label="a code",
        error_messages={"invalid": "A code is at most 30 letters, digits, _, - or ."},
    )
    new_label = forms.CharField(required=False, max_length=100, label="what it is called")
    renamed = forms.ChoiceField(required=False, label="what is called something else")
    renamed_label = forms.CharField(required=False, max_length=100, label="what it is called from then on")
    retired = forms.ChoiceField(required=False, label="what can no longer be chosen")

    NEEDED = {ADD: ("new_code", "new_label"), RENAME: ("renamed", "renamed_label"), RETIRE: ("retired",)}

    def __init__(self, *args: Any, held: ListVersion, **kwargs: Any) -> None:
        super().__init__(*args, held=held, **kwargs)
        items = [("", "Choose one"), *((item.code, item.label) for item in held if item.period.until is None)]
        offer(self, renamed=items, retired=items)

    def clean(self) -> dict[str, Any]:
        """Ask for what the chosen change needs."""
        said = super().clean() or {}
        for name in self.NEEDED.get(said.get("doing", ""), ()):
            if not said.get(name) and name not in self.errors:
                self.add_error(name, f"Enter {self.fields[name].label}")
        if said.get("doing") == self.ADD and said.get("new_code") in self.held:
            self.add_error("new_code", "The list has this code already: choose another")
        return said

    def value(self) -> dict[str, Any]:
        said = self.cleaned_data
        items = [_as_written(item, self.held) for item in self.held]
        for item in items:
            if said["doing"] == self.RENAME and item["code"] == said["renamed"]:
                item["label"] = said["renamed_label"]
            if said["doing"] == self.RETIRE and item["code"] == said["retired"]:
                item["retired"] = said["applies_from"].isoformat()
        if said["doing"] == self.ADD:
            items.append({"code": said["new_code"], "label": said["new_label"]})
        return {"items": items}


FORMS = {"duty": DutyForm, "limit": FigureForm, "threshold": FigureForm, "list": ListForm}


def form_for(held: Version) -> type[Any]:
    """Return the form for an entry of this kind."""
    return FORMS[held.kind]


def _as_written(item: Item, held: ListVersion) -> dict[str, Any]:
    """Return an item of a list as the files write it, for JSON."""
    written: dict[str, Any] = {"code": item.code, "label": item.label}
    if item.hint:
        written["hint"] = item.hint
    if item.flags:
        written["flags"] = dict(item.flags)
    if item.period.starts > held.applies_from:
        written["from"] = _day(item.period.starts)
    if item.period.until:
        written["retired"] = _day(item.period.until)
    return written


def _day(day: date) -> str:
    return day.isoformat()
