"""Response bodies of the log of deliveries."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Self
from uuid import UUID

from pydantic import Field

from chassis.http.follow_up.paging import CursorMeta
from chassis.http.schemas import Page, ResponseModel
from notifications.application.deliveries.log import FailedAttempt, LogEntry
from notifications.presentation.deliveries.parameters import STATES, ChannelName, StateName


class _Entry(ResponseModel):
    id: UUID = Field(description="Id of the delivery", examples=["6a1f4b62-7c0e-5d1b-9f7a-2b8f6f0f3c11"])
    notification_id: UUID | None = Field(
        description="Id of the notification, or null for a digest, a test and what the inbox never shows",
        examples=["0f7b3f0e-3b52-5d6f-9c53-7a0c1d3cf8b1"],
    )
    kind: str = Field(description="What the message is about", examples=["new_episode"])
    channel: ChannelName = Field(description="How it is delivered", examples=["email"])
    target_id: UUID | None = Field(
        description="Id of the target, or null for the address of the account",
        examples=["5a1f4b62-7c0e-5d1b-9f7a-2b8f6f0f3c11"],
    )
    state: StateName = Field(description=STATES, examples=["delivered"])
    attempts: int = Field(description="Number of attempts", examples=[1])
    created_at: datetime = Field(description="When it was planned (UTC)", examples=["2026-11-21T12:00:00Z"])
    due_at: datetime = Field(
        description="When it is, or was, to be attempted next (UTC)", examples=["2026-11-21T12:00:00Z"]
    )
    expires_at: datetime = Field(
        description="Until when it is worth delivering (UTC)", examples=["2026-11-28T12:00:00Z"]
    )
    ended_at: datetime | None = Field(
        description="When it ended (UTC), or null while it waits", examples=["2026-11-21T12:00:02Z"]
    )
    reason: str | None = Field(description="Code of the last failure, or null", examples=["mailbox_full"])


class DeliveryResponse(_Entry):
    """A delivery to the signed-in user."""

    detail: str | None = Field(
        description="What the server responded to the last failed attempt, or null", examples=["452 4.2.2 Mailbox full"]
    )

    @classmethod
    def of(cls, entry: LogEntry) -> Self:
        """Return the response of a delivery."""
        return cls(**_shared(entry), detail=entry.error_detail)


class DeliveriesResponse(Page[DeliveryResponse]):
    """One page of the log."""

    meta: CursorMeta = Field(description="The position of the page in the log")


class AttemptResponse(ResponseModel):
    """An attempt that failed."""

    attempt: int = Field(description="Number of the attempt, from 1", examples=[1])
    failed_at: datetime = Field(description="When it failed (UTC)", examples=["2026-11-21T12:00:02Z"])
    reason: str = Field(description="Code of the failure", examples=["mailbox_full"])
    detail: str = Field(description="What the server responded", examples=["452 4.2.2 Mailbox full"])

    @classmethod
    def of(cls, attempt: FailedAttempt) -> Self:
        """Return the response of an attempt."""
        return cls(
            attempt=attempt.attempt,
            failed_at=attempt.failed_at,
            reason=attempt.error_code,
            detail=attempt.error_detail,
        )


class DeliveryDetailResponse(DeliveryResponse):
    """A delivery with its attempts."""

    failed_attempts: list[AttemptResponse] = Field(description="The attempts that failed, in their order")

    @classmethod
    def with_attempts(cls, entry: LogEntry, attempts: Sequence[FailedAttempt]) -> Self:
        """Return the response of a delivery with its attempts."""
        failed = [AttemptResponse.of(item) for item in attempts]
        return cls(**_shared(entry), detail=entry.error_detail, failed_attempts=failed)


class AdminDeliveryResponse(_Entry):
    """A delivery as administrators see it: without content, address, and what the server responded."""

    user_id: UUID = Field(description="Id of the user", examples=["0199a2f0-7c1e-7b52-9d3a-5d2f6c0e8a41"])

    @classmethod
    def of(cls, entry: LogEntry) -> Self:
        """Return the response of a delivery."""
        return cls(**_shared(entry), user_id=entry.user_id)


class AdminDeliveriesResponse(Page[AdminDeliveryResponse]):
    """One page of the log of all users."""

    meta: CursorMeta = Field(description="The position of the page in the log")


def _shared(entry: LogEntry) -> dict[str, Any]:
    return {
        "id": entry.delivery_id,
        "notification_id": entry.notification_id,
        "kind": entry.kind,
        "channel": entry.channel,
        "target_id": entry.target_id,
        "state": entry.state,
        "attempts": entry.attempts,
        "created_at": entry.created_at,
        "due_at": entry.due_at,
        "expires_at": entry.expires_at,
        "ended_at": entry.ended_at,
        "reason": entry.error_code,
    }
