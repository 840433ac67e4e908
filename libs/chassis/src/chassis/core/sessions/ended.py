"""Sessions that have ended, for what was opened in one and lasts: links, and streams of media."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final, Protocol
from uuid import UUID

_LEEWAY: Final = timedelta(minutes=1)
"""Clocks of two machines differ."""


class EndedSessions(Protocol):
    """Stores sessions that have ended, while something that they have opened may last."""

    async def save(self, sessions: Mapping[UUID, datetime]) -> None:
        """Store sessions with the instants from which they need not be known."""
        ...

    async def has(self, session_id: UUID) -> bool:
        """Return whether a session has ended."""
        ...

    async def forget(self, now: datetime) -> None:
        """Delete the sessions that need not be known."""
        ...


async def save_ended(store: EndedSessions, sessions: Mapping[UUID, datetime], life: timedelta, now: datetime) -> None:
    """Store sessions with the expiry of their last access token, with which something may be opened for `life`."""
    ends = {session_id: expiry + life + _LEEWAY for session_id, expiry in sessions.items()}
    await store.save({session_id: end for session_id, end in ends.items() if end > now})
