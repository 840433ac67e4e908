"""Ports of the use cases about what auth publishes sealed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from notifications.domain.messages.occurrence import Value
from notifications.domain.notices.notice import Notice


class Unreadable(Exception):
    """A sealed value that no key opens, or that has another content than its contract."""


@dataclass(frozen=True, slots=True)
class SealedContent:
    """The content of a notice as this service stores it."""

    sealed: bytes = field(repr=False)
    """Address and values, sealed for its delivery."""
    shown: Mapping[str, Value]
    """The values that are no secret."""
    lifetime: timedelta
    """How long the code in it is valid."""


class Seals(Protocol):
    """Opens what auth has sealed, and seals it with the keys of this service."""

    def email(self, user_id: UUID, sealed: str) -> bytes:
        """Return the address of a user as it is stored; raise Unreadable."""
        ...

    def notice(self, notice: Notice, delivery_id: UUID, sealed: str) -> SealedContent:
        """Return the content of a notice as it is stored; raise Unreadable."""
        ...


class Secrets(Protocol):
    """What is stored sealed for deliveries."""

    async def delete_expired(self, now: datetime) -> int:
        """Delete the content of every delivery that has expired; return how many there were."""
        ...
