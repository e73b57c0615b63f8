"""Draws the fields of a form with the design system's macros, from Django's bound fields.

Templates call these: `{{ text_field(form.surname, "Surname", width=20) }}`. Each keeps what was typed,
ties its label, hint and error to its box, and refuses an argument it does not know.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any, cast

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from rooftree.pages.design_system import macros
from rooftree.pages.forms import DateField, Form

Params = dict[str, object]

PARTS = {"day": _("Day"), "month": _("Month"), "year": _("Year")}
"""What the boxes of a date are called."""


@pass_context
def hidden_fields(context: Context, form: Form) -> Markup:
    """Return the token against forgery, the form's key, and its own hidden fields."""
    key = Markup('<input type="hidden" name="{}" value="{}">').format(form.key_name, form.key)
    return Markup(context["csrf_input"]) + key + Markup("").join(map(hidden_field, form.hidden_fields()))


def hidden_field(field: BoundField) -> Markup:
    """Return a field of the form that is not shown."""
    return Markup('<input type="hidden" name="{}" value="{}">').format(field.html_name, typed(field) or "")


def error_summary(*some_forms: forms.BaseForm, goes_there: bool = True) -> Markup:
    """Return the list of what is wrong, each line leading to its box; nothing when nothing is.

    The page goes to it when it opens, unless told otherwise.
    """
    errors = [link for form in some_forms for link in error_links(form)]
    if not errors:
        return Markup("")
    return macros()["govukErrorSummary"](
        {"titleText": gettext("There is a problem"), "errorList": errors, "disableAutoFocus": not goes_there}
    )


def text_field(
    field: BoundField,
    label: str,
    *,
    hint: str = "",
    heading: bool = False,
    width: int = 0,
    prefix: str = "",
    suffix: str = "",
    autocomplete: str = "",
) -> Markup:
    """Return a box for one line. `width` is in characters: 2, 3, 4, 5, 10, 20 or 30."""
    params = _box(field, label, hint, heading) | {
        "type": _box_type(field),
        "value": typed(field),
        "inputmode": _keyboard(field),
        "autocomplete": autocomplete or field.field.widget.attrs.get("autocomplete"),
        "spellcheck": False,
        "classes": " ".join(
            filter(None, [f"govuk-input--width-{width}" if width else "", "figures" if _keyboard(field) else ""])
        ),
    }
    if prefix:
        params["prefix"] = {"text": prefix}
    if suffix:
        params["suffix"] = {"text": suffix}
    return macros()["govukInput"](params)


def password_field(
    field: BoundField, label: str, *, hint: str = "", autocomplete: str = "current-password"
) -> Markup:
    """Return a box for a password, which can be shown. It is never filled in again."""
    return macros()["govukPasswordInput"](_box(field, label, hint) | {"autocomplete": autocomplete})


def textarea_field(
    field: BoundField, label: str, *, hint: str = "", heading: bool = False, rows: int = 5, limit: int = 0
) -> Markup:
    """Return a box for several lines. With a `limit`, it counts the characters left."""
    params = _box(field, label, hint, heading) | {
        "value": typed(field) or "",
        "rows": str(rows),
        "spellcheck": True,
    }
    if limit:
        return macros()["govukCharacterCount"](params | {"maxlength": str(limit), **_counting()})
    return macros()["govukTextarea"](params)


def select_field(field: BoundField, label: str, *, hint: str = "", heading: bool = False) -> Markup:
    """Return a list to choose one from, where radios would be too many."""
    ticked = chosen(field)
    items = [
        {"value": str(value), "text": str(words), "selected": str(value) in ticked}
        for value, words in _choices(field)
    ]
    return macros()["govukSelect"](_box(field, label, hint, heading) | {"items": items})


def radios_field(
    field: BoundField,
    legend: str,
    *,
    hint: str = "",
    heading: bool = False,
    inline: bool = False,
    small: bool = False,
    hints: Mapping[str, str] | None = None,
    reveals: Mapping[str, Markup] | None = None,
) -> Markup:
    """Return choices of which one is taken. `reveals` are further fields, shown under a choice."""
    params = _choose(field, legend, hint, heading) | {"items": _items(field, hints or {}, reveals or {})}
    params["classes"] = f"{'govuk-radios--inline' if inline else ''} {'govuk-radios--small' if small else ''}"
    return _without_script(macros()["govukRadios"](params))


def checkboxes_field(
    field: BoundField,
    legend: str,
    *,
    hint: str = "",
    heading: bool = False,
    small: bool = False,
    hints: Mapping[str, str] | None = None,
    reveals: Mapping[str, Markup] | None = None,
) -> Markup:
    """Return choices of which any number may be taken."""
    params = _choose(field, legend, hint, heading) | {"items": _items(field, hints or {}, reveals or {})}
    params["classes"] = "govuk-checkboxes--small" if small else ""
    return _without_script(macros()["govukCheckboxes"](params))


def checkbox_field(field: BoundField, label: str, *, hint: str = "") -> Markup:
    """Return one box to tick: a yes that stands alone."""
    item: Params = {"value": "on", "text": label, "checked": bool(chosen(field) & {"on", "True", "true"})}
    if words := hint or field.help_text:
        item["hint"] = {"text": words}
    params = {"idPrefix": field.auto_id, "name": field.html_name, "items": [item], **_error(field)}
    return macros()["govukCheckboxes"](params)


def date_field(field: BoundField, legend: str, *, hint: str = "", heading: bool = False) -> Markup:
    """Return three boxes for a date. A wrong part is marked by itself."""
    wrong = wrong_part(field)
    shown = typed_parts(field)
    widths = {"day": 2, "month": 5, "year": 4}
    items = [
        {
            "id": f"{field.auto_id}_{part}",
            "name": f"{field.html_name}_{part}",
            "label": PARTS[part],
            "value": shown[part],
            "inputmode": "text" if part == "month" else "numeric",
            "classes": f"govuk-input--width-{widths[part]} figures"
            + (" govuk-input--error" if field.errors and wrong in ("", part) else ""),
        }
        for part in DateField.PARTS
    ]
    return macros()["govukDateInput"](
        _group(legend, heading) | _said(field, hint) | {"id": field.auto_id, "items": items}
    )


def file_field(field: BoundField, label: str, *, hint: str = "") -> Markup:
    """Return a box to choose a file."""
    return macros()["govukFileUpload"](_box(field, label, hint))


# --- What the fields above are made of ------------------------------------------------------------


def _without_script(choices: Markup) -> Markup:
    """Return choices that reveal what follows them by the style sheet alone.

    The design system's script would mark them as expanded, which ARIA does not allow of a choice.
    """
    return Markup(re.sub(r' data-aria-controls="[^"]*"', "", choices))


def _box(field: BoundField, label: str, hint: str, heading: bool = False) -> Params:
    size = "govuk-label--l" if heading else "govuk-label--s"
    words = {"text": label, "isPageHeading": heading, "classes": size}
    return {"id": field.auto_id, "name": field.html_name, "label": words, **_said(field, hint)}


def _choose(field: BoundField, legend: str, hint: str, heading: bool) -> Params:
    names = {"idPrefix": field.auto_id, "name": field.html_name}
    return names | _group(legend, heading) | _said(field, hint)


def _counting() -> Params:
    """Return what a box says of how many characters are left, in the language of the page.

    The number stands last, so that one wording suits every number in every language.
    """
    count = {"count": "%{count}"}
    left = gettext("Characters left: %(count)s") % count
    too_many = gettext("Characters too many: %(count)s") % count
    return {
        "textareaDescriptionText": gettext("Characters at most: %(count)s") % count,
        "charactersUnderLimitText": dict.fromkeys(_NUMBERS, left),
        "charactersOverLimitText": dict.fromkeys(_NUMBERS, too_many),
        "charactersAtLimitText": gettext("Characters left: %(count)s") % {"count": 0},
    }


_NUMBERS = ("zero", "one", "two", "few", "many", "other")
"""The kinds of number that a language may tell apart, as browsers name them."""


def _group(legend: str, heading: bool) -> Params:
    size = "govuk-fieldset__legend--l" if heading else "govuk-fieldset__legend--s"
    return {"fieldset": {"legend": {"text": legend, "isPageHeading": heading, "classes": size}}}


def _said(field: BoundField, hint: str) -> Params:
    """Return the hint and the error, where there are any."""
    words = hint or field.help_text
    said: Params = {"hint": {"text": words}} if words else {}
    return said | _error(field)


def _error(field: BoundField) -> Params:
    if not field.errors:
        return {}
    return {"errorMessage": {"text": " ".join(map(str, field.errors)), "visuallyHiddenText": gettext("Error")}}


def _items(field: BoundField, hints: Mapping[str, str], reveals: Mapping[str, Markup]) -> list[Params]:
    ticked = chosen(field)
    items: list[Params] = []
    for value, words in _choices(field):
        item: Params = {"value": str(value), "text": str(words), "checked": str(value) in ticked}
        if str(value) in hints:
            item["hint"] = {"text": hints[str(value)]}
        if str(value) in reveals:
            item["conditional"] = {"html": reveals[str(value)]}
        items.append(item)
    return items


def _choices(field: BoundField) -> list[tuple[object, object]]:
    """Return the choices one after another, with those of named groups taken out of their groups."""
    flat: list[tuple[object, object]] = []
    for value, words in cast(Any, field.field).choices:
        flat += list(words) if isinstance(words, (list, tuple)) else [(value, words)]
    return flat


def typed(field: BoundField) -> str | None:
    """Return what a box should show: what was typed, else what the record holds."""
    return field.field.widget.format_value(field.value())


def typed_parts(field: BoundField) -> dict[str, str]:
    """Return what each box of a date should show."""
    value = field.value()
    parts = value if isinstance(value, (list, tuple)) else field.field.widget.decompress(value)
    return {part: "" if each is None else str(each) for part, each in zip(DateField.PARTS, parts, strict=True)}


def chosen(field: BoundField) -> set[str]:
    """Return the values that are ticked or selected, as the page writes them."""
    value = field.value()
    if isinstance(value, (list, tuple, set)):
        return {str(each) for each in value}
    return set() if value is None else {str(value)}


def error_links(form: forms.BaseForm) -> list[dict[str, str]]:
    """Return the errors of a form in the order of its fields, each with the box it is about."""
    links = [{"text": str(error)} for error in form.non_field_errors()]
    for name in form.fields:
        links += [{"text": str(error), "href": f"#{first_box(form[name])}"} for error in form[name].errors]
    return links


def first_box(field: BoundField) -> str:
    """Return the id of the box that a field's error should lead to."""
    if isinstance(field.field, DateField):
        return f"{field.auto_id}_{wrong_part(field) or 'day'}"
    return field.auto_id


def wrong_part(field: BoundField) -> str:
    """Return the part of a date that is wrong, or "" when the whole of it is, or nothing."""
    for error in field.form.errors.as_data().get(field.name, []):
        if error.params and "part" in error.params and error.code != "unreal":
            return str(error.params["part"])
    return ""


def _keyboard(field: BoundField) -> str | None:
    if isinstance(field.field, forms.DecimalField):
        return "decimal"
    if isinstance(field.field, forms.IntegerField):
        return "numeric"
    return field.field.widget.attrs.get("inputmode")


def _box_type(field: BoundField) -> str:
    """Return the type of a box. Numbers are text, so that a stray letter is kept and can be mended."""
    kind = getattr(field.field.widget, "input_type", "text")
    return "text" if kind == "number" else kind


FIELDS: dict[str, Callable[..., Markup]] = {
    function.__name__: function
    for function in (
        hidden_fields,
        error_summary,
        text_field,
        password_field,
        textarea_field,
        select_field,
        radios_field,
        checkboxes_field,
        checkbox_field,
        date_field,
        file_field,
    )
}
"""What templates may call."""
