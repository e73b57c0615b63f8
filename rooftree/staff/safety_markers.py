"""Staff-safety markers, of people and of places alike: what must hold of them, and how they move.

Somebody proposes a marker, somebody else approves or declines it, and it ends by itself unless a
review renews it. practice.md 1.3.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from rooftree.foundations import rulebook
from rooftree.foundations.choices import choose
from rooftree.foundations.dates import london_day, long_date
from rooftree.foundations.deadlines import months_after
from rooftree.foundations.refusals import Refused
from rooftree.foundations.rule_entries import ListVersion
from rooftree.staff.models import Officer, SafetyMarkerProposal, SafetyMarkerReview, StaffSafetyMarker

MARKERS = rulebook.code_list("staff.safety_markers")
REVIEW_USUAL = rulebook.limit("staff.marker_review_usual")
LONGEST = rulebook.limit("staff.marker_longest")
TEMPORARY_LONGEST = rulebook.limit("staff.marker_temporary_longest")


def protecting(*, on: date) -> list[str]:
    """Return the codes that protect the person, and are never shown as a risk from them (practice.md 1.3)."""
    return [item.code for item in MARKERS.version(on=on) if item.flags["protects"]]


@dataclass(frozen=True)
class Terms:
    """What somebody proposes to say: the code, the facts, and what to do."""

    code: str
    reason: str
    control_measure: str
    incident_on: date | None = None
    source_reference: str = ""
    is_temporary: bool = False


@dataclass(frozen=True)
class Telling:
    """That the person was told of the marker, and when; or why not."""

    told_on: date | None = None
    not_told_reason: str = ""


@dataclass(frozen=True)
class Lengths:
    """How long a marker may last and when it is reviewed, in months, by the rule book of a day."""

    review: int
    longest: int
    temporary: int

    @classmethod
    def on(cls, day: date, *, council: int) -> "Lengths":
        """Return the lengths in force on a day; `council` is an id."""
        book = rulebook.open_at(on=day, council=council)
        limits = (REVIEW_USUAL, LONGEST, TEMPORARY_LONGEST)
        return cls(*(int(book.limit(limit.code).value) for limit in limits))


def check_terms(terms: Terms, listed: ListVersion, *, subject: str, on: date) -> None:
    """Raise Refused unless this can be said of a `person` or of a `place`."""
    label, record_as = listed.label_of(terms.code), listed.flag(terms.code, "record_as")
    if record_as:
        raise Refused(
            f"“{label}” is something that we do differently, not a risk to staff. Record it as an adjustment."
        )
    if not listed.flag(terms.code, f"of_{subject}"):
        other = {"person": "an address", "place": "a person"}[subject]
        raise Refused(f"“{label}” is said of {other}. Record it there.")
    if not terms.reason.strip():
        raise Refused("Say what happened, in facts: others will act on it.")
    if not terms.control_measure.strip():
        raise Refused("Say what to do about it: those who visit see this before the reason.")
    if terms.incident_on and terms.incident_on > on:
        raise Refused(f"{long_date(terms.incident_on)} is still to come. Enter the day of the incident.")


def check_telling(telling: Telling, *, protects: bool, on: date) -> None:
    """Raise Refused unless the person was told, or there is a reason why not: one of the two.

    A marker that protects the person needs neither: they asked for it.
    """
    told, not_told = telling.told_on is not None, bool(telling.not_told_reason.strip())
    if told and not_told:
        raise Refused("Give the day on which the person was told, or the reason why not, but not both.")
    if not (told or not_told or protects):
        raise Refused(
            "Say when the person was told of the marker. If telling them would raise the risk, say so instead."
        )
    if telling.told_on and telling.told_on > on:
        raise Refused(f"{long_date(telling.told_on)} is still to come. Tell the person first.")


def period_of(
    start_on: date, *, temporary: bool, until_on: date | None, review_on: date | None, lengths: Lengths
) -> tuple[date, date]:
    """Return when a marker that starts, or is renewed, on a day is reviewed, and when it ends by itself.

    Without days given: reviewed when that is usual, at the end if that is sooner, and ended as late
    as it may be. Raises Refused for days in the wrong order or too late.
    """
    latest = months_after(start_on, lengths.temporary if temporary else lengths.longest)
    until = until_on or latest
    if until > latest:
        kind = "A temporary marker" if temporary else "A marker"
        raise Refused(f"{kind} may last until {long_date(latest)} at the latest. Choose that day or a sooner one.")
    if until <= start_on:
        raise Refused(f"A marker lasts a day at least. Choose an end after {long_date(start_on)}.")
    review = review_on or min(until, months_after(start_on, lengths.review))
    if not start_on < review <= until:
        raise Refused(
            f"A marker is reviewed while it lasts. Choose a day after {long_date(start_on)}, "
            f"and no later than {long_date(until)}."
        )
    return review, until


# --- How a marker moves -----------------------------------------------------------------------------
# The caller asks for permission, locks, and gives rows of its own tables.


def propose(proposal: SafetyMarkerProposal, terms: Terms, *, subject: str, by: Officer, at: datetime) -> None:
    """Fill in and save a new proposal about a `person` or a `place`. Raises Refused as `check_terms`."""
    on = london_day(at)
    listed = choose(MARKERS, terms.code, on=on, council=by.council_id)
    check_terms(terms, listed, subject=subject, on=on)
    proposal.code = terms.code
    proposal.incident_on = terms.incident_on
    proposal.source_reference = terms.source_reference.strip()
    proposal.reason = terms.reason.strip()
    proposal.control_measure = terms.control_measure.strip()
    proposal.is_temporary = terms.is_temporary
    proposal.proposed_by, proposal.proposed_at = by, at
    proposal.save()


def approve(
    proposal: SafetyMarkerProposal,
    marker: StaffSafetyMarker,
    *,
    telling: Telling,
    until_on: date | None,
    review_on: date | None,
    by: Officer,
    at: datetime,
) -> None:
    """Approve a proposal, and fill in and save the new marker that is in force from today.

    Raises Refused for one's own proposal, one decided already, or a person neither told nor
    excepted.
    """
    on = london_day(at)
    _refuse_decided(proposal)
    if proposal.proposed_by_id == by.pk:
        raise Refused("You proposed this marker yourself, so somebody else must decide on it.")
    listed = MARKERS.version(on=on, council=by.council_id)
    check_telling(telling, protects=bool(listed.flag(proposal.code, "protects")), on=on)
    marker.review_on, marker.until_on = period_of(
        on,
        temporary=proposal.is_temporary,
        until_on=until_on,
        review_on=review_on,
        lengths=Lengths.on(on, council=by.council_id),
    )
    for name in ("code", "incident_on", "source_reference", "reason", "control_measure", "is_temporary"):
        setattr(marker, name, getattr(proposal, name))
    marker.start_on = on
    marker.approved_by = by.name
    marker.told_on, marker.not_told_reason = telling.told_on, telling.not_told_reason.strip()
    marker.save()
    _decide(proposal, SafetyMarkerProposal.Decision.APPROVED, reason="", by=by, at=at)


def decline(proposal: SafetyMarkerProposal, *, reason: str, by: Officer, at: datetime) -> None:
    """Decline a proposal. Raises Refused for one's own, one decided already, or without a reason."""
    _refuse_decided(proposal)
    if proposal.proposed_by_id == by.pk:
        raise Refused("You proposed this marker yourself, so somebody else must decide on it.")
    if not reason.strip():
        raise Refused("Say why, so that the colleague who proposed it can read the reason.")
    _decide(proposal, SafetyMarkerProposal.Decision.DECLINED, reason=reason.strip(), by=by, at=at)


def _refuse_decided(proposal: SafetyMarkerProposal) -> None:
    if proposal.decision:
        decided = proposal.get_decision_display().lower()
        raise Refused(f"{proposal.decided_by} has {decided} this already. Open the page again to see it.")


def _decide(proposal: SafetyMarkerProposal, decision: str, *, reason: str, by: Officer, at: datetime) -> None:
    proposal.decision, proposal.decision_reason = decision, reason
    proposal.decided_by, proposal.decided_at = by, at
    proposal.save(update_fields=["decision", "decision_reason", "decided_by", "decided_at"])


def review(
    marker: Any,
    record: SafetyMarkerReview,
    *,
    renew: bool,
    reason: str,
    until_on: date | None,
    review_on: date | None,
    by: Officer,
    at: datetime,
) -> None:
    """Renew a marker from today, or end it today, and save the record of the review.

    Raises Refused for a marker that has ended, without a reason, or for renewing a temporary one.
    """
    on = london_day(at)
    if marker.until_on <= on:
        raise Refused(
            f"This marker ended by itself on {long_date(marker.until_on)}. Propose a new one if need be."
        )
    if not reason.strip():
        raise Refused("Say why: the reasons of each review are kept.")
    if renew and marker.is_temporary:
        raise Refused("A temporary marker is not renewed. Let it end, and propose a permanent one if need be.")
    record.until_before = marker.until_on
    if renew:
        marker.review_on, marker.until_on = period_of(
            on,
            temporary=False,
            until_on=until_on,
            review_on=review_on,
            lengths=Lengths.on(on, council=by.council_id),
        )
    else:
        marker.until_on = max(on, marker.start_on)
    marker.review_decision = reason.strip()
    marker.save(update_fields=["review_on", "until_on", "review_decision"])
    record.decision = record.Decision.RENEWED if renew else record.Decision.ENDED
    record.reason, record.until_after = reason.strip(), marker.until_on
    record.reviewed_by, record.reviewed_at = by, at
    record.save()
