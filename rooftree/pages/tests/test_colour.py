"""Contrast: the sums, the councils' accents, and every pair of ink and ground in the style sheet."""

import re
from pathlib import Path

import pytest

from rooftree.foundations import colour

TOKENS = Path(__file__).parents[1] / "assets" / "sass" / "_tokens.scss"
INKS = ("ink", "ink-quiet", "accent", "visited", "red", "amber", "green", "blue", "purple", "grey")
GROUNDS = ("paper", "surface", "paper-sunk")
TINTED = ("red", "amber", "green", "blue", "purple", "grey")


def tokens(time_of_day: str) -> dict[str, str]:
    """Read the colours of one of the two blocks of the style sheet's tokens."""
    text = TOKENS.read_text("utf-8")
    day, night = text.split("@media screen and (prefers-color-scheme: dark)")
    block = day if time_of_day == "day" else night.split("--govuk", 1)[0]
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", block))


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#ffffff", "#ffffff", 1.0),
        ("#767676", "#ffffff", 4.54),
        ("#ff0000", "#ffffff", 4.0),
        ("#0000FF", "#ffffff", 8.59),
    ],
)
def test_contrast_as_wcag_reckons_it(one, other, ratio):
    assert colour.contrast_ratio(one, other) == pytest.approx(ratio, abs=0.005)
    assert colour.contrast_ratio(other, one) == pytest.approx(ratio, abs=0.005)


@pytest.mark.parametrize("accent", ["#1d5d5a", "#6d1f4b", "#1f3d7a", "#000000"])
def test_a_dark_accent_will_do(accent):
    assert colour.accent_will_do(accent)


@pytest.mark.parametrize("accent", ["#ffd84d", "#7f7f7f", "#ffffff", "teal", "#123", "#12345g", ""])
def test_an_accent_that_cannot_be_read_will_not_do(accent):
    assert not colour.accent_will_do(accent)


@pytest.mark.parametrize("accent", ["#1d5d5a", "#6d1f4b", "#1f3d7a", "#000000", "#8a1c00"])
def test_an_accent_by_night_can_be_read_on_dark_pages_and_under_dark_words(accent):
    by_night = colour.by_night(accent)

    assert colour.contrast_ratio(by_night, colour.NIGHT) >= 7
    assert colour.contrast_ratio(by_night, colour.NIGHT_INK) >= 7


def test_the_sheet_of_an_accent_sets_it_for_day_and_night():
    sheet = colour.accent_sheet("#1d5d5a")

    assert sheet.startswith(":root{--accent:#1d5d5a;--on-accent:#ffffff}")
    assert "prefers-color-scheme:dark" in sheet


@pytest.mark.parametrize("time_of_day", ["day", "night"])
@pytest.mark.parametrize("ink", INKS)
@pytest.mark.parametrize("ground", GROUNDS)
def test_every_ink_can_be_read_on_every_ground(time_of_day, ink, ground):
    colours = tokens(time_of_day)

    assert colour.contrast_ratio(colours[ink], colours[ground]) >= 4.5


@pytest.mark.parametrize("time_of_day", ["day", "night"])
@pytest.mark.parametrize("name", TINTED)
def test_every_tint_carries_its_own_ink_and_plain_ink(time_of_day, name):
    colours = tokens(time_of_day)

    assert colour.contrast_ratio(colours[name], colours[f"{name}-ground"]) >= 4.5
    assert colour.contrast_ratio(colours["ink"], colours[f"{name}-ground"]) >= 4.5


@pytest.mark.parametrize("time_of_day", ["day", "night"])
@pytest.mark.parametrize("ground", GROUNDS)
def test_the_edge_of_a_control_can_be_seen(time_of_day, ground):
    colours = tokens(time_of_day)

    assert colour.contrast_ratio(colours["edge"], colours[ground]) >= 3


@pytest.mark.parametrize("time_of_day", ["day", "night"])
@pytest.mark.parametrize(("words", "ground"), [("on-accent", "accent"), ("on-red", "red"), ("on-focus", "focus")])
def test_words_on_strong_colours_can_be_read(time_of_day, words, ground):
    colours = tokens(time_of_day)

    assert colour.contrast_ratio(colours[words], colours[ground]) >= 4.5


def test_what_python_calls_paper_is_what_the_sheet_calls_paper():
    assert tokens("day")["paper"] == colour.PAPER
    assert tokens("night")["surface"] == colour.NIGHT
    assert tokens("night")["on-accent"] == colour.NIGHT_INK
