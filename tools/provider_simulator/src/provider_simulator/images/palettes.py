"""Colors of a picture, by the genre of its title."""

import colorsys
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Final

Color = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Palette:
    """The colors of a picture: two of the sky, three of what stands before it, and those of the text."""

    top: Color
    bottom: Color
    far: Color
    middle: Color
    near: Color
    accent: Color
    text: Color

    def shifted(self, turn: float) -> "Palette":
        """Return the palette with hues turned by a part of the circle; the text keeps its color."""
        return Palette(
            _turned(self.top, turn),
            _turned(self.bottom, turn),
            _turned(self.far, turn),
            _turned(self.middle, turn),
            _turned(self.near, turn),
            _turned(self.accent, turn),
            self.text,
        )


def _of(*colors: str) -> Palette:
    top, bottom, far, middle, near, accent, text = (_color(color) for color in colors)
    return Palette(top, bottom, far, middle, near, accent, text)


def _color(text: str) -> Color:
    return int(text[:2], 16), int(text[2:4], 16), int(text[4:], 16)


def _turned(color: Color, turn: float) -> Color:
    hue, light, saturation = colorsys.rgb_to_hls(*(part / 255 for part in color))
    red, green, blue = colorsys.hls_to_rgb((hue + turn) % 1.0, light, saturation)
    return round(red * 255), round(green * 255), round(blue * 255)


_SPACE: Final = (
    _of("0b1026", "3b2667", "5b4b8a", "2a1f55", "120d2b", "f7b267", "fdf6e9"),
    _of("021b2b", "0f6b73", "2a8c8c", "0b4650", "04202a", "ff7f50", "f0fbfa"),
    _of("1a0b2e", "c2367a", "7a2a73", "44195a", "1c0b2f", "6ff2e0", "fff2fa"),
)
_NIGHT: Final = (
    _of("0a0f14", "2f4550", "3c5a66", "1d2e36", "0b1216", "d7263d", "f1f3f2"),
    _of("120a0a", "5c1a1b", "7a2b2b", "3a1313", "140707", "e8c07d", "f8efe4"),
    _of("0e1a12", "3d5a45", "4d6f57", "24392b", "0c150f", "c9d96f", "eff5ea"),
)
_WARM: Final = (
    _of("f6bd60", "f28482", "d9605f", "8a3a55", "3f1f3a", "fff3c4", "fffaf0"),
    _of("ffb347", "ff5e62", "c8435b", "7b2d4f", "35173a", "ffe9b0", "fff8ee"),
    _of("f4d6a0", "e09f5a", "b36a3e", "6f3d2c", "2e1a18", "7fd1c7", "fff6e6"),
)
_PLAYFUL: Final = (
    _of("7fd8d4", "f9f2d6", "f7a072", "ef6f6c", "35496b", "ffd166", "24304d"),
    _of("ffd6a5", "ffadad", "8ac6d1", "5b8fb9", "2e4a75", "fffffc", "2a2f52"),
    _of("b8e0d2", "f7e7ce", "d6617b", "8f4a78", "3c2a57", "f4b942", "33234d"),
)
_GREEN: Final = (
    _of("e9e4c9", "9fc0a6", "6b9a82", "3d6b5c", "16352f", "e4572e", "15302a"),
    _of("1b3a4b", "6aa084", "4a7f6e", "2a5650", "10282b", "f3d17c", "f4f8ef"),
)
_STEEL: Final = (
    _of("cfd8dc", "7b93a3", "5a7486", "334d5f", "16242f", "ff6b35", "13202a"),
    _of("16222f", "466a85", "33536b", "20394d", "0b1620", "f2a541", "f3f6f8"),
)
_INK: Final = (
    _of("f3ead9", "e3cfa9", "b98f63", "6d4c3d", "2b1d1b", "c8102e", "2b1d1b"),
    _of("efe6dd", "d8c3b4", "a3847a", "5c4a52", "231f2b", "1f7a8c", "231f2b"),
)

_BY_GENRE: Final = {
    "science-fiction": _SPACE, "sci-fi-fantasy": _SPACE + _STEEL, "fantasy": _GREEN + _SPACE, "horror": _NIGHT,
    "thriller": _NIGHT + _STEEL, "mystery": _NIGHT + _GREEN, "crime": _NIGHT + _INK, "drama": _WARM + _INK + _STEEL,
    "romance": _WARM + _PLAYFUL, "comedy": _PLAYFUL, "family": _PLAYFUL, "animation": _PLAYFUL + _WARM,
    "kids": _PLAYFUL, "music": _PLAYFUL + _SPACE, "adventure": _WARM + _GREEN, "western": _WARM, "war": _STEEL + _INK,
    "history": _INK + _WARM, "documentary": _GREEN + _INK, "action": _STEEL + _WARM + _SPACE,
    "action-adventure": _WARM + _STEEL + _GREEN, "war-politics": _STEEL + _INK,
}  # fmt: skip
_OTHERS: Final = _WARM + _STEEL + _GREEN


def palette_for(genres: Sequence[str], random: Random) -> Palette:
    """Return a palette that suits the first of the genres that has some."""
    choices = next((_BY_GENRE[genre] for genre in genres if genre in _BY_GENRE), _OTHERS)
    return random.choice(choices).shifted(random.uniform(-0.025, 0.025))


def mixed(first: Color, second: Color, share: float) -> Color:
    """Return the color between two, at a share of the way."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(first, second, strict=True))
    return red, green, blue
