"""Revoked sessions: their access tokens are rejected although they have not expired, and their open responses end."""

from collections.abc import Callable
from typing import Final
from uuid import UUID

from gateway.application.event_streams import EventStreams

LONGEST_LIFE: Final = 86_400.0
SWEEP_SIZE: Final = 1024


class RevokedSessions:
    """Revoked session ids, each with the time after which it may be dropped, in seconds since the epoch."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._until: dict[UUID, float] = {}
        self._sweep_at = SWEEP_SIZE

    def __len__(self) -> int:
        """Return the number of stored sessions."""
        return len(self._until)

    def __contains__(self, session_id: UUID) -> bool:
        """Return whether a session has been revoked."""
        return session_id in self._until

    def add(self, session_id: UUID, until: float) -> None:
        """Store a session until `until`, when its last token has expired; ignore a time in the past.

        Of two revocations of one session, the later time counts, in any order.
        """
        now = self._now()
        if until <= now:
            return
        self._until[session_id] = max(min(until, now + LONGEST_LIFE), self._until.get(session_id, 0.0))
        if len(self._until) >= self._sweep_at:
            self.sweep()

    def sweep(self) -> None:
        """Drop the sessions whose last token has expired."""
        now = self._now()
        self._until = {session_id: until for session_id, until in self._until.items() if until > now}
        self._sweep_at = max(SWEEP_SIZE, 2 * len(self._until))


class RevokeSession:
    """Rejects the tokens of a revoked session, and ends its event streams and the files that it reads."""

    def __init__(
        self, revoked: RevokedSessions, streams: EventStreams, end_files: Callable[[UUID], None] = lambda _: None
    ) -> None:
        self._revoked = revoked
        self._streams = streams
        self._end_files = end_files

    def __call__(self, session_id: UUID, until: float) -> None:
        """Revoke a session; `until` is when its last access token expires, in seconds since the epoch."""
        self._revoked.add(session_id, until)
        self._streams.end_session(session_id)
        self._end_files(session_id)
