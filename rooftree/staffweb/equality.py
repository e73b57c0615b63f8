"""Pages of the equality answers: entering a form that came on paper, and counts with small numbers hidden."""

from functools import partial
from typing import Any

from django import forms as django_forms
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from rooftree.information_rights import actions, equality
from rooftree.information_rights.permissions import may_enter_equality, may_see_equality_counts
from rooftree.information_rights.rules import PREFER_NOT_TO_SAY, SMALLEST_COUNT
from rooftree.pages.forms import Form, sent
from rooftree.pages.labels import Labels
from rooftree.staffweb.council_pages import council_of, show
from rooftree.staffweb.requests import StaffRequest
from rooftree.staffweb.subject import about, change

NOT_ANSWERED = ("", "Not answered")


class EqualityForm(Form):
    """The equality questions, each of which can be left unanswered."""

    def __init__(self, *args: Any, labels: Labels, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        answers = labels.choices("information_rights.equality_answers")
        rather_not = [choice for choice in answers if choice[0] == PREFER_NOT_TO_SAY]
        for code, question in labels.choices("information_rights.equality"):
            own = [choice for choice in answers if choice[0].startswith(f"{code}.")]
            self.fields[code] = django_forms.ChoiceField(
                choices=[*own, *rather_not, NOT_ANSWERED], required=False, label=question
            )

    def answers(self) -> dict[str, str]:
        """Return what was answered, by question."""
        return {code: answer for code, answer in self.cleaned_data.items() if answer}


def enter(request: StaffRequest, reference: str) -> HttpResponse:
    """Enter the answers of a form that came on paper. They cannot be read again here."""
    subject = about(request, reference, may_enter_equality)
    form = EqualityForm(sent(request), labels=subject.labels)

    def send(key: str, **_: Any) -> None:
        actions.enter_equality(subject.person, form.answers(), by=subject.officer, at=subject.at, key=key)

    said = "The answers are kept apart. Destroy the paper, or give it back."
    return change(
        request, subject, form, partial(send), template="information_rights/enter_equality.html", said=said
    )


@require_safe
def counts(request: StaffRequest) -> HttpResponse:
    """Show how many people gave each answer, small numbers hidden."""
    who, officer = council_of(request, may_see_equality_counts)
    labels = Labels(on=who.on, council_id=officer.council_id)
    found: dict[str, list[tuple[str, str]]] = {}
    smallest = labels.limit(SMALLEST_COUNT.code)
    for each in equality.counts(officer.council_id, on=who.on):
        question = labels.of("information_rights.equality", each.question)
        answer = labels.of("information_rights.equality_answers", each.answer)
        people = "hidden: too few" if each.people is None else str(each.people)
        found.setdefault(question, []).append((answer, people))
    context = {"counts": found, "smallest": smallest, "several": len(who.officers) > 1, "councils": who.councils}
    return show(request, "information_rights/equality_counts.html", context)
