"""Events that billing publishes: what each user is entitled to. None carries an amount or a payment method."""

from typing import Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from contracts.event import Contract, StateEvent, event

SubscriptionStatus = Literal[
    "none", "incomplete", "trialing", "active", "past_due", "unpaid", "paused", "canceled", "expired"
]
RateClass = Literal["free", "basic", "standard", "premium"]


class Entitlements(Contract):
    """What a user may use. The services that enforce a limit read it from here."""

    device_limit: int = Field(ge=1)
    """Most devices that are signed in at once."""
    concurrent_streams: int = Field(ge=0)
    """Most titles that play at once."""
    rate_class: RateClass
    """The class of the gateway's limits of requests."""


@event("subscription.changed.v1", publisher="billing", consumers=("auth", "gateway", "notifications", "playback"))
class SubscriptionChangedV1(StateEvent):
    """The subscription or the entitlements of a user changed, or the user registered; carries the full state."""

    user_id: UUID
    subscription_id: UUID | None = None
    """Null for a user who has never had a subscription."""
    plan: str = Field(min_length=1)
    """Code of the plan that the entitlements are of, for example `premium`; the free plan when nothing is paid."""
    status: SubscriptionStatus
    entitlements: Entitlements
    valid_until: AwareDatetime | None = None
    """When the entitlements end unless a later event extends them; null while they have no end."""
    cancels_at: AwareDatetime | None = None
    """When the subscription ends by the wish of its user."""
    changed_at: AwareDatetime

    def key(self) -> str:
        """Keyed by user."""
        return str(self.user_id)
