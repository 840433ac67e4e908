"""How many people watch a title on a day, as closed forms of the date.

The promise: totals never fall, any day can be requested, and a day's numbers never change afterwards,
so a history ends exactly where today's responses begin.
"""

import math
from dataclasses import dataclass
from datetime import date

from provider_simulator.titles.seeded_random import between, mix, unit

EPOCH = date(2026, 1, 1)
"""The day for which the tables state the totals."""

NEW_WATCHERS_PER_LIVE = 0.8
"""New people a day for each person watching at the same moment."""


@dataclass(frozen=True, slots=True)
class Signals:
    """One title on one day: people who ever watched it, people watching now, TMDB's popularity."""

    total_watchers: int
    live_watchers: int
    popularity: float


@dataclass(frozen=True, slots=True)
class Wave:
    """An established title: interest swings slowly about its usual level.

    `swing` (0 to 1) is how far it moves, `period` days is one full swing, `phase` (0 to 1) where it stands
    on EPOCH. The total is the integral of the daily interest, so a rising wave is a riser.
    """

    popularity: float
    live: int
    watchers: int
    swing: float
    period: float
    phase: float

    def on(self, day: date) -> Signals:
        """Return the numbers of that day."""
        elapsed = (day - EPOCH).days
        angle = math.tau * (elapsed / self.period + self.phase)
        level = 1 + self.swing * math.sin(angle)
        lead = math.cos(math.tau * self.phase) - math.cos(angle)
        days = elapsed + self.swing * self.period / math.tau * lead
        total = self.watchers + self.live * NEW_WATCHERS_PER_LIVE * days
        return Signals(max(0, int(total)), round(self.live * level), round(self.popularity * level, 4))


@dataclass(frozen=True, slots=True)
class Launch:
    """Return a new title's audience: none before `released`, a peak of `live` that day, decay over `decay` days."""

    popularity: float
    live: int
    decay: float
    released: date

    def on(self, day: date) -> Signals:
        """Return the numbers of that day; popularity builds up before the release."""
        age = (day - self.released).days
        popularity = max(0.6, round(self.popularity * math.exp(-abs(age) / self.decay), 4))
        if age < 0:
            return Signals(0, 0, popularity)
        left = math.exp(-age / self.decay)
        total = self.live * NEW_WATCHERS_PER_LIVE * self.decay * (1 - math.exp(-(age + 1) / self.decay))
        return Signals(int(total), round(self.live * left), popularity)


WEEK = (0.96, 0.94, 0.95, 0.97, 1.02, 1.1, 1.07)
"""How much interest each day of the week has, from Monday on."""

_FASHION_DAYS = 1461


@dataclass(frozen=True, slots=True)
class Lively:
    """Another audience with what real ones have: fashions of years, a weekly rhythm, noise, and bursts of interest.

    Only popularity and people watching vary; the total stays that of the other audience. The salt makes the pattern.
    """

    usual: Wave | Launch
    salt: int

    def on(self, day: date) -> Signals:
        """Return the numbers of that day."""
        usual = self.usual.on(day)
        factor = WEEK[day.weekday()] * self.fashion(day) * self._burst(day)
        live = usual.live_watchers * factor * self._noise(day, 1, 0.06)
        popularity = usual.popularity * factor * self._noise(day, 2, 0.04)
        return Signals(usual.total_watchers, round(live), max(0.6, round(popularity, 4)))

    def fashion(self, day: date) -> float:
        """Return how much the title is in fashion, from one half to three halves: it comes and goes in four years."""
        return 1 + 0.5 * math.sin(math.tau * (day.toordinal() / _FASHION_DAYS + unit(67, self.salt)))

    def _noise(self, day: date, part: int, size: float) -> float:
        return between(1 - size, 1 + size, 61, self.salt, part, day.toordinal())

    def _burst(self, day: date) -> float:
        """Return the factor of the last burst: in about every second period there is one, which fades in days."""
        period = 80 + mix(62, self.salt) % 90
        number, age = divmod(day.toordinal() + mix(63, self.salt) % period, period)
        age -= mix(64, self.salt, number) % (period // 2)
        if age < 0 or unit(65, self.salt, number) < 0.5:
            return 1.0
        return 1 + between(0.4, 1.8, 66, self.salt, number) * math.exp(-age / 5)


Audience = Wave | Launch | Lively
