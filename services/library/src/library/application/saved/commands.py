"""Commands: the input of the use cases about saved items."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from library.domain.saved.action import Action, ActionContext, ActionName
from library.domain.saved.item import SavedListName


@dataclass(frozen=True, slots=True)
class ChangeSaved:
    """Save a title to a list of a user, or remove it from there."""

    user_id: UUID
    media_id: UUID
    list: SavedListName
    context: ActionContext | None = None
    reason_key: str | None = None

    def action(self, name: ActionName, at: datetime) -> Action:
        """Return the action of this change."""
        return Action(self.user_id, self.media_id, name, at, self.context, self.reason_key, self.list)
