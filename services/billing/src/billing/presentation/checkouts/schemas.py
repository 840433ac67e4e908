"""Bodies about checkouts."""

from datetime import datetime
from typing import Literal, Self
from uuid import UUID

from pydantic import Field

from billing.domain.checkouts.checkout import Checkout
from billing.domain.purchases.purchase import PurchaseKind
from billing.presentation.coupons.schemas import CODE
from billing.presentation.dependencies import RETURN_PATH
from billing.presentation.money import Currency
from billing.presentation.plans.schemas import MoneyResponse
from chassis.http.schemas import RequestModel, ResponseModel
from chassis.http.validation.inputs import Id


class PageRequest(RequestModel):
    """Where the user pays, and where they go afterwards."""

    provider: str = Field(
        pattern=r"^[a-z]{2,20}$", description="A provider of `GET /billing/providers`", examples=["stripe"]
    )
    return_path: str = Field(
        default="/billing/return",
        pattern=RETURN_PATH,
        description="Path of the web application that the user comes back to, with `?checkout=` and the id",
        examples=["/billing/return"],
    )
    language: str | None = Field(
        default=None, pattern=r"^[a-z]{2}$", description="Language of the provider's page", examples=["uk"]
    )


class CheckoutRequest(PageRequest):
    """What to subscribe to."""

    price_id: Id = Field(description="Id of a price of `GET /plans`", examples=["6a1f4b62-7c0e-5d1b-9f7a-2b8f6f0f3c11"])
    coupon: str | None = Field(
        default=None, pattern=CODE, description="Code of a coupon, in any case", examples=["WINTER25"]
    )


class TitleCheckoutRequest(PageRequest):
    """How to buy or rent a title."""

    kind: PurchaseKind = Field(
        description="`purchase`: for ever. `rental`: 48 hours from the first play, within 30 days", examples=["rental"]
    )
    currency: Currency = Field(description="A currency that the title is sold in", examples=["USD"])


class CheckoutResponse(ResponseModel):
    """A checkout of the signed-in user."""

    id: UUID = Field(description="Id of the checkout", examples=["0199a2f3-44c8-7a06-b1f2-6d5e4c3b2a19"])
    status: Literal["opening", "open", "paid", "expired", "canceled"] = Field(
        description="`open`: the page can be paid. `paid`: the provider has confirmed it", examples=["open"]
    )
    url: str | None = Field(
        description="The provider's page; null before it is open and after the end",
        examples=["https://checkout.stripe.com/c/pay/cs_1"],
    )
    provider: str = Field(description="The provider of payments", examples=["stripe"])
    price_id: UUID | None = Field(
        description="The price of the plan; null for a single purchase",
        examples=["6a1f4b62-7c0e-5d1b-9f7a-2b8f6f0f3c11"],
    )
    price: MoneyResponse = Field(description="What is paid, without tax; less the coupon")
    trial_days: int = Field(description="Days before the first payment", examples=[14])
    created_at: datetime = Field(description="When it was requested (UTC)", examples=["2026-11-30T12:00:00Z"])
    expires_at: datetime = Field(description="Until when the page can be paid (UTC)", examples=["2026-11-30T13:00:00Z"])

    @classmethod
    def of(cls, checkout: Checkout) -> Self:
        """Return the response of a checkout."""
        return cls(
            id=checkout.id,
            status=checkout.status,
            url=checkout.url if checkout.status == "open" else None,
            provider=checkout.provider,
            price_id=checkout.price_id,
            price=MoneyResponse.of(checkout.money),
            trial_days=checkout.trial_days,
            created_at=checkout.created_at,
            expires_at=checkout.expires_at,
        )


class ProviderResponse(ResponseModel):
    """A provider of payments of this deployment."""

    name: str = Field(description="The name in requests", examples=["stripe"])
    renews: bool = Field(
        description="Whether it takes the money of each period by itself; otherwise the user pays each period",
        examples=[True],
    )
    currencies: list[str] | None = Field(
        description="Codes of the currencies that it takes; null for any that plans have", examples=[["IRR"]]
    )
