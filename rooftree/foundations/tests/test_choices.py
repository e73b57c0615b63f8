"""What may be chosen from a list of the rule book."""

from datetime import date

import pytest

from rooftree.foundations import rulebook
from rooftree.foundations.choices import choose
from rooftree.foundations.periods import Period
from rooftree.foundations.refusals import Refused
from rooftree.foundations.rule_entries import Item, ListVersion


class Colours:
    """A handle of a list with a colour in use, one retired and one to come."""

    def version(self, *, on: date, council: int) -> ListVersion:
        colours = {
            "red": Period(date(2020, 1, 1)),
            "old": Period(date(2020, 1, 1), date(2026, 1, 1)),
            "new": Period(date(2027, 1, 1)),
        }
        return ListVersion(
            kind="list",
            code="test.colours",
            label="Colours",
            applies_from=date(2020, 1, 1),
            applies_until=None,
            source="A test",
            sure="LOCAL",
            is_local=True,
            national_from=date(2020, 1, 1),
            items=tuple(Item(code, code.title(), "", {}, period) for code, period in colours.items()),
        )


def test_what_is_in_use_may_be_chosen():
    assert choose(Colours(), "red", on=date(2026, 6, 1), council=1).label_of("red") == "Red"


@pytest.mark.parametrize(
    ("code", "says"),
    [("old", "no longer used"), ("new", "from Friday 1 January 2027 on"), ("grue", "not in the list")],
)
def test_what_is_retired_to_come_or_unknown_is_refused(code, says):
    with pytest.raises(Refused, match=says):
        choose(Colours(), code, on=date(2026, 6, 1), council=1)


def test_the_last_day_before_retirement_will_do():
    choose(Colours(), "old", on=date(2025, 12, 31), council=1)


def test_a_real_list_can_be_chosen_from(council, acting):
    codes = rulebook.code_list("people.adjustments")

    assert choose(codes, "bsl", on=date(2026, 6, 1), council=council.pk).flag("bsl", "visits")
