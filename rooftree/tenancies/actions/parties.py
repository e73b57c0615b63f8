"""Says who holds a tenancy, who lives there, and whom we may talk to about it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from rooftree.foundations.choices import choose
from rooftree.foundations.dates import london_day, long_date
from rooftree.foundations.idempotency import once
from rooftree.foundations.periods import DAY, Period
from rooftree.foundations.refusals import Refused
from rooftree.people.models import Person
from rooftree.people.permissions import may_record_deaths
from rooftree.people.queries import records_of
from rooftree.people.rules import RELATIONSHIPS
from rooftree.staff.models import Officer
from rooftree.staff.permissions import require
from rooftree.tenancies import permissions, rules, search_words
from rooftree.tenancies.actions.locking import lock_people, lock_tenancy
from rooftree.tenancies.models import Tenancy, TenancyParty


@dataclass(frozen=True)
class Joining:
    """Somebody takes a part in a tenancy: one of TenancyParty.Role, and how they are related to the tenant."""

    person: Person
    role: str = "tenant"
    relationship: str = ""


@transaction.atomic
def add_party(
    tenancy: Tenancy, joining: Joining, *, from_on: date, by: Officer, at: datetime, key: str
) -> TenancyParty:
    """Let somebody take a part in a tenancy from a day on: live there, or be talked to about it.

    Those who hold it are said when it starts; `take_over` is for a successor. Raises Refused for a day
    outside the tenancy, a part held already, a tenant who joins later, somebody too young, or more
    joint tenants than the law knows.
    """
    require(permissions.may_change_parties(by, tenancy))
    require(permissions.may_change_parties(by, joining.person))
    tenancy = lock_tenancy(tenancy)
    done = once(key, "tenancies.add_party", council_id=by.council_id, at=at)
    if done.before:
        return TenancyParty.objects.get(pk=done.made["party"])
    [person] = lock_people([joining.person]).values()
    check_joining(joining, on=london_day(at), council_id=by.council_id)
    party = as_party(person, joining.role, from_on)
    held = [
        Period(part.from_on, part.until_on) for part in TenancyParty.objects.filter(tenancy=tenancy, person=person)
    ]
    rules.check_joining(Period(tenancy.from_on, tenancy.until_on), party, held)
    if party.holds:
        rules.check_new_holder(party, tenancy_from=tenancy.from_on)
        _check_holders_with(tenancy, party, on=london_day(at))
    made = add_parties(tenancy, [joining], from_on=from_on)[0]
    search_words.refresh([tenancy.pk])
    done.makes(party=made.pk)
    return made


def _check_holders_with(tenancy: Tenancy, party: rules.Party, *, on: date) -> None:
    """Raise Refused unless this party can hold the tenancy with those who hold it on that day."""
    starts = party.period.starts
    holding = [held for held in parties_of(tenancy) if held.holds and held.period.covers(starts)]
    check_holders([*holding, party], tenure=tenancy.tenure, from_on=starts, on=on, council_id=tenancy.council_id)


@transaction.atomic
def end_party(party: TenancyParty, *, until_on: date, by: Officer, at: datetime, key: str) -> TenancyParty:
    """Say from which day somebody has no longer a part in a tenancy that goes on.

    When the tenant leaves, the longest of the joint tenants is the tenant from that day. Raises
    Refused if they left already or had not joined, or if nobody would hold the tenancy.
    """
    require(permissions.may_change_parties(by, party))
    tenancy = lock_tenancy(party.tenancy)
    party = TenancyParty.objects.select_related("person").get(pk=party.pk)
    if once(key, "tenancies.end_party", council_id=by.council_id, at=at).before:
        return party
    leaving = as_party(party.person, party.role, party.from_on, party.until_on)
    rules.check_leaving(leaving, until_on)
    if leaving.holds and tenancy.until_on is None:
        rules.check_somebody_stays(leaving.name, _held_by_others(tenancy, party).count())
    _end(tenancy, party, until_on)
    return party


def _held_by_others(tenancy: Tenancy, leaving: TenancyParty) -> QuerySet[TenancyParty]:
    """Return the parts of the others who hold a tenancy, the longest first."""
    holding = TenancyParty.objects.filter(tenancy=tenancy, role__in=rules.HOLDERS, until_on__isnull=True)
    return holding.exclude(pk=leaving.pk).exclude(person=leaving.person_id).order_by("from_on", "pk")


def _end(tenancy: Tenancy, leaving: TenancyParty, until_on: date) -> None:
    """End a part, and let the longest of the joint tenants be the tenant where the tenant leaves."""
    leaving.until_on = until_on
    leaving.save(update_fields=["until_on"])
    heir = _held_by_others(tenancy, leaving).select_related("person").first()
    if heir is not None and leaving.role == TenancyParty.Role.TENANT:
        heir.until_on = max(until_on, heir.from_on + DAY)
        heir.save(update_fields=["until_on"])
        add_parties(tenancy, [Joining(heir.person, "tenant", heir.relationship)], from_on=heir.until_on)
    search_words.refresh([tenancy.pk])


@transaction.atomic
def take_over(
    tenancy: Tenancy, joining: Joining, *, from_on: date, by: Officer, at: datetime, key: str
) -> TenancyParty:
    """Let one tenant take a tenancy over from all who held it, by succession or assignment.

    Their parts end on that day, as does the part that the new tenant had. Raises Refused for a day
    outside the tenancy, or somebody who cannot hold it. Housing Act 1985 ss 87 to 92.
    """
    require(permissions.may_change_parties(by, tenancy))
    require(permissions.may_change_parties(by, joining.person))
    tenancy = lock_tenancy(tenancy)
    done = once(key, "tenancies.take_over", council_id=by.council_id, at=at)
    if done.before:
        return TenancyParty.objects.get(pk=done.made["party"])
    [person] = lock_people([joining.person]).values()
    joining = Joining(person, TenancyParty.Role.TENANT, joining.relationship)
    check_joining(joining, on=london_day(at), council_id=by.council_id)
    party = as_party(person, joining.role, from_on)
    rules.check_joining(Period(tenancy.from_on, tenancy.until_on), party, [])
    check_holders([party], tenure=tenancy.tenure, from_on=from_on, on=london_day(at), council_id=by.council_id)
    held = TenancyParty.objects.filter(Q(role__in=rules.HOLDERS) | Q(person=person), tenancy=tenancy)
    if held.filter(from_on__gte=from_on).exists():
        raise Refused(
            f"Somebody's part in this tenancy begins on {long_date(from_on)} or later. Choose a later day."
        )
    held.filter(Q(until_on__isnull=True) | Q(until_on__gt=from_on)).update(until_on=from_on)
    [made] = add_parties(tenancy, [joining], from_on=from_on)
    search_words.refresh([tenancy.pk])
    done.makes(party=made.pk)
    return made


@transaction.atomic
def end_parts_with_life(
    person: Person, *, died_on: date, by: Officer, at: datetime, key: str
) -> list[TenancyParty]:
    """End the parts in tenancies of somebody who has died, on the day after; survivors hold on.

    Returns the parts that stay, since nobody else holds those tenancies: they do not end by
    themselves. Whoever may record a death may do this.
    """
    require(may_record_deaths(by, person))
    once(key, "tenancies.end_parts_with_life", council_id=by.council_id, at=at)
    parts = TenancyParty.objects.filter(person__in=records_of(person), until_on__isnull=True)
    running = parts.filter(tenancy__until_on__isnull=True, from_on__lte=died_on)
    staying = []
    for part in running.select_related("tenancy", "person").order_by("tenancy__place", "pk"):
        tenancy = lock_tenancy(part.tenancy)
        if part.role in rules.HOLDERS and not _held_by_others(tenancy, part).exists():
            staying.append(part)
            continue
        _end(tenancy, part, died_on + DAY)
    return staying


# --- What starting a tenancy needs too --------------------------------------------------------------


def check_joining(joining: Joining, *, on: date, council_id: int) -> None:
    """Raise Refused for a role or a relationship that is none."""
    if joining.role not in TenancyParty.Role.values:
        raise Refused("Say what part they have: tenant, joint tenant, living there, or authorised contact.")
    if joining.relationship:
        choose(RELATIONSHIPS, joining.relationship, on=on, council=council_id)


def check_holders(
    parties: Iterable[rules.Party], *, tenure: str, from_on: date, on: date, council_id: int
) -> None:
    """Raise Refused unless these parties can hold such a tenancy together. See `rules.check_holders`."""
    listed = rules.TENURES.version(on=on, council=council_id)
    rules.check_holders(
        list(parties),
        from_on=from_on,
        youngest=int(rules.TENANT_AGE.version(on=from_on).value),
        most=int(rules.JOINT_TENANTS_MOST.version(on=from_on).value),
        licence=bool(listed.flag(tenure, "licence")),
    )


def as_party(person: Person, role: str, from_on: date, until_on: date | None = None) -> rules.Party:
    """Return somebody's part as the rules look at it."""
    return rules.Party(
        name=person.full_name,
        role=role,
        period=Period(from_on, until_on),
        born=person.date_of_birth,
        died=person.deceased_on,
    )


def parties_of(tenancy: Tenancy) -> list[rules.Party]:
    """Return all the parts in a tenancy as the rules look at them. One query."""
    parts = TenancyParty.objects.filter(tenancy=tenancy).select_related("person")
    return [as_party(part.person, part.role, part.from_on, part.until_on) for part in parts]


def add_parties(tenancy: Tenancy, joining: Iterable[Joining], *, from_on: date) -> list[TenancyParty]:
    """Write these parts in a tenancy, unchecked."""
    return TenancyParty.objects.bulk_create(
        TenancyParty(
            council_id=tenancy.council_id,
            tenancy=tenancy,
            person=each.person,
            restricted_to=each.person.restricted_to,
            role=each.role,
            relationship=each.relationship,
            from_on=from_on,
        )
        for each in joining
    )
