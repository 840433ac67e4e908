"""What stats knows of one title, and how news changes it."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Generic, TypeVar
from uuid import UUID

from stats.domain.score import Score, ScoreInput, Vote, compute


@dataclass(frozen=True, slots=True)
class Facts:
    """What an import said of a title that the score needs; null is unknown."""

    version: int
    popularity: float | None = None
    release_date: date | None = None
    tmdb: Vote | None = None
    imdb: Vote | None = None
    trakt: Vote | None = None
    metacritic: int | None = None
    rotten_tomatoes: int | None = None


Number = TypeVar("Number", int, float)


@dataclass(frozen=True, slots=True)
class Signals:
    """One look at a title's audience; null is unknown."""

    observed_at: datetime
    live_watchers: int | None = None
    total_watchers: int | None = None
    popularity: float | None = None


@dataclass(frozen=True, slots=True)
class Reading(Generic[Number]):
    """A value and when it was observed."""

    value: Number
    at: datetime


@dataclass(frozen=True, slots=True)
class Audience:
    """The newest known value of each signal, whichever look it came from.

    The outcome does not depend on the order or number of the looks: per signal the newest reading counts, and of
    two readings of one instant the higher one.
    """

    live: Reading[int] | None = None
    total: Reading[int] | None = None
    source_popularity: Reading[float] | None = None

    def seen(self, signals: Signals) -> "Audience":
        """Return the audience after a look at it."""
        at = signals.observed_at
        return Audience(
            live=_newer(self.live, signals.live_watchers, at),
            total=_newer(self.total, signals.total_watchers, at),
            source_popularity=_newer(self.source_popularity, signals.popularity, at),
        )

    @property
    def observed_at(self) -> datetime | None:
        """When the newest reading was observed."""
        readings = (self.live, self.total, self.source_popularity)
        return max((reading.at for reading in readings if reading is not None), default=None)

    @property
    def live_watchers(self) -> int | None:
        """How many watch it now."""
        return None if self.live is None else self.live.value

    @property
    def total_watchers(self) -> int | None:
        """How many have ever watched it."""
        return None if self.total is None else self.total.value

    @property
    def popularity(self) -> float | None:
        """The provider's own popularity."""
        return None if self.source_popularity is None else self.source_popularity.value


@dataclass(frozen=True, slots=True)
class Title:
    """A title's facts, audience and score; `version` grows with every change told to others."""

    media_id: UUID
    kind: str
    tmdb_id: int
    version: int = 0
    facts: Facts | None = None
    signals: Audience = Audience()
    score: Score | None = None
    computed_at: datetime | None = None

    def with_facts(self, facts: Facts) -> "Title":
        """Take an import's facts unless newer ones are known."""
        if self.facts is not None and facts.version <= self.facts.version:
            return self
        return replace(self, facts=facts)

    def with_signals(self, signals: Signals) -> "Title":
        """Return the title after a look at its audience, itself where that brings nothing newer."""
        audience = self.signals.seen(signals)
        return self if audience == self.signals else replace(self, signals=audience)

    def scored(self, now: datetime) -> "Title":
        """Give the title with its score as of `now`; without an import there is nothing to score yet."""
        if self.facts is None:
            return self
        version = max(self.version + 1, int(now.timestamp() * 1_000_000))
        return replace(self, score=compute(self.score_input(), now.date()), computed_at=now, version=version)

    def score_input(self) -> ScoreInput:
        """Give what the score is computed from."""
        facts = self.facts or Facts(version=0)
        signals = self.signals
        newest_popularity = facts.popularity if signals.popularity is None else signals.popularity
        return ScoreInput(
            popularity=newest_popularity,
            live_watchers=signals.live_watchers,
            imdb=facts.imdb,
            trakt=facts.trakt,
            metacritic=facts.metacritic,
            rotten_tomatoes=facts.rotten_tomatoes,
            release_date=facts.release_date,
        )


def _newer(known: Reading[Number] | None, value: Number | None, at: datetime) -> Reading[Number] | None:
    if value is None:
        return known
    given = Reading(value, at)
    return given if known is None else max(known, given, key=lambda reading: (reading.at, reading.value))
