"""Coupons at a checkout, and single titles."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from services.billing.tests.integration.conftest import Billing

pytestmark = pytest.mark.integration

TITLE = UUID(int=77)


async def _coupon(billing: Billing, **limits: object) -> None:
    body = {
        "code": "WINTER25",
        "percent": 25,
        "validFrom": billing.clock.now().isoformat(),
        **limits,
    }
    response = await billing.request("POST", "admin/billing/coupons", body, roles=("finance",))
    assert response.status_code == 201, response.text


async def test_coupon_is_redeemed_once_and_released_when_nothing_is_paid(billing: Billing) -> None:
    await _coupon(billing)
    body = {"priceId": await billing.price("basic"), "provider": "stripe", "coupon": "winter25"}
    key = str(uuid4())
    first = (await billing.request("POST", "billing/checkouts", body, key=key)).json()["data"]
    await billing.request("POST", "billing/checkouts", body, key=key)

    order = billing.stripe.orders[f"co_{first['id']}"]
    assert order.discount is not None
    assert order.discount.percent == 25
    assert order.charged.amount == first["price"]["amount"] == 749
    assert await billing.scalar("select redemptions from coupons") == 1
    used = await billing.request("POST", "billing/checkouts", body)
    assert (used.status_code, used.json()["error"]["code"]) == (409, "COUPON_USED")

    billing.stripe.closed.add(f"co_{first['id']}")
    await billing.notice(billing.stripe.ref("checkout", f"co_{first['id']}"))
    assert await billing.scalar("select redemptions from coupons") == 0


async def test_expired_coupon_opens_nothing(billing: Billing) -> None:
    await _coupon(billing, validUntil=(billing.clock.now() + timedelta(days=1)).isoformat())
    billing.clock.instant += timedelta(days=2)
    body = {"priceId": await billing.price("basic"), "provider": "stripe", "coupon": "WINTER25"}
    response = await billing.request("POST", "billing/checkouts", body)
    assert (response.status_code, response.json()["error"]["code"]) == (409, "COUPON_EXPIRED")
    assert await billing.scalar("select count(*) from checkouts") == 0


async def test_title_is_sold_at_its_price_only(billing: Billing) -> None:
    path = f"billing/titles/{TITLE}/checkouts"
    body = {"kind": "rental", "currency": "USD", "provider": "stripe"}
    response = await billing.request("POST", path, body)
    assert (response.status_code, response.json()["error"]["code"]) == (404, "TITLE_NOT_SOLD")

    prices = {"name": "Inception", "prices": [{"kind": "rental", "amount": 399, "currency": "USD"}]}
    await billing.request("PUT", f"admin/billing/titles/{TITLE}/prices", prices, roles=("finance",))
    key = str(uuid4())
    first = await billing.request("POST", path, body, key=key)
    second = await billing.request("POST", path, body, key=key)
    assert first.status_code == 201, first.text
    assert first.json() == second.json()
    order = billing.stripe.orders[f"co_{first.json()['data']['id']}"]
    assert (order.item, order.amount and order.amount.amount) == ("Inception", 399)
    other = await billing.request("POST", path, {**body, "currency": "EUR"})
    assert (other.status_code, other.json()["error"]["code"]) == (404, "TITLE_NOT_SOLD")


async def test_coupon_of_more_than_the_price_leaves_nothing_to_pay(billing: Billing) -> None:
    body = {"code": "GIFT", "amount": {"amount": 5000, "currency": "USD"}, "validFrom": billing.clock.now().isoformat()}
    assert (await billing.request("POST", "admin/billing/coupons", body, roles=("finance",))).status_code == 201
    order = {"priceId": await billing.price("basic"), "provider": "stripe", "coupon": "GIFT"}
    response = await billing.request("POST", "billing/checkouts", order)
    assert response.status_code == 201, response.text
    assert response.json()["data"]["price"] == {"amount": 0, "currency": "USD"}


async def test_repetition_gets_its_page_although_the_price_is_not_sold_any_more(billing: Billing) -> None:
    order = {"priceId": await billing.price("basic"), "provider": "stripe"}
    key = str(uuid4())
    first = await billing.request("POST", "billing/checkouts", order, key=key)
    await billing.request("DELETE", f"admin/billing/prices/{order['priceId']}", roles=("finance",))
    assert (await billing.request("POST", "billing/checkouts", order, key=key)).json() == first.json()
    other = await billing.request("POST", "billing/checkouts", order)
    assert (other.status_code, other.json()["error"]["code"]) == (400, "PRICE_NOT_SOLD")
