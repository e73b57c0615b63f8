"""Forms with which a council sets its own version of an entry of the rule book: one for each kind of entry.

Each says with `value()` what differs, in the words of `docs/rule-book.md`.
"""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

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
    """One change to a list."""

    def __init__(self, *args: Any, held: ListVersion, **kwargs: Any) -> None:
        super().__init__(*args, held=held, **kwargs)
        if "item" in self.fields:
            items = [(item.code, item.label) for item in held if item.period.until is None]
            offer(self, item=[("", "Choose one"), *items])

    def items(self) -> list[dict[str, Any]]:
        """Return the list's items as they are now."""
        return [_as_written(item, self.held) for item in self.held]

    def value(self) -> dict[str, Any]:
        return {"items": self.items()}


class AddItemForm(ListForm):
    """Something to choose is added."""

    new_label = forms.CharField(max_length=100, label="what it is called")
    new_code = forms.RegexField(
        r"\A[A-Za-z0-9_.-]{1,30}\Z",
        label="a code",
        error_messages={"invalid": "A code is at most 30 letters, digits, _, - or ."},
    )

    def clean_new_code(self) -> str:
        """Refuse a code that the list has."""
        code: str = self.cleaned_data["new_code"]
        if code in self.held:
            raise ValidationError("The list has this code already: choose another")
        return code

    def items(self) -> list[dict[str, Any]]:
        """Return the items with the new one at the end."""
        return [*super().items(), {"code": self.cleaned_data["new_code"], "label": self.cleaned_data["new_label"]}]


class RenameItemForm(ListForm):
    """Something is called something else."""

    item = forms.ChoiceField(label="what is called something else")
    new_label = forms.CharField(max_length=100, label="what it is called from then on")

    def items(self) -> list[dict[str, Any]]:
        """Return the items, one of them by its new name."""
        said = self.cleaned_data
        return [
            each | ({"label": said["new_label"]} if each["code"] == said["item"] else {})
            for each in super().items()
        ]


class RetireItemForm(ListForm):
    """Something can no longer be chosen. Old records still name it."""

    item = forms.ChoiceField(label="what can no longer be chosen")

    def items(self) -> list[dict[str, Any]]:
        """Return the items, one of them retired from that day on."""
        said = self.cleaned_data
        last = {"retired": _day(said["applies_from"])}
        return [each | (last if each["code"] == said["item"] else {}) for each in super().items()]


LIST_CHANGES = {
    "add": ("Add something to choose", AddItemForm),
    "rename": ("Call something else", RenameItemForm),
    "retire": ("Let something no longer be chosen", RetireItemForm),
}
"""What can be changed of a list, by the word in the address."""

FORMS = {"duty": DutyForm, "limit": FigureForm, "threshold": FigureForm}


def form_for(held: Version, doing: str) -> type[Any]:
    """Return the form for an entry of this kind; of a list, for what is to be done to it."""
    return LIST_CHANGES[doing][1] if held.kind == "list" else FORMS[held.kind]


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
