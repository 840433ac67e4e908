"""The sessions that ended before their tokens did, for as long as such a token could still be good."""

from collections.abc import Callable
from typing import Final
from uuid import UUID

LONGEST_LIFE: Final = 86_400.0
SWEEP_EVERY: Final = 1024


class RevokedSessions:
    """Session ids with the time at which they may be forgotten, in seconds since the epoch."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._until: dict[UUID, float] = {}
        self._sweep_at = SWEEP_EVERY

    def __len__(self) -> int:
        """Give how many are held."""
        return len(self._until)

    def __contains__(self, session_id: UUID) -> bool:
        """Tell whether a session has ended."""
        return session_id in self._until

    def add(self, session_id: UUID, until: float) -> None:
        """Remember a session until its last token is dead; one that is dead already is not remembered.

        Whatever the order of two revocations of one session, the later end counts.
        """
        now = self._now()
        if until <= now:
            return
        self._until[session_id] = max(min(until, now + LONGEST_LIFE), self._until.get(session_id, 0.0))
        if len(self._until) >= self._sweep_at:
            self.sweep()

    def sweep(self) -> None:
        """Forget those whose tokens have died."""
        now = self._now()
        self._until = {session_id: until for session_id, until in self._until.items() if until > now}
        self._sweep_at = max(SWEEP_EVERY, 2 * len(self._until))
