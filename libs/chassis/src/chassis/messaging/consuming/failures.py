"""Which failures of a batch reject an event, which are waited out, and which stop the subscription."""

from dataclasses import dataclass
from typing import Literal

from sqlalchemy.exc import DBAPIError

from chassis.messaging.dead_letters.writer import DeadLettersUnavailable
from chassis.messaging.outbox import EventTooLarge
from chassis.messaging.records import InvalidEvent, Record
from chassis.storage.database import is_infrastructure_failure, is_refused_value, is_schema_mismatch

StopReason = Literal["handler_failed", "rejection_limit", "unexpected_error"]


@dataclass(frozen=True, slots=True)
class Rejection:
    """Why an event becomes a dead letter: a stable code, and a text that names field and rule."""

    code: str
    reason: str


class HandlerFailed(Exception):
    """A handler failed for a reason that the event does not explain; `__cause__` is the original exception."""

    def __init__(self, record: Record, cause: Exception) -> None:
        super().__init__(f"{type(cause).__name__}: {cause}")
        self.record = record


class SubscriptionStopped(Exception):
    """The subscription must not continue until it is restarted; nothing of the batch is committed to Kafka."""

    def __init__(self, reason: StopReason, record: Record, detail: str) -> None:
        super().__init__(f"{reason} at {record.topic}/{record.partition}/{record.offset}: {detail}")
        self.reason = reason
        self.record = record


def is_transient(failure: BaseException) -> bool:
    """Return whether the failure ends without a change of code or data: an outage, or a migration yet to run."""
    return (
        isinstance(failure, DeadLettersUnavailable) or is_infrastructure_failure(failure) or is_schema_mismatch(failure)
    )


def rejection_of(failure: Exception) -> Rejection | None:
    """Return the rejection when the failure identifies the event's data as its cause, null for every other failure."""
    if isinstance(failure, (InvalidEvent, EventTooLarge)):
        return Rejection(failure.code, str(failure))
    if is_refused_value(failure):
        cause = failure.orig if isinstance(failure, DBAPIError) and failure.orig is not None else failure
        return Rejection("refused", f"{type(failure).__name__}: {cause}")
    return None
