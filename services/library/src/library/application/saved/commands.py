"""Commands: the input of the use cases about saved items."""

from dataclasses import dataclass
from uuid import UUID

from library.domain.saved.action import ActionContext
from library.domain.saved.item import SavedListName


@dataclass(frozen=True, slots=True)
class ChangeSaved:
    """Save a title to a list of a user, or remove it from there."""

    user_id: UUID
    media_id: UUID
    list: SavedListName
    context: ActionContext | None = None
    reason_key: str | None = None
