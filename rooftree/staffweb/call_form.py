"""The form of the call screen: what an adviser notes of somebody on the line, at the counter, or in a letter."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django import forms as django_forms
from django.core.exceptions import ValidationError
from django.forms.widgets import HiddenInput
from django.http import QueryDict

from rooftree.contact import rules
from rooftree.contact.models import Contact
from rooftree.pages.forms import DateField, Form
from rooftree.pages.labels import Labels
from rooftree.staff.directory import choices_of, colleagues
from rooftree.staff.models import Officer, Team
from rooftree.staffweb.callers import Caller, own_groups
from rooftree.staffweb.council_pages import offer
from rooftree.staffweb.reason_picker import Reasons

ANSWERED, ENQUIRY, CHASE, CALLBACK = "answered", "enquiry", "chase", "callback"
LIVE, SIGNPOSTED, NO_ACTION, ENDED_EARLY = "live", "signposted", "no_action", "ended_early"
ENDINGS = [
    (ANSWERED, "Answered now"),
    (ENQUIRY, "Open an enquiry"),
    (CHASE, "Tell whoever has the open case"),
    (CALLBACK, "Promise to ring back"),
    (LIVE, "Put through to a colleague now"),
    (SIGNPOSTED, "Told where to turn"),
    (NO_ACTION, "Nothing to do"),
    (ENDED_EARLY, "Ended before an answer"),
]
OUTCOMES = {
    ANSWERED: "resolved",
    ENQUIRY: "passed_on",
    CHASE: "passed_on",
    CALLBACK: "callback",
    LIVE: "passed_live",
    SIGNPOSTED: "signposted",
    NO_ACTION: "no_action",
    ENDED_EARLY: "abandoned",
}
"""How each ending is called in the list contact.outcomes."""
OPENS_A_CASE = (ENQUIRY, CALLBACK, LIVE)
"""Endings that need a case, and so open an enquiry where none is open."""


@dataclass(frozen=True)
class Desk:
    """Who takes the contact, when, and what the page was given: the lists, and who is calling."""

    officer: Officer
    at: datetime
    labels: Labels
    reasons: Reasons
    caller: Caller
    councils: list[tuple[str, str]]
    """For which they may: one is chosen where nobody on the record says it."""


class CallForm(Form):
    """One contact, from who it was to how it ended."""

    began = django_forms.CharField(widget=HiddenInput, required=False, max_length=20)
    person = django_forms.CharField(widget=HiddenInput, required=False, max_length=40)
    place = django_forms.CharField(widget=HiddenInput, required=False, max_length=40)
    about = django_forms.CharField(widget=HiddenInput, required=False, max_length=40)
    council = django_forms.ChoiceField(required=False)
    q = django_forms.CharField(required=False, max_length=200)
    channel = django_forms.ChoiceField(label="how they got in touch")
    received_on = DateField(required=False)
    caller = django_forms.ChoiceField(choices=Contact.Caller.choices, label="who got in touch")
    caller_name = django_forms.CharField(required=False, max_length=120)
    identity = django_forms.ChoiceField(choices=Contact.Identity.choices, label="how you checked who it is")
    home = django_forms.ChoiceField(required=False)
    asked = django_forms.CharField(max_length=rules.LONGEST_ASKED, label="what they asked, in their own words")
    reason_words = django_forms.CharField(required=False, max_length=60)
    reason = django_forms.ChoiceField(label="why they got in touch")
    also = django_forms.ChoiceField(required=False)
    also_too = django_forms.ChoiceField(required=False)
    case = django_forms.ChoiceField(required=False)
    demand = django_forms.ChoiceField(required=False, choices=Contact.Demand.choices)
    failure_cause = django_forms.ChoiceField(required=False)
    broken_promise = django_forms.ChoiceField(required=False)
    ending = django_forms.ChoiceField(choices=ENDINGS, label="what happens now")
    accepted = django_forms.ChoiceField(required=False, choices=Contact.Accepted.choices)
    summary = django_forms.CharField(required=False, max_length=200)
    group = django_forms.ChoiceField(required=False)
    window = django_forms.ChoiceField(required=False)
    callback_by = django_forms.ChoiceField(required=False)
    promised = django_forms.CharField(required=False, max_length=300)
    to_officer = django_forms.ChoiceField(required=False)
    to_team = django_forms.ChoiceField(required=False)
    story = django_forms.CharField(required=False, widget=django_forms.Textarea, max_length=2000)
    told = django_forms.CharField(required=False, max_length=300)
    adjustments_used = django_forms.MultipleChoiceField(required=False)
    satisfaction = django_forms.TypedChoiceField(
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", "Not asked"), *((str(score), str(score)) for score in range(1, 6))],
    )
    note = django_forms.CharField(required=False, widget=django_forms.Textarea, max_length=4000)

    def __init__(self, *args: Any, desk: Desk, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.desk = desk
        self._offer_lists()
        self._offer_people()
        self._offer_what_is_open()

    def _offer_lists(self) -> None:
        labels, reasons = self.desk.labels, self.desk.reasons.choices()
        offer(
            self,
            council=self.desk.councils,
            channel=labels.choices("contact.channels"),
            reason=reasons,
            also=[("", "Nothing else"), *reasons],
            also_too=[("", "Nothing else"), *reasons],
            failure_cause=[("", "Choose what we failed to do"), *labels.choices("contact.failure_causes")],
            window=labels.choices("contact.callback_windows"),
        )

    def _offer_people(self) -> None:
        officer, on = self.desk.officer, self.desk.labels.on
        others = [(str(each.pk), each.name) for each in colleagues(officer.council_id, on=on)]
        teams = [(str(team.pk), team.name) for team in choices_of(Team, officer.council_id)]
        groups = [(str(group.pk), group.name) for group in own_groups(officer.council_id)]
        offer(
            self,
            callback_by=[("", "You"), *others],
            to_officer=[("", "Nobody in particular"), *others],
            to_team=[("", "Whoever has it"), *teams],
            group=[("", "Everybody who serves residents"), *groups],
        )

    def _offer_what_is_open(self) -> None:
        caller = self.desk.caller
        offer(
            self,
            home=[*caller.homes(), ("", "Not about a home")],
            case=[*caller.case_choices(), ("", "Something new")],
            broken_promise=[("", "None of these"), *caller.promise_choices(self.desk.at)],
            adjustments_used=caller.adjustment_choices(self.desk.labels),
        )

    def clean_began(self) -> datetime:
        """Return when the page was opened. What was sent without it, or cannot be, began now."""
        return began_at(self.cleaned_data["began"], now=self.desk.at)

    def clean(self) -> dict[str, Any]:
        """Ask for what each ending needs, beside its own box."""
        said: dict[str, Any] = super().clean() or {}
        self._check_caller(said)
        self._check_reasons(said)
        self._check_demand(said)
        self._check_ending(said.get("ending", ""), said)
        return said

    def _check_caller(self, said: dict[str, Any]) -> None:
        if said.get("caller") in (rules.PERSON, rules.THIRD_PARTY) and self.desk.caller.person is None:
            self.add_error("caller", "Find who it is about first, or say that they did not say who they are")
        if said.get("caller") == rules.THIRD_PARTY and not said.get("caller_name"):
            self.add_error("caller_name", "Enter who got in touch for them")

    def _check_reasons(self, said: dict[str, Any]) -> None:
        codes = [said[name] for name in ("reason", "also", "also_too") if said.get(name)]
        if len(codes) != len(set(codes)):
            self.add_error("also", "Choose another reason here: this one is chosen already")

    def _check_demand(self, said: dict[str, Any]) -> None:
        if not said.get("reason"):
            return
        usual = self.desk.reasons.flag(said["reason"], "demand")
        demand = said.get("demand") or (rules.FAILURE if said.get("case") and not usual else usual)
        if demand == rules.EITHER:
            self.add_error("demand", "Choose which it is: this reason can be either")
        elif demand == rules.FAILURE and not said.get("failure_cause"):
            self.add_error("failure_cause", "Choose what we failed to do: it is how we learn to do better")
        elif demand == rules.VALUE and (said.get("failure_cause") or said.get("broken_promise")):
            said["failure_cause"], said["broken_promise"] = "", ""
        said["demand"] = demand

    def _check_ending(self, ending: str, said: dict[str, Any]) -> None:
        if ending == ANSWERED:
            self._need(said, "accepted", "Choose what they say: is that settled?")
            if said.get("accepted") == rules.NO and not said.get("note"):
                self.add_error("note", "Enter what is still open, or open an enquiry so that somebody answers it")
        elif ending == CHASE:
            if self.desk.caller.case_choices():
                self._need(said, "case", "Choose which open case it is about")
            else:
                self.add_error("ending", "Choose something else: no case is open for them")
        elif ending == ENQUIRY and said.get("case"):
            self.add_error("case", "Choose “Something new” to open an enquiry, or tell whoever has the open case")
        elif ending == CALLBACK:
            self._need(said, "window", "Choose when we ring back")
        elif ending == LIVE:
            self._check_put_through(said)
        elif ending == SIGNPOSTED:
            self._need(said, "told", "Enter where you told them to turn")

    def _check_put_through(self, said: dict[str, Any]) -> None:
        self._need(said, "story", "Enter what you told your colleague, so that the caller need not say it again")
        if not (said.get("to_officer") or said.get("to_team") or said.get("case")):
            self.add_error("to_team", "Choose who you put the caller through to")
        if said.get("to_officer") and said.get("to_team"):
            self.add_error("to_team", "Choose a colleague or a team: one of the two")

    def _need(self, said: dict[str, Any], name: str, words: str) -> None:
        if not said.get(name) and name not in self.errors:
            self.add_error(name, ValidationError(words))


def began_at(typed: str, *, now: datetime) -> datetime:
    """Return the moment of so many seconds since 1970; now for none, one to come, or one before yesterday."""
    seconds = int(typed) if typed.isascii() and typed.isdecimal() else 0
    if not now.timestamp() - LONGEST_OPEN <= seconds <= now.timestamp():
        return now
    return datetime.fromtimestamp(seconds, UTC)


LONGEST_OPEN = 24 * 60 * 60
"""In seconds: nobody writes down one contact for longer than a day."""


def as_typed(data: QueryDict, *, desk: Desk) -> CallForm:
    """Return the form with what was typed so far, and no complaint: the adviser has not sent it yet."""
    sent = CallForm(data, desk=desk)
    typed = {
        name: field.widget.value_from_datadict(data, {}, name)
        for name, field in sent.fields.items()
        if any(key == name or key.startswith(f"{name}_") for key in data)
    }
    form = CallForm(initial=typed, desk=desk)
    form.key = sent.key
    return form
