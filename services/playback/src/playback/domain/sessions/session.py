"""A playback session: one device of a user plays one asset, and holds one of the user's streams."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal
from uuid import UUID

from playback.domain.assets.asset import Access, version_prefix
from playback.domain.assets.subject import Subject

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

HEARTBEAT: Final = timedelta(seconds=10)
"""How often a player sends heartbeats, and how often at most a position is published."""
LOST_AFTER: Final = timedelta(seconds=90)
"""A session without a heartbeat for this long holds no stream any more."""
LIFETIME: Final = timedelta(hours=6)
"""How long the URLs of a session are valid; of a longer video, until some time after its end."""
LEEWAY: Final = timedelta(minutes=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A playback session."""

    id: UUID
    user_id: UUID
    auth_session_id: UUID
    """The sign-in session of the access token."""
    device_id: UUID | None
    """The registered device, null where the token names none."""
    device_name: str | None
    asset_id: UUID
    version: int
    subject: Subject
    duration_ms: int | None
    access: Access
    """What entitled the user: nothing was needed, a plan, or a purchase."""
    purchase_id: UUID | None = None
    granted_version: int | None = None
    """The version of the plan or the purchase that entitled the user."""
    country: str | None = None
    started_at: datetime
    last_seen_at: datetime
    expires_at: datetime
    """When its URLs end."""
    position_ms: int = 0
    state: PlayState = "started"
    reported_at: datetime | None = None
    """When a position was last published."""
    ended_at: datetime | None = None
    end_reason: EndReason | None = None
    request: str | None = None
    """The digest of the request with an idempotency key that started it."""

    @property
    def device(self) -> UUID:
        """Return the registered device, or the sign-in session where it is not registered."""
        return self.device_id or self.auth_session_id

    @property
    def prefix(self) -> str:
        """Return where the files of the version are that it plays, also after another one has become current."""
        return version_prefix(self.asset_id, self.version)

    def holds_stream(self, now: datetime) -> bool:
        """Return whether it counts among the streams of its user."""
        return self.ended_at is None and self.last_seen_at > now - LOST_AFTER and now < self.expires_at


def expiry(now: datetime, duration_ms: int | None, access_ends_at: datetime | None) -> datetime:
    """Return when the URLs of a session that starts now end."""
    whole = timedelta(milliseconds=duration_ms or 0) + LEEWAY
    ends_at = now + max(LIFETIME, whole)
    return ends_at if access_ends_at is None else min(ends_at, access_ends_at)


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """What a player says of its session."""

    session_id: UUID
    user_id: UUID
    position_ms: int
    state: Literal["playing", "paused"]
    at: datetime
    """When it arrived."""
