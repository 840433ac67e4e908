"""A picture in the making: coordinates are parts of its width and height, so a scene fits every size and shape."""

from collections.abc import Sequence
from functools import lru_cache
from random import Random
from typing import Final

from PIL import Image, ImageChops, ImageDraw

from provider_simulator.images.palettes import Color

Point = tuple[float, float]
GLOW: Final = 256
"""Width of the gradient of which glows are made."""
NOISE: Final = 4
"""How much the grain of the paper changes a channel, of 255."""


class Canvas:
    """Draws with parts of the size: x of the width, y of the height, lengths of the shorter side."""

    def __init__(self, width: int, height: int) -> None:
        self.image = Image.new("RGB", (width, height))
        self.width = width
        self.height = height
        self.unit = min(width, height)
        self._draw = ImageDraw.Draw(self.image)

    @property
    def is_wide(self) -> bool:
        """Return whether the picture is wider than high."""
        return self.width > self.height

    def gradient(self, top: Color, bottom: Color) -> None:
        """Fill the picture with a vertical gradient."""
        self.image.paste(_gradient(top, bottom, self.height).resize(self.image.size, Image.Resampling.NEAREST))

    def polygon(self, points: Sequence[Point], color: Color) -> None:
        """Fill a polygon."""
        self._draw.polygon([self.at(*point) for point in points], fill=color)

    def trapezoid(self, x: float, top: float, bottom: float, halves: tuple[float, float], color: Color) -> None:
        """Fill a trapezoid around an axis; `halves` are half of its upper and of its lower side."""
        above, below = (half * self.unit / self.width for half in halves)
        self.polygon([(x - above, top), (x + above, top), (x + below, bottom), (x - below, bottom)], color)

    def rectangle(self, left: float, top: float, right: float, bottom: float, color: Color) -> None:
        """Fill a rectangle."""
        self._draw.rectangle([self.at(left, top), self.at(right, bottom)], fill=color)

    def circle(self, x: float, y: float, radius: float, color: Color) -> None:
        """Fill a circle."""
        self.ellipse(x, y, radius, radius, color)

    def ellipse(self, x: float, y: float, across: float, down: float, color: Color) -> None:
        """Fill an ellipse by its center and its radii."""
        self._draw.ellipse(self._box(x, y, across, down), fill=color)

    def ring(self, x: float, y: float, radius: float, thickness: float, color: Color) -> None:
        """Draw a circle's line."""
        width = max(1, round(thickness * self.unit))
        self._draw.ellipse(self._box(x, y, radius, radius), outline=color, width=width)

    def pie(self, x: float, y: float, radius: float, start: float, end: float, color: Color) -> None:
        """Fill a sector; angles are in degrees, clockwise from the right."""
        self._draw.pieslice(self._box(x, y, radius, radius), start, end, fill=color)

    def line(self, points: Sequence[Point], thickness: float, color: Color) -> None:
        """Draw a line through points."""
        width = max(1, round(thickness * self.unit))
        self._draw.line([self.at(*point) for point in points], fill=color, width=width, joint="curve")

    def glow(self, x: float, y: float, radius: float, color: Color, strength: float) -> None:
        """Lighten a round region towards a color, most at its center."""
        size = 2 * radius * self.unit
        left, top = x * self.width - size / 2, y * self.height - size / 2
        # Only the part within the picture is made: a glow is often larger than what is seen of it.
        seen = (max(0, round(left)), max(0, round(top)),
                min(self.width, round(left + size)), min(self.height, round(top + size)))  # fmt: skip
        if seen[0] >= seen[2] or seen[1] >= seen[3]:
            return
        scale = GLOW / size
        part = (
            max(0.0, (seen[0] - left) * scale),
            max(0.0, (seen[1] - top) * scale),
            min(GLOW, (seen[2] - left) * scale),
            min(GLOW, (seen[3] - top) * scale),
        )
        shape = seen[2] - seen[0], seen[3] - seen[1]
        mask = _glow_mask(round(strength * 255)).resize(shape, Image.Resampling.BILINEAR, box=part)
        self.image.paste(color, seen, mask)

    def shade(self, color: Color, *, top: float, bottom: float, strength: float, rising: bool = False) -> None:
        """Cover a band, the more the further down it is, or the further up if it is `rising`."""
        first, last = round(top * self.height), round(bottom * self.height)
        if last <= first:
            return
        ramp = Image.linear_gradient("L").resize((1, last - first), Image.Resampling.BILINEAR)
        if rising:
            ramp = ramp.transpose(Image.Transpose.FLIP_TOP_BOTTOM)
        mask = ramp.point([round(value * strength) for value in range(256)])
        mask = mask.resize((self.width, last - first), Image.Resampling.NEAREST)
        self.image.paste(color, (0, first, self.width, last), mask)

    def at(self, x: float, y: float) -> Point:
        """Return the pixel of a point."""
        return x * self.width, y * self.height

    def _box(self, x: float, y: float, across: float, down: float) -> list[Point]:
        center_x, center_y = self.at(x, y)
        across, down = across * self.unit, down * self.unit
        return [(center_x - across, center_y - down), (center_x + across, center_y + down)]


def grained(image: Image.Image) -> Image.Image:
    """Return an image with the grain of paper."""
    tile = _noise()
    noise = Image.new("RGB", image.size)
    for left in range(0, image.width, tile.width):
        for top in range(0, image.height, tile.height):
            noise.paste(tile, (left, top))
    return ImageChops.add(image, noise, 1, -NOISE)


def _gradient(top: Color, bottom: Color, height: int) -> Image.Image:
    steps = Image.linear_gradient("L").resize((1, height), Image.Resampling.BILINEAR)
    channels = [
        steps.point([round(first + (last - first) * value / 255) for value in range(256)])
        for first, last in zip(top, bottom, strict=True)
    ]
    return Image.merge("RGB", channels)


@lru_cache(maxsize=16)
def _glow_mask(strength: int) -> Image.Image:
    return Image.radial_gradient("L").point([max(0, strength - round(value * strength / 180)) for value in range(256)])


@lru_cache(maxsize=1)
def _noise() -> Image.Image:
    values = Random(1).choices(range(2 * NOISE + 1), k=256 * 256)
    gray = Image.frombytes("L", (256, 256), bytes(values))
    return Image.merge("RGB", (gray, gray, gray))
