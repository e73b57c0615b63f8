"""Find, for somebody: where they may find people, and with casework only where they may read it."""

import datetime as dt
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace

from rooftree.cases.permissions import may_read_cases
from rooftree.foundations.isolation import acting_for, now_acting
from rooftree.record.find import Findings, search
from rooftree.record.found import CaseFound
from rooftree.record.found_history import HistoryFound
from rooftree.staff.permissions import may_find, require
from rooftree.staff.queries import SignedIn


def search_as(signed_in: SignedIn, text: str, *, on: dt.date) -> Findings:
    """Return what somebody finds by what they typed, in those of their councils where they may.

    Raises PermissionDenied, saying why, for somebody who may in none.
    """
    with _where_they_may(signed_in):
        return _as_they_may_read(signed_in, search(text, on=on))


def _where_they_may(signed_in: SignedIn) -> AbstractContextManager[object]:
    """Act for the councils in which this person may find people: mostly, but not always, all of theirs."""
    answers = {council_id: may_find(officer) for council_id, officer in signed_in.officers.items()}
    allowed = [council_id for council_id, answer in answers.items() if answer]
    if len(allowed) == len(answers):
        return nullcontext()
    require(may_find(signed_in.at(allowed[0]) if allowed else signed_in.main))
    acting = now_acting()
    return acting_for(
        allowed,
        groups=acting.groups,
        opened=acting.opened,
        cases=acting.cases,
        who=acting.who,
        where=acting.where,
        why=acting.why,
    )


def _as_they_may_read(signed_in: SignedIn, findings: Findings) -> Findings:
    """Leave out cases, and contacts and cases of old systems, for those who may not read casework."""
    found = tuple(
        one
        for one in findings.found
        if not isinstance(one, CaseFound | HistoryFound) or may_read_cases(signed_in.at(one.council_id))
    )
    straight_to = findings.straight_to if findings.straight_to in found else None
    return replace(findings, found=found, straight_to=straight_to)
