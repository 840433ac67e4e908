"""The days that statistics cover."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Period:
    """Days from the first to the last, both included; null is open."""

    first: date | None = None
    last: date | None = None

    @classmethod
    def of_year(cls, year: int) -> "Period":
        """Return the days of a year."""
        return cls(date(year, 1, 1), date(year, 12, 31))

    @property
    def is_open(self) -> bool:
        """Whether every play counts, also those of which the day is unknown."""
        return self.first is None and self.last is None

    @property
    def key(self) -> str:
        """The period as text, the same for equal periods."""
        return f"{self.first or ''}..{self.last or ''}"
