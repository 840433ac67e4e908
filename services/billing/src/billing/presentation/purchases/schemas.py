"""Bodies about single titles."""

from datetime import datetime
from typing import Self
from uuid import UUID

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from billing.domain.purchases.purchase import Purchase, PurchaseKind, PurchaseStatus, TitlePrice
from billing.presentation.money import MoneyRequest
from billing.presentation.plans.schemas import MoneyResponse
from chassis.http.schemas import RequestModel, ResponseModel

_AT = "2026-11-30T12:00:00Z"
_ID = "5a1f4b62-7c0e-5d1b-9f7a-2b8f6f0f3c11"


class TitlePriceRequest(MoneyRequest):
    """What a title costs."""

    kind: PurchaseKind = Field(description="`purchase` is for ever, `rental` for 48 hours", examples=["rental"])


class TitlePricesRequest(RequestModel):
    """Everything that a title is sold for."""

    name: str = Field(min_length=1, max_length=200, description="Name on invoices", examples=["Inception"])
    prices: list[TitlePriceRequest] = Field(
        max_length=100, description="One per kind and currency; none when the title is not sold any more"
    )

    @model_validator(mode="after")
    def _distinct(self) -> Self:
        if len({(price.kind, price.currency) for price in self.prices}) != len(self.prices):
            raise PydanticCustomError("prices", "prices must have one entry per kind and currency")
        return self

    def of_title(self, media_id: UUID) -> list[TitlePrice]:
        """Return the prices of a title."""
        return [
            TitlePrice(media_id=media_id, kind=price.kind, name=self.name, money=price.money) for price in self.prices
        ]


class TitlePriceResponse(ResponseModel):
    """What a title costs."""

    kind: PurchaseKind = Field(description="`purchase` is for ever, `rental` for 48 hours", examples=["rental"])
    price: MoneyResponse = Field(description="The price")

    @classmethod
    def of(cls, price: TitlePrice) -> Self:
        """Return the response of a price."""
        return cls(kind=price.kind, price=MoneyResponse.of(price.money))


class PurchaseResponse(ResponseModel):
    """A title that the signed-in user has bought."""

    id: UUID = Field(description="Id of the purchase, the same as of its checkout", examples=[_ID])
    media_id: UUID = Field(description="Id of the title", examples=[_ID])
    kind: PurchaseKind = Field(description="`purchase` is for ever, `rental` for 48 hours", examples=["rental"])
    status: PurchaseStatus = Field(description="`revoked`: the payment was returned", examples=["active"])
    price: MoneyResponse = Field(description="What was paid")
    purchased_at: datetime = Field(description="When it was paid (UTC)", examples=[_AT])
    starts_until: datetime | None = Field(
        description="When a rental must have been started (UTC); null for a purchase", examples=[_AT]
    )
    first_played_at: datetime | None = Field(description="When a rental was started (UTC)", examples=[None])
    valid_until: datetime | None = Field(description="When it ends (UTC); null for ever", examples=[_AT])

    @classmethod
    def of(cls, purchase: Purchase, status: PurchaseStatus) -> Self:
        """Return the response of a purchase."""
        return cls(
            id=purchase.id,
            media_id=purchase.media_id,
            kind=purchase.kind,
            status=status,
            price=MoneyResponse.of(purchase.money),
            purchased_at=purchase.purchased_at,
            starts_until=purchase.starts_until,
            first_played_at=purchase.first_played_at,
            valid_until=purchase.valid_until,
        )
