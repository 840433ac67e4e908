"""Events that insights publishes: whether the audience of a title grows faster than before."""

from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from contracts.event import ResponsesChanged, StateEvent, event
from contracts.identity import Kind


@event(
    "trend.changed.v1",
    publisher="insights",
    consumers=("catalog", "library", "notifications"),
    public=(
        "version",
        "media_id",
        "kind",
        "tmdb_id",
        "direction",
        "window_days",
        "as_of",
        "changed_at",
    ),
)
class TrendChangedV1(StateEvent):
    """The direction of a title's audience, published when it changes."""

    media_id: UUID
    kind: Kind
    tmdb_id: int = Field(gt=0)
    direction: Literal["up", "down", "none"]
    """`up`: it grows faster than in the period before. `down`: clearly slower. `none`: neither, or it is unknown."""
    window_days: int = Field(gt=0)
    """The length of both periods."""
    as_of: date | None = None
    """The newest day of the periods; null when the direction is unknown."""
    changed_at: AwareDatetime

    def key(self) -> str:
        """Keyed by title."""
        return str(self.media_id)


@event("insights.changed.v1", publisher="insights", consumers=("gateway",), keep_days=1, partitions=1)
class InsightsChangedV1(ResponsesChanged):
    """What has changed of that which public responses of insights depend on, after the read model has the change."""
