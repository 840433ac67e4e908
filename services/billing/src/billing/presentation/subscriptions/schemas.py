"""Bodies about the subscription of a user."""

from datetime import datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import Field

from billing.application.subscriptions.changing import Preview
from billing.application.subscriptions.reading import Overview
from billing.domain.subscriptions.changes import Change, ChangeKind, Timing
from billing.domain.subscriptions.status import Status
from billing.presentation.dependencies import RETURN_PATH
from billing.presentation.plans.schemas import EntitlementsResponse, MoneyResponse, PriceResponse
from chassis.http.schemas import RequestModel, ResponseModel
from chassis.http.validation.inputs import Id, Instant

_AT = "2026-12-30T12:00:00Z"


class Cancelation(RequestModel):
    """End the subscription."""

    kind: Literal["cancel"] = Field(description="What to change", examples=["cancel"])
    timing: Timing = Field(
        default="period_end",
        description="`period_end`: what is paid can be used until then. `now`: at once, without a refund",
        examples=["period_end"],
    )


class Resumption(RequestModel):
    """Withdraw a cancelation or a change that waits for the end of the period, or end a pause."""

    kind: Literal["resume"] = Field(description="What to change", examples=["resume"])


class Pause(RequestModel):
    """Pay and use nothing for some time."""

    kind: Literal["pause"] = Field(description="What to change", examples=["pause"])
    until: Instant | None = Field(
        default=None, description="When it goes on by itself; null: when it is resumed", examples=[_AT]
    )


class PriceChange(RequestModel):
    """Change to another plan or interval."""

    kind: Literal["change_price"] = Field(description="What to change", examples=["change_price"])
    price_id: Id = Field(
        description="Id of a price of `GET /plans` in the currency of the subscription",
        examples=["6a1f4b62-7c0e-5d1b-9f7a-2b8f6f0f3c11"],
    )


class Payment(RequestModel):
    """Try the payment of an overdue renewal at once, beside the days on which it is tried anyway."""

    kind: Literal["pay"] = Field(description="What to change", examples=["pay"])


ChangeBody = Annotated[Cancelation | Resumption | Pause | PriceChange | Payment, Field(discriminator="kind")]


class ChangeResponse(ResponseModel):
    """A change that the user has requested."""

    id: UUID = Field(description="Id of the change", examples=["0199a2f3-44c8-7a06-b1f2-6d5e4c3b2a19"])
    kind: ChangeKind = Field(description="What it changes", examples=["cancel"])
    timing: Timing = Field(description="When it takes effect", examples=["period_end"])
    status: Literal["pending", "done", "refused"] = Field(
        description="`pending`: the provider has not confirmed it yet", examples=["done"]
    )
    reason: str | None = Field(
        description="Code of the provider for why it was refused, for example `card_declined`", examples=[None]
    )
    created_at: datetime = Field(description="When it was requested (UTC)", examples=[_AT])
    ended_at: datetime | None = Field(description="When it was done or refused (UTC)", examples=[_AT])

    @classmethod
    def of(cls, change: Change) -> Self:
        """Return the response of a change."""
        return cls(
            id=change.id,
            kind=change.kind,
            timing=change.timing,
            status=change.status.value,
            reason=change.reason,
            created_at=change.created_at,
            ended_at=change.ended_at,
        )


class PreviewResponse(ResponseModel):
    """What a change of the price would do."""

    timing: Timing = Field(description="Upgrades take effect at once, downgrades at the end of the period")
    effective_at: datetime = Field(description="When it would take effect (UTC)", examples=[_AT])
    due_now: MoneyResponse = Field(description="What would be charged at once")
    plan: str = Field(description="Code of the new plan", examples=["premium"])
    price: PriceResponse = Field(description="The new price")

    @classmethod
    def of(cls, preview: Preview) -> Self:
        """Return the response of a preview."""
        return cls(
            timing=preview.timing,
            effective_at=preview.effective_at,
            due_now=MoneyResponse.of(preview.due_now),
            plan=preview.plan.code,
            price=PriceResponse.of(preview.price),
        )


class SubscriptionResponse(ResponseModel):
    """The subscription of a user."""

    id: UUID = Field(description="Id of the subscription", examples=["3a0c3c0f-5a2e-4f0e-9a44-0d6d2c1c7f55"])
    status: Status = Field(description="See the documentation of states", examples=["active"])
    provider: str = Field(description="The provider of payments", examples=["stripe"])
    plan: str = Field(description="Code of the plan", examples=["premium"])
    price: PriceResponse = Field(description="What a period costs")
    next_price: PriceResponse | None = Field(description="What the next period will cost, if another price is chosen")
    next_plan: str | None = Field(description="Code of the plan from then on", examples=["basic"])
    trial_ends_at: datetime | None = Field(description="When the trial ends (UTC)", examples=[_AT])
    period_end: datetime = Field(description="When the period ends, and the next is paid (UTC)", examples=[_AT])
    cancels_at: datetime | None = Field(description="When it ends by the wish of its user (UTC)", examples=[_AT])
    ended_at: datetime | None = Field(description="When it has ended (UTC)", examples=[_AT])
    paused_at: datetime | None = Field(description="Since when it is paused (UTC)", examples=[_AT])
    overdue_since: datetime | None = Field(description="Since when a renewal is overdue (UTC)", examples=[_AT])
    next_retry_at: datetime | None = Field(description="When the payment is tried again (UTC)", examples=[_AT])
    entitled_until: datetime = Field(description="When the plan ends unless it is renewed (UTC)", examples=[_AT])


class OverviewResponse(ResponseModel):
    """What a user pays for and may use."""

    plan: str = Field(description="Code of the plan whose limits hold now", examples=["premium"])
    entitlements: EntitlementsResponse = Field(description="The limits that hold now")
    subscription: SubscriptionResponse | None = Field(
        description="The newest subscription, also one that has ended; null without any"
    )
    pending_change: ChangeResponse | None = Field(description="A change that the provider has not confirmed yet")

    @classmethod
    def of(cls, overview: Overview) -> Self:
        """Return the response of an overview."""
        return cls(
            plan=overview.plan,
            entitlements=EntitlementsResponse.of(overview.entitlements),
            subscription=_subscription(overview),
            pending_change=None if overview.pending is None else ChangeResponse.of(overview.pending),
        )


def _subscription(overview: Overview) -> SubscriptionResponse | None:
    subscription, price = overview.subscription, overview.price
    if subscription is None or price is None:
        return None
    facts, following, dunning = subscription.facts, overview.next_price, subscription.dunning
    return SubscriptionResponse(
        id=subscription.id,
        status=subscription.status,
        provider=facts.ref.provider,
        plan=price.plan,
        price=PriceResponse.of(price),
        next_price=None if following is None else PriceResponse.of(following),
        next_plan=None if following is None else following.plan,
        trial_ends_at=facts.trial_ends_at,
        period_end=facts.period_end,
        cancels_at=facts.cancels_at,
        ended_at=facts.ended_at,
        paused_at=facts.paused_at,
        overdue_since=facts.failing_since,
        next_retry_at=None if dunning is None else dunning.next_retry_at,
        entitled_until=subscription.entitled_until,
    )


class PortalRequest(RequestModel):
    """Where the user goes afterwards."""

    return_path: str = Field(
        default="/billing",
        pattern=RETURN_PATH,
        description="Path of the web application that the user comes back to",
        examples=["/billing"],
    )


class PortalResponse(ResponseModel):
    """The way to the provider's portal."""

    url: str = Field(description="Address of the page", examples=["https://billing.stripe.com/p/session/test_1"])
