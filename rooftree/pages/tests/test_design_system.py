"""The design system's macros, which are forgiving, are called strictly."""

import re

import pytest

from rooftree.pages.design_system import COMPONENTS, macros

WORDS = {"text": "Damp in the back bedroom"}
EXAMPLES = {
    "govukBackLink": {"text": "Back", "href": "/staff/"},
    "govukBreadcrumbs": {"items": [{"text": "Start", "href": "/staff/"}, {"text": "Here"}]},
    "govukButton": {"text": "Send", "name": "do", "value": "send", "preventDoubleClick": True},
    "govukCharacterCount": {"id": "c", "name": "c", "maxlength": "100", "label": WORDS, "value": "x", "rows": "3"},
    "govukCheckboxes": {
        "idPrefix": "k",
        "name": "k",
        "fieldset": {"legend": {"text": "Needs", "isPageHeading": True, "classes": "x"}},
        "items": [
            {"value": "1", "text": "One", "checked": True, "hint": WORDS, "conditional": {"html": "<p>x</p>"}}
        ],
    },
    "govukDateInput": {"id": "d", "items": [{"name": "day", "id": "d-day", "label": "Day", "value": "2"}]},
    "govukDetails": {"summaryText": "Why", "text": "Because"},
    "govukErrorMessage": {"text": "Enter a name", "id": "e"},
    "govukErrorSummary": {"titleText": "There is a problem", "errorList": [{"text": "Enter", "href": "#x"}]},
    "govukFieldset": {"legend": WORDS, "html": "<p>x</p>"},
    "govukFileUpload": {"id": "f", "name": "f", "label": WORDS, "hint": WORDS},
    "govukHint": {"text": "A hint", "id": "h"},
    "govukInput": {"id": "i", "name": "i", "label": WORDS, "prefix": {"text": "£"}, "errorMessage": WORDS},
    "govukInsetText": {"html": "<p>x</p>"},
    "govukLabel": {"text": "Name", "for": "n", "isPageHeading": True},
    "govukNotificationBanner": {"text": "Done", "type": "success"},
    "govukPagination": {
        "previous": {"href": "?page=1"},
        "items": [{"number": 2, "href": "?page=2", "current": True}, {"ellipsis": True}],
    },
    "govukPanel": {"titleText": "Done", "text": "Your reference"},
    "govukPasswordInput": {"id": "p", "name": "p", "label": WORDS, "autocomplete": "current-password"},
    "govukPhaseBanner": {"tag": {"text": "Demo"}, "html": "Imaginary"},
    "govukRadios": {"idPrefix": "r", "name": "r", "items": [{"value": "1", "text": "One"}, {"divider": "or"}]},
    "govukSelect": {
        "id": "s",
        "name": "s",
        "label": WORDS,
        "items": [{"value": "1", "text": "One", "selected": True}],
    },
    "govukSkipLink": {"text": "Skip", "href": "#main"},
    "govukSummaryList": {
        "rows": [
            {
                "key": WORDS,
                "value": {"html": "<b>x</b>"},
                "actions": {"items": [{"href": "/", "text": "Change", "visuallyHiddenText": "name"}]},
            }
        ],
    },
    "govukTable": {
        "caption": "Homes",
        "head": [{"text": "Home"}, {"text": "Owed", "format": "numeric"}],
        "rows": [[{"text": "12 Elm"}, {"text": "£3.00", "format": "numeric"}]],
        "firstCellIsHeader": True,
    },
    "govukTabs": {"items": [{"id": "t", "label": "One", "panel": {"html": "<p>x</p>"}}]},
    "govukTag": {"text": "Open", "classes": "govuk-tag--green"},
    "govukTaskList": {
        "idPrefix": "l",
        "items": [{"title": WORDS, "href": "/", "status": {"tag": {"text": "To do"}}, "hint": WORDS}],
    },
    "govukTextarea": {"id": "x", "name": "x", "label": WORDS, "rows": "4", "value": "a\n  b"},
    "govukWarningText": {"text": "Two officers", "iconFallbackText": "Warning"},
}


def test_there_is_an_example_of_every_macro():
    assert set(EXAMPLES) == set(COMPONENTS) == set(macros())


@pytest.mark.parametrize("name", COMPONENTS)
def test_every_macro_takes_its_documented_arguments(name):
    assert re.search(r"<[a-z]+", macros()[name](EXAMPLES[name]))


@pytest.mark.parametrize("name", COMPONENTS)
def test_every_macro_refuses_a_misspelt_argument(name):
    with pytest.raises(TypeError, match=f"{name} has no argument “clases”"):
        macros()[name](EXAMPLES[name] | {"clases": "x"})


@pytest.mark.parametrize(
    ("name", "params", "said"),
    [
        ("govukInput", {"id": "i", "label": {"txt": "Name"}}, "govukInput.label has no argument “txt”"),
        ("govukTable", {"rows": [[{"txt": "12 Elm"}]]}, r"govukTable.rows\[\]\[\] has no argument “txt”"),
        ("govukErrorSummary", {"titleText": "x", "errorList": [{"txt": "x"}]}, r"errorList\[\] has no argument"),
        (
            "govukSummaryList",
            {"rows": [{"key": WORDS, "value": {"txt": "x"}}]},
            r"govukSummaryList.rows\[\].value has no argument “txt”",
        ),
    ],
)
def test_a_misspelling_further_in_is_refused_too(name, params, said):
    with pytest.raises(TypeError, match=said):
        macros()[name](params)


def test_any_attribute_may_be_given():
    assert 'hx-get="/staff/"' in macros()["govukButton"]({"text": "x", "attributes": {"hx-get": "/staff/"}})


def test_nothing_with_the_crown_is_offered():
    drawn = "".join(macros()[name](EXAMPLES[name]) for name in COMPONENTS)

    assert "crown" not in drawn.lower()
    assert not {"govukHeader", "govukFooter", "govukCookieBanner"} & set(macros())
