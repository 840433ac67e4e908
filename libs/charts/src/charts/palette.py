"""Colors of both themes: the palette of Okabe and Ito, with variants that have a contrast of 3:1 to the background.

Readers who cannot distinguish two of these colors still have dashes and marks: no meaning is in the color alone.
https://jfly.uni-koeln.de/color/
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Palette:
    """The colors of a theme; every color is the color of one role, so that one theme translates into the other."""

    background: str
    ink: str
    muted: str
    grid: str
    lines: tuple[str, ...]
    negative: str

    def roles(self) -> dict[str, str]:
        """Return the name of each color's role."""
        named = {
            self.background: "paper",
            self.ink: "ink",
            self.muted: "muted",
            self.grid: "grid",
            self.negative: "negative",
        }
        return named | {color: f"line{number}" for number, color in enumerate(self.lines)}


LIGHT: Final = Palette(
    background="#ffffff",
    ink="#1b1f24",
    muted="#57606a",
    grid="#d8dee4",
    lines=("#0072b2", "#d55e00", "#009e73", "#b0568c", "#9c6f00", "#3a3f45"),
    negative="#b35000",
)
DARK: Final = Palette(
    background="#0d1117",
    ink="#e6edf3",
    muted="#9198a1",
    grid="#30363d",
    lines=("#56b4e9", "#e69f00", "#22c79a", "#cc79a7", "#f0e442", "#c9d1d9"),
    negative="#f0883e",
)
DASHES: Final = ("-", (0, (6, 2)), (0, (2, 1.5)), (0, (6, 2, 1.5, 2)), (0, (9, 2, 2, 2, 2, 2)), (0, (1, 1)))
MARKS: Final = ("o", "s", "^", "D", "v", "P")


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colors, 1 to 21 (WCAG 2.2)."""
    brighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


def _luminance(color: str) -> float:
    channels = (int(color[start : start + 2], 16) / 255 for start in (1, 3, 5))
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
