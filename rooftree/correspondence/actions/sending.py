"""Puts messages in the outbox, in the transaction of what they tell of."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from rooftree.cases.models import Case, Task
from rooftree.cases.story import lock_case, record
from rooftree.cases.story import of as of_case
from rooftree.correspondence import backends, catalogue, rules, waking, wording
from rooftree.correspondence.models import Message, TemplateVersion, Waiting
from rooftree.correspondence.readers import Addressee, addressees
from rooftree.correspondence.rules import Channel, Choice, Format, Status, Wanted
from rooftree.correspondence.wording import Template, Words
from rooftree.foundations.dates import london_day
from rooftree.foundations.refusals import Refused
from rooftree.people.models import ContactPoint, Person
from rooftree.staff.models import Officer

GONE = "You may no longer see this person, or they are not on the record. Open the page again."


@dataclass(frozen=True, kw_only=True)
class _Asked:
    """What is to be sent, and for what, beside to whom."""

    template: Template
    at: datetime
    key: str
    case: Case | None
    by: Officer | None
    subject_of: str
    run: str = ""
    again_of: Message | None = None


@dataclass(frozen=True)
class _Said:
    """What a message says, in which language, and whose words these are."""

    language: str
    kept: Words
    council_version: TemplateVersion | None = None
    secret: Words | None = None
    """With what is secret filled in, for a message whose kept words are without."""


@transaction.atomic
def send(
    code: str,
    *,
    person: Person,
    facts: Mapping[str, str | int],
    facts_in: Mapping[str, Mapping[str, str]] | None = None,
    at: datetime,
    key: str,
    case: Case | None = None,
    by: Officer | None = None,
    subject_of: str = "",
    run: str = "",
) -> Message:
    """Put a message to a person in the outbox, and say why it goes the way it goes.

    Runs in the caller's transaction; who asks has been checked there. Asked twice for one template,
    person and key, there is one message. One that cannot go is kept too, and becomes owned work.
    `facts_in` are facts that are sentences or days, by the language of a message that takes them instead.
    Raises Refused for a fact that is missing, empty or not known to the template.
    """
    template, full_key = catalogue.template(code), f"{code}:{person.pk}:{key}"
    if before := _before(person.council_id, full_key):
        return before
    wording.check_facts(template, facts)
    who = _addressee(person, at=at)
    choice = rules.choose(who.reader, _wanted(template), sending=backends.channels())
    facts = {**facts, **(facts_in or {}).get(choice.language, {})}
    wording.check_facts(template, facts)
    said = _said(template, facts, choice, council_id=person.council_id, at=at)
    asked = _Asked(template=template, at=at, key=full_key, case=case, by=by, subject_of=subject_of, run=run)
    return _write(asked, who, choice, said, council_id=person.council_id)


@transaction.atomic
def send_to_point(
    code: str,
    *,
    point: ContactPoint,
    facts: Mapping[str, str | int],
    at: datetime,
    key: str,
    case: Case | None = None,
    by: Officer | None = None,
    subject_of: str = "",
    secret: bool = False,
) -> Message:
    """Put a message to exactly this contact point in the outbox: a one-time code, a trial.

    It is not sent where that is not safe, and then says so. With `secret` what is filled in stands
    nowhere once the message has gone or was given up. Otherwise as `send`.
    """
    template, full_key = catalogue.template(code), f"{code}:point {point.pk}:{key}"
    if before := _before(point.council_id, full_key):
        return before
    wording.check_facts(template, facts)
    who = _addressee(point.person, at=at)
    known = next((each for each in who.reader.points if each.id == point.pk), None)
    if known is None:
        raise Refused("This number or address has ended, or is somebody else's. Choose another.")
    choice = rules.choose_point(who.reader, _wanted(template), known, sending=backends.channels())
    said = _said(template, facts, choice, council_id=point.council_id, at=at, is_secret=secret)
    asked = _Asked(template=template, at=at, key=full_key, case=case, by=by, subject_of=subject_of)
    return _write(asked, who, choice, said, council_id=point.council_id)


def write_again(message: Message, *, by: Officer, at: datetime, key: str) -> Message:
    """Put what a message said in the outbox once more, the way that is best and safe now.

    What was written as an email or a letter is too long for a text message.
    """
    template = catalogue.template(message.code)
    who = _addressee(message.person, at=at)
    channels = tuple(
        each for each in template.channels if each is not Channel.TEXT or message.channel == Channel.TEXT
    )
    wanted = Wanted(channels, {message.language: catalogue.LANGUAGES[message.language]}, template.stated_only)
    choice = rules.choose(who.reader, wanted, sending=backends.channels())
    words = Words(subject=message.subject, preview=message.preview, asks=message.asks, body=message.body)
    asked = _Asked(
        template=template,
        at=at,
        key=f"{message.code}:again {message.pk}:{key}",
        case=message.case,
        by=by,
        subject_of=message.subject_of,
        again_of=message,
    )
    said = _Said(message.language, words, message.council_version)
    return _write(asked, who, choice, said, council_id=message.council_id)


def _before(council_id: int, key: str) -> Message | None:
    """Return the message that was written under this key."""
    return Message.objects.filter(council_id=council_id, key=key).first()


def _addressee(person: Person, *, at: datetime) -> Addressee:
    found = addressees([person.pk], council_id=person.council_id, on=london_day(at))
    if person.pk not in found:
        raise Refused(GONE)
    return found[person.pk]


def _wanted(template: Template) -> Wanted:
    languages = {each: catalogue.LANGUAGES[each] for each in template.words}
    return Wanted(template.channels, languages, stated_only=template.stated_only)


def _said(
    template: Template,
    facts: Mapping[str, str | int],
    choice: Choice,
    *,
    council_id: int,
    at: datetime,
    is_secret: bool = False,
) -> _Said:
    """Return the words that hold today, filled in, as the channel needs them."""
    held = catalogue.in_force(template, choice.language, council_id=council_id, on=london_day(at))
    channel = choice.channel or template.channels[0]
    words = wording.for_channel(held.words, channel)
    filled = wording.fill(words, facts)
    wording.check_lengths(template, filled, channel)
    if is_secret:
        return _Said(choice.language, wording.mask(words), held.council_version, secret=filled)
    return _Said(choice.language, filled, held.council_version)


def _write(asked: _Asked, who: Addressee, choice: Choice, said: _Said, *, council_id: int) -> Message:
    """Write the message, and what follows from it: its place in the queue, or a task on its case."""
    template, person = asked.template, Person.objects.get(pk=who.person_id)
    case = _case_to_make_it_on(asked, choice)
    if case and (before := _before(council_id, asked.key)):
        return before
    wanted = Message(
        council_id=council_id,
        key=asked.key,
        person=person,
        restricted_to=person.restricted_to,
        **_of(asked.case),
        subject_of=asked.subject_of,
        run=asked.run,
        code=template.code,
        version=template.version,
        council_version=said.council_version,
        language=said.language,
        channel=choice.channel or "",
        format=choice.format,
        because=choice.because,
        point_id=choice.point.id if choice.point else None,
        to_name=who.addressed_as,
        to_address=choice.point.value if choice.point else "",
        **_columns(said.kept),
        is_secret=said.secret is not None,
        useful_until=asked.at + template.lasts if template.lasts else None,
        queued_at=asked.at,
        queued_by=asked.by,
        again_of=asked.again_of,
        task=_task(case, asked, who, choice) if case else None,
        status=choice.status,
    )
    message, is_ours = _once(wanted)
    if is_ours and choice.status is Status.QUEUED:
        _queue(message, secret=_columns(said.secret) if said.secret else None)
    return message


def _once(wanted: Message) -> tuple[Message, bool]:
    """Write a message unless there is one under its key; return which there is, and whether it is this one.

    Two at the same moment: the second waits until the first has ended.
    """
    Message.objects.bulk_create([wanted], ignore_conflicts=True)
    written = Message.objects.get(council_id=wanted.council_id, key=wanted.key)
    return written, written.token == wanted.token


def _of(case: Case | None) -> dict[str, Any]:
    if case is None:
        return {}
    return {
        "case": case,
        "case_restricted_to": case.restricted_to,
        "case_person_restricted_to": case.person_restricted_to,
    }


def _columns(words: Words) -> dict[str, str]:
    return {"subject": words.subject, "preview": words.preview, "asks": words.asks, "body": words.body}


def _queue(message: Message, *, secret: dict[str, str] | None) -> None:
    """Let a message wait to go, with what is secret in it, and wake a worker once the transaction commits."""
    Waiting.objects.create(
        message=message,
        council_id=message.council_id,
        channel=message.channel,
        due_at=message.queued_at,
        secret=secret,
    )
    waking.wake(message.council_id)


def _case_to_make_it_on(asked: _Asked, choice: Choice) -> Case | None:
    """Return the open case, locked, on which somebody makes the message by hand; None: it is work of no case."""
    if choice.status is not Status.BY_HAND or asked.case is None:
        return None
    case = lock_case(asked.case)
    return case if case.closed_at is None else None


def _task(case: Case, asked: _Asked, who: Addressee, choice: Choice) -> Task:
    made = Format(choice.format).label.lower()
    what = f"Make “{asked.template.label}” for {who.reader.name} by hand: {made}. Then say so on the message."
    task = Task.objects.create(**of_case(case), what=what, added_by=asked.by, added_at=asked.at)
    record(case, "case.task_added", by=asked.by, at=asked.at, words=what, facts={"due": ""}, is_shown=False)
    return task
