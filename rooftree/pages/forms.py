"""What every form of the staff site shares: a key, errors that say what to do, and dates in three parts.

Views use these instead of Django's own; `fields` draws them.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from babel.dates import get_month_names
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.db import DataError
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext_lazy as _

from rooftree.foundations.refusals import Refused

MONTHS = {
    name.lower().rstrip("."): number
    for language in ("en", "cy")
    for length in ("wide", "abbreviated")
    for number, name in get_month_names(length, locale=language).items()
}
"""The names of the months that a date may be typed with, in the languages of our pages."""


class Form(forms.Form):
    """A form that is safe to send twice, and loses nothing that was typed.

    `key` is made when the form is first shown and comes back with it, also after an error, so the
    action behind it is done once however often it is sent.
    """

    def __init_subclass__(cls, **kwargs: object) -> None:
        """Refuse a field that a page could not reach, because `form.login` would be something else."""
        super().__init_subclass__(**kwargs)
        for name in cls.__dict__.get("declared_fields", {}):
            taken = name == "key" or hasattr(forms.Form(), name)
            assert not taken, f"Every form has a “{name}” already: give the field another name."

    def __init__(self, data: Mapping[str, object] | None = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(data, *args, **kwargs)
        self.key = _key_from(data, self.key_name)
        say_what_to_do(self)

    @property
    def key_name(self) -> str:
        """The name of the hidden input that carries the key."""
        return self.add_prefix("key")


def _key_from(data: Mapping[str, object] | None, name: str) -> str:
    try:
        return str(UUID(str((data or {}).get(name, ""))))
    except ValueError:
        return str(uuid4())


def say_what_to_do(form: forms.BaseForm) -> None:
    """Replace Django's own "This field is required." by what to do, unless the form says it better."""
    for name, field in form.fields.items():
        label = _in_a_sentence(str(field.label or name.replace("_", " ")))
        for code, words in _words_for(field).items():
            if str(field.error_messages.get(code)) in _DJANGOS_OWN:
                field.error_messages[code] = words.format(label)
        field.error_messages.setdefault("max_length", TOO_LONG.format(label))


_DJANGOS_OWN = ("This field is required.", "Enter a number.", "Enter a whole number.")


TOO_LONG = "Shorten {}: at most %(limit_value)d characters fit, and there are %(show_value)d"
LONGER_THAN_KEPT = "22001"
"""The database's code for a text that is longer than its column."""


def _words_for(field: forms.Field) -> dict[str, str]:
    verb = "Choose" if isinstance(field, forms.ChoiceField) else "Enter"
    words = {"required": verb + " {}"}
    if isinstance(field, forms.DecimalField):
        words["invalid"] = "Enter {} in figures, like 12.50"
    elif isinstance(field, forms.IntegerField):
        words["invalid"] = "Enter {} as a whole number"
    return words


def _in_a_sentence(label: str) -> str:
    """Return a label as it stands inside a sentence: "date of birth", but "UPRN"."""
    return label if label[:2].isupper() else label[:1].lower() + label[1:]


class EmailField(forms.EmailField):
    """An email address."""

    default_validators = [EmailValidator(_("Enter an email address in full, like name@example.org"))]


class DateParts(forms.MultiWidget):
    """Day, month and year, each in a box of its own."""

    def __init__(self) -> None:
        super().__init__({part: forms.TextInput() for part in DateField.PARTS})

    def decompress(self, value: date | None) -> list[object]:
        return [value.day, value.month, value.year] if value else [None, None, None]


class DateField(forms.MultiValueField):
    """A date typed as day, month and year. The month may be a word.

    A wrong date says which part is wrong, and `wrong_part` tells the page which box to go to.
    """

    PARTS = ("day", "month", "year")
    default_error_messages = {
        "missing_day": _("The date must include a day"),
        "missing_month": _("The date must include a month"),
        "missing_year": _("The date must include a year"),
        "unreal": _("There is no such date: check the day, the month and the year"),
        "year": _("The year must have four figures, like 1968"),
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", DateParts())
        kwargs["require_all_fields"] = False
        super().__init__([forms.CharField(required=False) for _ in self.PARTS], **kwargs)

    def clean(self, value: list[str | None] | None) -> date | None:
        parts = dict(zip(self.PARTS, (str(part or "").strip() for part in value or ("", "", "")), strict=True))
        if not any(parts.values()):
            if self.required:
                raise ValidationError(self.error_messages["required"], code="required")
            return None
        for part, typed in parts.items():
            if not typed:
                raise self._wrong("missing", part)
        if not re.fullmatch(r"[0-9]{4}", parts["year"]):
            raise self._wrong("year", "year")
        try:
            day = date(int(parts["year"]), _month(parts["month"]), int(parts["day"]))
        except ValueError as error:
            raise self._wrong("unreal", "day") from error
        self.run_validators(day)
        return day

    def _wrong(self, code: str, part: str) -> ValidationError:
        words = self.error_messages[f"missing_{part}" if code == "missing" else code]
        return ValidationError(words, code=code, params={"part": part})


def _month(typed: str) -> int:
    """Return the number of a month given by number or name. Raises ValueError for any other word."""
    return MONTHS.get(typed.lower().rstrip(".")) or int(typed)


def sent(request: HttpRequest) -> QueryDict | None:
    """Return what a form is made with: what was sent, or nothing for a form that is opened."""
    return request.POST if request.method == "POST" else None


def was_done(form: Form, action: Callable[..., object], **facts: object) -> bool:
    """Do what a form asks for, once, and say whether it was done.

    `action` gets the form's answers, its key, and `facts`. What the rules refuse becomes an error of
    the form, above what was typed, and so does a text that the database has no room for.
    """
    if not form.is_valid():
        return False
    try:
        action(**form.cleaned_data, **facts, key=form.key)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    except DataError as error:
        if getattr(error.__cause__, "sqlstate", None) != LONGER_THAN_KEPT:
            raise
        form.add_error(None, "Something here is longer than can be kept. Shorten it, and send it again")
        return False
    return True
