"""Gives a person what is held on them: packed once, kept, and fetched by herself or printed for her."""

from collections import Counter
from datetime import date, datetime
from typing import BinaryIO

from django.db import transaction

from rooftree.cases.having import is_open_to_us
from rooftree.cases.story import lock_case, of, record
from rooftree.foundations import files
from rooftree.foundations.all_groups import all_groups_of
from rooftree.foundations.dates import london_day
from rooftree.foundations.file_types import ARCHIVE
from rooftree.foundations.idempotency import once
from rooftree.foundations.models import Council, KeptFile
from rooftree.foundations.refusals import Refused
from rooftree.information_rights import equality, permissions, rules, telling
from rooftree.information_rights.actions.locking import lock_request
from rooftree.information_rights.actions.requests import end_request
from rooftree.information_rights.actions.review import NOT_TO_SEE, waiting
from rooftree.information_rights.models import Gathering, HeldThing, Release, RightsRequest
from rooftree.information_rights.package import Package, Thing, pack
from rooftree.information_rights.rules import Decision, Right, Status
from rooftree.staff.models import Officer
from rooftree.staff.permissions import require

EQUALITY_KIND = "Equality answers"


@transaction.atomic
def release(request: RightsRequest, *, by: Officer, at: datetime, key: str) -> Release:
    """Pack what is given of everything held on the person, keep it, and close the request. UK GDPR art 15.

    Raises Refused before everything was looked through; to whoever looked it through alone, where
    something is held back; and to an officer outside a group whose things are in it.
    """
    require(permissions.may_handle_rights(by, request))
    request = lock_request(request)
    done = once(key, "information_rights.release", council_id=request.council_id, at=at)
    if done.before:
        return Release.objects.get(pk=done.made["release"])
    rules.check_right(request.right, {Right.ACCESS}, NOT_TO_SEE)
    rules.check_move(request.status, Status.ANSWERED)
    gathering = Gathering.objects.filter(case=request.case).latest("pk")
    _check_looked_through(request, gathering, by=by, at=at)
    with all_groups_of(request.council_id):
        held = list(HeldThing.objects.filter(gathering=gathering).select_related("copy").order_by("kind", "pk"))
    package = _package(request, gathering, held, at=at)
    kept = _keep(package, request, at=at)
    decisions = Counter(thing.decision for thing in held)
    given = [thing for thing in held if thing.decision != Decision.WITHHOLD]
    made = Release.objects.create(
        **of(request.case),
        file=kept,
        sha256=kept.sha256,
        given=len(given),
        redacted=decisions[Decision.REDACT.value],
        withheld=decisions[Decision.WITHHOLD.value],
        groups=sorted({group for thing in given for group in _groups(thing)}),
        by=by,
        at=at,
    )
    telling.ready(made, by=by, at=at)
    words = _words(made)
    end_request(request, Status.ANSWERED, "rights.given", words=words, by=by, at=at, key=key)
    done.makes(release=made.pk)
    return made


def _check_looked_through(request: RightsRequest, gathering: Gathering, *, by: Officer, at: datetime) -> None:
    undecided, held_back = waiting(gathering)
    rules.check_all_decided(undecided)
    assert request.looked_through_by_id is not None, "What is ready was looked through by somebody."
    most = rules.SECOND_LOOK_FROM.version(on=london_day(at), council=request.council_id).value
    rules.check_second_look(
        held_back, most_alone=int(most), looked_through_by=request.looked_through_by_id, by=by.pk
    )


def _groups(thing: HeldThing) -> set[int]:
    return {thing.held_restricted_to, thing.held_also_restricted_to} - {0}


def _words(made: Release) -> str:
    """Return what the person is told with the package."""
    words = f"We gave you what we hold: {made.given} things."
    if made.redacted:
        words += f" In {made.redacted} of them other people’s names were taken out."
    return f"{words} Everything left out, and why, stands on its first pages."


def _package(request: RightsRequest, gathering: Gathering, held: list[HeldThing], *, at: datetime) -> Package:
    on, person = london_day(at), request.case.person
    assert person is not None, "A request is somebody's."
    said = equality.of_request(request.council_id, request.case_id)
    things = [_thing(each) for each in held if each.decision != Decision.WITHHOLD]
    if said:
        things.append(_equality(said, on=on, council_id=request.council_id))
    council = Council.objects.get(pk=request.council_id)
    left_out = [f"{what}: {why}" for what, why in gathering.left_out]
    return Package(
        council=council.name,
        name=person.full_name,
        person_reference=person.reference,
        reference=request.case.reference,
        at=at,
        things=tuple(things),
        left_out=(*_held_back(held, on=on, council_id=request.council_id), *left_out),
    )


def _thing(held: HeldThing) -> Thing:
    """Return a thing as it is given: with the words taken out that are to be."""
    redacted = held.decision == Decision.REDACT
    out = held.copy.take_out if redacted else []
    facts = tuple((str(what), rules.without(str(says), out)) for what, says in held.copy.facts)
    return Thing(held.kind, facts, has_words_taken_out=redacted, file_id=held.copy.file_id)


def _equality(said: dict[str, str], *, on: date, council_id: int) -> Thing:
    questions = rules.EQUALITY.version(on=on, council=council_id)
    answers = rules.EQUALITY_ANSWERS.version(on=on, council=council_id)
    facts = tuple((questions.label_of(question), answers.label_of(answer)) for question, answer in said.items())
    return Thing(EQUALITY_KIND, facts)


def _held_back(held: list[HeldThing], *, on: date, council_id: int) -> list[str]:
    """Return how many things were held back and why, in words; what nobody is told of is not in it."""
    reasons = rules.REASONS_TO_WITHHOLD.version(on=on, council=council_id)
    counted = Counter(thing.reason for thing in held if thing.decision == Decision.WITHHOLD)
    return [
        f"{reasons.label_of(code)}: {count}"
        for code, count in sorted(counted.items())
        if reasons.flag(code, "told")
    ]


def _keep(package: Package, request: RightsRequest, *, at: datetime) -> KeptFile:
    council = Council.objects.get(pk=request.council_id)

    def open_file(file_id: int) -> tuple[str, BinaryIO]:
        kept, content = files.open_again(file_id, council=council)
        return kept.filename, content

    at_most = rules.LARGEST_PACKAGE.version(on=london_day(at), council=council.pk).value
    with pack(package, open_file=open_file) as archive:
        return files.keep(
            archive,  # type: ignore[arg-type]
            filename=f"{request.case.reference}.zip",
            council=council,
            at=at,
            allowed=(ARCHIVE,),
            at_most=at_most,
        )


def open_package(made: Release, *, by: Officer) -> tuple[KeptFile, BinaryIO]:
    """Return the package, open for reading, for an officer who prints or sends it.

    Raises Refused for one with things of a restricted group that the officer does not belong to, and for
    one that was cleared away.
    """
    require(permissions.may_handle_rights(by, made))
    if not is_open_to_us(set(made.groups)):
        raise Refused("Some of it is of a restricted group that you are not in. Ask somebody of it.")
    return opened(made)


def opened(made: Release) -> tuple[KeptFile, BinaryIO]:
    """Return the package, open for reading, for an action that has asked whether it may."""
    if made.file_id is None:
        raise Refused("This package has been cleared away. Ask again for what we hold, and it is made anew.")
    return files.open_again(made.file_id, council=Council.objects.get(pk=made.council_id))


@transaction.atomic
def note_fetched(made: Release, *, by: Officer, at: datetime, how: str, key: str) -> Release:
    """Record how the person was given a package that they do not fetch themselves: printed, posted."""
    require(permissions.may_handle_rights(by, made))
    case = lock_case(made.case)
    made = Release.objects.get(pk=made.pk)
    if once(key, "information_rights.note_fetched", council_id=made.council_id, at=at).before:
        return made
    how = rules.check_words(how, "Write how it was given to the person.")
    made.fetched_at = made.fetched_at or at
    made.save(update_fields=["fetched_at"])
    record(case, "rights.fetched", by=by, at=at, words=how)
    return made
