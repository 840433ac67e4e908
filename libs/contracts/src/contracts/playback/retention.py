"""Events about how much of an asset its users watch."""

from uuid import UUID

from pydantic import AwareDatetime, Field

from contracts.event import Contract, StateEvent, event


class WatchedPart(Contract):
    """The share of the users who watched a part of an asset, with its interval of 95 %.

    All are null for a part that too few users have watched to be shown.
    """

    retention: float | None = Field(default=None, ge=0, le=1)
    low: float | None = Field(default=None, ge=0, le=1)
    high: float | None = Field(default=None, ge=0, le=1)


@event("retention.measured.v1", publisher="playback", consumers=("insights",))
class RetentionMeasuredV1(StateEvent):
    """Which share of its users has watched each part of a version of an asset, at most once a minute while it changes.

    Nothing is published of fewer than 20 users. When a deleted account makes a group as small, an event without parts
    withdraws what was published before.
    """

    asset_id: UUID
    asset_version: int = Field(gt=0)
    """The number of the version of the asset; `version` is that of this measurement."""
    media_id: UUID
    season: int | None = Field(default=None, ge=0)
    episode: int | None = Field(default=None, ge=0)
    trailer: bool = False
    duration_ms: int = Field(ge=0)
    users: int = Field(ge=0)
    parts: tuple[WatchedPart, ...] = ()
    """Parts of the same length, the first one first: 20, or none."""
    measured_at: AwareDatetime

    def key(self) -> str:
        """Keyed by version of an asset."""
        return f"{self.asset_id}:{self.asset_version}"
