"""Coupons on a real Postgres, and over HTTP."""

import asyncio
from typing import Any
from uuid import UUID

import pytest
from services.billing.tests.histories import USER
from services.billing.tests.integration.api import Api, api_of, outcome
from services.billing.tests.integration.recording import unit_of_work

from billing.application.coupons.redeeming import RedeemCoupon
from billing.application.providers.ports import Discount
from billing.bootstrap import Container
from billing.domain.coupons.errors import CouponExhausted, CouponUsed
from billing.domain.plans.plan import Price
from chassis.testing.clock import FixedClock

pytestmark = pytest.mark.integration

WINTER = {"code": "Winter25", "percent": 25, "months": 3, "validFrom": "2026-11-01T00:00:00Z"}
REDEEM = RedeemCoupon(FixedClock())


async def _price(container: Container, currency: str = "USD", plan: str = "premium") -> Price:
    async with unit_of_work(container) as work:
        prices = await work.plans.prices([plan])
    return next(price for price in prices if price.money.currency == currency and price.interval == "month")


async def _add(api: Api, **terms: Any) -> Any:
    response = await api.finance("POST", "/coupons", WINTER | terms)
    assert response.status_code == 201, response.text
    return response.json()["data"]


async def _redeem(container: Container, checkout: int, user: UUID = USER) -> Discount:
    price = await _price(container)
    async with unit_of_work(container) as work:
        return await REDEEM(work, "winter25", user_id=user, checkout_id=UUID(int=checkout), price=price)


async def test_coupon_is_added_checked_changed_and_withdrawn(container: Container) -> None:
    price = await _price(container)
    check = {"code": "winter25", "priceId": str(price.id)}
    async with api_of(container) as api:
        added = await _add(api)
        assert (added["code"], added["redemptions"], added["mostPerUser"]) == ("WINTER25", 0, 1)
        assert (await _add(api)) == added
        assert outcome(await api.finance("POST", "/coupons", WINTER | {"percent": 30})) == (409, "COUPON_EXISTS")

        checked = (await api.user("POST", "/billing/coupons/validate", check)).json()["data"]
        assert checked["deduction"] == {"amount": 500, "currency": "USD"}
        assert (checked["total"]["amount"], checked["months"]) == (1499, 3)

        limits = {"most": 5, "validFrom": "2026-11-01T00:00:00Z", "validUntil": "2026-11-02T00:00:00Z"}
        changed = (await api.finance("PUT", "/coupons/winter25/limits", limits)).json()["data"]
        assert (changed["most"], changed["validUntil"]) == (5, "2026-11-02T00:00:00Z")
        assert outcome(await api.user("POST", "/billing/coupons/validate", check)) == (409, "COUPON_EXPIRED")

        assert (await api.finance("DELETE", "/coupons/WINTER25")).json()["data"]["archivedAt"] is not None
        assert outcome(await api.user("POST", "/billing/coupons/validate", check)) == (404, "COUPON_NOT_FOUND")
        assert [coupon["code"] for coupon in (await api.finance("GET", "/coupons")).json()["data"]] == ["WINTER25"]
        assert outcome(await api.finance("GET", "/coupons/SUMMER")) == (404, "COUPON_NOT_FOUND")


async def test_coupon_of_another_currency_or_plan_is_refused(container: Container) -> None:
    euros = await _price(container, "EUR")
    async with api_of(container) as api:
        await _add(api, percent=None, amount={"amount": 500, "currency": "USD"})
        body = {"code": "WINTER25", "priceId": str(euros.id)}
        assert outcome(await api.user("POST", "/billing/coupons/validate", body)) == (409, "COUPON_OF_OTHER_CURRENCY")
        await _add(api, code="BASIC", plans=["basic"])
        body = {"code": "BASIC", "priceId": str(euros.id)}
        assert outcome(await api.user("POST", "/billing/coupons/validate", body)) == (409, "COUPON_NOT_FOR_PLAN")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"percent": 0}, "percent"),
        ({"percent": 101}, "percent"),
        ({"amount": {"amount": 1, "currency": "USD"}}, "body"),
        ({"percent": None}, "body"),
        ({"percent": None, "amount": {"amount": -1, "currency": "USD"}}, "amount.amount"),
        ({"percent": None, "amount": {"amount": 10**12 + 1, "currency": "USD"}}, "amount.amount"),
        ({"percent": None, "amount": {"amount": 1, "currency": "XXX"}}, "amount.currency"),
        ({"validUntil": "2026-10-01T00:00:00Z"}, "body"),
        ({"code": "no"}, "code"),
        ({"months": 0}, "months"),
    ],
)
async def test_invalid_coupon_is_refused_with_its_field(
    container: Container, change: dict[str, Any], field: str
) -> None:
    async with api_of(container) as api:
        response = await api.finance("POST", "/coupons", WINTER | change)
        assert outcome(response) == (400, "VALIDATION_ERROR")
        assert [problem["field"] for problem in response.json()["error"]["details"]["errors"]] == [field]
        assert outcome(await api.finance("POST", "/coupons", WINTER | {"plans": ["gold"]})) == (404, "PLAN_NOT_FOUND")


async def test_only_finance_keeps_coupons(container: Container) -> None:
    async with api_of(container) as api:
        assert outcome(await api.user("POST", "/admin/billing/coupons", WINTER)) == (403, "FORBIDDEN")


async def test_unknown_codes_are_limited_per_user(container: Container) -> None:
    body = {"code": "GUESS", "priceId": str((await _price(container)).id)}
    async with api_of(container) as api:
        for _ in range(20):
            assert outcome(await api.user("POST", "/billing/coupons/validate", body)) == (404, "COUPON_NOT_FOUND")
        refused = (429, "TOO_MANY_COUPON_ATTEMPTS")
        assert outcome(await api.user("POST", "/billing/coupons/validate", body)) == refused
        other = await api.user("POST", "/billing/coupons/validate", body, user_id=UUID(int=8))
        assert outcome(other) == (404, "COUPON_NOT_FOUND")


async def test_redemption_counts_once_per_checkout(container: Container) -> None:
    async with api_of(container) as api:
        await _add(api, mostPerUser=9)
        discounts = await asyncio.gather(*(_redeem(container, 1) for _ in range(4)))
        assert set(discounts) == {Discount(code="WINTER25", percent=25, months=3)}
        await _redeem(container, 2)
        assert (await api.finance("GET", "/coupons/WINTER25")).json()["data"]["redemptions"] == 2


async def test_limits_hold_for_parallel_checkouts(container: Container) -> None:
    async with api_of(container) as api:
        await _add(api, most=3)
        users = [UUID(int=100 + number) for number in range(6)]
        redeemed = await asyncio.gather(
            *(_redeem(container, number, user) for number, user in enumerate(users, 1)), return_exceptions=True
        )
        assert [type(outcome) for outcome in redeemed].count(Discount) == 3
        assert [type(outcome) for outcome in redeemed].count(CouponExhausted) == 3


async def test_user_redeems_once_and_again_after_the_checkout_ended_unpaid(container: Container) -> None:
    async with api_of(container) as api:
        await _add(api)
        await _redeem(container, 1)
        with pytest.raises(CouponUsed):
            await _redeem(container, 2)

        async def release() -> None:
            async with unit_of_work(container) as work:
                await REDEEM.release(work, UUID(int=1))

        await asyncio.gather(release(), release())
        await _redeem(container, 2)
        assert (await api.finance("GET", "/coupons/WINTER25")).json()["data"]["redemptions"] == 1


async def test_redemptions_count_without_the_users_that_were_deleted(container: Container) -> None:
    async with api_of(container) as api:
        await _add(api)
        await _redeem(container, 1)
        async with unit_of_work(container) as work:
            await work.coupons.forget([USER])
            assert await work.coupons.used("WINTER25", USER) == 0
        assert (await api.finance("GET", "/coupons/WINTER25")).json()["data"]["redemptions"] == 1
