"""The picture of how a home goes from status to status is drawn from the table that rules it."""

from pathlib import Path

from rooftree.places.rules import MOVES

PAGE = Path(__file__).parents[3] / "docs" / "record.md"


def drawn() -> str:
    """Return the moves as a diagram. An old system's silence is no status, so it is left out."""
    steps = [f"    {before} --> {after}" for before, afters in MOVES.items() if before for after in sorted(afters)]
    return "\n".join(["```mermaid", "stateDiagram-v2", *steps, "```"])


def test_the_picture_is_the_table():
    page = PAGE.read_text(encoding="utf-8")
    picture = page.split("<!-- moves -->\n")[1].split("\n<!-- /moves -->")[0]

    assert picture == drawn()
