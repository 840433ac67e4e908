"""Watch positions in memory, with the behavior that `contract/test_positions.py` states."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from library.application.positions.commands import ClearPositions
from library.domain.positions.position import Playable, Position
from library.domain.positions.viewing import Viewing

Key = tuple[UUID, Playable]


@dataclass
class InMemoryPositions:
    """Positions and viewings; `times` are those of the plays in the journal."""

    stored: dict[tuple[UUID, Playable, str], Position] = field(default_factory=dict)
    viewings: dict[Key, Viewing] = field(default_factory=dict)
    times: dict[Key, list[datetime | None]] = field(default_factory=dict)

    async def find(self, user_id: UUID, playable: Playable, device_id: str) -> Position | None:
        """Return a position."""
        return self.stored.get((user_id, playable, device_id))

    async def save(self, user_id: UUID, position: Position) -> None:
        """Store a position."""
        self.stored[user_id, position.playable, position.device.id] = position

    async def remove(self, user_id: UUID, position: Position) -> None:
        """Delete a position."""
        self.stored.pop((user_id, position.playable, position.device.id), None)

    async def clear(self, user_id: UUID, playable: Playable, until: datetime) -> None:
        """Delete the positions of every device up to a time."""
        self.stored = {
            key: position
            for key, position in self.stored.items()
            if key[:2] != (user_id, playable) or position.at > until
        }

    async def delete(self, command: ClearPositions) -> None:
        """Delete the positions of a title or an episode."""
        self.stored = {
            key: position
            for key, position in self.stored.items()
            if key[0] != command.user_id
            or position.playable.media_id != command.media_id
            or command.season not in (None, position.playable.season)
            or command.episode not in (None, position.playable.episode)
        }

    async def viewing(self, user_id: UUID, playable: Playable) -> Viewing:
        """Return a viewing."""
        return self.viewings.get((user_id, playable), Viewing())

    async def save_viewing(self, user_id: UUID, playable: Playable, viewing: Viewing) -> None:
        """Store a viewing."""
        self.viewings[user_id, playable] = viewing

    async def played_at(self, user_id: UUID, playables: Collection[Playable]) -> dict[Playable, list[datetime | None]]:
        """Return the times of plays."""
        return {playable: list(self.times.get((user_id, playable), [])) for playable in playables}
