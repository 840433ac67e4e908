"""Changes that are due at an instant. Each is applied exactly once: its effect and its end are one transaction."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from catalog.domain.curation.errors import DueInThePast, ScheduleEnded

ScheduledAction = Literal["collection.publish", "collection.unpublish", "title.hide", "title.unhide"]
ScheduleState = Literal["pending", "done", "failed", "cancelled"]


@dataclass(frozen=True, slots=True)
class ScheduledChange:
    """A change at an instant. `target` is the slug of a collection, or the id of a title."""

    id: UUID
    action: ScheduledAction
    target: str
    due_at: datetime
    reason: str | None
    user_id: UUID
    created_at: datetime
    state: ScheduleState = "pending"
    ended_at: datetime | None = None
    failure: str | None = None
    """Why it could not be applied; null otherwise."""

    def check_due(self, now: datetime) -> None:
        """Raise DueInThePast for an instant that is not in the future."""
        if self.due_at <= now:
            raise DueInThePast("at: must be in the future")

    def check_pending(self) -> None:
        """Raise ScheduleEnded for a change that is no longer due."""
        if self.state != "pending":
            raise ScheduleEnded(f"the change is {self.state} already")
