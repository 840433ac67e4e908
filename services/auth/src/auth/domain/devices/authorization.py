"""A device that waits for its user: pending, then approved or denied, then exchanged once (RFC 8628)."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, Self
from uuid import UUID

from auth.domain.devices.errors import (
    AuthorizationPending,
    DeviceCodeExpired,
    DeviceSignInDenied,
    SlowDown,
    UserCodeNotFound,
)

LIFETIME: Final = timedelta(minutes=10)
INTERVAL_SECONDS: Final = 5
SLOWER_SECONDS: Final = 5
"""By how much the interval grows with each poll that comes too soon."""
LONGEST_INTERVAL_SECONDS: Final = 60
EARLY: Final = timedelta(milliseconds=500)
"""By how much a poll may come sooner than the interval: a network does not keep the distance of two requests."""
KEPT: Final = timedelta(minutes=10)
"""How long an expired request is kept, so that its device learns that it has expired."""
NAME_CHARS: Final = 60


class Decision(StrEnum):
    """What the user has decided."""

    PENDING = "pending"
    APPROVED = "approved"
    DENIED = "denied"


@dataclass(frozen=True, slots=True)
class Requester:
    """The device as it describes itself, and where its request came from: the user compares it before approving."""

    name: str | None
    address: str
    user_agent: str | None


@dataclass(frozen=True, slots=True)
class DeviceAuthorization:
    """The request of a device. Both codes are stored as digests."""

    device_digest: bytes
    user_digest: bytes
    requester: Requester
    created_at: datetime
    expires_at: datetime
    interval: int = INTERVAL_SECONDS
    polled_at: datetime | None = None
    decision: Decision = Decision.PENDING
    account_id: UUID | None = None
    """The user who decided; null while pending."""

    @classmethod
    def request(cls, device_digest: bytes, user_digest: bytes, requester: Requester, now: datetime) -> Self:
        """Return a new request."""
        return cls(device_digest, user_digest, requester, now, now + LIFETIME)

    def is_waiting(self, now: datetime) -> bool:
        """Return whether the user can still decide."""
        return self.decision is Decision.PENDING and now < self.expires_at

    def decided(self, decision: Decision, account_id: UUID, now: datetime) -> Self:
        """Return the request with the decision of a user; raise UserCodeNotFound if it does not wait any more."""
        if not self.is_waiting(now):
            raise UserCodeNotFound
        return replace(self, decision=decision, account_id=account_id)

    def polled(self, now: datetime) -> tuple[Self, UUID | AuthorizationPending | SlowDown]:
        """Return the request after a poll, and the user who approved it or why there is none yet.

        Raise DeviceCodeExpired or DeviceSignInDenied, which end the request.
        """
        if now >= self.expires_at:
            raise DeviceCodeExpired
        if self.decision is Decision.DENIED:
            raise DeviceSignInDenied
        if self.polled_at is not None and now < self.polled_at + timedelta(seconds=self.interval) - EARLY:
            slower = min(self.interval + SLOWER_SECONDS, LONGEST_INTERVAL_SECONDS)
            return replace(self, polled_at=now, interval=slower), SlowDown(slower)
        after = replace(self, polled_at=now)
        if self.decision is Decision.APPROVED and self.account_id is not None:
            return after, self.account_id
        return after, AuthorizationPending(self.interval)
