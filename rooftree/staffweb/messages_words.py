"""Pages of the words of templates: which there are, what they say, and the council's own in place of ours."""

from functools import partial
from typing import Any

from django import forms as django_forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from rooftree.correspondence import actions, catalogue, wording
from rooftree.correspondence.models import TemplateVersion
from rooftree.correspondence.permissions import may_read_messages, may_replace_templates
from rooftree.correspondence.rules import Channel
from rooftree.correspondence.wording import Template, Words
from rooftree.pages.forms import DateField, Form, sent
from rooftree.staffweb.council_pages import change, council_of, show
from rooftree.staffweb.messages import tabs
from rooftree.staffweb.requests import StaffRequest

LANGUAGES = {"en": "English", "cy": "Welsh"}
TONES = {1: "friendly", 2: "plain", 3: "neutral", 4: "firm", 5: "formal"}
PARTS = {
    "subject": "Subject",
    "preview": "What shows before it is opened",
    "asks": "What it really asks the person to do",
    "body": "What it says",
    "text": "What a text message says",
}


@require_safe
def templates(request: StaffRequest) -> HttpResponse:
    """List every template that the house can send, by area, and which the council has its own words for."""
    who, officer = council_of(request, may_read_messages)
    own = TemplateVersion.objects.filter(council_id=officer.council_id, applies_from__lte=who.on)
    newest: dict[tuple[str, str], TemplateVersion] = {}
    for version in own.order_by("applies_from", "number"):
        newest[(version.code, version.language)] = version
    areas: dict[str, list[Template]] = {}
    for template in sorted(catalogue.known().values(), key=lambda each: (each.area, each.label)):
        areas.setdefault(template.area, []).append(template)
    context = {
        "areas": areas,
        "own": {key for key, version in newest.items() if not version.is_standard},
        "named": LANGUAGES,
        "tones": TONES,
        "council": officer.council,
        "other_councils": who.councils,
        "channels": lambda template: [Channel(each).label for each in template.channels],
        "tabs": tabs(request, "staff:templates"),
    }
    return render(request, "messages/templates.html", context)


@require_safe
def template(request: StaffRequest, code: str, language: str) -> HttpResponse:
    """Show one template in one language: what it is for, what it says today, and its versions."""
    who, officer = council_of(request, may_read_messages)
    found = _template(code, language)
    held = catalogue.in_force(found, language, council_id=officer.council_id, on=who.on)
    versions = TemplateVersion.objects.filter(council_id=officer.council_id, code=code, language=language)
    context = {
        "message_template": found,
        "in_language": language,
        "named": LANGUAGES,
        "tones": TONES,
        "channels": [Channel(each).label for each in found.channels],
        "held": held,
        "parts": PARTS,
        "versions": list(versions.select_related("by").order_by("-number")),
        "council": officer.council,
        "may_replace": bool(may_replace_templates(officer)),
    }
    return render(request, "messages/template.html", context)


class WordsForm(Form):
    """The council's own words, from which day, and why."""

    subject = django_forms.CharField(required=False, max_length=wording.LONGEST_SUBJECT)
    preview = django_forms.CharField(max_length=wording.LONGEST_SUBJECT, label="what shows before it is opened")
    asks = django_forms.CharField(required=False, max_length=300)
    body = django_forms.CharField(max_length=20_000, label="what it says")
    text = django_forms.CharField(required=False, max_length=1_000)
    applies_from = DateField(label="the day from which it holds")
    reason = django_forms.CharField(max_length=1000, label="the reason")

    def words(self) -> Words:
        """Return the words that were written."""
        return Words(**{name: self.cleaned_data[name].replace("\r\n", "\n") for name in PARTS})


@require_http_methods(["GET", "HEAD", "POST"])
def replace(request: StaffRequest, code: str, language: str) -> HttpResponse:
    """Replace the words of a template. The first button shows them filled in, the second lets them hold."""
    who, officer = council_of(request, may_replace_templates)
    found = _template(code, language)
    held = catalogue.in_force(found, language, council_id=officer.council_id, on=who.on)
    first = {name: getattr(held.words, name) for name in PARTS}
    form = WordsForm(sent(request), initial={**first, "applies_from": who.on})
    shown = _filled(form, found, language)
    context: dict[str, Any] = {
        "message_template": found,
        "in_language": LANGUAGES[language],
        "council": officer.council,
        "shown": shown,
        "has_text": Channel.TEXT in found.channels,
        "back_to": _page(code, language, officer.council.code),
    }
    if request.method == "POST" and "hold" not in request.POST:
        status = 422 if form.errors else 200
        return show(request, "messages/replace.html", {"form": form, **context}, status=status)

    def hold(applies_from: Any, reason: str, key: str, **_words: Any) -> None:
        facts = {"applies_from": applies_from, "reason": reason, "by": officer, "at": who.at, "key": key}
        actions.replace_words(code, language, words=form.words(), **facts)

    said = "The council’s own words hold from that day on. What was sent stays as it was."
    return change(request, form, hold, template="messages/replace.html", said=said, **context)


def _filled(form: WordsForm, found: Template, language: str) -> Words | None:
    """Return the words with what each fact is in its place; what is wrong with them becomes errors of the form."""
    if not form.is_bound or not form.is_valid():
        return None
    wrong = [f"{each[0].upper()}{each[1:]}" for each in wording.mistakes(found, language, form.words())]
    for sentence in wrong:
        form.add_error(None, sentence)
    return None if wrong else wording.fill(form.words(), {name: f"[{what}]" for name, what in found.facts.items()})


class BringBackForm(Form):
    """From which day our words hold again, and why."""

    applies_from = DateField(label="the day from which they hold")
    reason = django_forms.CharField(max_length=1000, label="the reason")


def bring_back(request: StaffRequest, code: str, language: str) -> HttpResponse:
    """Let the words that came with Rooftree hold again."""
    who, officer = council_of(request, may_replace_templates)
    found = _template(code, language)
    return change(
        request,
        BringBackForm(sent(request), initial={"applies_from": who.on}),
        partial(actions.bring_back_words, code, language, by=officer, at=who.at),
        template="messages/bring_back.html",
        back_to=_page(code, language, officer.council.code),
        said="The words that came with Rooftree hold again from that day on.",
        message_template=found,
        council=officer.council,
    )


def _page(code: str, language: str, council: str) -> str:
    return f"{reverse('staff:template', args=[code, language])}?council={council}"


def _template(code: str, language: str) -> Template:
    found = catalogue.known().get(code)
    if found is None or language not in found.words:
        raise Http404("There is no such template.")
    return found
