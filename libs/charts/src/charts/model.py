"""What a chart shows, as plain values: the description is also the identity of the picture."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, TypeAlias

MOST_CHARACTERS: Final = 80
MOST_SERIES: Final = 6
MOST_BARS: Final = 40

Position: TypeAlias = date | datetime | int | float
"""A place on the horizontal axis: a day, an instant, or a number; one chart has one kind."""


class InvalidChart(ValueError):
    """A description of which there is no readable picture."""


@dataclass(frozen=True, slots=True)
class Caption:
    """The texts around a chart; a picture that leaves its page still says what it is, of when and from whom."""

    title: str
    subtitle: str = ""
    source: str = ""
    as_of: date | None = None


@dataclass(frozen=True, slots=True)
class Axis:
    """An axis: its name, its unit, and the range that it always covers."""

    name: str = ""
    unit: str = ""
    lowest: float | None = None
    highest: float | None = None
    downward: bool = False
    """Whether small values are at the top, as those of ranks."""
    ticks: tuple[tuple[float, str], ...] = ()
    """Places with names, instead of the numbers that the range suggests."""

    @property
    def text(self) -> str:
        """Return the name with the unit."""
        return f"{self.name} ({self.unit})" if self.name and self.unit else self.name or self.unit


@dataclass(frozen=True, slots=True)
class Point:
    """A value of a series and its interval; a value of null is a gap in the line."""

    at: Position
    value: float | None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Series:
    """A line with a name; `steps` keeps each value until the next one."""

    name: str
    points: tuple[Point, ...]
    steps: bool = False


@dataclass(frozen=True, slots=True)
class Marker:
    """A place on the horizontal axis that has a meaning, such as the release."""

    at: Position
    text: str


@dataclass(frozen=True, slots=True)
class LineChart:
    """Lines over days, instants or numbers."""

    caption: Caption
    series: tuple[Series, ...]
    horizontal: Axis = Axis()
    vertical: Axis = Axis()
    markers: tuple[Marker, ...] = ()
    note: str = "No data"
    """What the picture says when no series has a value."""

    def __post_init__(self) -> None:
        if len(self.series) > MOST_SERIES:
            raise InvalidChart(f"a chart has at most {MOST_SERIES} series")

    @property
    def is_empty(self) -> bool:
        """Return whether no series has a value."""
        return all(point.value is None for line in self.series for point in line.points)


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar with a name, and the interval of its value."""

    name: str
    value: float
    low: float | None = None
    high: float | None = None
    text: str = ""
    """The value as a text; default: the number."""


@dataclass(frozen=True, slots=True)
class BarChart:
    """Horizontal bars in the given order, the first at the top; values below zero point to the left."""

    caption: Caption
    bars: tuple[Bar, ...]
    values: Axis = Axis()
    note: str = "No data"

    def __post_init__(self) -> None:
        if len(self.bars) > MOST_BARS:
            raise InvalidChart(f"a chart has at most {MOST_BARS} bars")

    @property
    def is_empty(self) -> bool:
        """Return whether there is no bar."""
        return not self.bars


@dataclass(frozen=True, slots=True)
class Sparkline:
    """A small line without axes, for the middle of a text; the name is read by screen readers."""

    name: str
    values: tuple[float | None, ...]

    @property
    def is_empty(self) -> bool:
        """Return whether there is no value."""
        return all(value is None for value in self.values)


Chart: TypeAlias = LineChart | BarChart | Sparkline


def daily(name: str, values: Sequence[tuple[date, float | None]]) -> Series:
    """Return a series of days; a day that is missing between two others is a gap as one without a value is."""
    points: list[Point] = []
    for day, value in values:
        if points and isinstance(points[-1].at, date) and (day - points[-1].at).days > 1:
            points.append(Point(points[-1].at, None))
        points.append(Point(day, value))
    return Series(name, tuple(points))
