"""What must hold of tenancies and of the parties to them. Plain values in, plain values out."""

from dataclasses import dataclass
from datetime import date, timedelta

from rooftree.foundations import rulebook
from rooftree.foundations.dates import long_date
from rooftree.foundations.deadlines import months_after
from rooftree.foundations.periods import Period, last_day_of
from rooftree.foundations.refusals import Refused

REFERENCE = "T"

TENURES = rulebook.code_list("tenancies.tenures")
END_REASONS = rulebook.code_list("tenancies.end_reasons")
INTRODUCTORY_TRIAL = rulebook.limit("tenancies.introductory_trial")
FLEXIBLE_SHORTEST = rulebook.limit("tenancies.flexible_shortest")
TENANT_AGE = rulebook.limit("tenancies.tenant_age")
JOINT_TENANTS_MOST = rulebook.limit("tenancies.joint_tenants_most")
KNOWN_AHEAD = rulebook.limit("tenancies.known_ahead")

HOLDERS = ("tenant", "joint_tenant")
"""The roles of those who hold the tenancy; the others live there, or may talk to us about it."""


@dataclass(frozen=True)
class Party:
    """Somebody's part in a tenancy, as the rules look at it."""

    name: str
    role: str
    period: Period
    born: date | None = None
    died: date | None = None

    @property
    def holds(self) -> bool:
        """Whether this is a tenant."""
        return self.role in HOLDERS


def check_place(*, lets: str, lets_as: str, tenure: str, kind: str) -> None:
    """Raise Refused unless such a tenancy may be of such a place.

    `lets` and `lets_as` are the flags of the tenure and of the kind of place; the others their labels.
    """
    if not lets_as:
        raise Refused(f"This is a place of the kind “{kind}”, which is not let. Choose the home itself.")
    if lets != lets_as:
        raise Refused(f"“{tenure}” is no agreement for a place of the kind “{kind}”. Choose another agreement.")


def check_start(from_on: date, *, on: date, weeks_ahead: int) -> None:
    """Raise Refused for a start too far ahead."""
    latest = on + timedelta(weeks=weeks_ahead)
    if from_on > latest:
        raise Refused(
            f"A tenancy can be recorded {weeks_ahead} weeks ahead, so until {long_date(latest)}. "
            "Check the year, or record it nearer the day."
        )


def check_overlap(wanted: Period, other: Period, *, reference: str) -> None:
    """Raise Refused where two tenancies would be of one place on one day."""
    if not wanted.overlaps(other):
        return
    if other.until is None:
        raise Refused(
            f"Tenancy {reference} of this home began on {long_date(other.starts)} and goes on. "
            "End it first, on the day before this one starts."
        )
    last_day = last_day_of(other.until)
    assert last_day is not None, "It has an end."
    raise Refused(
        f"Tenancy {reference} of this home lasts until {long_date(last_day)}, so no other can begin before "
        f"{long_date(other.until)}."
    )


def check_holders(parties: list[Party], *, from_on: date, youngest: int, most: int, licence: bool) -> None:
    """Raise Refused unless these people can hold a tenancy together from a day on.

    One is the tenant, the others joint tenants; each is old enough (a licence knows no age), alive,
    and they are not too many. Law of Property Act 1925 ss 1(6) and 34(2).
    """
    holders = [party for party in parties if party.holds]
    if not holders:
        raise Refused("A tenancy is somebody's. Choose the tenant.")
    if [party.role for party in holders].count("tenant") != 1:
        raise Refused("One of them is the tenant, and all the others are joint tenants. Choose which.")
    if len(holders) > most:
        raise Refused(f"At most {most} people can hold a tenancy jointly. The others can live there as occupants.")
    for party in holders:
        check_age(party, on=from_on, youngest=youngest, licence=licence)


def check_age(party: Party, *, on: date, youngest: int, licence: bool) -> None:
    """Raise Refused for somebody too young to hold a tenancy on a day."""
    if licence or party.born is None or months_after(party.born, 12 * youngest) <= on:
        return
    birthday = long_date(months_after(party.born, 12 * youngest))
    raise Refused(
        f"{party.name} turns {youngest} on {birthday}, and cannot hold a tenancy before. "
        "Grant a licence, or a tenancy to an adult who holds it in trust."
    )


def check_alive(party: Party) -> None:
    """Raise Refused for a part in a tenancy that would begin after death."""
    if party.died and party.period.starts > party.died:
        raise Refused(
            f"{party.name} died on {long_date(party.died)}, so no part in a tenancy begins on "
            f"{long_date(party.period.starts)}."
        )


def check_fixed_term(fixed_term: bool, *, from_on: date, until_on: date | None, shortest_years: int) -> None:
    """Raise Refused unless a fixed term, and only that, has an end, and is long enough.

    Housing Act 1985 s 107A(2).
    """
    if not fixed_term:
        if until_on:
            raise Refused("This kind of tenancy has no fixed term. Leave out the end of the term.")
        return
    if until_on is None:
        raise Refused("Say when the fixed term ends.")
    soonest = months_after(from_on, 12 * shortest_years)
    if until_on < soonest:
        raise Refused(
            f"A fixed term is {shortest_years} years at least, so its last day is "
            f"{long_date(soonest - timedelta(days=1))} or later."
        )


def check_follows(
    follows: str, *, tenure: str, previous: Period | None, of_this_place: bool, from_on: date
) -> None:
    """Raise Refused unless a tenancy follows, or stands beside, the tenancy that its kind asks for.

    `follows` is the flag of the tenure: "ended", "current" or nothing.
    """
    if not follows:
        return
    if previous is None:
        raise Refused(f"“{tenure}” is no new tenancy. Choose the tenancy that it goes back to.")
    if follows == "ended" and not of_this_place:
        raise Refused(f"“{tenure}” follows a tenancy of the same home. Choose that one.")
    if follows == "ended" and (previous.until is None or previous.until > from_on):
        raise Refused(f"“{tenure}” follows a tenancy that has ended. End that one first.")
    if follows == "current" and (of_this_place or not previous.covers(from_on)):
        raise Refused(f"“{tenure}” stands beside a tenancy of another home that goes on. Choose that one.")


def introductory_until(from_on: date, months: int) -> date:
    """Return the first day after the trial of an introductory tenancy. Housing Act 1996 s 125."""
    return months_after(from_on, months)


def check_end(tenancy: Period, until_on: date, *, parts_from: list[date]) -> None:
    """Raise Refused for an end of a tenancy that has one, before its start, or before somebody joined it."""
    if tenancy.until:
        last_day = last_day_of(tenancy.until)
        assert last_day is not None, "It has an end."
        raise Refused(f"This tenancy ended on {long_date(last_day)}. If that day is wrong, correct it.")
    if until_on <= tenancy.starts:
        raise Refused(
            f"The tenancy began on {long_date(tenancy.starts)}, so that is the first day on which it could end. "
            "If it never began, correct it."
        )
    late = [starts for starts in parts_from if starts >= until_on]
    if late:
        raise Refused(
            f"Somebody joined this tenancy on {long_date(max(late))}, after its last day. Correct that first."
        )


def check_end_reason(*, death: bool, label: str, holders_died: bool) -> None:
    """Raise Refused for an end by death while every tenant is alive on the record."""
    if death and not holders_died:
        raise Refused(f"Nobody's death is recorded, so “{label}” cannot be why it ended. Record the death first.")


def check_joining(tenancy: Period, party: Party, held: list[Period]) -> None:
    """Raise Refused for joining a tenancy outside its days, twice, or after death."""
    starts = party.period.starts
    if starts < tenancy.starts:
        raise Refused(f"This tenancy began on {long_date(tenancy.starts)}, so nobody joined it before that day.")
    if tenancy.until and starts >= tenancy.until:
        last_day = last_day_of(tenancy.until)
        assert last_day is not None, "It has an end."
        raise Refused(f"This tenancy ended on {long_date(last_day)}, so nobody can join it after that day.")
    if any(party.period.overlaps(period) for period in held):
        raise Refused(f"{party.name} has a part in this tenancy already. End that one first.")
    check_alive(party)


def check_new_holder(party: Party, *, tenancy_from: date) -> None:
    """Raise Refused for a tenant who would join a tenancy after it began."""
    if party.period.starts > tenancy_from:
        raise Refused(
            "Nobody is added to those who hold a tenancy: end this one and start a new, joint one. "
            "Whoever succeeds to it, or has it assigned to them, takes it over."
        )


def check_leaving(party: Party, until_on: date) -> None:
    """Raise Refused for leaving a tenancy twice, or before joining it."""
    last_day = last_day_of(party.period.until)
    if last_day:
        raise Refused(f"{party.name} left this tenancy on {long_date(last_day)}.")
    if until_on <= party.period.starts:
        raise Refused(
            f"{party.name} joined this tenancy on {long_date(party.period.starts)}, so that is the first day on "
            "which they could leave."
        )


def check_somebody_stays(name: str, others_who_hold: int) -> None:
    """Raise Refused where the last tenant would leave a tenancy that goes on."""
    if others_who_hold == 0:
        raise Refused(
            f"{name} is the only tenant, so the tenancy would be nobody's. End the tenancy instead, or add the "
            "tenant who goes on with it first."
        )


def check_corrected_end(from_on: date, until_on: date | None, *, reason: str) -> None:
    """Raise Refused for an end without its reason, a reason without an end, or an end before the start."""
    if until_on and until_on <= from_on:
        raise Refused(f"The tenancy began on {long_date(from_on)}, so it cannot have ended before that day.")
    if until_on and not reason:
        raise Refused("Say why the tenancy ended.")
    if reason and not until_on:
        raise Refused("Enter the last day of the tenancy, or leave out the reason why it ended.")
