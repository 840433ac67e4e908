"""Bodies about plans and prices."""

from datetime import datetime
from typing import Self
from uuid import UUID

from pydantic import Field

from billing.application.plans.reading import PricedPlan
from billing.domain.money import Money
from billing.domain.plans.entitlements import Entitlements, RateClass
from billing.domain.plans.plan import Interval, Price
from chassis.http.schemas import ResponseModel


class MoneyResponse(ResponseModel):
    """An amount of money."""

    amount: int = Field(description="In minor units of the currency: 1999 USD are 19.99 dollars", examples=[1999])
    currency: str = Field(description="Code of ISO 4217", examples=["USD"])

    @classmethod
    def of(cls, money: Money) -> Self:
        """Return the response of an amount."""
        return cls(amount=money.amount, currency=money.currency)


class EntitlementsResponse(ResponseModel):
    """What a plan allows."""

    device_limit: int = Field(description="Most devices that may be registered", examples=[10])
    concurrent_streams: int = Field(description="Most titles that may play at once", examples=[4])
    rate_class: RateClass = Field(description="The class of the limits of requests", examples=["premium"])

    @classmethod
    def of(cls, entitlements: Entitlements) -> Self:
        """Return the response of the limits of a plan."""
        return cls(
            device_limit=entitlements.device_limit,
            concurrent_streams=entitlements.concurrent_streams,
            rate_class=entitlements.rate_class,
        )


class PriceResponse(ResponseModel):
    """What one interval of a plan costs."""

    id: UUID = Field(description="Id of the price", examples=["6a1f4b62-7c0e-5d1b-9f7a-2b8f6f0f3c11"])
    interval: Interval = Field(description="How long one payment lasts", examples=["month"])
    price: MoneyResponse = Field(description="Without tax, which the provider of payments adds where it is due")
    monthly: MoneyResponse = Field(description="The same per month, rounded")

    @classmethod
    def of(cls, price: Price) -> Self:
        """Return the response of a price."""
        money, monthly = MoneyResponse.of(price.money), MoneyResponse.of(price.monthly)
        return cls(id=price.id, interval=price.interval, price=money, monthly=monthly)


class PlanResponse(ResponseModel):
    """A plan that can be chosen."""

    code: str = Field(description="The name of the plan in requests", examples=["premium"])
    names: dict[str, str] = Field(description="By language", examples=[{"en": "Premium", "uk": "Преміум"}])
    descriptions: dict[str, str] = Field(
        description="By language", examples=[{"en": "Four streams at once", "uk": "Чотири перегляди одночасно"}]
    )
    rank: int = Field(description="A change to a plan of a higher rank is an upgrade", examples=[3])
    entitlements: EntitlementsResponse = Field(description="What the plan allows")
    trial_days: int = Field(description="Days that a new subscriber pays nothing for", examples=[14])
    prices: list[PriceResponse] = Field(description="By currency and interval; none for the free plan")
    updated_at: datetime = Field(description="When it was last changed (UTC)", examples=["2026-11-21T12:00:00Z"])

    @classmethod
    def of(cls, priced: PricedPlan) -> Self:
        """Return the response of a plan."""
        plan = priced.plan
        return cls(
            code=plan.code,
            names=plan.names,
            descriptions=plan.descriptions,
            rank=plan.rank,
            entitlements=EntitlementsResponse.of(plan.entitlements),
            trial_days=plan.trial_days,
            prices=[PriceResponse.of(price) for price in priced.prices],
            updated_at=plan.updated_at,
        )
