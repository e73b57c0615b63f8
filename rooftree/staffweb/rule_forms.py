"""Forms with which a council sets its own time limit or figure in place of the rule book's.

`list_forms` has those for lists. Each says with `value()` what differs, in the words of `docs/rule-book.md`.
"""

from typing import Any

from django import forms

from rooftree.foundations.rule_entries import DutyVersion, FigureVersion, Version
from rooftree.pages.forms import DateField, Form


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


FORMS = {"duty": DutyForm, "limit": FigureForm, "threshold": FigureForm}


def form_for(held: Version) -> type[Any]:
    """Return the form for a time limit or a figure. Those for lists are in `list_forms`."""
    return FORMS[held.kind]
