"""Bodies about plans and prices as finance sees them."""

from datetime import datetime
from typing import Self

from pydantic import Field

from billing.application.plans.administration import PlanDescription
from billing.application.plans.reading import PricedPlan
from billing.domain.plans.entitlements import Entitlements, RateClass
from billing.domain.plans.plan import Interval, Price
from billing.presentation.money import MoneyRequest
from billing.presentation.plans.schemas import PlanResponse, PriceResponse
from chassis.http.schemas import RequestModel

_AT = "2026-11-30T12:00:00Z"


class Texts(RequestModel):
    """A text in each language."""

    en: str = Field(min_length=1, max_length=200, description="English", examples=["Premium"])
    uk: str = Field(min_length=1, max_length=200, description="Ukrainian", examples=["Преміум"])

    def by_language(self) -> dict[str, str]:
        """Return the texts by language."""
        return {"en": self.en, "uk": self.uk}


class PlanRequest(RequestModel):
    """A plan."""

    names: Texts = Field(description="The name of the plan")
    descriptions: Texts = Field(description="What it offers, in a sentence")
    rank: int = Field(ge=0, le=1000, description="A change to a plan of a higher rank is an upgrade", examples=[3])
    device_limit: int = Field(ge=1, le=100, description="Most devices that may be registered", examples=[10])
    concurrent_streams: int = Field(ge=0, le=100, description="Most titles that may play at once", examples=[4])
    rate_class: RateClass = Field(description="The class of the limits of requests", examples=["premium"])
    trial_days: int = Field(
        default=0, ge=0, le=90, description="Days that a new subscriber pays nothing for", examples=[14]
    )

    def described(self, code: str) -> PlanDescription:
        """Return the command for the plan of a code."""
        return PlanDescription(
            code=code,
            names=self.names.by_language(),
            descriptions=self.descriptions.by_language(),
            rank=self.rank,
            entitlements=Entitlements(self.device_limit, self.concurrent_streams, self.rate_class),
            trial_days=self.trial_days,
        )


class PriceRequest(MoneyRequest):
    """A price of a plan."""

    interval: Interval = Field(description="How long one payment lasts", examples=["month"])


class AdminPriceResponse(PriceResponse):
    """A price, sold or archived."""

    created_at: datetime = Field(description="Since when it exists (UTC)", examples=[_AT])
    archived_at: datetime | None = Field(description="Since when it is not sold any more (UTC)", examples=[None])

    @classmethod
    def of(cls, price: Price) -> Self:
        """Return the response of a price."""
        shown = PriceResponse.of(price)
        return cls(
            id=shown.id,
            interval=shown.interval,
            price=shown.price,
            monthly=shown.monthly,
            created_at=price.created_at,
            archived_at=price.archived_at,
        )


class AdminPlanResponse(PlanResponse):
    """A plan, sold or archived, with every price that it has had."""

    version: int = Field(description="Grows with every change", examples=[3])
    archived_at: datetime | None = Field(description="Since when it is not sold any more (UTC)", examples=[None])
    all_prices: list[AdminPriceResponse] = Field(description="By currency and interval, the newest first")

    @classmethod
    def of(cls, priced: PricedPlan) -> Self:
        """Return the response of a plan."""
        shown = PlanResponse.of(priced.sold())
        return cls(
            **dict(shown),
            version=priced.plan.version,
            archived_at=priced.plan.archived_at,
            all_prices=[AdminPriceResponse.of(price) for price in priced.prices],
        )
