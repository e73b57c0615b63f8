"""Puts people on the record, and corrects who they are."""

from dataclasses import fields
from datetime import date, datetime

from django.db import transaction

from rooftree.foundations import references
from rooftree.foundations.because import because
from rooftree.foundations.choices import choose
from rooftree.foundations.dates import london_day, long_date
from rooftree.foundations.idempotency import once
from rooftree.foundations.refusals import Refused
from rooftree.people import permissions, queries, rules, search_words
from rooftree.people.actions.locking import lock_person, of
from rooftree.people.models import Authority, HouseholdMember, OtherName, Person, PersonMarker, SpokenLanguage
from rooftree.people.queries import details_of
from rooftree.people.rules import Details, NameChange
from rooftree.staff.models import Officer
from rooftree.staff.permissions import require

WRITTEN = tuple(field.name for field in fields(Details) if field.name != "languages")
"""The details that stand in a person's own row."""


@transaction.atomic
def register_person(
    details: Details, *, is_somebody_else: bool = False, by: Officer, at: datetime, key: str
) -> Person:
    """Put a person on the record, once.

    Somebody with the same National Insurance number, or the same surname and date of birth, may be
    the same person: then it is refused, unless the officer looked and says `is_somebody_else`.
    Raises Refused for details that cannot be.
    """
    require(permissions.may_register_people(by))
    done = once(key, "people.register_person", council_id=by.council_id, at=at)
    if done.before:
        return Person.objects.get(pk=done.made["person"])
    details = _checked(details, by=by, on=london_day(at))
    if not is_somebody_else:
        _refuse_likely_same(details, council_id=by.council_id)
    person = Person.objects.create(
        council_id=by.council_id,
        reference=references.take(rules.REFERENCE),
        created_at=at,
        **{name: getattr(details, name) for name in WRITTEN},
    )
    write_languages(person, details.languages)
    search_words.refresh([person.pk])
    done.makes(person=person.pk)
    return person


def _refuse_likely_same(details: Details, *, council_id: int) -> None:
    known = queries.likely_same(details, council_id=council_id).first()
    if known:
        raise Refused(
            f"{known.full_name} ({known.reference}) may be the same person. Open that record; or, if you have "
            "looked and this is somebody else, say so and send this again."
        )


@transaction.atomic
def correct_person(
    person: Person,
    details: Details,
    *,
    name_change: NameChange | None = None,
    name_changed_on: date | None = None,
    by: Officer,
    at: datetime,
    key: str,
) -> Person:
    """Set a person's details to these; what is the same stays untouched.

    Where the legal name is another, `name_change` says why: a name that changed keeps the former one
    (until `name_changed_on`, else today), a name that was wrong does not. Raises Refused for details
    that cannot be, or a name that differs without a reason.
    """
    require(permissions.may_correct_people(by, person))
    person = lock_person(person)
    if once(key, "people.correct_person", council_id=by.council_id, at=at).before:
        return person
    before = details_of(person)
    details = _checked(details, before=before, by=by, on=london_day(at))
    rules.check_name_change(before.legal_name, details.legal_name, name_change)
    if before.legal_name != details.legal_name and name_change is NameChange.CHANGED:
        _keep_former_name(person, until_on=name_changed_on or london_day(at))
    changed = [name for name in WRITTEN if getattr(before, name) != getattr(details, name)]
    for name in changed:
        setattr(person, name, getattr(details, name))
    if changed:
        person.save(update_fields=changed)
    write_languages(person, details.languages)
    search_words.refresh([person.pk])
    return person


def _checked(details: Details, *, before: Details | None = None, by: Officer, on: date) -> Details:
    """Return tidy details that the rules let pass."""
    details = rules.tidy(details)
    oldest = rules.OLDEST.version(on=on, council=by.council_id).value
    rules.check_details(details, before=before, on=on, oldest=int(oldest))
    if details.preferred_channel and (before is None or details.preferred_channel != before.preferred_channel):
        choose(rules.CHANNELS, details.preferred_channel, on=on, council=by.council_id)
    return details


def _keep_former_name(person: Person, *, until_on: date) -> None:
    OtherName.objects.update_or_create(
        **of(person),
        kind=OtherName.Kind.FORMER,
        forenames=person.forenames,
        surname=person.surname,
        defaults={"until_on": until_on},
    )


def write_languages(person: Person, languages: tuple[str, ...]) -> None:
    """Make these the person's languages, the first the main one, and touch no row that is right already."""
    wanted = {language: place == 0 for place, language in enumerate(languages)}
    held = {row.language: row for row in person.languages.all()}
    wrong = [row.pk for language, row in held.items() if wanted.get(language) is not row.is_main]
    SpokenLanguage.objects.filter(pk__in=wrong).delete()
    SpokenLanguage.objects.bulk_create(
        SpokenLanguage(**of(person), language=language, is_main=is_main)
        for language, is_main in wanted.items()
        if language not in held or held[language].pk in wrong
    )


@transaction.atomic
def add_other_name(
    person: Person, *, surname: str, forenames: str = "", by: Officer, at: datetime, key: str
) -> OtherName:
    """Record a name that the person uses besides the legal one. Raises Refused if it is known."""
    require(permissions.may_correct_people(by, person))
    person = lock_person(person)
    done = once(key, "people.add_other_name", council_id=by.council_id, at=at)
    if done.before:
        return OtherName.objects.get(pk=done.made["name"])
    surname, forenames = rules.one_line(surname), rules.one_line(forenames)
    if not surname:
        raise Refused("Enter the other name. A name of one word goes in as the surname.")
    held = OtherName.objects.filter(person=person, kind=OtherName.Kind.ALIAS)
    if held.filter(forenames=forenames, surname=surname).exists():
        raise Refused(f"{person.full_name} is known as {forenames} {surname} already.".replace("  ", " "))
    name = OtherName.objects.create(**of(person), kind=OtherName.Kind.ALIAS, forenames=forenames, surname=surname)
    search_words.refresh([person.pk])
    done.makes(name=name.pk)
    return name


@transaction.atomic
def remove_other_name(name: OtherName, *, by: Officer, at: datetime, key: str) -> None:
    """Take away a former or other name that was recorded by mistake. The audit keeps it."""
    require(permissions.may_correct_people(by, name))
    if once(key, "people.remove_other_name", council_id=by.council_id, at=at).before:
        return
    OtherName.objects.filter(pk=name.pk).delete()
    search_words.refresh([name.person_id])


@transaction.atomic
def record_death(person: Person, *, died_on: date, by: Officer, at: datetime, key: str) -> Person:
    """Record that a person has died: nobody acts for them any longer, and no marker warns of them.

    Ends their authorities, staff-safety markers and memberships of households on that day. Their
    contact points stay, since kin may be behind them, but nothing addressed to them is sent. Tenancies
    are for `journeys.death`. Raises Refused for a day that cannot be, or if a death is recorded already.
    """
    require(permissions.may_record_deaths(by, person))
    person = lock_person(person)
    if once(key, "people.record_death", council_id=by.council_id, at=at).before:
        return person
    if person.deceased_on:
        raise Refused(
            f"{person.full_name} is recorded as having died on {long_date(person.deceased_on)}. "
            "If that day is wrong, correct it."
        )
    rules.check_death(died_on, born=person.date_of_birth, on=london_day(at))
    person.deceased_on = died_on
    person.save(update_fields=["deceased_on"])
    _end_with_life(person, died_on)
    return person


def _end_with_life(person: Person, died_on: date) -> None:
    records = queries.records_of(person)
    for kind, starts in ((Authority, "from_on"), (PersonMarker, "start_on"), (HouseholdMember, "from_on")):
        begun = kind._default_manager.filter(person__in=records, **{f"{starts}__lt": died_on})
        begun.filter(until_on__isnull=True).update(until_on=died_on)
        begun.filter(until_on__gt=died_on).update(until_on=died_on)


@transaction.atomic
def correct_death(
    person: Person, *, died_on: date | None, reason: str, by: Officer, at: datetime, key: str
) -> Person:
    """Correct a day of death, or take it back: without `died_on` the person is alive.

    What ended with the death stays ended, and is recorded again where it still holds. Raises Refused
    for a day that cannot be, without a reason, or if no death is recorded.
    """
    require(permissions.may_record_deaths(by, person))
    person = lock_person(person)
    if once(key, "people.correct_death", council_id=by.council_id, at=at).before:
        return person
    reason = rules.check_reason(reason)
    if not person.deceased_on:
        raise Refused(f"No death of {person.full_name} is recorded, so there is none to correct.")
    if died_on:
        rules.check_death(died_on, born=person.date_of_birth, on=london_day(at))
    person.deceased_on = died_on
    with because(reason):
        person.save(update_fields=["deceased_on"])
    return person
