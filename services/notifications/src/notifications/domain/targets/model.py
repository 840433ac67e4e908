"""A target of a user: a browser, a phone number, or an address at a service."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

TargetChannel = Literal["webpush", "sms", "service"]


@dataclass(frozen=True, slots=True)
class Target:
    """A target; its address is a secret and sealed."""

    target_id: UUID
    user_id: UUID
    channel: TargetChannel
    name: str
    """Chosen by its owner, for example `My phone`."""
    service: str | None
    """The service of an address for apprise, for example `discord`."""
    sealed_address: bytes
    created_at: datetime
    disabled_at: datetime | None = None
    disabled_reason: str | None = None
    """The code of the refusal, or `owner`."""
    last_delivered_at: datetime | None = None
