"""Wakes a worker when a transaction that put something in the outbox commits: one job a transaction."""

from django.db import connection


class _Woken:
    """Stands among what the transaction does when it commits, so that it wakes nobody twice."""

    def __init__(self, council_id: int) -> None:
        self.council_id = council_id

    def __call__(self) -> None:
        """The job itself was deferred in the transaction; there is nothing more to do."""


def wake(council_id: int) -> None:
    """Defer the job that sends for this council, in this transaction, unless it was deferred in it before.

    A savepoint that is undone takes the job and this note of it away together. The job of each minute
    finds what any lost one would have.
    """
    from rooftree.correspondence.jobs import send_for_council

    noted = (each[1] for each in connection.run_on_commit)
    if any(isinstance(each, _Woken) and each.council_id == council_id for each in noted):
        return
    send_for_council.defer(council_id=council_id)
    connection.on_commit(_Woken(council_id))
