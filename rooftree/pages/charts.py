"""Draws charts as SVG on the server, in the page itself: no script, no inline style, the colours of the sheet.

A chart is as wide as there is room: along it everything stands in percent, so nothing is drawn smaller on a
phone and words keep their size. Each stands beside the table of the same figures, which says it all; to a
screen reader it is one picture with its sentence. Colour says nothing alone: what is charged rises, what is
paid hangs, and the second kind of payment is only outlined.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from itertools import pairwise

from markupsafe import Markup, escape

from rooftree.foundations import money

LINE_HEIGHT = 132
"""Pixels of the panel in which the line runs."""
COLUMNS_HEIGHT = 168
"""Pixels of the panel in which the columns stand."""
GAP = 26
"""Pixels above each panel, in which its name stands."""
FOOT = 22
"""Pixels beneath, in which the times are named."""
BAR_HEIGHT, BAR_GAP = 22, 30
TICKS = 4
"""At most so many lines across a panel, besides that of nought."""
PLOT = Decimal(86)
"""Per cent of the width in which columns stand; the rest is for the figures of the scale."""
TICK = Decimal(5)
"""Per cent of the width that the name of a time needs."""
WIDEST = Decimal(74)
"""Per cent of the width that the longest bar takes; its figure stands behind it."""


@dataclass(frozen=True)
class Column:
    """One time of a chart, such as a week. All figures are pounds."""

    name: str
    """In full, for whoever points at it."""
    tick: str
    """What stands beneath it; mostly nothing, so that there is room."""
    up: tuple[Decimal, ...]
    """What rises from the line of nought, one upon the other."""
    down: tuple[Decimal, ...]
    """What hangs from it, each nought or more."""
    level: Decimal
    """Where the line stands at its end."""


@dataclass(frozen=True)
class Bar:
    """One bar of a chart that compares: what it is of, how long it is, and what it says of that."""

    name: str
    size: Decimal
    said: str


def columns(words: str, found: Sequence[Column], *, line: str, stand: str) -> Markup:
    """Return a chart of times: the line in a panel of its own, and beneath it what rises and hangs.

    `words` say in a sentence what the chart shows. `line` and `stand` name the two panels.
    """
    assert found, "A chart of nothing is a sentence."
    top = _Scale.of([each.level for each in found], begins=GAP, height=LINE_HEIGHT)
    rises = [sum(each.up, Decimal()) for each in found] + [-sum(each.down, Decimal()) for each in found]
    low = _Scale.of(rises, begins=2 * GAP + LINE_HEIGHT, height=COLUMNS_HEIGHT)
    parts = [
        *_grid(top, line),
        *_grid(low, stand),
        *_columns(found, low),
        *_line(found, top),
        *_ticks(found, low.ends + FOOT - 6),
    ]
    return _picture(words, low.ends + FOOT, parts)


def bars(words: str, found: Sequence[Bar]) -> Markup:
    """Return a chart that compares: a bar for each, the name above it and the figure behind it."""
    assert found, "A chart of nothing is a sentence."
    longest = max(max(each.size for each in found), Decimal("0.01"))
    parts: list[str] = []
    for number, each in enumerate(found):
        y = number * (BAR_HEIGHT + BAR_GAP)
        width = max(each.size, Decimal()) / longest * WIDEST
        parts += [
            f'<text x="0" y="{y + 18}" class="chart__name">{escape(each.name)}</text>',
            f'<rect x="0" y="{y + 25}" width="{width:.2f}%" height="{BAR_HEIGHT}" class="chart__up"></rect>',
            f'<text x="{width:.2f}%" dx="6" y="{y + 41}" class="chart__figure">{escape(each.said)}</text>',
        ]
    return _picture(words, len(found) * (BAR_HEIGHT + BAR_GAP), parts)


# --- What charts are made of ----------------------------------------------------------------------


@dataclass(frozen=True)
class _Scale:
    """Where sums stand in a panel: from its lowest line to its highest, in pixels from the top."""

    lowest: Decimal
    highest: Decimal
    step: Decimal
    begins: int
    height: int

    @classmethod
    def of(cls, sums: Iterable[Decimal], *, begins: int, height: int) -> "_Scale":
        """Return the scale that holds these sums and nought, its lines at round figures."""
        every = [Decimal(), *sums]
        step = _round_step((max(every) - min(every)) / TICKS)
        lowest = (min(every) / step).to_integral_value(ROUND_FLOOR) * step
        highest = (max(every) / step).to_integral_value(ROUND_CEILING) * step
        return cls(lowest, max(highest, lowest + step), step, begins, height)

    @property
    def ends(self) -> int:
        """The foot of the panel."""
        return self.begins + self.height

    def at(self, pounds: Decimal) -> str:
        """Return where a sum stands."""
        share = (self.highest - pounds) / (self.highest - self.lowest)
        return f"{self.begins + share * self.height:.1f}"

    def lines(self) -> Iterator[Decimal]:
        """Yield the sums at which a line is drawn."""
        at = self.lowest
        while at <= self.highest:
            yield at
            at += self.step


def _round_step(least: Decimal) -> Decimal:
    """Return the least of 1, 2 and 5 times a power of ten that is no smaller."""
    power = Decimal(1)
    while power * 10 <= least:
        power *= 10
    return next((times * power for times in map(Decimal, (1, 2, 5)) if times * power >= least), power * 10)


def _grid(scale: _Scale, name: str) -> Iterator[str]:
    yield f'<text x="0" y="{scale.begins - 9}" class="chart__name">{escape(name)}</text>'
    for pounds in scale.lines():
        y, kind = scale.at(pounds), "nought" if pounds == 0 else "grid"
        yield f'<line x1="0" x2="100%" y1="{y}" y2="{y}" class="chart__{kind}"></line>'
        yield f'<text x="100%" y="{y}" dy="-3" class="chart__scale">{_in_short(pounds)}</text>'


def _in_short(pounds: Decimal) -> str:
    return money.in_words(pounds).removesuffix(".00")


def _columns(found: Sequence[Column], scale: _Scale) -> Iterator[str]:
    each_has = PLOT / len(found)
    for number, column in enumerate(found):
        yield f"<g><title>{escape(column.name)}</title>"
        x, width = each_has * (number + Decimal("0.14")), each_has * Decimal("0.72")
        for kind, sums, sign in (("up", column.up, 1), ("down", column.down, -1)):
            reached = Decimal()
            for place, pounds in enumerate(sums):
                beyond = reached + sign * pounds
                if pounds:
                    yield _block(x, width, scale, reached, beyond, f"chart__{kind}{place or ''}")
                reached = beyond
        yield "</g>"


def _block(x: Decimal, width: Decimal, scale: _Scale, one: Decimal, other: Decimal, kind: str) -> str:
    above, beneath = scale.at(max(one, other)), scale.at(min(one, other))
    height = Decimal(beneath) - Decimal(above)
    return f'<rect x="{x:.2f}%" y="{above}" width="{width:.2f}%" height="{height}" class="{kind}"></rect>'


def _line(found: Sequence[Column], scale: _Scale) -> Iterator[str]:
    each_has = PLOT / len(found)
    points = [
        (f"{each_has * (number + Decimal('0.5')):.2f}%", scale.at(each.level)) for number, each in enumerate(found)
    ]
    for (x1, y1), (x2, y2) in pairwise(points):
        yield f'<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" class="chart__line"></line>'
    x, y = points[-1]
    yield f'<circle cx="{x}" cy="{y}" r="4" class="chart__end"></circle>'


def _ticks(found: Sequence[Column], y: int) -> Iterator[str]:
    """Yield the names of the times; every second one is left out where there is little room."""
    each_has = PLOT / len(found)
    named = [(each_has * number, each.tick) for number, each in enumerate(found) if each.tick]
    nexts = [*(x for x, _tick in named), PLOT + TICK][1:]
    with_room = [(x, tick) for (x, tick), beyond in zip(named, nexts, strict=True) if beyond - x >= TICK]
    for number, (x, tick) in enumerate(with_room):
        kind = "chart__tick chart__tick--second" if number % 2 else "chart__tick"
        yield f'<text x="{x:.2f}%" y="{y}" class="{kind}">{escape(tick)}</text>'


def _picture(words: str, height: int, parts: Iterable[str]) -> Markup:
    drawn = "".join(parts)
    return Markup(
        f'<svg class="chart" role="img" aria-label="{escape(words)}" width="100%" height="{height}" '
        f'xmlns="http://www.w3.org/2000/svg">{drawn}</svg>'
    )
