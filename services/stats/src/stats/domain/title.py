"""What stats knows of one title, and how news changes it."""

from dataclasses import dataclass, replace
from datetime import date, datetime
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


@dataclass(frozen=True, slots=True)
class Signals:
    """The newest known audience of a title; a value nobody gave keeps what was known before."""

    observed_at: datetime
    live_watchers: int | None = None
    total_watchers: int | None = None
    popularity: float | None = None


@dataclass(frozen=True, slots=True)
class Title:
    """A title's facts, audience and score; `version` grows with every change told to others."""

    media_id: UUID
    kind: str
    tmdb_id: int
    version: int = 0
    facts: Facts | None = None
    signals: Signals | None = None
    score: Score | None = None
    computed_at: datetime | None = None

    def with_facts(self, facts: Facts) -> "Title":
        """Take an import's facts unless newer ones are known."""
        if self.facts is not None and facts.version <= self.facts.version:
            return self
        return replace(self, facts=facts)

    def with_signals(self, signals: Signals) -> "Title":
        """Take a look at the audience unless a newer one is known; what it left open stays as it was."""
        known = self.signals
        if known is None:
            return replace(self, signals=signals)
        if signals.observed_at <= known.observed_at:
            return self
        merged = Signals(
            observed_at=signals.observed_at,
            live_watchers=known.live_watchers if signals.live_watchers is None else signals.live_watchers,
            total_watchers=known.total_watchers if signals.total_watchers is None else signals.total_watchers,
            popularity=known.popularity if signals.popularity is None else signals.popularity,
        )
        return replace(self, signals=merged)

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
        newest_popularity = signals.popularity if signals and signals.popularity is not None else facts.popularity
        return ScoreInput(
            popularity=newest_popularity,
            live_watchers=signals.live_watchers if signals else None,
            imdb=facts.imdb,
            trakt=facts.trakt,
            metacritic=facts.metacritic,
            rotten_tomatoes=facts.rotten_tomatoes,
            release_date=facts.release_date,
        )
