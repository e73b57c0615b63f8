"""What residents change of themselves: how to reach them, whether it is safe, what we must do differently.

What is refused is said in words that they read in their own language.
"""

from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from rooftree.foundations.choices import choose
from rooftree.foundations.dates import london_day
from rooftree.foundations.idempotency import once
from rooftree.foundations.refusals import Refused
from rooftree.people import rules, search_words
from rooftree.people.actions.adjustments import asked
from rooftree.people.actions.contact_points import columns, succeed
from rooftree.people.actions.locking import lock_person, of
from rooftree.people.actions.persons import write_languages
from rooftree.people.models import Adjustment, ContactPoint, Person
from rooftree.people.permissions import resident_may_change_details
from rooftree.people.portal import Resident
from rooftree.people.queries import records_of
from rooftree.people.rules import NOBODY_ASKED, Safety
from rooftree.staff.permissions import require

SOURCE = "own account"
"""Where a number came from that she gave herself."""
KINDS = ("mobile", "landline", "email")
"""What she can add and change herself. Where she lives her tenancy says, and a move is told to an officer."""
SIGN_IN_KINDS = ("mobile", "email")
LONGEST_LINE, LONGEST_NOTE = 120, 300


@transaction.atomic
def add_own_point(
    *, kind: str, value: str, safety: Safety = NOBODY_ASKED, by: Resident, at: datetime, key: str
) -> ContactPoint:
    """Add a number or an email address of her own, as from today. It is not confirmed until a code was typed.

    Raises Refused for what cannot be one, and for one that we have already.
    """
    person = _lock_herself(by, alone=True)
    done = once(key, "people.add_own_point", council_id=by.council_id, at=at)
    if done.before:
        return ContactPoint.objects.get(pk=done.made["contact_point"])
    value = own_value(kind, value)
    check_own_safety(kind, safety)
    _refuse_second(by, kind, value)
    point = ContactPoint.objects.create(
        **of(person),
        kind=kind,
        value=value,
        owner="self",
        source=SOURCE,
        from_on=london_day(at),
        **columns(safety),
    )
    done.makes(contact_point=point.pk)
    return point


@transaction.atomic
def change_own_point(
    point: ContactPoint, *, value: str, safety: Safety, by: Resident, at: datetime, key: str
) -> ContactPoint:
    """Put another number or address in the place of one of hers, or say anew whether it is safe.

    Another one ends the old one today, and is not confirmed yet. Returns the one that holds now. Raises
    Refused for one that has ended, what cannot be one, or what we have already.
    """
    _lock_herself(by, alone=True)
    point = own_point(point.pk, by=by)
    done = once(key, "people.change_own_point", council_id=by.council_id, at=at)
    if done.before:
        return ContactPoint.objects.get(pk=done.made["contact_point"])
    on = london_day(at)
    _refuse_ended(point, on)
    value = own_value(point.kind, value)
    check_own_safety(point.kind, safety)
    if value != point.value:
        _refuse_second(by, point.kind, value)
        point = succeed(point, value, on=on)
    point.owner, point.source = "self", SOURCE
    for column, answer in columns(safety).items():
        setattr(point, column, answer)
    point.save()
    done.makes(contact_point=point.pk)
    return point


@transaction.atomic
def end_own_point(point: ContactPoint, *, by: Resident, at: datetime, key: str) -> ContactPoint:
    """Say that a number or an address no longer reaches her, as from today.

    Raises Refused for one that has ended, and for the last one that she can sign in with.
    """
    _lock_herself(by, alone=True)
    point = own_point(point.pk, by=by)
    if once(key, "people.end_own_point", council_id=by.council_id, at=at).before:
        return point
    on = london_day(at)
    _refuse_ended(point, on)
    if _is_last_to_sign_in(point, by=by, on=on):
        raise Refused(
            _(
                "This is the only number or address that you can sign in with. Add another one and confirm it "
                "first, then take this one away."
            )
        )
    point.until_on = on
    point.save(update_fields=["until_on"])
    return point


@transaction.atomic
def confirm_own_point(point: ContactPoint, *, by: Resident, at: datetime) -> ContactPoint:
    """Record that a code that was sent to a number or an address of hers was typed: from now on it lets her in.

    Called once the code was used (`journeys.own_details`). Raises Refused for one that has ended.
    """
    _lock_herself(by, alone=True)
    point = own_point(point.pk, by=by)
    _refuse_ended(point, london_day(at))
    point.verified_on = london_day(at)
    point.save(update_fields=["verified_on"])
    return point


@transaction.atomic
def say_about_me(
    *,
    preferred_name: str,
    preferred_channel: str,
    best_times: str,
    languages: tuple[str, ...],
    interpreter: bool | None,
    by: Resident,
    at: datetime,
    key: str,
) -> Person:
    """Keep what she likes to be called, how and when she likes to be reached, and in which language.

    Codes are those of people.channels and people.languages. Her legal name is corrected by an officer, who
    asks for a paper. Raises Refused for a code that is in no list, and for more than a line.
    """
    person = _lock_herself(by)
    if once(key, "people.say_about_me", council_id=by.council_id, at=at).before:
        return person
    on = london_day(at)
    if preferred_channel and preferred_channel != person.preferred_channel:
        choose(rules.CHANNELS, preferred_channel, on=on, council=by.council_id)
    for language in languages:
        choose(rules.LANGUAGES, language, on=on, council=by.council_id)
    person.preferred_name = _a_line(preferred_name)
    person.best_times = _a_line(best_times)
    person.preferred_channel, person.interpreter = preferred_channel, interpreter
    person.save(update_fields=["preferred_name", "best_times", "preferred_channel", "interpreter"])
    write_languages(person, languages)
    search_words.refresh([person.pk])
    return person


def _a_line(text: str) -> str:
    line = rules.one_line(text)
    if len(line) > LONGEST_LINE:
        raise Refused(_("Write this in %(most)s characters at most.") % {"most": LONGEST_LINE})
    return line


# --- What we must do differently ----------------------------------------------------------------------


@transaction.atomic
def add_own_adjustment(*, code: str, note: str = "", by: Resident, at: datetime, key: str) -> Adjustment:
    """Record what we must do differently for her, with her own words beside the code.

    `code` is one of people.adjustments. Raises Refused if it is recorded already, or says nothing.
    """
    person = _lock_herself(by)
    done = once(key, "people.add_own_adjustment", council_id=by.council_id, at=at)
    if done.before:
        return Adjustment.objects.get(pk=done.made["adjustment"])
    on = london_day(at)
    choose(rules.ADJUSTMENTS, code, on=on, council=by.council_id)
    if code == "specific" and not note.strip():
        raise Refused(_("Write in your own words what we must do differently."))
    if _own_adjustments(by).filter(code=code, until_on__isnull=True).exists():
        raise Refused(_("We have this already. You can change your words there."))
    adjustment = Adjustment.objects.create(**of(person), code=code, note=_words(note), from_on=on, reviewed_on=on)
    asked(person, on)
    done.makes(adjustment=adjustment.pk)
    return adjustment


@transaction.atomic
def keep_own_adjustment(
    adjustment: Adjustment, *, by: Resident, at: datetime, key: str, note: str | None = None
) -> Adjustment:
    """Record that it is still right today, with other words if she gives them. Raises Refused if it has ended."""
    person = _lock_herself(by)
    adjustment = own_adjustment(adjustment.pk, by=by)
    if once(key, "people.keep_own_adjustment", council_id=by.council_id, at=at).before:
        return adjustment
    on = london_day(at)
    _refuse_over(adjustment, on)
    adjustment.reviewed_on = on
    adjustment.note = adjustment.note if note is None else _words(note)
    adjustment.save(update_fields=["reviewed_on", "note"])
    asked(person, on)
    return adjustment


@transaction.atomic
def end_own_adjustment(adjustment: Adjustment, *, by: Resident, at: datetime, key: str) -> Adjustment:
    """Record that she needs it no longer, as from today. Raises Refused if it has ended."""
    person = _lock_herself(by)
    adjustment = own_adjustment(adjustment.pk, by=by)
    if once(key, "people.end_own_adjustment", council_id=by.council_id, at=at).before:
        return adjustment
    on = london_day(at)
    _refuse_over(adjustment, on)
    adjustment.until_on = adjustment.reviewed_on = on
    adjustment.save(update_fields=["until_on", "reviewed_on"])
    asked(person, on)
    return adjustment


def _words(note: str) -> str:
    words = note.strip()
    if len(words) > LONGEST_NOTE:
        raise Refused(_("Write this in %(most)s characters at most.") % {"most": LONGEST_NOTE})
    return words


# --- What is hers -------------------------------------------------------------------------------------


def _lock_herself(by: Resident, *, alone: bool = False) -> Person:
    """Return the person whose details she changes, locked. Raises PermissionDenied where she may not.

    What she does `alone` nobody does for her online: whoever sets the number that codes are sent to could
    sign in as her, and see more than any authority says.
    """
    require(resident_may_change_details(by))
    if alone:
        check_alone(by)
    return lock_person(Person.objects.get(pk=by.for_person_id))


def check_alone(by: Resident) -> None:
    """Raise Refused for whoever is here for another person: this the person does alone."""
    if by.is_here_for_another:
        raise Refused(
            _(
                "Phone numbers and email addresses are changed by the person alone, because codes to sign in "
                "go to them. An officer can change them with the person."
            )
        )


def _records(by: Resident) -> list[int]:
    return records_of(Person.objects.get(pk=by.for_person_id))


def own_point(pk: int, *, by: Resident) -> ContactPoint:
    """Return a number or an address of hers. Raises PermissionDenied for one of somebody else."""
    point = ContactPoint.objects.filter(pk=pk, person__in=_records(by)).first()
    if point is None:
        raise PermissionDenied("This is somebody else’s.")
    return point


def own_adjustment(pk: int, *, by: Resident) -> Adjustment:
    """Return what we do differently for her. Raises PermissionDenied for what is somebody else's."""
    adjustment = _own_adjustments(by).filter(pk=pk).first()
    if adjustment is None:
        raise PermissionDenied("This is somebody else’s.")
    return adjustment


def _own_adjustments(by: Resident) -> QuerySet[Adjustment]:
    return Adjustment.objects.filter(person__in=_records(by))


def own_value(kind: str, typed: str) -> str:
    """Return a number or an email address as it is kept. Raises Refused for what cannot be one."""
    if kind not in KINDS:
        raise Refused(_("You can add a phone number or an email address here. For an address, write to us."))
    try:
        return rules.contact_value(kind, typed)
    except Refused:
        raise Refused(
            {
                "mobile": _("Enter a mobile number like 07700 900123."),
                "landline": _("Enter a phone number with its area code, like 01632 960001."),
                "email": _("Enter an email address like name@example.org."),
            }[kind]
        ) from None


def check_own_safety(kind: str, safety: Safety) -> None:
    """Raise Refused for answers that cannot be true together."""
    try:
        rules.check_safety(kind, safety)
    except Refused:
        raise Refused(
            _("If it is not safe to call you there, it is not safe to leave a voice message either.")
        ) from None


def _refuse_second(by: Resident, kind: str, value: str) -> None:
    same = ContactPoint.objects.filter(person__in=_records(by), kind=kind, value=value, until_on__isnull=True)
    if same.exists():
        raise Refused(_("We have this already. You can change there whether it is safe."))


def _refuse_ended(point: ContactPoint, on: date) -> None:
    if point.until_on and point.until_on <= on:
        raise Refused(_("This has ended already. If it works again, add it again."))


def _refuse_over(adjustment: Adjustment, on: date) -> None:
    if adjustment.until_on and adjustment.until_on <= on:
        raise Refused(_("This has ended already. If you need it again, add it again."))


def _is_last_to_sign_in(point: ContactPoint, *, by: Resident, on: date) -> bool:
    if point.kind not in SIGN_IN_KINDS or point.verified_on is None:
        return False
    others = ContactPoint.objects.filter(
        Q(until_on__isnull=True) | Q(until_on__gt=on),
        person__in=_records(by),
        kind__in=SIGN_IN_KINDS,
        owner="self",
        verified_on__isnull=False,
    )
    return not others.exclude(pk=point.pk).exists()
