"""Pages that correct who a person is: names, date of birth, languages, and that they have died."""

from functools import partial
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpResponse

from rooftree.journeys import death
from rooftree.pages.forms import DateField, Form, sent
from rooftree.pages.labels import Labels
from rooftree.people import actions, permissions
from rooftree.people.models import BirthDateCertainty, Person
from rooftree.people.rules import Details, NameChange
from rooftree.staffweb.council_pages import offer
from rooftree.staffweb.requests import StaffRequest
from rooftree.staffweb.subject import about, change

YES_NO_UNASKED = [("yes", "Yes"), ("no", "No"), ("", "Nobody has asked")]
ANSWERS = {"yes": True, "no": False, "": None}
WORDS = {answer: word for word, answer in ANSWERS.items()}


class PersonForm(Form):
    """Who somebody is, as far as we know."""

    title = django_forms.CharField(required=False, max_length=30)
    forenames = django_forms.CharField(required=False, max_length=120)
    surname = django_forms.CharField(max_length=120, label="the surname, or the only name")
    preferred_name = django_forms.CharField(required=False, max_length=120)
    date_of_birth = DateField(required=False)
    birth_date_certainty = django_forms.ChoiceField(choices=BirthDateCertainty.choices, label="how sure we are")
    ni_number = django_forms.CharField(required=False, max_length=13)
    interpreter = django_forms.ChoiceField(choices=YES_NO_UNASKED, required=False)
    main_language = django_forms.ChoiceField(required=False)
    other_languages = django_forms.MultipleChoiceField(required=False)
    preferred_channel = django_forms.ChoiceField(required=False)
    best_times = django_forms.CharField(required=False, max_length=120)

    def __init__(self, *args: Any, labels: Labels, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        languages = labels.choices("people.languages")
        offer(
            self,
            main_language=[("", "Not known"), *languages],
            other_languages=languages,
            preferred_channel=[*labels.choices("people.channels"), ("", "Not known")],
        )

    def details(self) -> Details:
        """Return the answers as the actions take them."""
        said = {name: self.cleaned_data[name] for name in PersonForm.base_fields}
        main, others = said.pop("main_language"), said.pop("other_languages")
        said["languages"] = tuple(filter(None, [main, *(code for code in others if code != main)]))
        said["interpreter"] = ANSWERS[said["interpreter"]]
        return Details(**said)


class DetailsForm(PersonForm):
    """Who somebody is, and, where the legal name is another, why."""

    name_change = django_forms.ChoiceField(
        required=False,
        choices=[
            (NameChange.CORRECTED.value, "It was wrong: nobody was ever called that"),
            (NameChange.CHANGED.value, "It changed, by marriage or deed: keep the former name"),
        ],
    )


def correct(request: StaffRequest, reference: str) -> HttpResponse:
    """Correct who a person is."""
    subject = about(request, reference, permissions.may_correct_people)
    form = DetailsForm(sent(request), initial=held_of(subject.person), labels=subject.labels)

    def send(name_change: str, key: str, **_: object) -> None:
        why = NameChange(name_change) if name_change else None
        actions.correct_person(
            subject.person, form.details(), name_change=why, by=subject.officer, at=subject.at, key=key
        )

    return change(request, subject, form, send, template="people/correct.html", said="The details are corrected.")


def held_of(person: Person) -> dict[str, Any]:
    languages = list(person.languages.all())
    main = next((spoken.language for spoken in languages if spoken.is_main), "")
    return {
        **{name: getattr(person, name) for name in DetailsForm.base_fields if hasattr(person, name)},
        "interpreter": WORDS[person.interpreter],
        "main_language": main,
        "other_languages": [spoken.language for spoken in languages if spoken.language != main],
    }


class DeathForm(Form):
    """That somebody has died, and when."""

    died_on = DateField(label="the day of the death")


def record_death(request: StaffRequest, reference: str) -> HttpResponse:
    """Record that a person has died, with what follows for the tenancy."""
    subject = about(request, reference, permissions.may_record_deaths)
    form = DeathForm(sent(request))

    def send(**facts: Any) -> None:
        for left_to_decide in death.record_death(subject.person, by=subject.officer, at=subject.at, **facts):
            messages.warning(request, left_to_decide)

    said = "The death is recorded. Nothing is sent in this person’s name from now on."
    follows = death.what_follows(subject.person)
    return change(request, subject, form, send, template="people/record_death.html", said=said, follows=follows)


class OtherNameForm(Form):
    """A name somebody uses besides the legal one."""

    forenames = django_forms.CharField(required=False, max_length=120)
    surname = django_forms.CharField(max_length=120, label="the surname, or the only name")


def add_other_name(request: StaffRequest, reference: str) -> HttpResponse:
    """Add a name by which a person is also known."""
    subject = about(request, reference, permissions.may_correct_people)
    form = OtherNameForm(sent(request))
    action = partial(actions.add_other_name, subject.person, by=subject.officer, at=subject.at)
    return change(
        request,
        subject,
        form,
        action,
        template="people/add_other_name.html",
        said="The name is added. Find knows it now.",
    )
