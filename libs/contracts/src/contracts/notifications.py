"""Events that notifications publishes: what became of each delivery."""

from typing import Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from contracts.event import Event, event


@event("delivery.completed.v1", publisher="notifications", keep_days=30)
class DeliveryCompletedV1(Event):
    """A delivery to a user, or to a webhook of theirs, has ended. It holds no content and no address."""

    delivery_id: UUID
    user_id: UUID
    notification_id: UUID | None = None
    """Null for a digest, a test, a webhook, and what is never shown in the inbox."""
    target_id: UUID | None = None
    """Null for the inbox and for the address of the account."""
    kind: str = Field(min_length=1)
    """What the message is about, for example `new_episode`; of a webhook, the type of its event."""
    channel: Literal["inbox", "email", "webpush", "sms", "service", "webhook"]
    outcome: Literal["delivered", "failed", "unconfirmed", "cancelled"]
    """`unconfirmed`: the process ended before the response, and a repetition might have arrived twice."""
    reason: str | None = None
    """Why it was not delivered, for example `mailbox_unknown`."""
    attempts: int = Field(default=0, ge=0)
    created_at: AwareDatetime
    completed_at: AwareDatetime

    def key(self) -> str:
        """Keyed by user."""
        return str(self.user_id)
