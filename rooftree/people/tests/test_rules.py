"""What must hold of people, of numbers and addresses, and of the registers. No database."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rooftree.foundations.refusals import Refused
from rooftree.people import rules
from rooftree.people.rules import Details, Known, NameChange, Safety, Use

TODAY = date(2026, 11, 20)


# --- Who somebody is ------------------------------------------------------------------------------


def test_details_are_put_in_order():
    given = Details("  O'Brien ", " Mary  Ann", ni_number="ab 12-34-56 c", languages=("pol", "eng", "pol"))

    assert rules.tidy(given) == Details("O'Brien", "Mary Ann", ni_number="AB123456C", languages=("pol", "eng"))


def test_without_a_date_of_birth_it_is_not_known():
    assert rules.tidy(Details("Bell", birth_date_certainty="seen")).birth_date_certainty == "unknown"


@pytest.mark.parametrize(
    ("details", "says"),
    [
        (Details(""), "Enter a surname"),
        (Details("Bell 07700 900123"), "no figures"),
        (Details("Bell", "Grace2"), "no figures"),
    ],
)
def test_a_name_that_cannot_be_is_refused(details, says):
    with pytest.raises(Refused, match=says):
        rules.check_details(details, on=TODAY, oldest=115)


@pytest.mark.parametrize("surname", ["O'Brien", "Nguyễn", "محمد", "Smith-Jones", "van der Berg", "Bé"])
def test_names_of_every_kind_pass(surname):
    rules.check_details(Details(surname), on=TODAY, oldest=115)


@pytest.mark.parametrize(
    ("born", "certainty", "says"),
    [
        (date(2026, 11, 21), "stated", "still to come"),
        (date(1911, 11, 19), "unknown", "how we know"),
        (date(1910, 11, 20), "stated", "would be 116"),
    ],
)
def test_a_birth_that_cannot_be_is_refused(born, certainty, says):
    with pytest.raises(Refused, match=says):
        rules.check_birth_date(born, certainty, on=TODAY, oldest=115)


@pytest.mark.parametrize(
    ("born", "certainty"),
    [
        (date(2026, 11, 20), "stated"),
        (date(1911, 11, 20), "stated"),
        (date(1910, 11, 21), "stated"),
        (date(1910, 11, 20), "seen"),
        (None, "unknown"),
    ],
)
def test_a_birth_today_or_long_ago_passes(born, certainty):
    rules.check_birth_date(born, certainty, on=TODAY, oldest=115)


@pytest.mark.parametrize(
    ("born", "on", "years"),
    [
        (date(2000, 2, 29), date(2026, 2, 28), 25),
        (date(2000, 2, 29), date(2026, 3, 1), 26),
        (date(1980, 11, 20), TODAY, 46),
        (date(1980, 11, 21), TODAY, 45),
    ],
)
def test_an_age_is_in_whole_years(born, on, years):
    assert rules.age(born, on) == years


def test_another_name_needs_a_reason():
    with pytest.raises(Refused, match="why the name is different"):
        rules.check_name_change(("Grace", "Okafor"), ("Grace", "Bell"), None)


def test_the_same_name_needs_none():
    rules.check_name_change(("Grace", "Okafor"), ("Grace", "Okafor"), None)


def test_a_name_that_changed_passes():
    rules.check_name_change(("Grace", "Okafor"), ("Grace", "Bell"), NameChange.CHANGED)


@pytest.mark.parametrize(
    ("died_on", "says"),
    [(date(2026, 11, 21), "still to come"), (date(1979, 12, 31), "cannot have died")],
)
def test_a_death_that_cannot_be_is_refused(died_on, says):
    with pytest.raises(Refused, match=says):
        rules.check_death(died_on, born=date(1980, 1, 1), on=TODAY)


@pytest.mark.parametrize("number", ["AB123456C", "JK123456A", "GE000001D", ""])
def test_a_national_insurance_number_passes(number):
    rules.check_ni_number(number)


@pytest.mark.parametrize(
    "number",
    ["XX999999X", "AB12345C", "AB1234567", "DA123456A", "AO123456A", "GB123456A", "AB123456E", "12345678"],
)
def test_what_is_no_national_insurance_number_is_refused(number):
    with pytest.raises(Refused, match="not a National Insurance number"):
        rules.check_ni_number(number)


def test_what_an_old_system_said_is_not_questioned():
    before = Details("Bell 2", date_of_birth=date(1900, 1, 2), birth_date_certainty="stated", ni_number="QQ1")

    rules.check_details(replace(before, title="Ms"), before=before, on=TODAY, oldest=115)


@pytest.mark.parametrize(
    "changed", [{"surname": "Bell 3"}, {"ni_number": "QQ2"}, {"date_of_birth": date(1900, 1, 3)}]
)
def test_what_is_new_is_questioned(changed):
    before = Details("Bell 2", date_of_birth=date(1900, 1, 2), birth_date_certainty="stated", ni_number="QQ1")

    with pytest.raises(Refused):
        rules.check_details(replace(before, **changed), before=before, on=TODAY, oldest=115)


# --- How somebody is reached ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "typed", "kept"),
    [
        ("mobile", "07700 900123", "+447700900123"),
        ("mobile", "+44 (0)7700 900 123", "+447700900123"),
        ("mobile", "0044 7700 900123", "+447700900123"),
        ("landline", "020 7946 0000", "+442079460000"),
        ("landline", "(01632) 960-001", "+441632960001"),
        ("landline", "+353 1 234 5678", "+35312345678"),
        ("mobile", "+353 85 123 4567", "+353851234567"),
    ],
)
def test_a_phone_number_is_kept_in_international_form(kind, typed, kept):
    assert rules.phone_number(kind, typed) == kept


@pytest.mark.parametrize(
    ("kind", "typed", "says"),
    [
        ("mobile", "ring daughter 07700 900123", "has words in it"),
        ("landline", "020 7946 0000 ext 4", "has words in it"),
        ("mobile", "07700 900123 / 07700 900124", "not a phone number"),
        ("mobile", "07700 90012", "too few or too many"),
        ("landline", "123", "too few or too many"),
        ("mobile", "", "not a phone number"),
        ("mobile", "020 7946 0000", "choose Phone"),
        ("landline", "07700 900123", "choose Mobile"),
    ],
)
def test_what_is_no_phone_number_of_the_kind_is_refused(kind, typed, says):
    with pytest.raises(Refused, match=says):
        rules.phone_number(kind, typed)


@given(st.text(alphabet="0123456789 +()-/", max_size=25))
def test_a_number_is_kept_as_itself_or_refused(typed):
    """What is kept can be sent again and stays what it is."""
    try:
        kept = rules.phone_number("landline", typed)
    except Refused:
        return
    assert rules.phone_number("landline", kept) == kept


def test_an_email_address_is_kept_in_small_letters():
    assert rules.email_address(" Grace@Example.ORG ") == "grace@example.org"


@pytest.mark.parametrize(
    "typed", ["", "grace", "grace@", "grace@example", "a@b.org, c@d.org", "a b@c.org", "a@.org"]
)
def test_what_is_no_email_address_is_refused(typed):
    with pytest.raises(Refused, match="not an email address"):
        rules.email_address(typed)


def test_a_postal_address_is_kept_on_one_line():
    assert rules.contact_value("post", " 12  Elm Walk,\n\nAldham \nZZ1 1AA") == "12 Elm Walk, Aldham, ZZ1 1AA"


def test_no_postal_address_is_refused():
    with pytest.raises(Refused, match="Enter the address"):
        rules.contact_value("post", " \n ")


@pytest.mark.parametrize(
    ("kind", "safety", "says"),
    [
        ("landline", Safety(text=True), "cannot be used to text"),
        ("email", Safety(call=False), "cannot be used to call"),
        ("mobile", Safety(write=True), "cannot be used to write"),
        ("post", Safety(voicemail=False), "cannot be used to leave a message"),
        ("mobile", Safety(call=False, voicemail=True), "not safe to leave a message either"),
    ],
)
def test_answers_about_safety_that_cannot_be_are_refused(kind, safety, says):
    with pytest.raises(Refused, match=says):
        rules.check_safety(kind, safety)


@pytest.mark.parametrize(
    ("answer", "usually", "protected"), [(True, True, True), (None, True, False), (False, False, False)]
)
def test_where_safety_rules_protect_only_a_yes_is_safe(answer, usually, protected):
    safety = Safety(text=answer)

    assert rules.is_safe(Use.TEXT, safety, protected=False) is usually
    assert rules.is_safe(Use.TEXT, safety, protected=True) is protected


# --- The registers --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("months", "until_on", "ends"),
    [
        (6, None, date(2027, 5, 20)),
        (6, date(2027, 5, 20), date(2027, 5, 20)),
        (6, date(2026, 12, 1), date(2026, 12, 1)),
        (0, None, None),
        (0, date(2040, 1, 1), date(2040, 1, 1)),
    ],
)
def test_a_temporary_factor_ends_by_itself(months, until_on, ends):
    assert rules.factor_until(months, from_on=TODAY, until_on=until_on) == ends


@pytest.mark.parametrize(
    ("until_on", "says"), [(date(2027, 5, 21), "ends by Thursday 20 May 2027"), (TODAY, "before it has begun")]
)
def test_an_end_too_late_or_too_soon_is_refused(until_on, says):
    with pytest.raises(Refused, match=says):
        rules.factor_until(6, from_on=TODAY, until_on=until_on)


def test_needs_are_asked_again_after_twelve_months():
    assert rules.ask_again_on(date(2025, 2, 28), 12) == date(2026, 2, 28)


@pytest.mark.parametrize(("reason", "words"), [("", 1), ("  ", 1), ("…!", 1), ("She called", 3)])
def test_too_few_words_are_no_reason(reason, words):
    with pytest.raises(Refused, match="Say why"):
        rules.check_reason(reason, words=words)


def test_a_reason_of_enough_words_is_kept():
    assert rules.check_reason(" She called us. ", words=3) == "She called us."


# --- One person, or two ---------------------------------------------------------------------------

GRACE = Known("Grace Okafor", "P-1", born=date(1980, 5, 4), died=None, restricted_to=0, merged=False)


@pytest.mark.parametrize(
    ("other", "says"),
    [
        ({"reference": "P-1"}, "one record already"),
        ({"born": date(1980, 4, 5)}, "they are two people"),
        ({"restricted_to": 3}, "Restrict both to the same group"),
        ({"merged": True}, "is merged into another record already"),
    ],
)
def test_records_that_cannot_be_of_one_person_are_refused(other, says):
    with pytest.raises(Refused, match=says):
        rules.check_one_person(GRACE, _like_grace(**other))


def test_two_dates_of_death_are_refused():
    with pytest.raises(Refused, match="two dates of death"):
        rules.check_one_person(_like_grace(died=date(2026, 1, 1)), _like_grace(reference="P-3", died=TODAY))


@pytest.mark.parametrize("other", [{"born": None}, {"name": "G Okafor"}, {"died": TODAY}])
def test_records_of_which_one_knows_more_pass(other):
    rules.check_one_person(GRACE, _like_grace(**other))


def _like_grace(**other: object) -> Known:
    return Known(**{**GRACE.__dict__, "reference": "P-2", **other})


# --- Who may act for somebody, and who lives with whom --------------------------------------------

MANDATE = {
    "scope": "Rent and repairs",
    "paper": "Letter of 3 May 2026, scanned",
    "needs_paper": True,
    "from_on": TODAY,
    "until_on": date(2027, 11, 20),
    "must_end": True,
}


@pytest.mark.parametrize(
    ("other", "says"),
    [
        ({"scope": " "}, "what they may do"),
        ({"paper": ""}, "what paper shows it"),
        ({"until_on": None}, "Enter its last day"),
        ({"until_on": TODAY}, "cannot have ended"),
    ],
)
def test_an_authority_without_its_terms_is_refused(other, says):
    with pytest.raises(Refused, match=says):
        rules.check_mandate(**{**MANDATE, **other})


@pytest.mark.parametrize("other", [{}, {"paper": "", "needs_paper": False}, {"until_on": None, "must_end": False}])
def test_an_authority_with_its_terms_passes(other):
    rules.check_mandate(**{**MANDATE, **other})


@pytest.mark.parametrize(
    ("other", "says"),
    [
        ({"from_on": date(2026, 1, 1)}, "nobody joined it on"),
        ({"household_until": TODAY}, "nobody can join it any longer"),
        ({"died_on": TODAY}, "cannot have joined"),
    ],
)
def test_joining_a_household_that_is_not_there_is_refused(other, says):
    facts = {"from_on": TODAY, "household_from": date(2026, 2, 1), "household_until": None, "died_on": None}

    with pytest.raises(Refused, match=says):
        rules.check_membership("Grace Okafor", **{**facts, **other})
