"""Reads of messages that pages and other packages need. Row security decides what is in them."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet

from rooftree.cases.models import Case
from rooftree.correspondence.models import Message, PointTrouble
from rooftree.correspondence.owned_work import to_deal_with
from rooftree.people.models import Person
from rooftree.people.queries import records_of


def list_of_undelivered(council_ids: Iterable[int]) -> QuerySet[Message]:
    """Return the messages that somebody must deal with, the oldest first, with what a list shows of them."""
    return to_deal_with(council_ids).select_related("person", "case", "case__team", "case__owner", "point", "task")


def messages_to(person: Person) -> QuerySet[Message]:
    """Return what was sent to a person, under whichever record, the newest first."""
    found = Message.objects.filter(council_id=person.council_id, person_id__in=records_of(person))
    return found.select_related("case", "queued_by").order_by("-queued_at", "-pk")


def messages_about(case: Case) -> QuerySet[Message]:
    """Return what was sent about a case, the newest first."""
    found = Message.objects.filter(council_id=case.council_id, case=case)
    return found.select_related("person", "queued_by").order_by("-queued_at", "-pk")


def message_of(token: str, *, council_id: int) -> Message | None:
    """Return the message that is known outside by a token; None for what is none of ours."""
    try:
        known = UUID(token)
    except ValueError:
        return None
    return Message.objects.filter(council_id=council_id, token=known).first()


def open_troubles(person_ids: Iterable[int]) -> QuerySet[PointTrouble]:
    """Return the contact points of people at which messages do not arrive."""
    found = PointTrouble.objects.filter(person_id__in=list(person_ids), ended_at__isnull=True)
    return found.select_related("point", "message")
