"""Events that stats publishes: the open score of a title and the values it was computed from."""

from uuid import UUID

from pydantic import AwareDatetime, Field

from contracts.event import Contract, StateEvent, event
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


@event("stats.updated.v1", publisher="stats", consumers=("catalog", "insights", "library", "search"))
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
