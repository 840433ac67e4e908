"""Foreign texts in a picture: control characters, lengths, and characters that no installed font has."""

import unicodedata
from functools import cache, lru_cache
from typing import Final

from anyascii import anyascii

from charts.model import MOST_CHARACTERS

BUNDLED: Final = "DejaVu Sans"
"""The font of the chart library: Latin, Greek, Cyrillic, Arabic, Hebrew, Armenian, Georgian."""
OTHERS: Final = (
    "Noto Sans",
    "Noto Sans CJK JP",
    "Noto Sans CJK SC",
    "Noto Sans CJK KR",
    "Noto Sans Devanagari",
    "Noto Sans Thai",
    "Noto Sans Tamil",
    "Noto Sans Bengali",
    "WenQuanYi Zen Hei",
)
"""Fonts that are used for other characters where they are installed."""
_STEPS: Final = ((1e9, "B"), (1e6, "M"), (1e3, "k"))


def one_line(text: str, most: int = MOST_CHARACTERS) -> str:
    """Return a text without control characters, in one line, shortened with an ellipsis."""
    # Categories C: control, format, surrogate, private, unassigned. Two of format join letters of Indic scripts.
    kept = "".join(
        character if unicodedata.category(character)[0] != "C" or character in "\u200c\u200d" else " "
        for character in unicodedata.normalize("NFC", text)
    )
    line = " ".join(kept.split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


@cache
def families() -> tuple[str, ...]:
    """Return the families of fonts to draw with, in order; the first is always there."""
    from matplotlib import font_manager  # noqa: PLC0415 - a large import, for processes that draw

    installed = {font.name for font in font_manager.fontManager.ttflist}
    return (BUNDLED, *(family for family in OTHERS if family in installed))


def drawable(text: str) -> str:
    """Return a text with which no box is drawn: what no installed font has is transliterated to Latin letters."""
    return "".join(character if _is_covered(character) else anyascii(character) or "?" for character in text)


@lru_cache(maxsize=4096)
def _is_covered(character: str) -> bool:
    return any(ord(character) in characters for characters in _coverage())


@cache
def _coverage() -> tuple[frozenset[int], ...]:
    from matplotlib import font_manager  # noqa: PLC0415

    paths = (font_manager.findfont(family, fallback_to_default=False) for family in families())
    return tuple(frozenset(font_manager.get_font(path).get_charmap()) for path in paths)


def compact(value: float) -> str:
    """Return a number with at most three digits behind the point, thousands as `k`, millions as `M`."""
    for size, letter in _STEPS:
        if abs(value) >= size * 0.9995:
            return f"{_short(value / size)}{letter}"
    return _short(value)


def _short(value: float) -> str:
    text = f"{value:.3g}" if abs(value) < 100 else f"{value:.0f}"
    return f"{value:.4f}".rstrip("0").rstrip(".") if "e" in text else text
