"""Events about what can be played of titles."""

from uuid import UUID

from pydantic import AwareDatetime, Field

from contracts.event import Event, event


@event("asset.ready.v1", publisher="playback", keep_days=30)
class AssetReadyV1(Event):
    """A version of a video is complete and verified: from now on it is what is played of its subject."""

    asset_id: UUID
    media_id: UUID
    season: int | None = Field(default=None, ge=0)
    episode: int | None = Field(default=None, ge=0)
    trailer: bool = False
    number: int = Field(gt=0)
    """The number of the version."""
    duration_ms: int = Field(gt=0)
    ready_at: AwareDatetime

    def key(self) -> str:
        """Keyed by asset: its versions stay in order."""
        return str(self.asset_id)


@event("asset.unpublished.v1", publisher="playback", keep_days=30)
class AssetUnpublishedV1(Event):
    """Nothing is played of a subject any more, until it is published again: `asset.ready.v1` follows then."""

    asset_id: UUID
    media_id: UUID
    season: int | None = Field(default=None, ge=0)
    episode: int | None = Field(default=None, ge=0)
    trailer: bool = False
    unpublished_at: AwareDatetime

    def key(self) -> str:
        """Keyed by asset."""
        return str(self.asset_id)
