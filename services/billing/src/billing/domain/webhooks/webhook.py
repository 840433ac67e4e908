"""A message of a provider as it is stored, until every object that it is about was fetched and applied."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID, uuid5

from billing.domain.payments.facts import ObjectRef, ProviderName

MOST_ATTEMPTS: Final = 30
"""Failed attempts after which only an administrator, or the reconciliation, tries again: about six days."""
_NAMESPACE: Final = UUID("4b0f6a0e-6f7b-5b51-9c0c-6a6ed4a3b8d1")
_SHORTEST: Final = timedelta(minutes=1)
_LONGEST: Final = timedelta(hours=6)


class WebhookStatus(StrEnum):
    """How far a message is. The values are stored and part of the API."""

    RECEIVED = "received"
    QUEUED = "queued"
    """Its objects are being fetched."""
    SETTLED = "settled"
    IGNORED = "ignored"
    """It is about nothing that billing uses."""
    FAILED = "failed"
    """Its objects could not be applied, however often it was tried."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """A message of a provider."""

    id: UUID
    provider: ProviderName
    event_id: str
    """The provider's id of the message."""
    type: str
    occurred_at: datetime | None
    received_at: datetime
    status: WebhookStatus
    objects: tuple[ObjectRef, ...]
    open_objects: tuple[ObjectRef, ...]
    """Those that were not applied since it arrived."""
    attempts: int
    """Attempts to apply an object that failed."""
    failure: str | None
    """Why the last attempt failed."""
    retry_at: datetime | None
    """When its objects are requested again, unless they are applied before."""
    settled_at: datetime | None


def webhook_id(provider: ProviderName, event_id: str) -> UUID:
    """Return the id of a message: the same whenever it arrives."""
    return uuid5(_NAMESPACE, f"{provider}:{event_id}")


def pause_after(attempts: int) -> timedelta:
    """Return the time until objects are requested again after so many attempts that failed."""
    return min(_LONGEST, _SHORTEST * (1 << min(attempts, 20)))
