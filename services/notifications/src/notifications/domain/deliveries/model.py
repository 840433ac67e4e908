"""A delivery, and what an attempt to send it can end with."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID, uuid5

from notifications.domain.messages.kinds import Priority
from notifications.domain.preferences.model import Channel, Destination

_NAMESPACE: Final = UUID("0b7f1c1e-5a58-5f0c-8a44-0e7b1c8f3a52")


class State(StrEnum):
    """The state of a delivery."""

    COLLECTED = "collected"
    """It waits for its digest."""
    PENDING = "pending"
    """It is to be sent when it is due."""
    SENDING = "sending"
    """It is about to be handed over; after a crash it is not known whether it was."""
    DELIVERED = "delivered"
    """The server of the destination has accepted it."""
    FAILED = "failed"
    """It was refused for good, its attempts are used up, or it is too old."""
    UNCONFIRMED = "unconfirmed"
    """A crash came between handing it over and the response. It is not repeated, so that it never arrives twice."""
    CANCELLED = "cancelled"
    """Its target was removed or disabled, or the user has unsubscribed."""


ENDED: Final = frozenset({State.DELIVERED, State.FAILED, State.UNCONFIRMED, State.CANCELLED})


@dataclass(frozen=True, slots=True)
class Delivery:
    """A delivery as it is stored."""

    delivery_id: UUID
    user_id: UUID
    kind: str
    channel: Channel
    priority: Priority
    state: State
    due_at: datetime
    expires_at: datetime
    created_at: datetime
    notification_id: UUID | None = None
    """Null for a digest, a test, and what is never shown in the inbox."""
    target_id: UUID | None = None
    """Null for the address of the account."""
    digest_id: UUID | None = None
    """The digest that it is part of."""
    attempts: int = 0
    sealed: bytes | None = None
    """Address and values of a notice of auth, sealed for the id of the notice; deleted when the delivery has ended."""
    language: str | None = None


def delivery_id_of(subject: UUID, destination: Destination) -> UUID:
    """Return the id of the delivery of a notification or digest to a destination: there is never a second one."""
    return uuid5(_NAMESPACE, f"{subject}:{destination.channel}:{destination.target_id or ''}")


@dataclass(frozen=True, slots=True)
class Delivered:
    """The server of the destination has accepted the message."""

    reference: str | None = None
    """Its id of the message, or its response: for the log."""


@dataclass(frozen=True, slots=True)
class Refused:
    """The message was not accepted."""

    code: str
    """A stable name of the cause, for example `mailbox_unknown`."""
    detail: str
    """For the owner of the target; without secrets, at most 500 characters."""
    permanent: bool = False
    """Whether a repetition is pointless."""
    target_is_gone: bool = False
    """Whether the target will refuse every message: it is disabled, and its owner is notified."""
    retry_at: datetime | None = None
    """When the receiver wants it to be repeated, at the earliest."""
    uncertain: bool = False
    """Whether the message may have been accepted, as when the connection broke before the response."""
    attempted: bool = True
    """Whether the server was called: false while its circuit breaker is open, which uses up no attempt."""


Outcome = Delivered | Refused


@dataclass(frozen=True, slots=True)
class Ended:
    """A delivery that has ended, for those who follow deliveries."""

    delivery_id: UUID
    user_id: UUID
    kind: str
    channel: Channel
    state: State
    attempts: int
    created_at: datetime
    ended_at: datetime
    notification_id: UUID | None = None
    target_id: UUID | None = None
    error_code: str | None = None
