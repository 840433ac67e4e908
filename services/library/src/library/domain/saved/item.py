"""A saved item: a title in one of the two lists of a user, for later or considering. A title is in one list at most."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, Literal
from uuid import UUID, uuid5

SavedListName = Literal["for_later", "considering"]

_NAMESPACE: Final = UUID("0f4a6f5e-3d0b-5f8c-9c3c-5a6f1f2f7a10")


@dataclass(frozen=True, slots=True)
class SavedItem:
    """A title in a list of a user."""

    user_id: UUID
    media_id: UUID
    list: SavedListName
    reason_key: str | None
    created_at: datetime
    """When the title was put into this list."""
    updated_at: datetime

    @property
    def id(self) -> UUID:
        """The id of the item, the same whenever the title is in this list."""
        return uuid5(_NAMESPACE, f"{self.user_id}:{self.media_id}:{self.list}")


def saved(
    before: SavedItem | None,
    user_id: UUID,
    media_id: UUID,
    list_name: SavedListName,
    reason_key: str | None,
    now: datetime,
) -> SavedItem:
    """Return the item after a title was saved to a list: the one before if that changes nothing.

    Saved to the other list, the title leaves the first one and is the newest of the other.
    """
    if before is None or before.list != list_name:
        return SavedItem(user_id, media_id, list_name, reason_key, now, now)
    return before if before.reason_key == reason_key else replace(before, reason_key=reason_key, updated_at=now)
