"""An action: a change that a user made to saved items or subscriptions, with its place in the client and its reason."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

ActionName = Literal["save_for_later", "consider", "unsave", "subscribe", "unsubscribe"]
ActionContext = Literal["verdict", "card", "details", "hero"]


@dataclass(frozen=True, slots=True)
class Action:
    """One action; actions are only ever added."""

    user_id: UUID
    media_id: UUID
    name: ActionName
    created_at: datetime
    context: ActionContext | None = None
    """The part of the client in which the user acted."""
    reason_key: str | None = None
    """The reason that the client showed."""
    subject: str | None = None
    """The list or the trigger."""
