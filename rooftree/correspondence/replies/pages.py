"""Turns the page of an email into plain text: what a person would read of it, and nothing that runs.

The standard library's reader of pages takes time that grows with the square of what a hostile page
holds (an unclosed comment, again and again), so this one is our own. It looks at each sign once.
"""

import re
from html import unescape

LONGEST_PAGE = 500_000
"""Characters that are read: a page that somebody wrote is shorter."""

_HIDDEN = frozenset(
    {"script", "style", "head", "title", "template", "noscript", "svg", "math", "iframe", "object"}
)
_OWN_LINE = frozenset(
    {
        "p",
        "div",
        "br",
        "li",
        "tr",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "blockquote",
        "table",
        "hr",
        "pre",
        "ul",
        "ol",
    }
)
_GAP = frozenset({"p", "blockquote", "table", "h1", "h2", "h3", "ul", "ol"})
_NAME = re.compile(r"(/?)([a-zA-Z][a-zA-Z0-9]{0,20})")
_DEEPEST_QUOTE = 3


def text_of(page: str) -> str:
    """Return the words of a page, line by line. Quoted parts begin with ">", as in plain emails."""
    reader = _Reader(page[:LONGEST_PAGE])
    reader.read()
    return re.sub(r"\n{3,}", "\n\n", "\n".join(reader.lines())).strip()


class _Reader:
    """Gathers the words of a page."""

    def __init__(self, page: str) -> None:
        self.page, self.small = page, page.lower()
        self._lines: list[tuple[int, str]] = []
        self._here: list[str] = []
        self._quoted = 0

    def read(self) -> None:
        """Go through the page, from tag to tag."""
        here = 0
        while here < len(self.page):
            tag = self.page.find("<", here)
            if tag < 0:
                break
            self._say(self.page[here:tag])
            here = self._after(tag)
        self._say(self.page[here:])
        self._end_line()

    def _after(self, tag: int) -> int:
        """Take in the tag that begins here, and return where the page goes on."""
        if self.page.startswith(("<!", "<?"), tag):
            ending = "-->" if self.page.startswith("<!--", tag) else ">"
            return self._behind(ending, tag + 2)
        name = _NAME.match(self.page, tag + 1)
        if not name:
            self._say("<")
            return tag + 1
        closes, word = bool(name.group(1)), name.group(2).lower()
        behind = self._behind(">", name.end())
        if word in _HIDDEN and not closes:
            return self._behind(">", self._behind(f"</{word}", behind))
        if word in _OWN_LINE:
            self._take(word, closes=closes)
        return behind

    def _behind(self, ending: str, start: int) -> int:
        """Return where the page goes on behind an ending; at its end where there is none."""
        found = self.small.find(ending, start)
        return found + len(ending) if found >= 0 else len(self.page)

    def _take(self, word: str, *, closes: bool) -> None:
        """Begin a new line, and what goes with it."""
        self._end_line(gap=word in _GAP)
        if word == "blockquote":
            self._quoted = max(0, self._quoted + (-1 if closes else 1))
        elif word == "li" and not closes:
            self._here.append("• ")

    def _say(self, words: str) -> None:
        try:
            self._here.append(unescape(words))
        except ValueError:  # A sign of thousands of figures.
            self._here.append(words)

    def lines(self) -> list[str]:
        """Return what was gathered."""
        return [f"{'> ' * min(quoted, _DEEPEST_QUOTE)}{line}".rstrip() for quoted, line in self._lines]

    def _end_line(self, *, gap: bool = False) -> None:
        line = " ".join("".join(self._here).split())
        self._here = []
        if line:
            self._lines.append((self._quoted, line))
        if gap and self._lines and self._lines[-1][1]:
            self._lines.append((self._quoted, ""))
