"""Titles on posters: set in the largest size in which they fit their box."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from io import BytesIO
from typing import Final, Literal

from PIL import ImageDraw, ImageFont

from provider_simulator.images.canvas import Canvas
from provider_simulator.images.palettes import Color

Align = Literal["left", "center"]
SIZES: Final = tuple(round(0.26 * 0.93**step, 4) for step in range(40))
"""Sizes of a title as parts of the shorter side, the largest first."""


@dataclass(frozen=True, slots=True)
class Face:
    """A typeface: its file, whether titles are in capitals, the space between lines, and the extra between letters."""

    file: str
    capitals: bool
    leading: float
    tracking: float = 0.0
    scale: float = 1.0


ANTON: Final = Face("anton-latin-400-normal.woff", True, 1.12)
CINZEL: Final = Face("cinzel-latin-700-normal.woff", True, 1.12, 0.02, 0.86)
JOSEFIN: Final = Face("josefin-sans-latin-600-normal.woff", True, 1.0, 0.04, 0.9)
MICHROMA: Final = Face("michroma-latin-400-normal.woff", True, 1.25, 0.02, 0.66)
OSWALD: Final = Face("oswald-latin-500-normal.woff", True, 1.2, 0.02)
PLAYFAIR: Final = Face("playfair-display-latin-700-normal.woff", False, 1.08, 0.0, 0.95)

FACES_BY_GENRE: Final[dict[str, tuple[Face, ...]]] = {
    "science-fiction": (MICHROMA, JOSEFIN, ANTON),
    "sci-fi-fantasy": (MICHROMA, CINZEL, JOSEFIN),
    "fantasy": (CINZEL, PLAYFAIR),
    "history": (CINZEL, PLAYFAIR),
    "war": (ANTON, OSWALD, CINZEL),
    "horror": (ANTON, PLAYFAIR, OSWALD),
    "romance": (PLAYFAIR, JOSEFIN),
    "comedy": (JOSEFIN, ANTON, OSWALD),
    "family": (JOSEFIN, OSWALD),
    "animation": (JOSEFIN, ANTON),
    "action": (ANTON, OSWALD, MICHROMA),
    "western": (ANTON, PLAYFAIR),
}
_OTHERS: Final = (PLAYFAIR, ANTON, JOSEFIN, OSWALD, CINZEL)


def faces_for(genres: Sequence[str]) -> tuple[Face, ...]:
    """Return the faces that suit the first of the genres that has some."""
    return next((FACES_BY_GENRE[genre] for genre in genres if genre in FACES_BY_GENRE), _OTHERS)


def title_lines(canvas: Canvas, text: str, face: Face, width: float, height: float) -> tuple[list[str], int]:
    """Return the lines of a title and the size in pixels in which they fit the box, the largest that does."""
    words = (text.upper() if face.capitals else text).split()
    for size in SIZES:
        pixels = max(8, round(size * face.scale * canvas.unit))
        lines = _wrapped(words, face, pixels, width * canvas.width)
        if lines is not None and len(lines) * face.leading * pixels <= height * canvas.height:
            return lines, pixels
    return [" ".join(words)[:40]], pixels


def write(
    canvas: Canvas,
    lines: Sequence[str],
    face: Face,
    pixels: int,
    color: Color,
    *,
    x: float,
    y: float,
    align: Align,
) -> float:
    """Write lines from the top `y` down, and return where they end; `x` is the left edge or the center."""
    draw = ImageDraw.Draw(canvas.image)
    font, top = _font(face.file, pixels), y * canvas.height
    for line in lines:
        left = x * canvas.width - (_length(line, face, pixels) / 2 if align == "center" else 0)
        if face.tracking:
            for letter in line:
                draw.text((left, top), letter, font=font, fill=color)
                left += font.getlength(letter) + face.tracking * pixels
        else:
            draw.text((left, top), line, font=font, fill=color)
        top += face.leading * pixels
    return top / canvas.height


def _wrapped(words: Sequence[str], face: Face, pixels: int, width: float) -> list[str] | None:
    """Return the words in as few lines as fit the width, of even lengths; null if a word does not fit."""
    lengths = [_length(word, face, pixels) for word in words]
    if max(lengths) > width:
        return None
    for count in range(1, len(words) + 1):
        limit = max(*lengths, _length(" ".join(words), face, pixels) / count * (1.12 if count > 1 else 1.0))
        lines = _greedy(words, face, pixels, min(width, limit))
        if len(lines) <= count:
            return lines
    return list(words)


def _greedy(words: Sequence[str], face: Face, pixels: int, width: float) -> list[str]:
    lines = [words[0]]
    for word in words[1:]:
        longer = f"{lines[-1]} {word}"
        if _length(longer, face, pixels) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _length(text: str, face: Face, pixels: int) -> float:
    return _width(face.file, text) * pixels + face.tracking * pixels * (len(text) - 1)


@lru_cache(maxsize=4096)
def _width(file: str, text: str) -> float:
    """Return the width of a text in the size of one pixel."""
    return _font(file, 100).getlength(text) / 100


@lru_cache(maxsize=256)
def _font(file: str, pixels: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(BytesIO(_file(file)), pixels, layout_engine=ImageFont.Layout.BASIC)


@lru_cache(maxsize=8)
def _file(name: str) -> bytes:
    return files(__package__).joinpath("fonts", name).read_bytes()
