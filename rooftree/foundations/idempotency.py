"""A thing sent twice is done once: the second time gets the first answer.

A form, a queue or a phone without signal may send the same thing again. Each sends a key of its own.
An action claims the key inside its transaction, after its locks and before its rules:

    done = once(key, "people.register_person", council_id=by.council_id, at=at)
    if done.before:
        return Person.objects.get(pk=done.made["person"])
    …
    done.makes(person=person.pk)
"""

import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import connection

from rooftree.foundations.refusals import Refused

_CLAIM = """
    INSERT INTO foundations_donekey (council_id, key, action, made, at) VALUES (%s, %s, %s, '{}', %s)
    ON CONFLICT (council_id, key) DO NOTHING RETURNING id
"""
_FIRST = "SELECT id, action, made FROM foundations_donekey WHERE council_id = %s AND key = %s"
_KEEP = "UPDATE foundations_donekey SET made = %s WHERE id = %s"


KEPT_FOR = timedelta(days=365)
"""A form is sent again within minutes, and a phone that was without signal within weeks."""


@dataclass
class Once:
    """Whether an action was done before under this key, and what it made then."""

    row: int
    before: bool
    made: dict[str, int] = field(default_factory=dict)

    def makes(self, **ids: int) -> None:
        """Keep what the action made, by name, for those who send it again."""
        assert not self.before, "What was done before keeps its first answer."
        with connection.cursor() as cursor:
            cursor.execute(_KEEP, [json.dumps(ids), self.row])
        self.made = ids


def once(key: str, action: str, *, council_id: int, at: datetime) -> Once:
    """Claim a key for an action, or say that the action was done under it before.

    Two at the same moment: the second waits until the first has ended, then gets its answer, or, if
    the first failed, goes ahead. Raises Refused if the key was used for another action.
    """
    assert connection.in_atomic_block, "A key is claimed in the transaction that does the thing."
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, [council_id, key, action, at])
        if claimed := cursor.fetchone():
            return Once(row=claimed[0], before=False)
        cursor.execute(_FIRST, [council_id, key])
        row, first_action, made = cursor.fetchone()
    if first_action != action:
        raise Refused("This was sent before, to do something else. Open the page again, and send it from there.")
    return Once(row=row, before=True, made=json.loads(made))


def forget_old_keys(*, at: datetime) -> int:
    """Forget the keys of things done more than a year ago, for the councils we act for. Returns how many."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM foundations_donekey WHERE at < %s", [at - KEPT_FOR])
        return int(cursor.rowcount)
