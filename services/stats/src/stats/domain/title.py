"""A title as the score sees it, and how updates are merged into it.

Merging is idempotent, commutative and associative, so any order and repetition of events ends in the same title.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Generic, TypeVar
from uuid import UUID

from chassis.core.projection import newest
from stats.domain.scoring.formulas import DEFAULT, Formulas, Scores
from stats.domain.scoring.inputs import ScoreInput, Vote

Number = TypeVar("Number", int, float)


@dataclass(frozen=True, slots=True)
class Facts:
    """What an import states of a title that the score and its pictures need; null is unknown."""

    version: int
    name: str | None = None
    popularity: float | None = None
    release_date: date | None = None
    tmdb: Vote | None = None
    imdb: Vote | None = None
    trakt: Vote | None = None
    metacritic: int | None = None
    rotten_tomatoes: int | None = None
    imported_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Reading(Generic[Number]):
    """A value and when it was observed."""

    value: Number
    at: datetime


@dataclass(frozen=True, slots=True)
class Audience:
    """The newest reading of each signal, whichever observation it came from; null is unknown."""

    live_watchers: Reading[int] | None = None
    total_watchers: Reading[int] | None = None
    popularity: Reading[float] | None = None

    def merged(self, update: "Audience") -> "Audience":
        """Return the newer reading per signal, and of two readings of one instant the higher one."""
        return Audience(
            live_watchers=_newer(self.live_watchers, update.live_watchers),
            total_watchers=_newer(self.total_watchers, update.total_watchers),
            popularity=_newer(self.popularity, update.popularity),
        )

    @property
    def observed_at(self) -> datetime | None:
        """When the newest reading was observed."""
        readings = (self.live_watchers, self.total_watchers, self.popularity)
        return max((reading.at for reading in readings if reading is not None), default=None)


@dataclass(frozen=True, slots=True)
class Title:
    """A title's facts, audience and score. An update is a title too, with the parts that an event states.

    `version` grows with every published change.
    """

    media_id: UUID
    kind: str
    tmdb_id: int
    version: int = 0
    facts: Facts | None = None
    audience: Audience = Audience()
    score: Scores | None = None
    computed_at: datetime | None = None

    def merged(self, update: "Title") -> "Title":
        """Return the title with the newer facts and readings of the two."""
        return replace(self, facts=newest(self.facts, update.facts), audience=self.audience.merged(update.audience))

    def scored(self, now: datetime, formulas: Formulas = DEFAULT) -> "Title":
        """Return the title with its scores as of `now` and the next version; without an import there are none.

        The version also grows when the clock steps back.
        """
        if self.facts is None:
            return self
        version = max(self.version + 1, int(now.timestamp() * 1_000_000))
        return replace(self, score=formulas.compute(self.score_input(), now.date()), computed_at=now, version=version)

    def score_input(self) -> ScoreInput:
        """Return the values that the score is computed from; an observed popularity replaces the imported one."""
        facts = self.facts or Facts(version=0)
        live, popularity = self.audience.live_watchers, self.audience.popularity
        return ScoreInput(
            popularity=facts.popularity if popularity is None else popularity.value,
            live_watchers=None if live is None else live.value,
            imdb=facts.imdb,
            trakt=facts.trakt,
            metacritic=facts.metacritic,
            rotten_tomatoes=facts.rotten_tomatoes,
            release_date=facts.release_date,
            tmdb=facts.tmdb,
            kind=self.kind,
            popularity_at=facts.imported_at if popularity is None else popularity.at,
            live_watchers_at=None if live is None else live.at,
            rated_at=facts.imported_at,
        )


def _newer(current: Reading[Number] | None, update: Reading[Number] | None) -> Reading[Number] | None:
    if current is None or update is None:
        return update if current is None else current
    return max(current, update, key=lambda reading: (reading.at, reading.value))
