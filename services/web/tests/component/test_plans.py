"""Plans and checkouts: what is offered to whom, the key of a form, coupons, and the way to the provider and back."""

import re
from typing import Any
from uuid import UUID

import httpx2
import pytest
from services.web.tests.billing_data import ADDRESS, CHECKOUT_ID, checkout, money, overview, sell, subscription
from services.web.tests.component.test_account import page, post
from services.web.tests.component.test_sessions import cookies
from services.web.tests.fakes import FakeApi

from web.application.api import ApiError, Reply

pytestmark = pytest.mark.unit

ORDER = {"price": "premium-month-USD", "provider": "stripe", "key": "k-1", "action": "subscribe"}
BASIC, PREMIUM = (f"/plans/{code}?interval=month&amp;currency=USD" for code in ("basic", "premium"))
FORM = "/plans/premium?interval=month&currency=USD"


async def test_a_visitor_sees_plans_and_is_led_to_the_sign_in(http: httpx2.AsyncClient, api: FakeApi) -> None:
    sell(api)
    text = (await http.get("/plans?currency=USD")).text
    assert [call.path for call in api.calls] == ["plans"]
    assert "<strong>$19.99</strong>" in text
    assert "14 days for free first" in text
    assert "7 devices" in text
    assert "next=%2Fplans%2Fpremium%3Finterval%3Dmonth%26currency%3DUSD" in text
    yearly = (await http.get("/plans?interval=year&currency=USD")).text
    assert ("<strong>$199.90</strong>" in yearly, "$16.65 a month" in yearly) == (True, True)
    assert (
        "<strong>199,90\xa0USD</strong>"
        in (await http.get("/plans?interval=year&currency=USD", headers={"Accept-Language": "uk"})).text
    )


@pytest.mark.parametrize(
    ("query", "headers", "shown"),
    [
        ("", {"Accept-Language": "en-US"}, "$19.99"),
        ("", {"Accept-Language": "fa-IR"}, "IRR1,999,000"),
        ("", {"Accept-Language": "de-DE"}, "$19.99"),
        ("", {"Accept-Language": "en-US", "Cookie": "__Host-marquee-currency=IRR"}, "IRR1,999,000"),
        ("?currency=XXX", {"Accept-Language": "en-US"}, "$19.99"),
        ("?currency=IRR", {"Accept-Language": "en-US"}, "IRR1,999,000"),
    ],
)
async def test_the_currency_is_chosen_or_that_of_the_region(
    http: httpx2.AsyncClient, api: FakeApi, query: str, headers: dict[str, str], shown: str
) -> None:
    sell(api)
    response = await http.get(f"/plans{query}", headers=headers)
    assert f"<strong>{shown}</strong>" in response.text
    kept = [cookie for cookie in response.headers.get_list("set-cookie") if "currency" in cookie]
    assert [cookie.partition(";")[0] for cookie in kept] == (
        ["__Host-marquee-currency=IRR"] if query == "?currency=IRR" else []
    )


@pytest.mark.parametrize(
    ("own", "expected"),
    [
        (None, {BASIC, PREMIUM, "/billing"}),
        (subscription(), {"/billing/cancel", "/billing", "/billing/change?price=premium-month-USD"}),
        (subscription("canceled"), {BASIC, PREMIUM, "/billing"}),
    ],
)
async def test_a_plan_offers_what_is_possible(
    http: httpx2.AsyncClient, api: FakeApi, own: dict[str, Any] | None, expected: set[str]
) -> None:
    sell(api, own)
    text = await page(http, "/plans?currency=USD")
    steps = {
        link
        for step in re.findall(r'class="plan-step">(.*?)</p>', text, re.DOTALL)
        for link in re.findall('href="([^"]*)"', step)
    }
    assert steps == expected
    assert text.count("Your plan</span>") == 1


async def test_nothing_is_offered_without_a_provider(http: httpx2.AsyncClient, api: FakeApi) -> None:
    sell(api)
    api.on("billing/providers", Reply(200, []))
    text = await page(http, "/plans?currency=USD")
    assert "no provider of payments is set up" in text
    assert "/plans/premium?" not in text
    assert "no provider of payments is set up" in await page(http, FORM)


async def test_a_subscription_keeps_its_currency(http: httpx2.AsyncClient, api: FakeApi) -> None:
    sell(api, subscription())
    text = await page(http, "/plans?currency=IRR")
    assert "Your subscription is paid in US Dollar." in text
    assert "$19.99" in text


async def test_a_form_offers_the_providers_that_take_the_currency(http: httpx2.AsyncClient, api: FakeApi) -> None:
    sell(api)
    providers = re.compile('name="provider" value="([a-z]*)"')
    assert providers.findall(await page(http, FORM)) == ["stripe"]
    assert sorted(call.path for call in api.calls) == ["billing/providers", "billing/subscription", "plans/premium"]
    assert providers.findall(await page(http, "/plans/premium?currency=IRR")) == ["stripe", "zarinpal"]
    assert (await http.get("/plans/free", headers=cookies())).headers["location"] == "/plans"
    assert (await http.get("/plans/gold", headers=cookies())).status_code == 404
    assert (await http.get(FORM)).headers["location"].startswith("/sign-in?next=%2Fplans%2Fpremium")


async def test_a_checkout_is_opened_with_the_key_of_its_form(http: httpx2.AsyncClient, api: FakeApi) -> None:
    sell(api)
    keys = [re.findall('name="key" value="([^"]*)"', await page(http, FORM))[0] for _ in range(2)]
    assert len({UUID(key) for key in keys}) == 2
    api.on("billing/checkouts", Reply(201, checkout("open")), "POST")
    for _ in range(2):
        response = await post(http, "/plans/premium", **ORDER, code=" ")
        assert response.headers["location"] == f"/billing/checkouts/{CHECKOUT_ID}"
        assert api.calls[-1].headers["Idempotency-Key"] == "k-1"
        assert api.calls[-1].json == {"priceId": "premium-month-USD", "provider": "stripe", "language": "en"}
    await post(http, "/plans/premium", **ORDER, code=" winter25 ")
    assert api.calls[-1].json["coupon"] == "winter25"


@pytest.mark.parametrize(
    ("error", "status", "shown", "is_kept"),
    [
        (
            ApiError(503, "PAYMENT_PROVIDER_UNAVAILABLE", "stripe did not respond"),
            503,
            "nothing is charged twice",
            True,
        ),
        (ApiError(409, "ALREADY_SUBSCRIBED", "You have one"), 409, "change its plan instead", False),
        (ApiError(404, "COUPON_NOT_FOUND", "none"), 404, "No coupon has this code.", False),
    ],
)
async def test_only_a_checkout_that_may_have_begun_is_repeated_with_its_key(
    http: httpx2.AsyncClient, api: FakeApi, error: ApiError, status: int, shown: str, is_kept: bool
) -> None:
    sell(api)
    api.on("billing/checkouts", error, "POST")
    response = await post(http, "/plans/premium", **ORDER, code="WINTER25")
    assert (response.status_code, shown in response.text) == (status, True)
    assert ('name="key" value="k-1"' in response.text) is is_kept
    assert 'value="WINTER25"' in response.text


async def test_a_coupon_is_checked_before_it_is_used(http: httpx2.AsyncClient, api: FakeApi) -> None:
    sell(api)
    discount = {"code": "WINTER25", "months": 3, "price": money(1999), "deduction": money(500), "total": money(1499)}
    api.on("billing/coupons/validate", Reply(200, discount), "POST")
    fields = {**ORDER, "action": "coupon", "code": "winter25"}
    response = await post(http, "/plans/premium", **fields)
    assert api.calls[-3].json == {"code": "winter25", "priceId": "premium-month-USD"}
    for shown in ("−$5.00", "for 3 months", "<strong>$14.99</strong>", 'name="key" value="k-1"'):
        assert shown in response.text
    api.on("billing/coupons/validate", ApiError(429, "TOO_MANY_COUPON_ATTEMPTS", "", None, 3600), "POST")
    rejected = await post(http, "/plans/premium", **fields)
    assert (rejected.status_code, "Too many unknown codes." in rejected.text) == (429, True)
    details = {"errors": [{"field": "code", "rule": "string_pattern_mismatch", "message": "bad"}]}
    api.on("billing/coupons/validate", ApiError(400, "VALIDATION_ERROR", "code: bad", details), "POST")
    assert 'aria-invalid="true"' in (await post(http, "/plans/premium", **fields)).text
    await post(http, "/plans/premium", **{**fields, "code": ""})
    assert all(call.path != "billing/checkouts" for call in api.calls)


async def test_a_price_that_is_not_sold_any_more_is_no_order(http: httpx2.AsyncClient, api: FakeApi) -> None:
    sell(api)
    assert (await post(http, "/plans/premium", **{**ORDER, "price": "old"})).status_code == 404
    assert (await http.post("/plans/premium", data=ORDER, headers=cookies())).status_code == 403


async def test_an_open_checkout_leads_to_the_provider(http: httpx2.AsyncClient, api: FakeApi) -> None:
    path = f"/billing/checkouts/{CHECKOUT_ID}"
    api.on(path[1:], Reply(200, checkout("open")))
    assert f'<meta http-equiv="refresh" content="0; url={ADDRESS}">' in await page(http, path)
    api.on(path[1:], Reply(200, checkout("open", url="javascript:alert(1)")))
    assert (await http.get(path, headers=cookies())).status_code == 503
    api.on(path[1:], Reply(200, checkout("paid")))
    response = await http.get(path, headers=cookies())
    assert response.headers["location"] == f"/billing/return?checkout={CHECKOUT_ID}"


@pytest.mark.parametrize(
    ("status", "values", "shown"),
    [
        ("opening", {}, "has not confirmed the payment"),
        ("open", {}, f'href="/billing/checkouts/{CHECKOUT_ID}"'),
        ("paid", {}, "Your plan is active. Price: $19.99."),
        ("paid", {"trialDays": 14}, "The first payment is due in 14 days."),
        ("paid", {"priceId": None}, 'href="/billing/purchases"'),
        ("expired", {}, "Nothing was charged."),
        ("canceled", {}, "Nothing was charged."),
    ],
)
async def test_the_page_after_a_checkout_says_what_became_of_it(
    http: httpx2.AsyncClient, api: FakeApi, status: str, values: dict[str, Any], shown: str
) -> None:
    api.on(f"billing/checkouts/{CHECKOUT_ID}", Reply(200, checkout(status, **values)))
    text = await page(http, f"/billing/return?checkout={CHECKOUT_ID}")
    assert shown in text
    is_waiting = status in ("opening", "open")
    assert ("every 2s" in text, '<noscript><meta http-equiv="refresh"' in text) == (is_waiting, is_waiting)
    part = f"/parts/billing/checkouts/{CHECKOUT_ID}"
    response = await http.get(part, headers={**cookies(), "HX-Request": "true"})
    following = f"/billing/return?checkout={CHECKOUT_ID}"
    assert response.headers.get("hx-redirect", "") == ("" if is_waiting else following)
    assert (await http.get(part, headers=cookies())).headers["location"] == following


async def test_the_page_after_a_checkout_needs_one(http: httpx2.AsyncClient, api: FakeApi) -> None:
    assert (await http.get("/billing/return", headers=cookies())).headers["location"] == "/billing"
    for checkout_id in ("../plans", CHECKOUT_ID):
        response = await http.get("/billing/return", params={"checkout": checkout_id}, headers=cookies())
        assert response.status_code == 404
    assert [call.path for call in api.calls] == [f"billing/checkouts/{CHECKOUT_ID}"]
    assert overview()["plan"] == "free"
