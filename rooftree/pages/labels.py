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

    def flag(self, list_code: str, code: str, name: str) -> object:
        """Return a flag of a code; nothing, "", for a code that is in no list."""
        listed = self._book.code_list(list_code)
        return listed.flag(code, name) if code in listed else ""

    def limit(self, code: str) -> int:
        """Return the number that must not be passed: so many months, words or pounds."""
        return int(self._book.limit(code).value)

    def choices(self, list_code: str, **flags: object) -> list[tuple[str, str]]:
        """Return what may be chosen today, as a form wants it; with `flags`, only what has just these."""
        listed = self._book.code_list(list_code)
        return [
            (code, label)
            for code, label in listed.choices(on=self.on)
            if all(listed.flag(code, name) == wanted for name, wanted in flags.items())
        ]

    def hints(self, list_code: str) -> dict[str, str]:
        """Return what is said besides of the codes that need it, for the choices of a form."""
        return {item.code: item.hint for item in self._book.code_list(list_code) if item.hint}
