"""Events that everyone may read, and which of them a client wants."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from gateway.domain.events.logged import Place


@dataclass(frozen=True, slots=True)
class PublicEvent:
    """An event in its public form; `data` is the JSON that clients receive."""

    place: Place
    offset: int
    event_id: UUID
    type: str
    time: datetime
    media_id: UUID | None
    """The title that it is about; null for an event that is about no single one."""
    data: bytes


@dataclass(frozen=True, slots=True)
class Selection:
    """The types and titles of a client; empty for all of them."""

    types: Collection[str] = frozenset()
    media_ids: Collection[UUID] = frozenset()

    def includes(self, event: PublicEvent) -> bool:
        """Return whether the client wants an event."""
        return (not self.types or event.type in self.types) and (not self.media_ids or event.media_id in self.media_ids)
