"""Notes the contact points at which nothing arrives, and that something arrived there after all."""

from datetime import datetime

from rooftree.correspondence.models import Message, PointTrouble


def note(message: Message, *, words: str, at: datetime) -> PointTrouble | None:
    """Note that a message did not arrive at its contact point, once while that is open. None: it had none."""
    if message.point_id is None:
        return None
    wanted = PointTrouble(
        council_id=message.council_id,
        person_id=message.person_id,
        restricted_to=message.restricted_to,
        point_id=message.point_id,
        message=message,
        words=f"where messages do not arrive: {words}",
        since_at=at,
    )
    PointTrouble.objects.bulk_create([wanted], ignore_conflicts=True)
    return PointTrouble.objects.get(
        council_id=message.council_id, point_id=message.point_id, ended_at__isnull=True
    )


def over(message: Message, *, at: datetime) -> int:
    """Say that a message arrived at its contact point, so that what was noted of it is over. Returns how many."""
    if message.point_id is None:
        return 0
    return PointTrouble.objects.filter(
        council_id=message.council_id, point_id=message.point_id, ended_at__isnull=True, since_at__lt=at
    ).update(ended_at=at, ended_words="A message arrived there.")
