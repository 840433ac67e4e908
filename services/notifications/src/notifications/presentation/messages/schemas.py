"""Response bodies of the inbox."""

from datetime import datetime
from typing import Self
from uuid import UUID

from pydantic import Field

from chassis.http.schemas import ResponseModel
from notifications.domain.messages.occurrence import Notification, Value


class NotificationResponse(ResponseModel):
    """A notification in the inbox."""

    id: UUID = Field(description="Id of the notification", examples=["0f7b3f0e-3b52-5d6f-9c53-7a0c1d3cf8b1"])
    kind: str = Field(description="What it is about", examples=["new_episode"])
    values: dict[str, Value] = Field(
        description="The facts that its text names; which ones depends on the kind",
        examples=[{"title": "Severance", "slug": "severance", "season": 2, "episode": 5}],
    )
    media_item_id: UUID | None = Field(
        description="Id of the title, or null when it concerns none", examples=["5a1f4b62-7c0e-5d1b-9f7a-2b8f6f0f3c11"]
    )
    occurred_at: datetime = Field(description="When it happened (UTC)", examples=["2026-11-21T12:00:00Z"])
    created_at: datetime = Field(description="When it was recorded (UTC)", examples=["2026-11-21T12:00:01Z"])
    read_at: datetime | None = Field(
        description="When the user read it (UTC), or null while it is unread", examples=["2026-11-21T12:05:00Z"]
    )

    @classmethod
    def of(cls, item: Notification) -> Self:
        """Return the response of a notification."""
        return cls(
            id=item.notification_id,
            kind=item.kind,
            values=dict(item.values),
            media_item_id=item.media_id,
            occurred_at=item.occurred_at,
            created_at=item.created_at,
            read_at=item.read_at,
        )
