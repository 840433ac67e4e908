"""Ports of the use cases about positions."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Protocol
from uuid import UUID

from library.application.positions.commands import ClearPositions
from library.application.positions.read_models import PositionItem, PositionPage
from library.domain.plays.items import NewPlay
from library.domain.positions.position import Playable, Position
from library.domain.positions.viewing import Viewing

if TYPE_CHECKING:
    from library.application.unit_of_work import UnitOfWork


class Positions(Protocol):
    """Positions and viewings within one transaction."""

    async def find(self, user_id: UUID, playable: Playable, device_id: str) -> Position | None:
        """Return the position on a device, or null."""
        ...

    async def save(self, user_id: UUID, position: Position) -> None:
        """Store the position of its device; the oldest positions beyond the limit of a user are deleted."""
        ...

    async def remove(self, user_id: UUID, position: Position) -> None:
        """Delete the position of its device."""
        ...

    async def clear(self, user_id: UUID, playable: Playable, until: datetime) -> None:
        """Delete the positions of every device that are not newer than `until`."""
        ...

    async def delete(self, command: ClearPositions) -> None:
        """Delete the positions of every device in a title or an episode."""
        ...

    async def viewing(self, user_id: UUID, playable: Playable) -> Viewing:
        """Return the last viewing; without one, an empty one."""
        ...

    async def save_viewing(self, user_id: UUID, playable: Playable, viewing: Viewing) -> None:
        """Store the last viewing."""
        ...

    async def played_at(self, user_id: UUID, playables: Collection[Playable]) -> dict[Playable, list[datetime | None]]:
        """Return the times of all plays, also of those that were undone; a time is null when it is unknown."""
        ...


class AppendPlays(Protocol):
    """Appends plays to the journal of a user."""

    async def __call__(self, work: UnitOfWork, user_id: UUID, plays: Sequence[NewPlay], now: datetime) -> int:
        """Append plays in the transaction of the work, and return how many of them are new."""
        ...


class PositionReader(Protocol):
    """Reads positions. Every read is bound to one user."""

    async def page(self, user_id: UUID, limit: int, offset: int) -> PositionPage:
        """Return a page of positions, the newest first."""
        ...

    async def of_title(self, user_id: UUID, media_id: UUID) -> list[PositionItem]:
        """Return the positions in a title, the newest first."""
        ...

    async def live(self, user_id: UUID, now: datetime) -> list[PositionItem]:
        """Return the positions of live sessions, the newest first."""
        ...


class Viewings(Protocol):
    """All viewings."""

    async def delete_expired(self, now: datetime) -> None:
        """Delete the viewings that no report can belong to any more."""
        ...
