"""Events about external lists: lists at other sites that users follow."""

from typing import Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from contracts.event import Contract, StateEvent, event
from contracts.identity import Kind


class SyncedItem(Contract):
    """A title in an external list, in the order of the list."""

    kind: Kind
    tmdb_id: int = Field(gt=0)


@event("list.synced.v1", publisher="ingestion", consumers=("library",))
class ListSyncedV1(StateEvent):
    """The whole content of an external list as it was last read; items whose title is unknown are left out."""

    list_id: UUID
    name: str
    address: str | None = None
    """Where the list is at its site; null for an uploaded one that has no address."""
    state: Literal["new", "current", "failing", "private", "gone"] = "current"
    """How the last reading ended; the content is that of the last one that succeeded."""
    owner_id: UUID | None = None
    """The only user who may see an uploaded list."""
    read_at: AwareDatetime | None = None
    items: tuple[SyncedItem, ...]

    def key(self) -> str:
        """Keyed by list."""
        return str(self.list_id)


@event("list.followed.v1", publisher="ingestion", consumers=("library",))
class ListFollowedV1(StateEvent):
    """A user follows an external list, or follows it no longer."""

    user_id: UUID
    list_id: UUID
    follows: bool
    changed_at: AwareDatetime

    def key(self) -> str:
        """Keyed by user and list."""
        return f"{self.user_id}:{self.list_id}"
