"""Say and keep one measured figure: a line on the screen, an object in var/bench.jsonl.

A figure alone means nothing on another machine; beside its floor, measured in
the same run on the same rows, it does. The floor is the least the job can cost,
written as a careful engineer would write it.
"""

import json
import os
from pathlib import Path

VAR_DIR = Path(os.environ.get("ROOFTREE_VAR") or Path(__file__).resolve().parent.parent / "var")
FILE = "bench.jsonl"


def report(*, name: str, n: int, value: float, floor: float, unit: str, note: str = "") -> float:
    """Print and keep a figure for `n` things beside its floor, both in `unit`, and return their ratio."""
    assert floor > 0, f"{name}: a figure needs a floor above zero, not {floor}."
    ratio = value / floor
    said = f"{name}: {value:,.4g} {unit} for {n:,}, {ratio:.2f} times the floor of {floor:,.4g} {unit}"
    print(f"{said}. {note}" if note else said)
    figure = {
        "name": name,
        "n": n,
        "value": value,
        "floor": floor,
        "unit": unit,
        "ratio": round(ratio, 4),
        "note": note,
    }
    VAR_DIR.mkdir(parents=True, exist_ok=True)
    with (VAR_DIR / FILE).open("a", encoding="utf-8") as kept:
        kept.write(json.dumps(figure, ensure_ascii=False) + "\n")
    return ratio
