"""Puts the lines of a timeline into sentences, for officers: what happened, how, and where to read more."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.urls import NoReverseMatch, reverse

from rooftree.cases.kinds import label_of_event
from rooftree.cases.models import Clock
from rooftree.foundations import money
from rooftree.foundations.dates import london_day, short_date
from rooftree.foundations.isolation import OPEN_TO_ALL
from rooftree.pages.filters import phone
from rooftree.pages.labels import Labels
from rooftree.people.models import ContactPoint
from rooftree.record.timeline import Line
from rooftree.rents.models import AccountPart, MandateEvent
from rooftree.staffweb.part_words import part_words

KIND_LABELS = {
    "contact": "Contacts",
    "case": "Cases",
    "promise": "Promises and time limits",
    "tenancy": "Tenancies",
    "details": "Personal details",
    "needs": "Needs and adjustments",
    "vulnerability": "Vulnerability and strengths",
    "safety": "Staff safety",
    "rent": "Rent account",
    "record": "The record itself",
}
"""The kinds of thing, as the filter names them."""

Facts = dict[str, Any]


@dataclass(frozen=True)
class Sentence:
    """One line of a timeline as a page shows it."""

    line: Line
    title: str
    text: str
    """What was said or written, or what else there is to say; nothing for most."""
    when: datetime | date
    """A day where only the day is known."""
    channel: str
    href: str
    """Where there is more to read of it; nothing for some."""
    visibility: str


class Speaker:
    """Says the lines of one timeline in the words of the rule book."""

    def __init__(self, labels: Labels, *, restricted_to: int = OPEN_TO_ALL) -> None:
        """`restricted_to` is the group of the record itself: what has the same is not marked again."""
        self._labels = labels
        self._restricted_to = restricted_to
        self._part = part_words(labels)

    def say(self, line: Line) -> Sentence:
        """Return a line in words."""
        title, text = _WORDS.get(line.what, Speaker._event)(self, line)
        return Sentence(
            line=line,
            title=title,
            text=text,
            when=london_day(line.at) if line.is_day else line.at,
            channel=self._labels.of("contact.channels", line.channel) if line.channel else "",
            href=_href(line),
            visibility=self._visibility(line),
        )

    def _visibility(self, line: Line) -> str:
        if line.restricted_to not in (OPEN_TO_ALL, self._restricted_to):
            return "Restricted"
        return "The resident can read it" if line.is_shown else "Staff only"

    # --- Contacts and cases -----------------------------------------------------------------------

    def _contact(self, line: Line) -> tuple[str, str]:
        facts = line.facts
        channel = self._labels.of("contact.channels", line.channel) if line.channel else "Contact"
        reasons = [self._labels.of("contact.reasons", code) for code in facts["reasons"]]
        title = f"{channel}: {', '.join(reasons)}" if reasons else channel
        said = [f"“{facts['asked']}”"] if facts["asked"] else []
        said += [line.words] if line.words else []
        said += [self._labels.of("contact.outcomes", facts["outcome"])] if facts["outcome"] else []
        return title, "\n".join(said)

    def _event(self, line: Line) -> tuple[str, str]:
        facts = line.facts
        if "case" not in facts:
            return line.what.replace(".", ": ").replace("_", " ").capitalize(), line.words
        said = [line.words or str(facts.get("what") or "")]
        if facts.get("reason"):
            said.append(self._labels.of("contact.reasons", str(facts["reason"])))
        title = f"{label_of_event(facts['kind'], line.what)}: {facts['case']}, {facts['summary']}"
        return title, "\n".join(each for each in dict.fromkeys(said) if each not in ("", facts["summary"]))

    def _missed(self, line: Line) -> tuple[str, str]:
        facts = line.facts
        title = f"Late: {facts['task'] or facts['label']} ({facts['case']}, {facts['summary']})"
        if not facts["stopped_at"]:
            return title, "Still not done."
        stopped = short_date(london_day(datetime.fromisoformat(facts["stopped_at"])))
        return title, f"{Clock.Outcome(facts['outcome']).label}, on {stopped}."

    def _past_case(self, line: Line) -> tuple[str, str]:
        facts = line.facts
        did = "opened" if line.what == "past_case.opened" else "closed"
        title = f"{facts['kind']}: case {facts['reference']} of {facts['source_system']} {did}"
        beside = [f"Team: {facts['team']}"] if facts["team"] and did == "opened" else []
        beside += [f"Status: {facts['status']}"] if facts["status"] and did == "closed" else []
        return title, "\n".join(filter(None, [line.words, *beside]))

    # --- Tenancies --------------------------------------------------------------------------------

    def _agreement(self, line: Line) -> str:
        tenure = line.facts["tenure"]
        label = self._labels.of("tenancies.tenures", tenure).lower()
        is_let = not any(self._labels.flag("tenancies.tenures", tenure, flag) for flag in ("licence", "owned"))
        return f"tenancy ({label})" if is_let else label

    def _tenancy_began(self, line: Line) -> tuple[str, str]:
        return f"First day of the {self._agreement(line)}, {line.place_address}", line.facts["names"]

    def _tenancy_ended(self, line: Line) -> tuple[str, str]:
        reason = self._labels.of("tenancies.end_reasons", line.code) if line.code else ""
        said = [line.facts["names"], f"Ended because: {reason.lower()}" if reason else ""]
        return f"Last day of the {self._agreement(line)}, {line.place_address}", "\n".join(filter(None, said))

    def _party(self, line: Line) -> tuple[str, str]:
        facts = line.facts
        part = self._part(facts["tenure"], facts["role"]).lower()
        if facts["relationship"]:
            part += f", {self._labels.of('people.relationships', facts['relationship']).lower()}"
        did = "joined" if line.what == "party.joined" else "left"
        name = line.person_name or "Somebody"
        return f"{name} {did} the tenancy of {line.place_address}", part.capitalize()

    # --- Details ----------------------------------------------------------------------------------

    def _contact_point(self, line: Line) -> tuple[str, str]:
        kind = ContactPoint.Kind(line.facts["kind"]).label.lower()
        value = phone(line.facts["value"]) if kind in ("mobile", "phone") else line.facts["value"]
        did = "New" if line.what == "contact_point.began" else "No longer works:"
        return f"{did} {kind}, {value}", ""

    def _authority(self, line: Line) -> tuple[str, str]:
        kind = self._labels.of("people.authorities", line.code or "")
        did = "may act for this person" if line.what == "authority.began" else "no longer acts for this person"
        return f"{line.facts['name']} {did}: {kind.lower()}", line.words

    def _household(self, line: Line) -> tuple[str, str]:
        did = "Joined" if line.what == "household.joined" else "Left"
        purpose = self._labels.of("people.households", line.code or "")
        related = line.facts["relationship"]
        beside = self._labels.of("people.relationships", related) if related else ""
        return f"{did} a household ({purpose.lower()})", beside

    # --- Registers --------------------------------------------------------------------------------

    def _registered(self, began: str, ended: str, listed: str) -> Callable[[Line], tuple[str, str]]:
        def say(line: Line) -> tuple[str, str]:
            did = began if line.what.endswith(".began") else ended
            return f"{did}: {self._labels.of(listed, line.code or '')}", line.words

        return say

    def _adjustment(self, line: Line) -> tuple[str, str]:
        return self._registered("Needs", "No longer needs", "people.adjustments")(line)

    def _vulnerability(self, line: Line) -> tuple[str, str]:
        return self._registered("May need extra help", "No longer recorded", "people.vulnerabilities")(line)

    def _strength(self, line: Line) -> tuple[str, str]:
        return self._registered("Strength", "Strength no longer recorded", "people.strengths")(line)

    def _marker(self, line: Line) -> tuple[str, str]:
        code = self._labels.of("staff.safety_markers", line.code or "")
        if line.what == "marker.began":
            return f"Staff-safety marker in force: {code}", line.words
        until = short_date(date.fromisoformat(line.facts["until"]))
        return f"Staff-safety marker reviewed and renewed, until {until}: {code}", ""

    # --- Rent ---------------------------------------------------------------------------------------

    def _money(self, line: Line) -> tuple[str, str]:
        facts = line.facts
        pounds = money.in_words(Decimal(facts["pounds"]))
        code = self._labels.of("rents.transaction_codes", facts["transaction"])
        did = {"rent.paid": "Paid", "rent.sent_back": "Sent back", "rent.taken_back": "Taken back"}.get(line.what)
        if did is None:
            did = "Credited" if facts["credits"] else "Debited"
        return f"{did} {pounds}: {code}", " ".join(filter(None, [line.words, _of(facts)]))

    def _refund(self, line: Line) -> tuple[str, str]:
        did = REFUND_WORDS.get(line.what.removeprefix("rent.refund_"), "Refund settled")
        return f"{did}: {money.in_words(Decimal(line.facts['pounds']))}", line.words

    def _direct_debit(self, line: Line) -> tuple[str, str]:
        what = line.what.removeprefix("rent.direct_debit_").replace("_", " ")
        return f"Direct debit: {what}", line.words

    def _apology(self, line: Line) -> tuple[str, str]:
        facts = line.facts
        did = APOLOGY_WORDS[line.what.removeprefix("rent.apology_")]
        then, right = (money.in_words(Decimal(facts[each])) for each in ("then", "right"))
        return (
            f"{did}: “{facts['told']}”",
            line.words or f"It went by a balance of {then}, which should be {right}.",
        )

    # --- The record itself --------------------------------------------------------------------------

    def _record_loaded(self, line: Line) -> tuple[str, str]:
        facts = line.facts
        return f"Taken over from {facts['source_system']}, reference {facts['reference']}", ""

    def _merge(self, line: Line) -> tuple[str, str]:
        did = "Found to be the same person as" if line.what == "merge.made" else "Set apart again from"
        return f"{did} {line.facts['name']}, {line.facts['reference']}", line.words


REFUND_WORDS = {
    "requested": "Refund asked for",
    "approved": "Refund approved",
    "paid": "Refund approved and paid",
    "refused": "Refund refused",
    "withdrawn": "Refund withdrawn",
}
APOLOGY_WORDS = {
    "due": "An apology is due for a wrong balance",
    "sent": "Apology sent for a wrong balance",
    "waived": "No apology due after all",
}


def _of(facts: Facts) -> str:
    """Return which part of the account it is about, where that is not the rent."""
    return "" if facts["part"] == "rent" else f"({AccountPart.Part(facts['part']).label.lower()})"


_WORDS: dict[str, Callable[[Speaker, Line], tuple[str, str]]] = {
    "contact": Speaker._contact,
    "clock.missed": Speaker._missed,
    "past_case.opened": Speaker._past_case,
    "past_case.closed": Speaker._past_case,
    "tenancy.began": Speaker._tenancy_began,
    "tenancy.ended": Speaker._tenancy_ended,
    "party.joined": Speaker._party,
    "party.left": Speaker._party,
    "name.changed": lambda self, line: (f"Until then called {line.facts['name']}", ""),
    "person.died": lambda self, line: ("Died", ""),
    "contact_point.began": Speaker._contact_point,
    "contact_point.ended": Speaker._contact_point,
    "authority.began": Speaker._authority,
    "authority.ended": Speaker._authority,
    "household.joined": Speaker._household,
    "household.left": Speaker._household,
    "adjustment.began": Speaker._adjustment,
    "adjustment.ended": Speaker._adjustment,
    "vulnerability.began": Speaker._vulnerability,
    "vulnerability.ended": Speaker._vulnerability,
    "strength.began": Speaker._strength,
    "strength.ended": Speaker._strength,
    "marker.began": Speaker._marker,
    "marker.renewed": Speaker._marker,
    **dict.fromkeys(("rent.paid", "rent.sent_back", "rent.taken_back", "rent.moved"), Speaker._money),
    **{f"rent.refund_{status}": Speaker._refund for status in REFUND_WORDS},
    **{f"rent.direct_debit_{what}": Speaker._direct_debit for what in MandateEvent.What.values},
    **{f"rent.apology_{status}": Speaker._apology for status in APOLOGY_WORDS},
    "record.begun": lambda self, line: (f"Registered as {line.facts['reference']}", ""),
    "record.loaded": Speaker._record_loaded,
    "merge.made": Speaker._merge,
    "merge.undone": Speaker._merge,
    "restriction.made": lambda self, line: (f"Restricted to {line.facts['group']}", line.words),
    "restriction.lifted": lambda self, line: (f"No longer restricted to {line.facts['group']}", line.words),
}
"""How each thing that happens is said. What is not here is something that happened in a case."""


def _href(line: Line) -> str:
    """Return the address of the page that has more of it."""
    if line.arm == "contact":
        return _address("staff:contact", line.facts["contact"])
    if line.arm == "past_case":
        return _address("staff:past_case", line.facts["past_case"])
    if line.facts.get("case"):
        return _address("staff:case", line.facts["case"])
    if line.kind == "tenancy" and line.tenancy_reference:
        return _address("staff:tenancy", line.tenancy_reference)
    return ""


def _address(page: str, key: object) -> str:
    try:
        return reverse(page, args=[key])
    except NoReverseMatch:
        return ""
