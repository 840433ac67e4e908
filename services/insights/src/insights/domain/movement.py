"""Risers and fallers: does a title's audience grow faster than in the period before?

With s the cumulative watchers, T0 the title's newest snapshot, T1 = T0 - N days and T2 = T0 - 2N days:
growthCurrent = s(T0) - s(T1), growthPrev = s(T1) - s(T2), delta = growthCurrent - growthPrev. Where a day has no
snapshot the nearest earlier one within the window's tolerance stands in; without one there is no movement: what
is missing is not zero.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

FALLER_LEAST_GROWTH: Final = 100
FALLER_PERCENT: Final = -10.0
FRESH_DAYS: Final = 3
"""A title whose newest snapshot lies further behind the newest of all takes part in no movement."""

Direction = Literal["riser", "faller"]


@dataclass(frozen=True, slots=True)
class Window:
    """A length of time in days, and how many days earlier a snapshot may stand in at its ends."""

    days: int
    tolerance: int

    @property
    def name(self) -> str:
        """What clients call it, for example `30d`."""
        return f"{self.days}d"

    def needs_since(self, newest: date) -> date:
        """Give the latest day on which a title's history may begin."""
        return newest - timedelta(days=2 * self.days)


WINDOWS: Final = (Window(30, 3), Window(90, 9), Window(365, 14))


@dataclass(frozen=True, slots=True)
class Movement:
    """How the growth of a title's cumulative watchers changed between two periods of `window_days`."""

    window_days: int
    day: date
    current_watchers: int
    growth_current: int
    growth_prev: int

    @property
    def delta(self) -> int:
        """By how many watchers the growth changed."""
        return self.growth_current - self.growth_prev

    @property
    def delta_percent(self) -> float | None:
        """The change in percent of the earlier growth, one decimal; null where there was no earlier growth."""
        return None if self.growth_prev == 0 else round(100 * self.delta / abs(self.growth_prev), 1)

    @property
    def is_new(self) -> bool:
        """Whether the title grew only now."""
        return self.growth_prev == 0 and self.growth_current > 0

    @property
    def direction(self) -> Direction | None:
        """Riser where growth grew; faller where a growth of at least 100 lost at least a tenth; else neither."""
        if self.delta > 0:
            return "riser"
        percent = self.delta_percent
        fell = percent is not None and percent <= FALLER_PERCENT
        return "faller" if fell and self.growth_prev >= FALLER_LEAST_GROWTH else None


@dataclass(frozen=True, slots=True)
class Ends:
    """A title's cumulative watchers at the three ends of a window; null where no snapshot stands in."""

    window_days: int
    day: date
    newest: int
    before: int | None
    earlier: int | None


def movement(ends: Ends) -> Movement | None:
    """Give the movement between the ends, or null where one is missing."""
    if ends.before is None or ends.earlier is None:
        return None
    return Movement(
        window_days=ends.window_days,
        day=ends.day,
        current_watchers=ends.newest,
        growth_current=ends.newest - ends.before,
        growth_prev=ends.before - ends.earlier,
    )
