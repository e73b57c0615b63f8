"""The picture of what becomes of an enquiry, in docs/contact.md, shows what the rules allow."""

from pathlib import Path

from rooftree.contact.rules import MOVES

PAGE = Path(__file__).parents[3] / "docs" / "contact.md"


def drawn() -> str:
    """Return the moves as a diagram."""
    steps = [f"    {before} --> {after}" for before, afters in MOVES.items() for after in sorted(afters)]
    return "\n".join(["```mermaid", "stateDiagram-v2", "    [*] --> received", *steps, "```"])


def test_the_picture_is_the_table():
    page = PAGE.read_text(encoding="utf-8")
    picture = page.split("<!-- moves -->\n")[1].split("\n<!-- /moves -->")[0]

    assert picture == drawn()
