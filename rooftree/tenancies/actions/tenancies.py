"""Starts tenancies, ends them, and corrects them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from rooftree.foundations import references
from rooftree.foundations.choices import choose
from rooftree.foundations.dates import london_day
from rooftree.foundations.idempotency import once
from rooftree.foundations.periods import Period
from rooftree.foundations.refusals import Refused
from rooftree.foundations.rule_entries import ListVersion
from rooftree.places.models import Place
from rooftree.places.rules import KINDS
from rooftree.staff.models import Officer
from rooftree.staff.permissions import require
from rooftree.tenancies import permissions, rules, search_words
from rooftree.tenancies.actions import home_status
from rooftree.tenancies.actions.locking import lock_people, lock_place, lock_tenancy
from rooftree.tenancies.actions.parties import (
    Joining,
    add_parties,
    as_party,
    check_holders,
    check_joining,
    parties_of,
)
from rooftree.tenancies.models import Tenancy, TenancyParty


@dataclass(frozen=True)
class Terms:
    """What an agreement says: its kind, its first day, and what only some kinds have.

    `tenure` is a code of tenancies.tenures. `fixed_term_until_on` is the first day after the term.
    """

    tenure: str
    from_on: date
    fixed_term_until_on: date | None = None
    previous: Tenancy | None = None
    payment_reference: str = ""
    conditions_version: str = ""


@transaction.atomic
def start_tenancy(
    place: Place, terms: Terms, joining: Iterable[Joining], *, by: Officer, at: datetime, key: str
) -> Tenancy:
    """Record an agreement about a place with these people, from a day on.

    A home is occupied from that day, and let until then. An introductory tenancy gets the end of its
    trial. Raises Refused where another tenancy of the place runs, the kind of agreement is not for
    such a place, the people cannot hold it, or the terms lack what the kind asks for.
    """
    require(permissions.may_start_tenancies(by, place))
    place = lock_place(place)
    done = once(key, "tenancies.start_tenancy", council_id=by.council_id, at=at)
    if done.before:
        return Tenancy.objects.get(pk=done.made["tenancy"])
    on, joining = london_day(at), list(joining)
    listed = choose(rules.TENURES, terms.tenure, on=on, council=by.council_id)
    _check_terms(place, terms, listed, on=on)
    _refuse_overlap(place, Period(terms.from_on))
    joining = _checked_people(joining, terms, on=on, by=by)
    tenancy = Tenancy.objects.create(
        council_id=place.council_id,
        reference=references.take(rules.REFERENCE),
        place=place,
        introductory_until_on=_trial_until(terms.tenure, terms.from_on, listed),
        created_at=at,
        **_written(terms),
    )
    add_parties(tenancy, joining, from_on=terms.from_on)
    home_status.follow_start(place, tenancy, listed, by=by, at=at, key=key)
    search_words.refresh([tenancy.pk])
    done.makes(tenancy=tenancy.pk)
    return tenancy


def _check_terms(place: Place, terms: Terms, listed: ListVersion, *, on: date) -> None:
    """Raise Refused for an agreement that cannot be of this place, from this day, on these terms."""
    kinds = KINDS.version(on=on, council=place.council_id)
    rules.check_place(
        lets=str(listed.flag(terms.tenure, "lets")),
        lets_as=str(kinds.flag(place.kind, "lets_as")),
        tenure=listed.label_of(terms.tenure),
        kind=kinds.label_of(place.kind),
    )
    ahead = rules.KNOWN_AHEAD.version(on=on, council=place.council_id).value
    rules.check_start(terms.from_on, on=on, weeks_ahead=int(ahead))
    _check_fixed_term(terms, listed)
    previous = terms.previous
    rules.check_follows(
        str(listed.flag(terms.tenure, "follows")),
        tenure=listed.label_of(terms.tenure),
        previous=Period(previous.from_on, previous.until_on) if previous else None,
        of_this_place=previous is not None and previous.place_id == place.pk,
        from_on=terms.from_on,
    )


def _check_fixed_term(terms: Terms, listed: ListVersion) -> None:
    fixed_term = bool(listed.flag(terms.tenure, "fixed_term"))
    shortest = rules.FLEXIBLE_SHORTEST.version(on=terms.from_on).value if fixed_term else 0
    rules.check_fixed_term(
        fixed_term,
        from_on=terms.from_on,
        until_on=terms.fixed_term_until_on,
        shortest_years=int(shortest),
    )


def _refuse_overlap(place: Place, wanted: Period, *, itself: Tenancy | None = None) -> None:
    for other in Tenancy.objects.filter(place=place).order_by("from_on"):
        if itself and other.pk == itself.pk:
            continue
        rules.check_overlap(wanted, Period(other.from_on, other.until_on), reference=other.reference)


def _checked_people(joining: list[Joining], terms: Terms, *, on: date, by: Officer) -> list[Joining]:
    """Return who joins, as they now are and locked, once the rules let them hold the tenancy."""
    for each in joining:
        require(permissions.may_start_tenancies(by, each.person))
        check_joining(each, on=on, council_id=by.council_id)
    if len({each.person.pk for each in joining}) != len(joining):
        raise Refused("Somebody is named twice. Each person has one part in a tenancy.")
    people = lock_people([each.person for each in joining])
    joining = [Joining(people[each.person.pk], each.role, each.relationship) for each in joining]
    parties = [as_party(each.person, each.role, terms.from_on) for each in joining]
    for party in parties:
        rules.check_alive(party)
    check_holders(parties, tenure=terms.tenure, from_on=terms.from_on, on=on, council_id=by.council_id)
    return joining


def _trial_until(tenure: str, from_on: date, listed: ListVersion) -> date | None:
    """Return the first day after the trial of an agreement that begins with one. Housing Act 1996 s 125."""
    if not listed.flag(tenure, "trial"):
        return None
    return rules.introductory_until(from_on, int(rules.INTRODUCTORY_TRIAL.version(on=from_on).value))


@transaction.atomic
def end_tenancy(tenancy: Tenancy, *, until_on: date, reason: str, by: Officer, at: datetime, key: str) -> Tenancy:
    """Say from which day a tenancy is over: `until_on` is the first day after its last.

    With it every part in it is over. A home becomes void then, unless the reason says that somebody
    goes on living there; until then notice is given. `reason` is one of tenancies.end_reasons. Raises
    Refused if it has ended, for a day before it began, or for a death that nobody recorded.
    """
    require(permissions.may_end_tenancies(by, tenancy))
    tenancy = lock_tenancy(tenancy)
    if once(key, "tenancies.end_tenancy", council_id=by.council_id, at=at).before:
        return tenancy
    on = london_day(at)
    reasons = choose(rules.END_REASONS, reason, on=on, council=by.council_id)
    parties = parties_of(tenancy)
    rules.check_end(
        Period(tenancy.from_on, tenancy.until_on),
        until_on,
        parts_from=[party.period.starts for party in parties],
    )
    rules.check_end_reason(
        death=bool(reasons.flag(reason, "death")),
        label=reasons.label_of(reason),
        holders_died=any(party.died for party in parties if party.holds),
    )
    tenancy.until_on, tenancy.end_reason = until_on, reason
    tenancy.save(update_fields=["until_on", "end_reason"])
    if reasons.flag(reason, "leaves_home_empty"):
        home_status.follow_end(tenancy, by=by, at=at, key=key)
    search_words.refresh([tenancy.pk])
    return tenancy


@transaction.atomic
def correct_tenancy(
    tenancy: Tenancy,
    terms: Terms,
    *,
    until_on: date | None,
    end_reason: str = "",
    introductory_until_on: date | None = None,
    by: Officer,
    at: datetime,
    key: str,
) -> Tenancy:
    """Set a tenancy's terms, its end and its reason to these, where they were wrong.

    Parts that began with the tenancy follow it; whether the home can be let is not touched. Raises
    Refused for new terms that cannot be, an end without its reason, or days on which another tenancy
    of the place runs.
    """
    require(permissions.may_correct_tenancies(by, tenancy))
    tenancy = lock_tenancy(tenancy)
    if once(key, "tenancies.correct_tenancy", council_id=by.council_id, at=at).before:
        return tenancy
    on = london_day(at)
    listed = rules.TENURES.version(on=on, council=by.council_id)
    if _kind(terms) != _kind(tenancy):
        choose(rules.TENURES, terms.tenure, on=on, council=by.council_id)
        _check_terms(tenancy.place, terms, listed, on=on)
    rules.check_corrected_end(terms.from_on, until_on, reason=end_reason)
    if end_reason and end_reason != tenancy.end_reason:
        choose(rules.END_REASONS, end_reason, on=on, council=by.council_id)
    _refuse_overlap(tenancy.place, Period(terms.from_on, until_on), itself=tenancy)
    TenancyParty.objects.filter(tenancy=tenancy, from_on=tenancy.from_on).update(from_on=terms.from_on)
    for name, value in _written(terms).items():
        setattr(tenancy, name, value)
    tenancy.until_on, tenancy.end_reason = until_on, end_reason
    tenancy.introductory_until_on = introductory_until_on
    tenancy.save()
    search_words.refresh([tenancy.pk])
    return tenancy


def _kind(terms: Terms | Tenancy) -> tuple[object, ...]:
    """Return what makes an agreement one of its kind: what an old system said of it is not questioned."""
    return terms.tenure, terms.from_on, terms.fixed_term_until_on, terms.previous


def _written(terms: Terms) -> dict[str, Any]:
    """Return the terms as a tenancy's own columns."""
    return {
        "tenure": terms.tenure,
        "from_on": terms.from_on,
        "fixed_term_until_on": terms.fixed_term_until_on,
        "previous": terms.previous,
        "payment_reference": terms.payment_reference.strip(),
        "conditions_version": terms.conditions_version.strip(),
    }
