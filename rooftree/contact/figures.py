"""Figures of contact, for a council and a time: is it settled at once, what did we fail to do, who asks again.

They count what whoever asks may see. None names an adviser: a target for one would drive how contacts
are coded. Days are London's; the last is not included.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection

from rooftree.contact import rules
from rooftree.contact.queries import statement
from rooftree.foundations import rulebook
from rooftree.foundations.dates import midnight_of
from rooftree.foundations.refusals import Refused
from rooftree.foundations.rule_entries import ListVersion
from rooftree.foundations.rulebook import OpenBook
from rooftree.staff.models import Team


@dataclass(frozen=True)
class Span:
    """The contacts that a figure counts: a council's, from a day until a day that is not included."""

    council_id: int
    from_on: date
    until_on: date


def share(part: int, whole: int) -> Decimal | None:
    """Return a part of a whole in per cent, to one place; None of nothing."""
    return (Decimal(100 * part) / whole).quantize(Decimal("0.1")) if whole else None


# --- Settled at the first contact -----------------------------------------------------------------


@dataclass(frozen=True)
class FirstContact:
    """First-contact resolution of a reason, as three people would tell it.

    Counted are contacts by somebody we know, who came to us, about what should normally be settled at once.
    """

    reason: str
    contacts: int
    resolved: int
    """The adviser said that it was settled."""
    asked: int
    """The person was asked whether it was settled, and answered."""
    accepted: int
    """The person said yes."""
    old_enough: int
    """So long ago that a repeat would have come."""
    not_repeated: int
    """Of these, said to be settled, and the person did not ask the same again in time."""

    @property
    def by_adviser(self) -> Decimal | None:
        """The share that advisers called settled, in per cent."""
        return share(self.resolved, self.contacts)

    @property
    def by_person(self) -> Decimal | None:
        """The share of the people asked who said that it was settled, in per cent."""
        return share(self.accepted, self.asked)

    @property
    def by_repeat(self) -> Decimal | None:
        """The share settled and not asked again, in per cent."""
        return share(self.not_repeated, self.old_enough)


def first_contact(span: Span, *, at: datetime) -> list[FirstContact]:
    """Return first-contact resolution by main reason. `at` is now: a repeat may still come to younger contacts."""
    book = _book(span)
    outcomes = book.code_list(rules.OUTCOMES.code)
    sought = {
        **_sought(span),
        "at": at,
        "within": timedelta(days=int(book.limit(rules.REPEAT_DAYS.code).value)),
        "counted": _with(book.code_list(rules.REASONS.code), "fcr"),
        "inbound": _with(book.code_list(rules.CHANNELS.code), "inbound"),
        "resolved": _with(outcomes, "resolved"),
        "ended_early": _with(outcomes, "ended_early"),
    }
    return [FirstContact(*row) for row in _rows(statement("first_contact"), sought)]


def total(rows: Iterable[FirstContact]) -> FirstContact:
    """Return all reasons together."""
    kept = list(rows)
    names = ("contacts", "resolved", "asked", "accepted", "old_enough", "not_repeated")
    return FirstContact("", *(sum(getattr(row, name) for row in kept) for name in names))


def _book(span: Span) -> OpenBook:
    """Open the rule book as it was on the first day. One query."""
    return rulebook.open_at(on=span.from_on, council=span.council_id)


def _with(listed: ListVersion, flag: str) -> list[str]:
    """Return the codes of a list that have a flag."""
    return [item.code for item in listed if item.flags[flag]]


# --- Asked again about one case -------------------------------------------------------------------

_REPEATED = """
    WITH gaps AS (
        SELECT started_at, started_at - lag(started_at) OVER (PARTITION BY case_id ORDER BY started_at, id) AS gap
        FROM contact_contact
        WHERE council_id = %(council)s AND case_id IS NOT NULL AND NOT is_automatic AND channel = ANY (%(inbound)s)
          AND started_at >= %(from_at)s - interval '28 days' AND started_at < %(until_at)s
    )
    SELECT within.days, count(*), count(*) FILTER (WHERE gap <= make_interval(days => within.days))
    FROM gaps CROSS JOIN (VALUES (7), (14), (28)) AS within (days)
    WHERE started_at >= %(from_at)s
    GROUP BY within.days ORDER BY within.days
"""

_PER_CASE = """
    SELECT contacts, count(*) FROM (
        SELECT c.id, count(k.id) FILTER (WHERE NOT k.is_automatic) AS contacts
        FROM cases_case c LEFT JOIN contact_contact k ON k.council_id = c.council_id AND k.case_id = c.id
        WHERE c.council_id = %(council)s AND c.opened_at >= %(from_at)s AND c.opened_at < %(until_at)s
        GROUP BY c.id
    ) AS each
    GROUP BY contacts ORDER BY contacts
"""


@dataclass(frozen=True)
class Repeated:
    """How many contacts about a case came within so many days of another about the same case."""

    days: int
    contacts: int
    repeated: int


def repeat_contacts(span: Span) -> list[Repeated]:
    """Return how many of the contacts about cases came within 7, 14 and 28 days of the one before."""
    inbound = _with(_book(span).code_list(rules.CHANNELS.code), "inbound")
    return [Repeated(*row) for row in _rows(_REPEATED, {**_sought(span), "inbound": inbound})]


def contacts_per_case(span: Span) -> list[tuple[int, int]]:
    """Return, of the cases opened in a time, how many had how many contacts: (contacts, cases). One query."""
    return [(contacts, cases) for contacts, cases in _rows(_PER_CASE, _sought(span))]


# --- Failure --------------------------------------------------------------------------------------

_FAILURES = """
    SELECT c.team_id, k.reasons[1], k.failure_cause, count(*), count(k.broken_promise_id)
    FROM contact_contact k LEFT JOIN cases_case c ON c.id = k.case_id
    WHERE k.council_id = %(council)s AND k.demand = 'failure' AND k.source_system = ''
      AND k.started_at >= %(from_at)s AND k.started_at < %(until_at)s
    GROUP BY c.team_id, k.reasons[1], k.failure_cause
"""


@dataclass(frozen=True)
class FailureCause:
    """Something that a team failed to do, how many contacts it caused, and what they cost."""

    team: str
    cause: str
    contacts: int
    by_promise: int
    """How many of them a broken promise caused."""
    pounds: Decimal


def failure_demand(span: Span) -> list[FailureCause]:
    """Return the causes of failure by team, the most frequent first. Three queries.

    A contact counts for the team of its case, else for the team that answers for what it was about.
    Costs are contacts times the average in the rule book (contact.handling_cost).
    """
    book = _book(span)
    cost = book.limit(rules.HANDLING_COST.code).value
    teams = list(Team.objects.filter(council_id=span.council_id))
    names = {team.pk: team.name for team in teams}
    answering = _answering(book, {team.function: team.name for team in reversed(teams) if team.function})
    contacts: Counter[tuple[str, str]] = Counter()
    promises: Counter[tuple[str, str]] = Counter()
    for team_id, reason, cause, count, by_promise in _rows(_FAILURES, _sought(span)):
        key = (names.get(team_id) or answering.get(reason, ""), cause)
        contacts[key] += count
        promises[key] += by_promise
    ranked = sorted(contacts.items(), key=lambda each: (-each[1], each[0]))
    return [
        FailureCause(team, cause, count, promises[(team, cause)], cost * count) for (team, cause), count in ranked
    ]


def _answering(book: OpenBook, team_of: Mapping[str, str]) -> dict[str, str]:
    """Return, for each reason, the name of the team that answers for it; nothing where none does."""
    else_to = {item.code: str(item.flags["else_to"]) for item in book.code_list(rules.FUNCTIONS.code)}
    found = {}
    for item in book.code_list(rules.REASONS.code):
        try:
            found[item.code] = team_of[rules.way_to(str(item.flags["function"]), else_to, team_of)[-1]]
        except Refused:
            continue
    return found


# --- Reasons --------------------------------------------------------------------------------------

_REASONS = """
    SELECT reasons[1], count(*), count(*) FILTER (WHERE demand = 'failure')
    FROM contact_contact
    WHERE council_id = %(council)s AND NOT is_automatic AND reasons[1] IS NOT NULL
      AND started_at >= %(from_at)s AND started_at < %(until_at)s
    GROUP BY reasons[1] ORDER BY count(*) DESC, reasons[1]
"""


@dataclass(frozen=True)
class ReasonShare:
    """How many contacts were mostly about a reason, and how many of them were failure."""

    reason: str
    contacts: int
    failures: int
    per_cent: Decimal


def reason_shares(span: Span) -> list[ReasonShare]:
    """Return what contacts were mostly about, the most frequent first. One query."""
    rows = _rows(_REASONS, _sought(span))
    whole = sum(contacts for _, contacts, _ in rows)
    return [
        ReasonShare(reason, contacts, failures, share(contacts, whole) or Decimal(0))
        for reason, contacts, failures in rows
    ]


def notices(span: Span) -> list[str]:
    """Return a sentence if so many contacts have no reason of their own that codes are missing."""
    most = rules.OTHER_SHARE.version(on=span.from_on, council=span.council_id).value
    other = next((row for row in reason_shares(span) if row.reason == rules.OTHER), None)
    if other is None or other.per_cent <= most:
        return []
    return [
        f"{other.per_cent} per cent of contacts ({other.contacts}) are “other”: more than {most} per cent asks "
        "for new reasons. Read what these people asked, and add the reasons that are missing."
    ]


# --- The second look, callbacks, and the line -------------------------------------------------------

_SECOND_LOOK = """
    SELECT count(*), count(*) FILTER (WHERE demand <> ''),
           count(*) FILTER (WHERE demand <> '' AND demand <> first_demand),
           count(*) FILTER (WHERE demand = 'failure' AND first_demand = 'failure' AND failure_cause <> first_cause)
    FROM contact_demandreview
    WHERE council_id = %(council)s AND sampled_for >= %(from_on)s AND sampled_for < %(until_on)s
"""

_CALLBACKS = """
    SELECT count(*), count(*) FILTER (WHERE k.outcome = 'met'), count(*) FILTER (WHERE k.outcome = 'met_late'),
           count(*) FILTER (WHERE k.outcome = 'excused'), count(*) FILTER (WHERE k.outcome = 'broken'),
           count(*) FILTER (WHERE k.stopped_at IS NULL AND k.late_from <= %(at)s)
    FROM cases_clock k
    WHERE k.council_id = %(council)s AND k.duty = ANY (%(duties)s)
      AND k.started_at >= %(from_at)s AND k.started_at < %(until_at)s
"""

_LINE = """
    SELECT count(*), count(*) FILTER (WHERE outcome = ANY (%(ended_early)s)),
           round(avg(wait_seconds)), percentile_disc(0.9) WITHIN GROUP (ORDER BY wait_seconds), max(wait_seconds),
           round(avg(handle_seconds)), round(avg(satisfaction), 1), count(satisfaction),
           count(*) FILTER (WHERE cardinality(adjustments_used) > 0)
    FROM contact_contact
    WHERE council_id = %(council)s AND channel = ANY (%(live)s) AND source_system = ''
      AND started_at >= %(from_at)s AND started_at < %(until_at)s AND NOT is_automatic
"""


@dataclass(frozen=True)
class SecondLook:
    """How often a second person judged a contact as the first did."""

    drawn: int
    reviewed: int
    disagreed: int
    """One said value, the other failure."""
    other_cause: int
    """Both said failure, and gave another cause."""

    @property
    def rate(self) -> Decimal | None:
        """The share on which they disagreed, in per cent."""
        return share(self.disagreed, self.reviewed)


@dataclass(frozen=True)
class Callbacks:
    """What became of the callbacks promised in a time."""

    promised: int
    in_time: int
    late: int
    given_up: int
    """Tried in time, and given up after enough tries."""
    broken: int
    waiting_late: int
    """Still to be made, and late."""

    @property
    def kept(self) -> Decimal | None:
        """The share of those that are over or late which were made in time, in per cent."""
        return share(self.in_time, self.in_time + self.late + self.broken + self.waiting_late)


@dataclass(frozen=True)
class Line:
    """How those who spoke with us were served. Seconds; nothing where none was noted."""

    contacts: int
    ended_early: int
    wait_average: Decimal | None
    wait_ninth_tenth: int | None
    """Nine in ten waited no longer."""
    wait_longest: int | None
    handling_average: Decimal | None
    satisfaction_average: Decimal | None
    satisfaction_answers: int
    with_adjustments: int


def second_look(span: Span) -> SecondLook:
    """Return how often the second person disagreed, of the weeks that begin in the time. One query."""
    return SecondLook(*_rows(_SECOND_LOOK, _sought(span))[0])


def callbacks(span: Span, *, at: datetime) -> Callbacks:
    """Return what became of the callbacks promised in the time. One query."""
    duties = [duty.code for duty in rules.CALLBACKS]
    return Callbacks(*_rows(_CALLBACKS, {**_sought(span), "duties": duties, "at": at})[0])


def line(span: Span) -> Line:
    """Return how long people who spoke with us waited, and how long it took."""
    book = _book(span)
    more = {
        "live": _with(book.code_list(rules.CHANNELS.code), "live"),
        "ended_early": _with(book.code_list(rules.OUTCOMES.code), "ended_early"),
    }
    return Line(*_rows(_LINE, {**_sought(span), **more})[0])


def _sought(span: Span) -> dict[str, Any]:
    return {
        "council": span.council_id,
        "from_on": span.from_on,
        "until_on": span.until_on,
        "from_at": midnight_of(span.from_on),
        "until_at": midnight_of(span.until_on),
    }


def _rows(statement: str, sought: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, sought)
        return list(cursor.fetchall())
