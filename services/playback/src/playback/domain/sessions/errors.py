"""Errors of playback sessions.

PlaybackError
├── NotAvailableYet
├── AvailabilityEnded
├── RegionNotAvailable
├── DeviceRequired
├── StreamLimitReached
├── SignedOutMeanwhile
├── SessionNotFound
├── SessionEnded
└── KeyReused
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from playback.domain.errors import PlaybackError
from playback.domain.sessions.session import EndReason, Session


class NotAvailableYet(PlaybackError):
    """The video can be played later."""

    def __init__(self, begins_at: datetime) -> None:
        super().__init__("This video is not available yet")
        self.details = {"beginsAt": begins_at.isoformat()}


class AvailabilityEnded(PlaybackError):
    """The video could be played before."""

    def __init__(self, ended_at: datetime) -> None:
        super().__init__("This video is not available any more")
        self.details = {"endedAt": ended_at.isoformat()}


class RegionNotAvailable(PlaybackError):
    """The video cannot be played where the user is, or it is unknown where that is."""

    def __init__(self, country: str | None) -> None:
        place = "in your country" if country else "where your country is unknown"
        super().__init__(f"This video cannot be played {place}")
        self.details = {"country": country}


class DeviceRequired(PlaybackError):
    """The access token names no registered device."""

    def __init__(self) -> None:
        super().__init__("Register this device in order to play videos on it")


class StreamLimitReached(PlaybackError):
    """The user plays as many titles at once as the plan permits."""

    def __init__(self, limit: int, streams: Sequence[Session]) -> None:
        super().__init__(f"Your plan permits {limit} {'stream' if limit == 1 else 'streams'} at once")
        self.details = {"limit": limit, "streams": [_shown(stream) for stream in streams]}


class SignedOutMeanwhile(PlaybackError):
    """The sign-in session of the access token was revoked."""

    def __init__(self) -> None:
        super().__init__("The access token is not valid")


class SessionNotFound(PlaybackError):
    """The user has no playback session of this id."""

    def __init__(self, session_id: UUID) -> None:
        super().__init__(f"No playback session has the id {session_id}")


class SessionEnded(PlaybackError):
    """The playback session of a licence, or of an idempotency key, has ended."""

    def __init__(self, reason: EndReason) -> None:
        super().__init__("The playback session has ended: start another one")
        self.details = {"reason": reason}


class KeyReused(PlaybackError):
    """The idempotency key was used with another request."""

    def __init__(self) -> None:
        super().__init__("This idempotency key was already used with a different request")


def _shown(stream: Session) -> dict[str, object]:
    return {
        "sessionId": str(stream.id),
        "subject": str(stream.subject),
        "mediaItemId": str(stream.subject.media_id),
        "deviceId": None if stream.device_id is None else str(stream.device_id),
        "deviceName": stream.device_name,
        "startedAt": stream.started_at.isoformat(),
    }
