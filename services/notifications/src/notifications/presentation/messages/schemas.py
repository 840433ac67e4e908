"""Bodies of the inbox."""

from datetime import datetime
from typing import Self
from uuid import UUID

from pydantic import Field

from chassis.http.follow_up.paging import CursorMeta
from chassis.http.schemas import Page, RequestModel, ResponseModel
from notifications.application.messages.inbox import Change, InboxSummary
from notifications.application.messages.texts import InboxText
from notifications.domain.messages.kinds import Category
from notifications.domain.messages.occurrence import Notification, Value


class NotificationResponse(ResponseModel):
    """A notification in the inbox."""

    id: UUID = Field(description="Id of the notification", examples=["0f7b3f0e-3b52-5d6f-9c53-7a0c1d3cf8b1"])
    kind: str = Field(description="What it is about", examples=["new_episode"])
    title: str = Field(
        description="Its text on one line, in the language of the request", examples=["Severance: S02E05"]
    )
    text: str = Field(
        description="The whole text as plain text, paragraphs divided by empty lines",
        examples=["Episode 5 of season 2 of Severance is out."],
    )
    values: dict[str, Value] = Field(
        description="The facts that its text names; which ones depends on the kind",
        examples=[{"title": "Severance", "slug": "severance", "season": 2, "episode": 5}],
    )
    media_item_id: UUID | None = Field(
        description="Id of the title, or null when it concerns none", examples=["5a1f4b62-7c0e-5d1b-9f7a-2b8f6f0f3c11"]
    )
    occurred_at: datetime = Field(description="When it happened (UTC)", examples=["2026-11-21T12:00:00Z"])
    created_at: datetime = Field(description="When it was recorded (UTC)", examples=["2026-11-21T12:00:01Z"])
    sequence: int = Field(
        description="Position in the inbox, which grows with every change of a notification", examples=[1042]
    )
    read_at: datetime | None = Field(
        description="When the user read it (UTC), or null while it is unread", examples=["2026-11-21T12:05:00Z"]
    )

    @classmethod
    def of(cls, item: Notification, text: InboxText) -> Self:
        """Return the response of a notification."""
        return cls(
            id=item.notification_id,
            kind=item.kind,
            title=text.title,
            text=text.text,
            values=dict(item.values),
            media_item_id=item.media_id,
            occurred_at=item.occurred_at,
            created_at=item.created_at,
            sequence=item.sequence,
            read_at=item.read_at,
        )


class InboxResponse(Page[NotificationResponse]):
    """One page of the inbox."""

    meta: CursorMeta = Field(description="The position of the page in its list")


class ChangeResponse(NotificationResponse):
    """A notification as it is after it was recorded, read, or deleted."""

    is_deleted: bool = Field(description="Whether the user has deleted it from the inbox", examples=[False])

    @classmethod
    def of_change(cls, change: Change, text: InboxText) -> Self:
        """Return the response of a change."""
        item = NotificationResponse.of(change.notification, text)
        return cls(**item.model_dump(), is_deleted=change.is_deleted)


class InboxSummaryResponse(ResponseModel):
    """How many notifications are unread."""

    unread: int = Field(description="Number of unread notifications", examples=[3])
    by_category: dict[Category, int] = Field(
        description="The same by category: what a notification is about",
        examples=[{"account": 0, "titles": 3, "people": 0, "imports": 0, "sources": 0, "operations": 0, "service": 0}],
    )
    sequence: int = Field(
        description="Newest position of the inbox: value of `upTo` of `POST /notifications/read-all`", examples=[1042]
    )

    @classmethod
    def of(cls, summary: InboxSummary) -> Self:
        """Return the response of a summary."""
        return cls(unread=summary.unread, by_category=dict(summary.by_category), sequence=summary.sequence)


class ReadAllRequest(RequestModel):
    """Which notifications are marked as read."""

    up_to: int | None = Field(
        default=None,
        ge=0,
        le=2**63 - 1,
        description="`sequence` of the newest notification that the user has seen; all are marked without it",
        examples=[1042],
    )


class ReadAllResponse(ResponseModel):
    """What was marked."""

    count: int = Field(description="Number of notifications that were unread", examples=[3])
