"""The words of the rule book's lists, for pages: what a code is called on a day, in a council."""

import datetime as dt

from rooftree.foundations import rulebook


class Labels:
    """The rule book as a page needs it, opened once: one query at most, whatever the page shows."""

    def __init__(self, *, on: dt.date, council_id: int) -> None:
        self._book = rulebook.open_at(on=on, council=council_id)
        self.on = on

    def of(self, list_code: str, code: str) -> str:
        """Return what a code is called; a code that is in no list, as old systems have, is shown as it is."""
        listed = self._book.code_list(list_code)
        return listed.label_of(code) if code in listed else code

    def choices(self, list_code: str) -> list[tuple[str, str]]:
        """Return what may be chosen today, as a form wants it."""
        return self._book.code_list(list_code).choices(on=self.on)
