"""The picture of what becomes of a message, in docs/messages.md, shows what the rules allow."""

from pathlib import Path

from rooftree.correspondence.rules import MOVES, Status

PAGE = Path(__file__).parents[3] / "docs" / "messages.md"
BEGINS = (Status.QUEUED, Status.CANNOT, Status.BY_HAND)


def drawn() -> str:
    """Return the moves as a diagram."""
    begun = [f"    [*] --> {status}" for status in BEGINS]
    steps = [f"    {before} --> {after}" for before, afters in MOVES.items() for after in sorted(afters)]
    return "\n".join(["```mermaid", "stateDiagram-v2", *begun, *steps, "```"])


def test_the_picture_is_the_table():
    page = PAGE.read_text(encoding="utf-8")
    picture = page.split("<!-- moves -->\n")[1].split("\n<!-- /moves -->")[0]

    assert picture == drawn()
