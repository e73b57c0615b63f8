"""What a household owes for temporary accommodation, for the pages of its accounts and of its people."""

from collections.abc import Collection, Iterable

from rooftree.pages.labels import Labels
from rooftree.record.temporary import TemporaryDebt, temporary_debt
from rooftree.rents.codes import TEMPORARY


def temporary_groups(labels: Labels) -> list[str]:
    """Return the rent groups of temporary accommodation, as the rule book names them."""
    return [code for code, _label in labels.choices("rents.groups", code=TEMPORARY)]


def temporary_of(council_id: int, people: Collection[int], labels: Labels) -> TemporaryDebt:
    """Return what people owe for temporary accommodation, current and former. One query."""
    return temporary_debt(council_id, people, groups=temporary_groups(labels), on=labels.on)


def is_temporary(tenures: Iterable[str], labels: Labels) -> bool:
    """Return whether an agreement of one of these kinds is for temporary accommodation."""
    kinds = {
        tenure
        for group in temporary_groups(labels)
        for tenure in str(labels.flag("rents.groups", group, "tenures")).split()
    }
    return not kinds.isdisjoint(tenures)
