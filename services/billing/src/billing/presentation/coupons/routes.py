"""Routes of coupons."""

from typing import Annotated

from fastapi import APIRouter, Path

from billing.domain.coupons.errors import (
    CouponExhausted,
    CouponExists,
    CouponExpired,
    CouponNotForPlan,
    CouponNotFound,
    CouponOfOtherCurrency,
    CouponUsed,
    TooManyCouponAttempts,
)
from billing.domain.plans.errors import PlanNotFound, PriceNotFound
from billing.presentation.coupons.schemas import (
    CODE,
    CouponCheckRequest,
    CouponRequest,
    CouponResponse,
    DiscountedPriceResponse,
    LimitsRequest,
)
from billing.presentation.dependencies import ApplicationDep
from billing.presentation.errors import refuses
from chassis.http.schemas import Success
from chassis.http.tokens import CurrentPrincipal, FinancePrincipal

router = APIRouter(tags=["billing"])

Code = Annotated[str, Path(pattern=CODE, description="The code, in any case", examples=["WINTER25"])]


@router.post(
    "/billing/coupons/validate",
    summary="Check a coupon",
    responses=refuses(
        CouponNotFound,
        CouponExpired,
        CouponExhausted,
        CouponUsed,
        CouponNotForPlan,
        CouponOfOtherCurrency,
        PriceNotFound,
        TooManyCouponAttempts,
    ),
)
async def check_coupon(
    use_cases: ApplicationDep, principal: CurrentPrincipal, body: CouponCheckRequest
) -> Success[DiscountedPriceResponse]:
    """Return a price with a coupon. Nothing is redeemed: that happens when the checkout is opened.

    A user can try 20 unknown codes in an hour.
    """
    discounted = await use_cases.check_coupon(principal.user_id, body.code, body.price_id)
    return Success(data=DiscountedPriceResponse.of(discounted))


@router.get("/admin/billing/coupons", summary="List all coupons")
async def list_coupons(use_cases: ApplicationDep, _: FinancePrincipal) -> Success[list[CouponResponse]]:
    """Return every coupon, the newest first, also those that have expired or were withdrawn."""
    return Success(data=[CouponResponse.of(coupon) for coupon in await use_cases.coupons.all()])


@router.post(
    "/admin/billing/coupons", status_code=201, summary="Add a coupon", responses=refuses(PlanNotFound, CouponExists)
)
async def add_coupon(
    use_cases: ApplicationDep, principal: FinancePrincipal, body: CouponRequest
) -> Success[CouponResponse]:
    """Add a coupon; a repetition changes nothing.

    What it deducts never changes. Its limits can be changed, and it can be withdrawn.
    """
    coupon = await use_cases.coupons.add(body.code, body.terms, body.limits, principal.user_id)
    return Success(data=CouponResponse.of(coupon))


@router.get("/admin/billing/coupons/{code}", summary="Get a coupon", responses=refuses(CouponNotFound))
async def get_coupon(use_cases: ApplicationDep, _: FinancePrincipal, code: Code) -> Success[CouponResponse]:
    """Return a coupon with the number of its redemptions."""
    return Success(data=CouponResponse.of(await use_cases.coupons.one(code)))


@router.put(
    "/admin/billing/coupons/{code}/limits", summary="Change the limits of a coupon", responses=refuses(CouponNotFound)
)
async def change_coupon(
    use_cases: ApplicationDep, _: FinancePrincipal, code: Code, body: LimitsRequest
) -> Success[CouponResponse]:
    """Replace how often and when a coupon can be used. Users who have redeemed it keep it."""
    return Success(data=CouponResponse.of(await use_cases.coupons.change(code, body.limits)))


@router.delete("/admin/billing/coupons/{code}", summary="Withdraw a coupon", responses=refuses(CouponNotFound))
async def archive_coupon(use_cases: ApplicationDep, _: FinancePrincipal, code: Code) -> Success[CouponResponse]:
    """Withdraw a coupon: its code is unknown to users from now on, and users who have redeemed it keep it.

    A repetition changes nothing.
    """
    return Success(data=CouponResponse.of(await use_cases.coupons.archive(code)))
