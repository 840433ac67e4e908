"""Checkouts: what a user is about to pay for on a page of a provider."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Literal
from uuid import UUID

from billing.domain.money import Money

CheckoutStatus = Literal["opening", "open", "paid", "expired", "canceled"]
LIFETIME: Final = timedelta(hours=1)
"""How long the page of a checkout can be paid."""
WAITING: Final = frozenset({"opening", "open"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkout:
    """A checkout; its id is the key of the call that opens it."""

    id: UUID
    user_id: UUID
    provider: str
    price_id: UUID | None = None
    item: dict[str, Any] | None = None
    """What a single purchase is of."""
    money: Money
    coupon: str | None = None
    trial_days: int = 0
    return_path: str
    fingerprint: str
    """Digest of the request."""
    reference: str | None = None
    """The provider's id; null until it has opened the page."""
    url: str | None = None
    status: CheckoutStatus = "opening"
    created_at: datetime
    expires_at: datetime
    ended_at: datetime | None = None
