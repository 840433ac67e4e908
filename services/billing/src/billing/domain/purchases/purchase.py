"""A title that a user bought for ever, or rents.

A rental ends 48 hours after the first play, which must start within 30 days of the payment. Everything follows from
three instants, whichever order they become known in: payment, first play, refund.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, Literal
from uuid import UUID

from billing.domain.money import Money

PurchaseKind = Literal["purchase", "rental"]
PurchaseStatus = Literal["active", "expired", "revoked"]
TO_BEGIN: Final = timedelta(days=30)
"""How long after the payment a rental can be started."""
TO_FINISH: Final = timedelta(hours=48)
"""How long a rental lasts from its first play."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TitlePrice:
    """What a title costs in one currency."""

    media_id: UUID
    kind: PurchaseKind
    name: str
    """Name of the title on the page of the provider and on the invoice."""
    money: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Purchase:
    """A paid title. `version` grows with every change, and is that of the event about it; the id is the checkout's."""

    id: UUID
    user_id: UUID
    media_id: UUID
    kind: PurchaseKind
    money: Money
    purchased_at: datetime
    first_played_at: datetime | None = None
    revoked_at: datetime | None = None
    """When the payment was returned."""
    version: int = 1
    changed_at: datetime

    @property
    def starts_until(self) -> datetime | None:
        """When a rental must have been started; null for a purchase."""
        return self.purchased_at + TO_BEGIN if self.kind == "rental" else None

    @property
    def valid_until(self) -> datetime | None:
        """When it ends; null for a purchase. A rental that was not started ends when it cannot be started any more."""
        if self.revoked_at is not None:
            return self.revoked_at
        if self.kind == "purchase":
            return None
        return self.purchased_at + TO_BEGIN if self.first_played_at is None else self.first_played_at + TO_FINISH

    def status(self, now: datetime) -> PurchaseStatus:
        """Return the status at an instant."""
        if self.revoked_at is not None:
            return "revoked"
        return "active" if self.valid_until is None or now < self.valid_until else "expired"

    def played(self, at: datetime, now: datetime) -> "Purchase":
        """Return the rental after a play, and itself when the play does not start it or is not the first."""
        if self.kind != "rental" or not self.purchased_at <= at < self.purchased_at + TO_BEGIN:
            return self
        if self.first_played_at is not None and self.first_played_at <= at:
            return self
        return replace(self, first_played_at=at, version=self.version + 1, changed_at=now)

    def refunded(self, is_refunded: bool, now: datetime) -> "Purchase":
        """Return it revoked when all of its payment was returned; a refund that fails gives it back."""
        if is_refunded == (self.revoked_at is not None):
            return self
        revoked_at = now if is_refunded else None
        return replace(self, revoked_at=revoked_at, version=self.version + 1, changed_at=now)
