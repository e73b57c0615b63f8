"""A posting is taken back, and what we said because of the wrong balance is flagged, until we say sorry for it.

The books know nothing of messages, so this is where both meet. A wrong balance may have frightened somebody:
each message that rested on it becomes a row with an owner, settled when the apology is sent or when somebody
says why none is due.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from rooftree.contact.telling import common_facts, written_day
from rooftree.correspondence import actions as correspondence
from rooftree.correspondence import catalogue
from rooftree.correspondence.models import Message
from rooftree.foundations.dates import london_day, midnight_of
from rooftree.foundations.idempotency import once
from rooftree.foundations.money import in_words
from rooftree.foundations.periods import DAY
from rooftree.foundations.refusals import Refused
from rooftree.people.models import Person
from rooftree.places.queries import LooksAfter, who_looks_after
from rooftree.rents import permissions
from rooftree.rents.actions import journals
from rooftree.rents.models import AccountPart, Apology, Journal
from rooftree.staff.models import Officer, Team
from rooftree.staff.permissions import require

APOLOGY = "rents.apology"
AREAS = frozenset({"Rent", "Arrears"})
BALANCE = frozenset({"balance", "owed", "arrears"})
"""Facts that a message of these areas fills in where it rests on what is owed."""
LOOKED_BACK = 8 * DAY
"""How far back each night looks: a week, and a night that was missed."""

_FLAG = (Path(__file__).parent / "sql" / "rested_on_wrong_balance.sql").read_text(encoding="utf-8")


@transaction.atomic
def prepare_reversal(
    movement_ids: Sequence[int],
    *,
    reason: str,
    why: str,
    instead: AccountPart | None = None,
    by: Officer,
    at: datetime,
    key: str,
) -> Journal:
    """Prepare to take postings back; where one officer may post it, it is posted, and flagged, at once.

    Raises Refused as `journals.prepare_reversal`.
    """
    journal = journals.prepare_reversal(
        movement_ids, reason=reason, why=why, instead=instead, by=by, at=at, key=key
    )
    if journal.status == Journal.Status.POSTED:
        flag(journal, at=at)
    return journal


@transaction.atomic
def approve(journal: Journal, *, decision: str = "", by: Officer, at: datetime, key: str) -> Journal:
    """Approve a journal of any kind, and flag what rested on a balance that it puts right.

    Raises Refused as `journals.approve`.
    """
    journal = journals.approve(journal, decision=decision, by=by, at=at, key=key)
    flag(journal, at=at)
    return journal


# --- Flagging ---------------------------------------------------------------------------------------


def flag(journal: Journal, *, at: datetime) -> int:
    """Flag what was said because of balances that a journal put right; return how many things are new."""
    if journal.kind != Journal.Kind.REVERSAL:
        return 0
    return _flag(journal.council_id, {"journal": journal.pk, "since": None}, at=at)


@transaction.atomic
def flag_recent(council_id: int, *, at: datetime) -> int:
    """Flag the same for every reversal of the last days, whoever made it; return how many things are new."""
    since = midnight_of(london_day(at) - LOOKED_BACK)
    return _flag(council_id, {"journal": None, "since": since}, at=at)


def _flag(council_id: int, which: Mapping[str, Any], *, at: datetime) -> int:
    labels = _rest_on_balance()
    listed = journals.REVERSAL_REASONS.version(on=london_day(at), council=council_id)
    facts = {
        "council": council_id,
        "at": at,
        "ours": [item.code for item in listed if item.flags["ours"]],
        "codes": list(labels),
        "labels": list(labels.values()),
        **which,
    }
    with connection.cursor() as cursor:
        cursor.execute(_FLAG, facts)
        flagged = dict(cursor.fetchall())
    _find_owners(flagged, at=at)
    return len(flagged)


def _rest_on_balance() -> dict[str, str]:
    """Return the templates that rest on what is owed, with what staff call them.

    All letters about arrears do; of the other letters about rent, those that say what is owed.
    """
    templates = [each for each in catalogue.known().values() if each.area in AREAS and each.code != APOLOGY]
    return {each.code: each.label for each in templates if each.area == "Arrears" or BALANCE & set(each.facts)}


def _find_owners(flagged: Mapping[int, int], *, at: datetime) -> None:
    """Give each apology to whoever looks after the home for income, or else to the team that answers for it."""
    if not flagged:
        return
    looking = who_looks_after(set(flagged.values()), on=london_day(at))
    apologies = list(Apology.objects.filter(pk__in=flagged))
    answering = Team.objects.filter(council_id=apologies[0].council_id, function="income").order_by("pk")
    team = answering.first()
    for apology in apologies:
        found = _for_income(looking.get(flagged[apology.pk], []))
        apology.owner_id = found.today_id if found else None
        apology.team_id = found.team_id if found and found.team_id else (team.pk if team else None)
    Apology.objects.bulk_update(apologies, ["owner", "team"])


def _for_income(looking: Sequence[LooksAfter]) -> LooksAfter | None:
    return next((each for each in looking if each.purpose == "income"), None)


def due(council_id: int, *, owner: Officer | None = None) -> list[Apology]:
    """Return the apologies that are due, the longest waiting first; with an owner, theirs alone."""
    waiting = Apology.objects.filter(council_id=council_id, status=Apology.Status.DUE)
    if owner is not None:
        waiting = waiting.filter(owner=owner)
    return list(waiting.select_related("person", "rent_account", "owner", "team").order_by("flagged_at", "pk"))


# --- Settling ---------------------------------------------------------------------------------------


@transaction.atomic
def say_sorry(apology: Apology, *, words: str, by: Officer, at: datetime, key: str) -> Message:
    """Send the apology, with what went wrong in the officer's words.

    Raises Refused without them, and once it is settled.
    """
    require(permissions.may_settle_apologies(by, apology))
    apology = _lock(apology)
    done = once(key, "rents.say_sorry", council_id=by.council_id, at=at)
    if done.before:
        return Message.objects.get(pk=done.made["message"])
    _check_due(apology)
    if not words.strip():
        raise Refused("Say in your own words what went wrong, so that the person knows what we are sorry for.")
    person = Person.objects.select_related("council").get(pk=apology.person_id)
    message = correspondence.send(
        APOLOGY,
        person=person,
        facts={
            **common_facts(person, apology.rent_account.payment_reference),
            "when": written_day(london_day(apology.done_at)),
            "wrong": words.strip(),
            "then": in_words(apology.balance_then),
            "right": in_words(apology.balance_right),
            "officer": by.name,
        },
        at=at,
        key=f"apology {apology.pk}",
        by=by,
        subject_of=f"rent account {apology.rent_account_id}",
    )
    apology.message_id = message.pk
    _settle(apology, Apology.Status.SENT, "", by=by, at=at)
    done.makes(message=message.pk)
    return message


@transaction.atomic
def waive(apology: Apology, *, why: str, by: Officer, at: datetime, key: str) -> Apology:
    """Say why no apology is due: the person was told by phone, say. Raises Refused without a reason."""
    require(permissions.may_settle_apologies(by, apology))
    apology = _lock(apology)
    if once(key, "rents.waive_apology", council_id=by.council_id, at=at).before:
        return apology
    _check_due(apology)
    if not why.strip():
        raise Refused("Say why no apology is due.")
    return _settle(apology, Apology.Status.WAIVED, why.strip(), by=by, at=at)


def _lock(apology: Apology) -> Apology:
    return Apology.objects.select_for_update(of=("self",)).select_related("rent_account").get(pk=apology.pk)


def _check_due(apology: Apology) -> None:
    if apology.status != Apology.Status.DUE:
        raise Refused(f"This apology is settled already: {apology.get_status_display().lower()}.")


def _settle(apology: Apology, status: str, why: str, *, by: Officer, at: datetime) -> Apology:
    apology.status, apology.settled_by, apology.settled_at, apology.settled_why = status, by, at, why
    apology.save(update_fields=["status", "settled_by", "settled_at", "settled_why", "message_id"])
    return apology
