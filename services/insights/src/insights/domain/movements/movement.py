"""Risers and fallers: titles whose audience grows faster or slower than in the period before.

With s the cumulative watchers, T0 the title's newest snapshot, T1 = T0 - N days and T2 = T0 - 2N days:
growthCurrent = s(T0) - s(T1), growthPrev = s(T1) - s(T2), delta = growthCurrent - growthPrev. When a day has no
snapshot, the nearest earlier one within the window's tolerance replaces it; without one there is no movement, because
a missing value is not zero.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

FALLER_LEAST_GROWTH: Final = 100
FALLER_PERCENT: Final = -10.0
FRESH_DAYS: Final = 3
"""A title whose newest snapshot is more days older than the newest of all titles has no movement."""

Direction = Literal["riser", "faller"]


@dataclass(frozen=True, slots=True)
class Window:
    """A length of time in days, and how many days earlier than its endpoints a snapshot may be."""

    days: int
    tolerance: int

    @property
    def name(self) -> str:
        """The name in requests, for example `30d`."""
        return f"{self.days}d"

    def needs_since(self, newest: date) -> date:
        """Return the latest day on which a title's history may begin, for a newest snapshot of day `newest`."""
        return newest - timedelta(days=2 * self.days)


WINDOWS: Final = (Window(1, 0), Window(7, 1), Window(30, 3), Window(90, 9), Window(365, 14))
WINDOW_BY_NAME: Final = {window.name: window for window in WINDOWS}


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
        """The change of the growth, in watchers."""
        return self.growth_current - self.growth_prev

    @property
    def delta_percent(self) -> float | None:
        """The change in percent of the earlier growth, one decimal; null without an earlier growth."""
        return None if self.growth_prev == 0 else round(100 * self.delta / abs(self.growth_prev), 1)

    @property
    def is_new(self) -> bool:
        """Whether the title grew in the newest period only."""
        return self.growth_prev == 0 and self.growth_current > 0

    @property
    def direction(self) -> Direction | None:
        """`riser` when the growth increased, `faller` when a growth of at least 100 lost a tenth or more, else null."""
        if self.delta > 0:
            return "riser"
        percent = self.delta_percent
        fell = percent is not None and percent <= FALLER_PERCENT
        return "faller" if fell and self.growth_prev >= FALLER_LEAST_GROWTH else None


@dataclass(frozen=True, slots=True)
class WindowEndpoints:
    """A title's cumulative watchers at the three endpoints of a window; null without a snapshot."""

    window_days: int
    day: date
    newest: int
    before: int | None
    earlier: int | None


def movement(endpoints: WindowEndpoints) -> Movement | None:
    """Return the movement between the endpoints, or null when one is missing."""
    if endpoints.before is None or endpoints.earlier is None:
        return None
    return Movement(
        window_days=endpoints.window_days,
        day=endpoints.day,
        current_watchers=endpoints.newest,
        growth_current=endpoints.newest - endpoints.before,
        growth_prev=endpoints.before - endpoints.earlier,
    )
