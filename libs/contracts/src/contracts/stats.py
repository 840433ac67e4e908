"""Events that stats publishes: the open score of a title and the values it was computed from."""

from typing import Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from contracts.event import Contract, ResponsesChanged, StateEvent, event
from contracts.identity import Kind
from contracts.ingestion import Ratings


class Scores(Contract):
    """The scores of a title, each from 0 to 100."""

    ratingo: float = Field(ge=0, le=100)
    quality: float = Field(ge=0, le=100)
    popularity: float = Field(ge=0, le=100)
    freshness: float = Field(ge=0, le=100)


class FormulaScore(Contract):
    """The score of a title by one formula, from 0 to 100, and its 90 % interval.

    The value is null, with a reason such as `NO_RATINGS`, when the formula has nothing to go by. A formula without an
    interval has neither `low` nor `high`.
    """

    formula: str
    value: float | None = Field(default=None, ge=0, le=100)
    low: float | None = Field(default=None, ge=0, le=100)
    high: float | None = Field(default=None, ge=0, le=100)
    reason: str | None = None


@event(
    "stats.updated.v1",
    publisher="stats",
    consumers=("catalog", "insights", "library", "search"),
    public=(
        "version",
        "media_id",
        "kind",
        "tmdb_id",
        "scores",
        "score",
        "average_rating",
        "total_votes",
        "ratings",
        "live_watchers",
        "total_watchers",
        "computed_at",
    ),
)
class StatsUpdatedV1(StateEvent):
    """A title's scores, ratings and audience after a change of any of them."""

    media_id: UUID
    kind: Kind
    tmdb_id: int
    scores: Scores
    """`ratingo` places the title in lists: the score shown, or what its formula expects of a title without ratings."""
    score: FormulaScore | None = None
    """The score shown; null in older events, whose score is `scores.ratingo` by the formula `ratingo-1`."""
    shadows: tuple[FormulaScore, ...] = ()
    """The scores by the formulas that are computed beside the one shown."""
    average_rating: float | None = Field(default=None, ge=0, le=10)
    """The weighted mean of the sources on a scale of 0 to 10; null when no source rated the title."""
    total_votes: int = Field(ge=0)
    ratings: Ratings = Ratings()
    source_popularity: float | None = Field(default=None, ge=0)
    live_watchers: int | None = Field(default=None, ge=0)
    total_watchers: int | None = Field(default=None, ge=0)
    computed_at: AwareDatetime

    def key(self) -> str:
        """Keyed by title."""
        return str(self.media_id)


class DropOffPoint(Contract):
    """The episode at which an unusual share of the users is lost."""

    season: int = Field(gt=0)
    episode: int = Field(ge=0)
    title: str | None = None
    loss: float = Field(ge=0, le=1)
    """The share that is lost there, of those who were left before it."""
    certainty: float | None = Field(default=None, ge=0, le=1)
    """The share of repetitions of the analysis that find this point; null for a rule without repetitions."""


@event(
    "dropoff.analyzed.v1",
    publisher="stats",
    consumers=("catalog",),
    public=(
        "version",
        "media_id",
        "kind",
        "tmdb_id",
        "method",
        "reason",
        "point",
        "retention",
        "episodes",
        "analyzed_at",
    ),
)
class DropoffAnalyzedV1(StateEvent):
    """Where the users of a show leave it, by the best method that has enough data. Published when it changes."""

    media_id: UUID
    kind: Kind
    tmdb_id: int = Field(gt=0)
    method: Literal["survival-1", "votes-1", "threshold-1"]
    source: str | None = None
    """Whose votes, or `marquee` for plays of own users; null when there are none."""
    reason: str | None = None
    """Why there is no result; null when there is one."""
    point: DropOffPoint | None = None
    """Null when the loss is even, or when there is no result."""
    retention: float | None = Field(default=None, ge=0)
    """The share of the users who began the show that is left at its last episode; null without a curve."""
    sample_size: int = Field(ge=0)
    """Users, or votes of all episodes together."""
    episodes: int = Field(ge=0)
    analyzed_at: AwareDatetime

    def key(self) -> str:
        """Keyed by title."""
        return str(self.media_id)


@event("stats.changed.v1", publisher="stats", consumers=("gateway",), keep_days=1, partitions=1)
class StatsChangedV1(ResponsesChanged):
    """What has changed of that which public responses of stats depend on, after the read model has the change."""
