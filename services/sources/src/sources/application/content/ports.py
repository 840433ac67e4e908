"""What the use cases of content need."""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol
from uuid import UUID


class EndedSessions(Protocol):
    """Stores sessions that have ended, while a link of theirs may be used."""

    async def save(self, sessions: Mapping[UUID, datetime]) -> None:
        """Store sessions with the instants from which they need not be known."""
        ...

    async def has(self, session_id: UUID) -> bool:
        """Return whether a session has ended."""
        ...

    async def forget(self, now: datetime) -> None:
        """Delete the sessions that need not be known."""
        ...
