"""Records who may act for a person."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from rooftree.foundations.choices import choose
from rooftree.foundations.dates import london_day, long_date
from rooftree.foundations.idempotency import once
from rooftree.foundations.refusals import Refused
from rooftree.people import permissions, rules
from rooftree.people.actions.locking import lock_person, of
from rooftree.people.models import Authority, Person
from rooftree.staff.models import Officer
from rooftree.staff.permissions import require


@dataclass(frozen=True)
class Mandate:
    """Who may act, in what, from when until when, and on what paper.

    Either a person on the record, or the name of somebody (or a firm) who is not.
    """

    kind: str
    scope: str
    from_on: date
    until_on: date | None = None
    representative: Person | None = None
    representative_name: str = ""
    paper: str = ""
    may: tuple[str, ...] = ()
    """What they may on the website: codes of people.authority_scopes, and only for somebody on the record."""


@transaction.atomic
def record_authority(person: Person, mandate: Mandate, *, by: Officer, at: datetime, key: str) -> Authority:
    """Record that somebody may act for a person.

    `kind` is one of people.authorities, which says whether a paper and a last day are needed. Raises
    Refused where they are missing, nobody is named, the scope is empty, or somebody has died.
    """
    require(permissions.may_record_authorities(by, person))
    person = lock_person(person)
    done = once(key, "people.record_authority", council_id=by.council_id, at=at)
    if done.before:
        return Authority.objects.get(pk=done.made["authority"])
    listed = choose(rules.AUTHORITIES, mandate.kind, on=london_day(at), council=by.council_id)
    _check_who(person, mandate)
    rules.check_mandate(
        scope=mandate.scope,
        paper=mandate.paper,
        needs_paper=bool(listed.flag(mandate.kind, "needs_paper")),
        from_on=mandate.from_on,
        until_on=mandate.until_on,
        must_end=bool(listed.flag(mandate.kind, "ends")),
    )
    may = _scopes(mandate.may, mandate.representative, on=london_day(at), council_id=by.council_id)
    authority = Authority.objects.create(
        **of(person),
        representative=mandate.representative,
        representative_name=rules.one_line(mandate.representative_name),
        kind=mandate.kind,
        scope=mandate.scope.strip(),
        may=may,
        paper=rules.one_line(mandate.paper),
        from_on=mandate.from_on,
        until_on=mandate.until_on,
    )
    done.makes(authority=authority.pk)
    return authority


def _check_who(person: Person, mandate: Mandate) -> None:
    representative = mandate.representative
    if representative is None and not mandate.representative_name.strip():
        raise Refused("Say who may act: somebody on the record, or a name.")
    if representative is not None and representative.pk == person.pk:
        raise Refused("Nobody needs an authority to act for themselves. Choose somebody else.")
    for somebody in filter(None, (person, representative)):
        if somebody.deceased_on:
            raise Refused(
                f"{somebody.full_name} died on {long_date(somebody.deceased_on)}, and an authority ends with "
                "death. An executor or administrator acts for the estate."
            )


def _scopes(may: Iterable[str], representative: Person | None, *, on: date, council_id: int) -> list[str]:
    """Return the scopes in the order of their list. Raises Refused for one that is in none, or for a mere name."""
    wanted = set(may)
    for code in sorted(wanted):
        choose(rules.AUTHORITY_SCOPES, code, on=on, council=council_id)
    if wanted and representative is None:
        raise Refused("Only somebody on the record can use the website. Give their reference, or tick nothing.")
    listed = rules.AUTHORITY_SCOPES.version(on=on, council=council_id)
    return [item.code for item in listed if item.code in wanted]


@transaction.atomic
def say_what_authority_gives_online(
    authority: Authority, *, may: Iterable[str], by: Officer, at: datetime, key: str
) -> Authority:
    """Say what somebody may do on the website for the person: these scopes, and nothing else from now on.

    `may` are codes of people.authority_scopes; none takes it all away. Raises Refused for an authority
    that has ended, or of somebody who is not on the record.
    """
    require(permissions.may_record_authorities(by, authority))
    authority = (
        Authority.objects.select_for_update(of=("self",)).select_related("representative").get(pk=authority.pk)
    )
    if once(key, "people.say_what_authority_gives_online", council_id=by.council_id, at=at).before:
        return authority
    on = london_day(at)
    if authority.until_on and authority.until_on <= on:
        raise Refused(f"This authority ended on {long_date(authority.until_on)}. Record a new one.")
    authority.may = _scopes(may, authority.representative, on=on, council_id=by.council_id)
    authority.save(update_fields=["may"])
    return authority


@transaction.atomic
def end_authority(authority: Authority, *, until_on: date, by: Officer, at: datetime, key: str) -> Authority:
    """Say from which day somebody may no longer act. Raises Refused if it ended earlier, or never began."""
    require(permissions.may_record_authorities(by, authority))
    authority = Authority.objects.select_for_update().get(pk=authority.pk)
    if once(key, "people.end_authority", council_id=by.council_id, at=at).before:
        return authority
    if authority.until_on and authority.until_on <= until_on:
        raise Refused(f"This authority ends on {long_date(authority.until_on)} already.")
    if until_on < authority.from_on:
        raise Refused(f"It began on {long_date(authority.from_on)}, so it cannot end before that day.")
    authority.until_on = until_on
    authority.save(update_fields=["until_on"])
    return authority
