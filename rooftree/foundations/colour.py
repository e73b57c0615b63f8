"""Contrast of two colours, and the sheet that gives a council's pages their accent.

Source: WCAG 2.2, relative luminance and success criteria 1.4.3 and 1.4.11.
"""

import colorsys
import re

PAPER = "#fbfaf6"
WHITE = "#ffffff"
NIGHT = "#1f2226"
NIGHT_INK = "#14171a"
TEXT_CONTRAST = 4.5
NIGHT_CONTRAST = 7

_HEX = re.compile(r"#[0-9a-f]{6}", re.IGNORECASE)


def contrast_ratio(one: str, other: str) -> float:
    """Return the contrast of two colours written #rrggbb, from 1 (none) to 21 (black on white)."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def accent_will_do(accent: str) -> bool:
    """Return whether an accent can be read on paper, and white on it."""
    return is_colour(accent) and all(contrast_ratio(accent, ground) >= TEXT_CONTRAST for ground in (PAPER, WHITE))


def is_colour(text: str) -> bool:
    """Return whether this is a colour written #rrggbb."""
    return bool(_HEX.fullmatch(text))


def by_night(accent: str) -> str:
    """Return the accent in its own hue, lightened until it can be read on the dark pages."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*(part / 255 for part in _parts(accent)))
    for step in range(100):
        lighter = lightness + (1 - lightness) * step / 100
        mixed = "#" + "".join(f"{round(part * 255):02x}" for part in colorsys.hls_to_rgb(hue, lighter, saturation))
        if min(contrast_ratio(mixed, ground) for ground in (NIGHT, NIGHT_INK)) >= NIGHT_CONTRAST:
            return mixed
    return WHITE


def accent_sheet(accent: str) -> str:
    """Return the style sheet that gives the pages this accent."""
    return (
        f":root{{--accent:{accent};--on-accent:{WHITE}}}\n"
        "@media screen and (prefers-color-scheme:dark)"
        f"{{:root{{--accent:{by_night(accent)};--on-accent:{NIGHT_INK}}}}}\n"
    )


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(part / 255) for part in _parts(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def _parts(colour: str) -> tuple[int, int, int]:
    assert is_colour(colour), f"{colour!r} is not a colour written #rrggbb."
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
