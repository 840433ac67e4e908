"""Events about what users play, and which sessions have ended. None has the name of a device."""

from typing import Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from contracts.event import Event, event

PlayState = Literal["started", "playing", "paused", "ended"]
EndReason = Literal[
    "user",
    "replaced",
    "administrator",
    "lost",
    "expired",
    "signed_out",
    "entitlement_lost",
    "unpublished",
    "user_deleted",
]


@event("playback.session.ended.v1", publisher="playback", consumers=("gateway",), keep_days=2, compact=True)
class PlaybackSessionEndedV1(Event):
    """A playback session has ended: its URLs and licences are refused from now on."""

    session_id: UUID
    user_id: UUID
    reason: EndReason
    ended_at: AwareDatetime
    expires_at: AwareDatetime
    """When its URLs end by themselves: until then a delivery has to refuse them."""

    def key(self) -> str:
        """Keyed by session."""
        return str(self.session_id)


@event("playback.progressed.v1", publisher="playback", consumers=("billing", "library", "social"), keep_days=7)
class PlaybackProgressedV1(Event):
    """A user is at a position in a movie, an episode or a trailer; the newest `at` of a session counts."""

    user_id: UUID
    session_id: UUID
    device_id: UUID
    """The registered device, or the sign-in session where it is not registered."""
    media_id: UUID
    season: int | None = Field(default=None, ge=0)
    episode: int | None = Field(default=None, ge=0)
    trailer: bool = False
    position_ms: int = Field(ge=0)
    duration_ms: int | None = Field(default=None, gt=0)
    state: PlayState
    at: AwareDatetime

    def key(self) -> str:
        """Keyed by user and title: positions in one title stay in order."""
        return f"{self.user_id}:{self.media_id}"
