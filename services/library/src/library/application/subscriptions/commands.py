"""Commands: the input of the use cases about subscriptions."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from library.domain.saved.action import Action, ActionContext, ActionName
from library.domain.subscriptions.subscription import Filter
from library.domain.subscriptions.trigger import TriggerName


@dataclass(frozen=True, slots=True)
class ChangeSubscription:
    """Subscribe a user to a trigger of a title, or end the subscription."""

    user_id: UUID
    media_id: UUID
    trigger: TriggerName
    filter: Filter = field(default_factory=Filter)
    context: ActionContext | None = None
    reason_key: str | None = None

    def action(self, name: ActionName, at: datetime) -> Action:
        """Return the action of this change."""
        return Action(self.user_id, self.media_id, name, at, self.context, self.reason_key, self.trigger)


@dataclass(frozen=True, slots=True)
class Situation:
    """What occurrences are evaluated under, besides the subscriptions themselves."""

    now: datetime
    default_region: str
    """The region of users who prefer none."""
    todays: Mapping[str, date] = field(default_factory=dict)
    """The day by time zone, for releases; users of any other zone have the day in UTC."""
