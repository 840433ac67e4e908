"""A target of a user: a browser, a phone number, or an address at a service."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal
from uuid import UUID

OWNER: Final = "owner"
"""The reason of a target that its owner has disabled."""
UNCONFIRMED: Final = "unconfirmed"
"""The reason of a phone number that no code has confirmed yet."""
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
    """The code of the refusal, `owner` or `unconfirmed`."""
    last_delivered_at: datetime | None = None
    address_digest: bytes | None = None
    """Of the endpoint of a browser, which belongs to the user who has added it last."""

    @property
    def is_enabled(self) -> bool:
        """Return whether messages are sent to it."""
        return self.disabled_at is None
