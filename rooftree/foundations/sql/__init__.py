"""SQL that the migrations run: functions and triggers that Django has no words for."""

from pathlib import Path


def read(name: str, *, beside: str = "") -> str:
    """Return the text of an SQL file: of this folder, or of the `sql` folder of a migration's package."""
    folder = Path(beside).parent.parent / "sql" if beside else Path(__file__).parent
    return (folder / f"{name}.sql").read_text(encoding="utf-8")
