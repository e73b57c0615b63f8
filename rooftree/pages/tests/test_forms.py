"""What every form shares: its key, its errors, its dates, and how its fields are drawn."""

from datetime import date
from uuid import UUID

import pytest
from django import forms as django_forms
from django.db import DataError, connection, transaction
from markupsafe import Markup

from rooftree.pages import fields, forms
from tests.builders import a_person

KEY = "0b51a2f4-7c39-4d6e-9a53-2f6d7c1e8b90"


class MoveForm(forms.Form):
    surname = django_forms.CharField(label="Surname", help_text="As on the tenancy")
    moved_on = forms.DateField(label="the day of the move")
    rent = django_forms.DecimalField(label="the weekly rent", decimal_places=2)
    rooms = django_forms.IntegerField(label="UPRN", required=False)
    tenure = django_forms.ChoiceField(
        label="Tenure", choices=[("", "Choose"), ("secure", "Secure"), ("<b>", "Other")]
    )
    needs = django_forms.MultipleChoiceField(
        choices=[("Letters", [("large", "Large print"), ("braille", "Braille")]), ("lift", "A lift")],
        required=False,
    )
    agreed = django_forms.BooleanField(required=False)
    note = django_forms.CharField(widget=django_forms.Textarea, required=False)


def sent(**typed: object) -> MoveForm:
    return MoveForm({"moved_on_day": "2", "moved_on_month": "3", "moved_on_year": "2026", **typed})


def error(form: django_forms.Form, field: str) -> str:
    return form.errors[field][0]


def test_a_new_form_has_a_key_of_its_own():
    first, second = MoveForm(), MoveForm()

    assert UUID(first.key)
    assert first.key != second.key


def test_a_form_sent_back_keeps_its_key():
    assert sent(key=KEY).key == KEY


@pytest.mark.parametrize("key", ["", "not a key", "x" * 300])
def test_a_form_with_no_proper_key_gets_a_new_one(key):
    form = sent(key=key)

    assert UUID(form.key)
    assert form.key != key


def test_a_text_that_is_too_long_says_by_how_much():
    class NoteForm(forms.Form):
        note = django_forms.CharField(max_length=5, label="the note")

    assert (
        error(NoteForm({"note": "Seven!!"}), "note")
        == "Shorten the note: at most 5 characters fit, and there are 7"
    )


@pytest.mark.django_db
def test_a_text_that_the_database_has_no_room_for_is_refused_in_a_sentence(acting):
    form = forms.Form({})

    @transaction.atomic
    def write(key: str) -> None:
        a_person("x" * 1000)

    assert not forms.was_done(form, write)
    assert form.non_field_errors() == ["Something here is longer than can be kept. Shorten it, and send it again"]


@pytest.mark.django_db
def test_another_fault_of_what_is_written_is_a_fault(acting):
    @transaction.atomic
    def write(key: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 / 0")

    with pytest.raises(DataError):
        forms.was_done(forms.Form({}), write)


def test_two_forms_on_a_page_keep_their_keys_apart():
    assert MoveForm({"left-key": KEY}, prefix="left").key == KEY
    assert MoveForm({"key": KEY}, prefix="left").key != KEY


@pytest.mark.parametrize(
    ("field", "typed", "says"),
    [
        ("surname", "", "Enter surname"),
        ("tenure", "", "Choose tenure"),
        ("rent", "twelve", "Enter the weekly rent in figures, like 12.50"),
        ("rooms", "x", "Enter UPRN as a whole number"),
    ],
)
def test_an_error_says_what_to_do(field, typed, says):
    assert error(sent(**{field: typed}), field) == says


@pytest.mark.parametrize(
    ("day", "month", "year", "expected"),
    [
        ("2", "3", "2026", date(2026, 3, 2)),
        ("02", "03", "2026", date(2026, 3, 2)),
        (" 2 ", "March", "2026", date(2026, 3, 2)),
        ("29", "feb", "2024", date(2024, 2, 29)),
        ("1", "Sept.", "2026", None),
        ("1", "Sep.", "2026", date(2026, 9, 1)),
    ],
)
def test_a_date_is_read_from_its_parts(day, month, year, expected):
    form = sent(moved_on_day=day, moved_on_month=month, moved_on_year=year)
    form.is_valid()

    assert form.cleaned_data.get("moved_on") == expected


@pytest.mark.parametrize(
    ("day", "month", "year", "says", "box"),
    [
        ("", "", "", "Enter the day of the move", "id_moved_on_day"),
        ("", "3", "2026", "The date must include a day", "id_moved_on_day"),
        ("2", "", "2026", "The date must include a month", "id_moved_on_month"),
        ("2", "3", "", "The date must include a year", "id_moved_on_year"),
        ("2", "3", "26", "The year must have four figures, like 1968", "id_moved_on_year"),
        ("30", "2", "2026", "There is no such date: check the day, the month and the year", "id_moved_on_day"),
        ("2", "Smarch", "2026", "There is no such date: check the day, the month and the year", "id_moved_on_day"),
    ],
)
def test_a_wrong_date_says_which_part_and_leads_there(day, month, year, says, box):
    form = sent(moved_on_day=day, moved_on_month=month, moved_on_year=year)

    assert error(form, "moved_on") == says
    assert {"text": says, "href": f"#{box}"} in fields.error_links(form)


def test_only_the_wrong_part_of_a_date_is_marked():
    drawn = fields.date_field(sent(moved_on_month="")["moved_on"], "When?")

    assert drawn.count("govuk-input--error") == 1
    assert 'govuk-input--error" id="id_moved_on_month"' in drawn.replace(" figures", "")


def test_nothing_typed_is_lost():
    form = sent(surname="", rent="twelve", tenure="secure", needs=["large"], agreed="on", note="<Damp>\n  again")

    assert 'value="twelve"' in fields.text_field(form["rent"], "Rent")
    assert '<option value="secure" selected>' in fields.select_field(form["tenure"], "Tenure")
    assert fields.checkboxes_field(form["needs"], "Needs").count(" checked") == 1
    assert " checked" in fields.checkbox_field(form["agreed"], "Agreed")
    assert ">&lt;Damp&gt;\n  again</textarea>" in fields.textarea_field(form["note"], "Note")
    assert 'value="3"' in fields.date_field(form["moved_on"], "When?")


def test_a_record_fills_the_boxes():
    form = MoveForm(initial={"surname": "Cole", "moved_on": date(1968, 3, 27), "tenure": "secure"})

    assert 'value="Cole"' in fields.text_field(form["surname"], "Surname")
    assert 'value="1968"' in fields.date_field(form["moved_on"], "When?")


def test_a_box_is_tied_to_its_label_hint_and_error():
    drawn = fields.text_field(sent(surname="")["surname"], "Surname", width=20)

    assert '<label for="id_surname"' in drawn.replace('class="govuk-label govuk-label--s" ', "")
    assert 'aria-describedby="id_surname-hint id_surname-error"' in drawn
    assert "As on the tenancy" in drawn
    assert "govuk-input--width-20" in drawn


def test_numbers_are_typed_as_text_with_the_right_keyboard():
    drawn = fields.text_field(MoveForm()["rent"], "Rent", prefix="£")

    assert 'type="text"' in drawn
    assert 'inputmode="decimal"' in drawn


def test_words_are_escaped():
    form = sent(surname='"><script>')

    assert "<script>" not in fields.text_field(form["surname"], "<b>Surname</b>")
    assert "<b>" not in fields.select_field(form["tenure"], "Tenure")
    assert "&lt;b&gt;Surname" in fields.text_field(form["surname"], "<b>Surname</b>")


def test_a_choice_may_carry_a_hint_and_reveal_more():
    drawn = fields.radios_field(
        MoveForm()["tenure"], "Tenure", hints={"secure": "Since 1985"}, reveals={"secure": Markup("<p>More</p>")}
    )

    assert "Since 1985" in drawn
    assert "<p>More</p>" in drawn


def test_the_error_summary_lists_fields_in_order_after_what_concerns_them_all():
    form = sent(surname="", rent="")
    form.add_error(None, "This tenancy ended on 4 May 2026.")

    texts = [link["text"] for link in fields.error_links(form)]

    assert texts == [
        "This tenancy ended on 4 May 2026.",
        "Enter surname",
        "Enter the weekly rent",
        "Choose tenure",
    ]


def test_no_errors_no_summary():
    assert fields.error_summary(MoveForm()) == ""


def test_a_field_refuses_an_argument_it_does_not_know():
    with pytest.raises(TypeError, match="widht"):
        fields.text_field(MoveForm()["surname"], "Surname", widht=20)


@pytest.mark.parametrize("name", ["data", "errors", "key", "prefix"])
def test_a_field_may_not_hide_behind_what_every_form_has(name):
    with pytest.raises(AssertionError, match=f"“{name}”"):
        type("Hidden", (forms.Form,), {name: django_forms.CharField()})
