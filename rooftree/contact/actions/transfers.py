"""Passes a case on while the caller is on the line, or after: its story goes with it."""

from datetime import datetime

from django.db import transaction

from rooftree.cases import actions as cases
from rooftree.cases.models import Case
from rooftree.contact import permissions, rules
from rooftree.foundations.refusals import Refused
from rooftree.staff.models import Officer, Team
from rooftree.staff.permissions import require


@transaction.atomic
def transfer(
    case: Case,
    *,
    summary: str,
    by: Officer,
    at: datetime,
    key: str,
    to_team: Team | None = None,
    to_officer: Officer | None = None,
) -> Case:
    """Pass a case to a colleague, or to a team's queue, with what the person has told us so far.

    The summary stays in the case's story, so that nobody is asked twice; the case's clocks go on. One
    passes on one's own cases and those that nobody has taken up; a manager, anybody's. Raises Refused
    without a summary, or unless it goes to exactly one of the two.
    """
    require(permissions.may_log_contacts(by, case))
    summary = rules.check_words(summary, "Write what the person has told us: the story goes with the case.")
    if to_officer and not to_team:
        return cases.give(case, officer=to_officer, reason=summary, by=by, at=at, key=key)
    if to_team and not to_officer:
        return cases.give_to_team(case, team=to_team, reason=summary, by=by, at=at, key=key)
    raise Refused("Choose a colleague, or a team: one of the two.")
