"""Bodies about coupons."""

from datetime import datetime
from typing import Annotated, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from billing.application.coupons.management import DiscountedPrice
from billing.domain.coupons.coupon import Coupon, Limits, Terms
from billing.presentation.money import MoneyRequest
from billing.presentation.plans.schemas import MoneyResponse
from chassis.http.schemas import RequestModel, ResponseModel
from chassis.http.validation.inputs import Id, Instant, not_before

_AT = "2026-11-30T12:00:00Z"
CODE = r"^[A-Za-z0-9]{4,30}$"
Percent = Annotated[int, Field(ge=1, le=100)]
Months = Annotated[int, Field(ge=1, le=120)]
Count = Annotated[int, Field(ge=1, le=2_000_000_000)]
When = Annotated[Instant, not_before(2000)]
PlanCode = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{1,29}$")]


class LimitsRequest(RequestModel):
    """How often and when a coupon can be used."""

    most: Count | None = Field(
        default=None, description="How often by all users; null without a limit", examples=[1000]
    )
    most_per_user: Count = Field(default=1, description="How often by one user", examples=[1])
    valid_from: When = Field(description="Since when it can be used", examples=[_AT])
    valid_until: When | None = Field(default=None, description="When it expires; null for never", examples=[None])

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.valid_until is not None and self.valid_until <= self.valid_from:
            raise PydanticCustomError("valid_until", "validUntil must be after validFrom")
        return self

    @property
    def limits(self) -> Limits:
        """Return the limits."""
        return Limits(
            most=self.most,
            most_per_user=self.most_per_user,
            valid_from=self.valid_from,
            valid_until=self.valid_until,
        )


class CouponRequest(LimitsRequest):
    """A coupon. It deducts either a part or an amount."""

    code: str = Field(pattern=CODE, description="The code, in any case", examples=["WINTER25"])
    percent: Percent | None = Field(default=None, description="The part that it deducts", examples=[25])
    amount: MoneyRequest | None = Field(default=None, description="The amount that it deducts, up to the price")
    plans: list[PlanCode] = Field(
        default_factory=list, max_length=50, description="Plans that it is for; empty for all", examples=[["premium"]]
    )
    months: Months | None = Field(
        default=1,
        description="For how many months of a subscription: 1 is the first payment, null every payment",
        examples=[3],
    )

    @model_validator(mode="after")
    def _deducts(self) -> Self:
        if (self.percent is None) == (self.amount is None):
            raise PydanticCustomError("deduction", "either percent or amount must be given, not both")
        return self

    @property
    def terms(self) -> Terms:
        """Return what it deducts."""
        amount = None if self.amount is None else self.amount.money
        return Terms(percent=self.percent, amount=amount, plans=frozenset(self.plans), months=self.months)


class CouponResponse(ResponseModel):
    """A coupon."""

    code: str = Field(description="The code", examples=["WINTER25"])
    percent: int | None = Field(description="The part that it deducts", examples=[25])
    amount: MoneyResponse | None = Field(description="The amount that it deducts, up to the price")
    plans: list[str] = Field(description="Plans that it is for; empty for all", examples=[["premium"]])
    months: int | None = Field(
        description="For how many months of a subscription: 1 is the first payment, null every payment", examples=[3]
    )
    most: int | None = Field(description="How often by all users; null without a limit", examples=[1000])
    most_per_user: int = Field(description="How often by one user", examples=[1])
    valid_from: datetime = Field(description="Since when it can be used (UTC)", examples=[_AT])
    valid_until: datetime | None = Field(description="When it expires (UTC); null for never", examples=[None])
    redemptions: int = Field(description="Checkouts that use it, without those that ended unpaid", examples=[12])
    created_at: datetime = Field(description="When it was added (UTC)", examples=[_AT])
    archived_at: datetime | None = Field(description="Since when it is withdrawn (UTC)", examples=[None])

    @classmethod
    def of(cls, coupon: Coupon) -> Self:
        """Return the response of a coupon."""
        terms, limits = coupon.terms, coupon.limits
        return cls(
            code=coupon.code,
            percent=terms.percent,
            amount=None if terms.amount is None else MoneyResponse.of(terms.amount),
            plans=sorted(terms.plans),
            months=terms.months,
            most=limits.most,
            most_per_user=limits.most_per_user,
            valid_from=limits.valid_from,
            valid_until=limits.valid_until,
            redemptions=coupon.redemptions,
            created_at=coupon.created_at,
            archived_at=coupon.archived_at,
        )


class CouponCheckRequest(RequestModel):
    """A code that a user enters for a price."""

    code: str = Field(pattern=CODE, description="The code, in any case", examples=["WINTER25"])
    price_id: Id = Field(description="Id of a price of `GET /plans`", examples=["6a1f4b62-7c0e-5d1b-9f7a-2b8f6f0f3c11"])


class DiscountedPriceResponse(ResponseModel):
    """A price with a coupon."""

    code: str = Field(description="The code as it is stored", examples=["WINTER25"])
    months: int | None = Field(
        description="For how many months: 1 is the first payment, null every payment", examples=[3]
    )
    price: MoneyResponse = Field(description="The price without the coupon and without tax")
    deduction: MoneyResponse = Field(description="What the coupon deducts")
    total: MoneyResponse = Field(description="What is left")

    @classmethod
    def of(cls, discounted: DiscountedPrice) -> Self:
        """Return the response of a price with a coupon."""
        return cls(
            code=discounted.coupon.code,
            months=discounted.coupon.terms.months,
            price=MoneyResponse.of(discounted.price),
            deduction=MoneyResponse.of(discounted.deduction),
            total=MoneyResponse.of(discounted.total),
        )
