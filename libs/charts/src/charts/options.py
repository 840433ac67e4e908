"""How a picture looks: its form, its theme, its size."""

from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

Format: TypeAlias = Literal["svg", "png"]
Theme: TypeAlias = Literal["light", "dark", "auto"]

LEAST_WIDTH: Final = 240
MOST_WIDTH: Final = 1600
LEAST_HEIGHT: Final = 160
MOST_HEIGHT: Final = 1200
WIDTH: Final = 800
HEIGHT: Final = 400
SPARK_WIDTH: Final = 160
SPARK_HEIGHT: Final = 40


@dataclass(frozen=True, slots=True)
class Look:
    """Form, theme and size in pixels; the theme `auto` follows the reader's system and is light in a PNG."""

    format: Format = "svg"
    theme: Theme = "auto"
    width: int = WIDTH
    height: int = HEIGHT
