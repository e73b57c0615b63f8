"""Forms with which a council changes a list of the rule book, one line at a time: add, change, retire.

What the list is from the first day on is what the council had on that day, with the one line changed.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField

from rooftree.foundations import rulebook
from rooftree.foundations.refusals import Refused
from rooftree.foundations.rule_entries import Item, ListVersion
from rooftree.pages.forms import DateField, Form, say_what_to_do
from rooftree.places.models import Patch
from rooftree.staffweb.council_pages import offer

HeldOn = Callable[[date], ListVersion]
"""Gives the list as the council has it on a day."""
Choices = list[tuple[str, str]]


@dataclass(frozen=True)
class FlagWords:
    """What a flag of a list is called on the page, and what may be chosen for it, where not any text will do."""

    label: str
    choices: Callable[[], Choices] | None = None


def _of_list(code: str) -> Callable[[], Choices]:
    def choices() -> Choices:
        newest: ListVersion = rulebook.load()[code].versions[-1]
        return [(item.code, item.label) for item in newest]

    return choices


def _of_duties(start: str) -> Callable[[], Choices]:
    def choices() -> Choices:
        newest = [entry.versions[-1] for code, entry in rulebook.load().items() if code.startswith(start)]
        return [(each.code, f"{each.label}: {each.in_words().partition(';')[0]}") for each in newest]

    return choices


DEMANDS = [
    ("value", "Value: what we are here for"),
    ("failure", "Failure: we did not do something, or not right"),
    ("either", "Either: the adviser chooses"),
]
FLAGS: dict[str, dict[str, FlagWords]] = {
    "contact.reasons": {
        "demand": FlagWords("What it usually is", lambda: DEMANDS),
        "fcr": FlagWords("It should normally be settled at the first contact"),
        "function": FlagWords("The part of the service that it goes to", _of_list("contact.functions")),
        "purpose": FlagWords(
            "The patch whose officer it goes to", lambda: [("", "No patch: to the team"), *Patch.Purpose.choices]
        ),
        "route_words": FlagWords("Where it goes, in words"),
        "duty": FlagWords("The time limit of its enquiry", _of_duties("contact.answer")),
        "urgent": FlagWords("It cannot wait in a queue"),
        "clock": FlagWords("A legal clock that the report may start, in words"),
        "prompt": FlagWords("What the adviser does now"),
        "for_residents": FlagWords("Residents may choose it on their own pages"),
        "topic": FlagWords("Under which heading there", _of_list("contact.topics")),
        "resident_words": FlagWords("What it is called there, in a resident’s words; else its name"),
    },
    "contact.functions": {
        "else_to": FlagWords(
            "Who takes it where no team answers for it",
            lambda: [("", "Nobody else"), *_of_list("contact.functions")()],
        ),
    },
    "contact.reach_us": {
        "value": FlagWords("The number or the address"),
        "hours": FlagWords("When somebody answers, in words"),
    },
    "contact.callback_windows": {
        "duty": FlagWords("Its time limit", _of_duties("contact.callback")),
    },
}
"""What the flags of lists are called that a council is likely to change. Others go by their own names."""


@dataclass(frozen=True)
class FlagShown:
    """A flag as the page draws it: its field, its words, and how: "choice", "yes_no", "number" or "text"."""

    field: BoundField
    label: str
    how: str


class ListForm(Form):
    """One change to a list, from a day on, and why."""

    applies_from = DateField(label="the first day")
    reason = forms.CharField(max_length=500, widget=forms.Textarea, label="the reason")

    def __init__(self, *args: Any, held: ListVersion, held_on: HeldOn, item: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.held = held
        self.held_on = held_on
        self.code = item
        say_what_to_do(self)

    def clean(self) -> dict[str, Any]:
        """Take up the list as it is on the first day, with what was already set to begin by then."""
        said: dict[str, Any] = super().clean() or {}
        if said.get("applies_from"):
            try:
                self.held = self.held_on(said["applies_from"])
            except Refused as refusal:
                raise ValidationError(str(refusal)) from refusal
        return said

    def items(self) -> list[dict[str, Any]]:
        """Return the list's items as they are on the first day."""
        return [as_written(item, self.held) for item in self.held]

    def value(self) -> dict[str, Any]:
        """Return what differs from the national version, in the words of `docs/rule-book.md`."""
        return {"items": self.items()}

    def flags(self) -> Iterator[FlagShown]:
        """Give the flags of the item, as the page draws them."""
        return iter(())


class ItemForm(ListForm):
    """All that a list says of one item."""

    new_label = forms.CharField(max_length=100, label="what it is called")
    new_hint = forms.CharField(max_length=200, required=False)

    def __init__(self, *args: Any, held: ListVersion, **kwargs: Any) -> None:
        super().__init__(*args, held=held, **kwargs)
        self.usual = dict(held.raw.get("flags", {}))
        for name, usual in self.usual.items():
            self.fields[f"flag_{name}"] = _flag_field(held, name, usual)
        say_what_to_do(self)

    def flags(self) -> Iterator[FlagShown]:
        """Give the flags of the item, as the page draws them."""
        for name in self.usual:
            bound = self[f"flag_{name}"]
            yield FlagShown(bound, _flag_label(self.held.code, name), _how(bound.field))

    def said_flags(self) -> dict[str, Any]:
        """Return the flags as they were answered, for JSON."""
        return {name: _for_json(self.cleaned_data[f"flag_{name}"]) for name in self.usual}

    def written(self, code: str) -> dict[str, Any]:
        """Return the item as the files write it."""
        said = self.cleaned_data
        item: dict[str, Any] = {"code": code, "label": said["new_label"]}
        if said["new_hint"]:
            item["hint"] = said["new_hint"]
        return item | ({"flags": self.said_flags()} if self.usual else {})


class AddItemForm(ItemForm):
    """Something to choose is added."""

    new_code = forms.RegexField(
        r"\A[A-Za-z0-9_.-]{1,30}\Z",
        label="a code",
        error_messages={"invalid": "A code is at most 30 letters, digits, _, - or ."},
    )

    def __init__(self, *args: Any, held: ListVersion, **kwargs: Any) -> None:
        usual = {f"flag_{name}": value for name, value in held.raw.get("flags", {}).items()}
        kwargs["initial"] = usual | kwargs.get("initial", {})
        super().__init__(*args, held=held, **kwargs)

    def clean(self) -> dict[str, Any]:
        """Refuse a code that the list has."""
        said = super().clean()
        if said.get("new_code") in self.held:
            self.add_error("new_code", "The list has this code already: choose another")
        return said

    def items(self) -> list[dict[str, Any]]:
        """Return the items with the new one at the end."""
        return [*super().items(), self.written(self.cleaned_data["new_code"])]


class ChangeItemForm(ItemForm):
    """Something is called something else, or means something else, from a day on."""

    def __init__(self, *args: Any, held: ListVersion, item: str = "", **kwargs: Any) -> None:
        if item in held:
            kwargs["initial"] = _as_shown(held.item(item)) | kwargs.get("initial", {})
        super().__init__(*args, held=held, item=item, **kwargs)

    def clean(self) -> dict[str, Any]:
        """Refuse an item that the list does not have on the first day."""
        said = super().clean()
        if said.get("applies_from") and self.code not in self.held:
            raise ValidationError("Choose which one to change: the list has no such code on that day")
        return said

    def items(self) -> list[dict[str, Any]]:
        """Return the items, one of them as it is from then on."""
        return [
            {**each, "hint": "", **self.written(self.code)} if each["code"] == self.code else each
            for each in super().items()
        ]


class RetireItemForm(ListForm):
    """Something can no longer be chosen. Old records still name it."""

    item = forms.ChoiceField(label="what can no longer be chosen")

    def __init__(self, *args: Any, held: ListVersion, item: str = "", **kwargs: Any) -> None:
        kwargs["initial"] = {"item": item} | kwargs.get("initial", {})
        super().__init__(*args, held=held, item=item, **kwargs)
        offer(self, item=[("", "Choose one"), *still_chosen(held)])

    def items(self) -> list[dict[str, Any]]:
        """Return the items, one of them retired from that day on."""
        said = self.cleaned_data
        last = {"retired": said["applies_from"].isoformat()}
        return [each | (last if each["code"] == said["item"] else {}) for each in super().items()]


LIST_CHANGES: dict[str, tuple[str, type[ListForm]]] = {
    "add": ("Add something to choose", AddItemForm),
    "change": ("Change something", ChangeItemForm),
    "retire": ("Let something no longer be chosen", RetireItemForm),
}
"""What can be changed of a list, by the word in the address."""


def still_chosen(held: ListVersion) -> Choices:
    """Return what can be chosen with no end in sight."""
    return [(item.code, item.label) for item in held if item.period.until is None]


def as_written(item: Item, held: ListVersion) -> dict[str, Any]:
    """Return an item of a list as the files write it, for JSON."""
    written: dict[str, Any] = {"code": item.code, "label": item.label}
    if item.hint:
        written["hint"] = item.hint
    if item.flags:
        written["flags"] = {name: _for_json(value) for name, value in item.flags.items()}
    if item.period.starts > held.applies_from:
        written["from"] = item.period.starts.isoformat()
    if item.period.until:
        written["retired"] = item.period.until.isoformat()
    return written


def _for_json(value: object) -> object:
    """Return a flag as JSON can hold it: an exact number goes as a text."""
    return str(value) if isinstance(value, Decimal) else value


def _as_shown(item: Item) -> dict[str, Any]:
    flags = {f"flag_{name}": value for name, value in item.flags.items()}
    return {"new_label": item.label, "new_hint": item.hint, **flags}


def _flag_label(list_code: str, name: str) -> str:
    words = FLAGS.get(list_code, {}).get(name)
    return words.label if words else name.replace("_", " ").capitalize()


def _flag_field(held: ListVersion, name: str, usual: object) -> forms.Field:
    """Return the field of a flag. A text that is a word in every item is chosen among the words in use."""
    label = _flag_label(held.code, name)
    if isinstance(usual, bool):
        return forms.BooleanField(required=False, label=label)
    if isinstance(usual, int):
        return forms.IntegerField(label=label)
    if isinstance(usual, Decimal):
        return forms.DecimalField(label=label, max_digits=9)
    words = FLAGS.get(held.code, {}).get(name)
    if words and words.choices:
        return forms.ChoiceField(choices=words.choices(), required=False, label=label)
    in_use = {str(usual), *(str(item.flags[name]) for item in held)}
    if words or any(" " in word for word in in_use):
        return forms.CharField(required=False, max_length=200, label=label)
    return forms.ChoiceField(
        choices=[(word, word.replace("_", " ") or "None") for word in sorted(in_use)], required=False, label=label
    )


def _how(field: forms.Field) -> str:
    if isinstance(field, forms.ChoiceField):
        return "choice"
    if isinstance(field, forms.BooleanField):
        return "yes_no"
    return "number" if isinstance(field, forms.IntegerField) else "text"
