"""Acts for every restricted group of a council for a while: for what reads or writes of all, and shows nothing."""

from collections.abc import Iterator
from contextlib import contextmanager

from rooftree.foundations.isolation import acting_for, now_acting
from rooftree.foundations.models import Council, RestrictedGroup


@contextmanager
def acting_for_all_of(council: Council, *, who: str) -> Iterator[None]:
    """Act for a council and all of its restricted groups, until the block ends. For jobs: they show nothing."""
    with acting_for([council.pk], who=who), all_groups_of(council.pk):
        yield


@contextmanager
def all_groups_of(council_id: int) -> Iterator[None]:
    """Act for a council and all of its restricted groups, as whoever acts now, until the block ends.

    What is read so is kept with its groups, and shown only to those who may open them.
    """
    now = now_acting()
    assert council_id in now.councils, "Nobody acts for that council."
    groups = RestrictedGroup.objects.filter(council_id=council_id).values_list("pk", flat=True)
    with acting_for(
        [council_id],
        groups=list(groups),
        opened=now.opened,
        cases=now.cases,
        who=now.who,
        where=now.where,
        why=now.why,
    ):
        yield
