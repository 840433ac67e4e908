"""A refund, from the request of finance to what became of it at the provider."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from billing.domain.money import Money
from billing.domain.payments.facts import ObjectRef

RefundStatus = Literal["requested", "pending", "succeeded", "failed", "canceled"]
RefundReason = Literal["requested_by_customer", "duplicate", "fraudulent"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Refund:
    """A refund; its id is the key of the call to the provider."""

    id: UUID
    payment: ObjectRef
    amount: Money
    status: RefundStatus
    reason: str
    reference: str | None = None
    """The provider's id; null until it has responded."""
    failure: str | None = None
    """Why the provider refuses it."""
    created_at: datetime
