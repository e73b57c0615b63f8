"""The kinds of case: what each domain tells the kernel of its own. The only registry.

A domain registers its kind when Rooftree starts (`AppConfig.ready`), and never changes it. The kernel
names none of them.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from rooftree.foundations.rule_entries import DutyVersion
from rooftree.foundations.rulebook import Handle


@dataclass(frozen=True)
class Weighed:
    """The points of a case before recency, and the sum in words: "3.0 for triage × 1.3 for two factors"."""

    points: Decimal
    sum: str


Weigh = Callable[[str, Collection[str], date, int], Weighed]
"""Given a stage, the codes of factors, the day and the council's id, says what such a case weighs."""


def weigh_one(stage: str, factors: Collection[str], on: date, council_id: int) -> Weighed:
    """Weigh a case of a kind that has no scheme: one point, whatever it is."""
    return Weighed(Decimal("1.00"), "1 point, as every case of this kind")


@dataclass(frozen=True)
class CaseKind:
    """What the kernel must know of a kind of case."""

    name: str
    """As stored, for ever: "enquiry"."""
    label: str
    """As people read it: "Enquiry"."""
    prefix: str
    """The letter or two before the number of its references."""
    duties: tuple[Handle[DutyVersion], ...] = ()
    """What the rule book times in such a case."""
    weigh: Weigh = weigh_one
    about_none: bool = False
    """Whether it may be about nobody and nothing: an anonymous caller."""
    events: Mapping[str, str] = field(default_factory=dict)
    """What happens in such a case, as its story says it: {"enquiry.answered": "Answered"}."""


_kinds: dict[str, CaseKind] = {}


def register(kind: CaseKind) -> None:
    """Let the kernel know a kind. Raises AssertionError for a name or a prefix that another kind has."""
    assert kind.name not in _kinds, f"The kind {kind.name} is registered twice."
    taken = {known.prefix for known in _kinds.values()}
    assert kind.prefix not in taken, f"The prefix {kind.prefix} is another kind's."
    _kinds[kind.name] = kind


def kind_of(name: str) -> CaseKind:
    """Return the kind of this name. Raises KeyError for a name that no domain registered."""
    return _kinds[name]


def label_of_kind(name: str) -> str:
    """Return what people call a kind; its name where no domain registered it any more."""
    return _kinds[name].label if name in _kinds else name.replace("_", " ").capitalize()


def all_kinds() -> list[CaseKind]:
    """Return every kind, by label."""
    return sorted(_kinds.values(), key=lambda kind: kind.label)


OWN_EVENTS: Mapping[str, str] = {
    "case.taken": "Taken up",
    "case.given": "Given to a colleague",
    "case.given_to_team": "Passed to another team",
    "case.declined": "Declined",
    "case.put_back": "Put back in the team's queue",
    "case.handed_over": "Handed over",
    "case.covered": "Covered while its officer is away",
    "case.cover_declined": "Cover declined",
    "case.cover_given_back": "Cover given back",
    "case.cover_fell_away": "Whoever covered is away",
    "case.cover_ended": "Back with its officer",
    "case.noted": "Note",
    "case.held": "Put on hold",
    "case.hold_ended": "Hold ended",
    "case.task_added": "To do",
    "case.visit_moved": "The time of a visit changed",
    "case.task_finished": "Done",
    "case.task_dropped": "Not to be done after all",
    "case.promised": "Promised",
    "case.promise_kept": "Promise kept",
    "case.promise_broken": "Promise not kept",
    "case.team_asked": "Another team asked",
    "case.request_accepted": "Request accepted",
    "case.request_declined": "Request declined",
    "case.request_finished": "Request done",
    "case.request_withdrawn": "Request withdrawn",
    "case.request_escalated": "Request not answered in time",
    "case.clock_extended": "More time given",
    "case.clock_paused": "Clock paused",
    "case.clock_resumed": "Clock goes on",
    "case.clock_excused": "Clock stopped without its duty",
    "case.clock_moved": "A bank holiday moved the date",
    "case.restricted": "Restricted to a group",
    "case.unrestricted": "Open to everybody again",
    "case.linked": "Tied to another case",
    "case.unlinked": "No longer tied to another case",
    "case.file_attached": "File attached",
    "case.file_taken_off": "File taken off",
    "case.weighed": "Weighed",
    "case.challenged": "Disagreement recorded",
    "case.challenge_answered": "Disagreement answered",
    "case.closed": "Closed",
    "case.reopened": "Opened again",
}
"""What the kernel's own verbs record, in any kind of case."""


def label_of_event(kind: str, event: str) -> str:
    """Return what the story of a case calls an event: the kind's words, else the kernel's, else its code."""
    own = _kinds[kind].events if kind in _kinds else {}
    return own.get(event) or OWN_EVENTS.get(event) or event.replace(".", ": ").replace("_", " ")
