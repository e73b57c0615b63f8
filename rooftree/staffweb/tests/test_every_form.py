"""What is true of every form of the staff site."""

from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules

import pytest
from django import forms

from rooftree import staffweb
from rooftree.pages.forms import Form


def every_form() -> list[type[forms.BaseForm]]:
    """The forms of our own that the modules of the staff site hold."""
    modules = [import_module(f"rooftree.staffweb.{each.name}") for each in iter_modules(staffweb.__path__)]
    names = {module.__name__ for module in modules}
    return sorted({form for form in _below(Form) if form.__module__ in names}, key=str)


def _below(form: type[forms.BaseForm]) -> Iterator[type[forms.BaseForm]]:
    for each in form.__subclasses__():
        yield each
        yield from _below(each)


def test_there_are_forms_to_look_at():
    assert len(every_form()) > 80


@pytest.mark.parametrize(
    "form", every_form(), ids=lambda form: f"{form.__module__.split('.')[-1]}.{form.__name__}"
)
def test_each_text_of_a_form_has_an_end(form):
    texts = {name: field for name, field in form.base_fields.items() if isinstance(field, forms.CharField)}
    endless = [
        name
        for name, field in texts.items()
        if field.max_length is None and not isinstance(field, forms.RegexField)
    ]

    assert endless == []
