"""Ports of what happens now."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from social.domain.live.event import LiveEvent, PlayState, Watching


@dataclass(frozen=True, slots=True)
class Position:
    """Where a user is in a title, as playback reports it."""

    session_id: UUID
    user_id: UUID
    media_id: UUID
    season: int | None
    episode: int | None
    state: PlayState
    at: datetime


class Live(Protocol):
    """Reads and writes what happens now."""

    async def watch(self, positions: Sequence[Position], now: datetime) -> None:
        """Store positions that are newer than what is stored, and report what differs but for the place in a title."""
        ...

    async def request(self, sender: UUID, receiver: UUID, now: datetime) -> None:
        """Report a request for friendship."""
        ...

    async def newest(self) -> int:
        """Return the id of the newest report; 0 before the first one."""
        ...

    async def ids_after(self, after: int, limit: int) -> Sequence[int]:
        """Return the ids of the reports behind one, in order."""
        ...

    async def newest_ids(self, after: int, limit: int) -> Sequence[int]:
        """Return the ids of the newest reports behind one, in order."""
        ...

    async def events(self, ids: Collection[int], viewers: Collection[UUID]) -> Sequence[tuple[UUID, LiveEvent]]:
        """Return what each viewer may see at this moment of some reports, in the order of their ids."""
        ...

    async def watching(self, viewer: UUID, now: datetime, limit: int) -> Sequence[Watching]:
        """Return who of the viewer's circle watches what at the moment, the newest first."""
        ...

    async def watching_of(
        self, viewers: Collection[UUID], now: datetime, limit: int
    ) -> Sequence[tuple[UUID, Watching]]:
        """Return who of the circle of each viewer watches what at the moment, of each viewer the newest first."""
        ...

    async def ended_among(self, session_ids: Collection[UUID]) -> Collection[UUID]:
        """Return those sign-in sessions that have ended."""
        ...

    async def erase(self, user_ids: Collection[UUID]) -> None:
        """Delete what is stored of users."""
        ...
