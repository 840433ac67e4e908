"""The subscription of a user: each state with its explanation, its changes with their keys, and the history."""

from typing import Any

import httpx2
import pytest
from services.web.tests.billing_data import (
    AT,
    CHANGE_ID,
    END,
    INVOICE,
    INVOICE_ID,
    LINE,
    PAYMENT,
    REFUND,
    change,
    money,
    price,
    sell,
    subscription,
)
from services.web.tests.component.test_account import page, post
from services.web.tests.component.test_sessions import cookies
from services.web.tests.fakes import FakeApi

from web.application.api import ApiError, Reply

pytestmark = pytest.mark.unit

CHANGES = "billing/subscription/changes"
PAY_AGAIN = "/plans/basic?interval=month&amp;currency=USD"
OTHER = price("premium", "month", 1999)
PREVIEW = {
    "timing": "now",
    "effectiveAt": AT,
    "dueNow": money(1033),
    "plan": "premium",
    "price": price("premium", "month", 1999),
}


@pytest.mark.parametrize(
    "path", ["/billing", "/billing/cancel", "/billing/invoices", "/billing/purchases", "/plans/basic"]
)
async def test_pages_of_billing_need_an_account(http: httpx2.AsyncClient, api: FakeApi, path: str) -> None:
    response = await http.get(path)
    assert (response.status_code, response.headers["location"][:14]) == (303, "/sign-in?next=")
    assert api.calls == []


@pytest.mark.parametrize(
    ("own", "shown", "links"),
    [
        (None, ["You pay nothing.", "5 devices"], {"/plans"}),
        (subscription("incomplete"), ["has not succeeded"], {"/billing/cancel"}),
        (subscription("trialing", trialEndsAt=END), ["You pay nothing until December 21, 2026"], {"/billing/pause"}),
        (subscription(), ["Paid until", "$9.99", "renewed then"], {"/plans?interval=month", "/billing/cancel"}),
        (subscription(provider="zarinpal"), ["Pay the next period before then."], {PAY_AGAIN}),
        (subscription(cancelsAt=END), ["is not renewed"], {"/billing/resume", "/billing/cancel"}),
        (subscription(nextPrice=OTHER, nextPlan="premium"), ["The plan changes to Premium"], {"/billing/resume"}),
        (subscription("past_due", nextRetryAt=END), ["is tried again at Dec 21, 2026"], {"/billing/pay"}),
        (subscription("unpaid"), ["Your plan ends at Dec 21, 2026"], {"/billing/portal"}),
        (subscription("paused", pausedAt=AT), ["Paused since November 21, 2026"], {"/billing/resume"}),
        (subscription("canceled", endedAt=AT), ["ended by your wish on November 21, 2026"], {"/plans"}),
        (subscription("expired", endedAt=AT), ["because it was not paid"], {"/plans"}),
    ],
)  # fmt: skip
async def test_a_state_says_what_it_means_and_what_can_be_done(
    http: httpx2.AsyncClient, api: FakeApi, own: dict[str, Any] | None, shown: list[str], links: set[str]
) -> None:
    sell(api, own)
    text = await page(http, "/billing")
    for part in shown:
        assert part in text
    for link in links:
        assert f'="{link}"' in text
    assert "This part is not available" not in text
    if own is not None:
        assert text.count('class="badge billing-state"') == 1


async def test_the_page_has_the_latest_invoices(http: httpx2.AsyncClient, api: FakeApi) -> None:
    sell(api, subscription())
    api.on("billing/invoices", Reply(200, [INVOICE]))
    api.on("billing/payment-methods", ApiError(503, "PAYMENT_PROVIDER_UNAVAILABLE"))
    text = await page(http, "/billing")
    assert f'<a href="/billing/invoices/{INVOICE_ID}">MQ-2026-000042</a>' in text
    assert text.count("This part is not available right now.") == 1


async def test_a_change_is_previewed_and_then_confirmed_once(http: httpx2.AsyncClient, api: FakeApi) -> None:
    sell(api, subscription())
    api.on("billing/subscription/preview", Reply(200, PREVIEW))
    text = await page(http, "/billing/change?price=premium-month-USD")
    assert api.calls[0].query == {"priceId": "premium-month-USD"}
    for shown in ("<strong>$10.33</strong>", "At once", "$19.99 a month", "$9.99 a month", 'name="key" value="'):
        assert shown in text
    api.on("billing/subscription/preview", Reply(200, {**PREVIEW, "timing": "period_end", "effectiveAt": END}))
    assert "December 21, 2026" in await page(http, "/billing/change?price=x")
    api.on(CHANGES, Reply(202, change(kind="change_price")), "POST")
    response = await post(http, "/billing/change", price="premium-month-USD", key="k-2")
    assert response.headers["location"] == f"/billing?change={CHANGE_ID}"
    assert api.calls[-1].headers["Idempotency-Key"] == "k-2"
    assert api.calls[-1].json == {"kind": "change_price", "priceId": "premium-month-USD"}
    api.on(CHANGES, ApiError(409, "CHANGE_PENDING", "busy"), "POST")
    rejected = await post(http, "/billing/change", price="premium-month-USD", key="k-2")
    assert (rejected.status_code, "Another change of your subscription" in rejected.text) == (409, True)


async def test_a_change_that_is_not_possible_says_why(http: httpx2.AsyncClient, api: FakeApi) -> None:
    sell(api, subscription())
    api.on("billing/subscription/preview", ApiError(400, "SAME_PRICE", "the same"))
    response = await http.get("/billing/change?price=basic-month-USD", headers=cookies())
    assert (response.status_code, "You have this plan already." in response.text) == (400, True)
    api.on("billing/subscription/preview", ApiError(404, "NO_SUBSCRIPTION"))
    assert (await http.get("/billing/change?price=x", headers=cookies())).headers["location"] == "/plans"


@pytest.mark.parametrize(
    ("path", "fields", "body"),
    [
        ("cancel", {"timing": "period_end"}, {"kind": "cancel", "timing": "period_end"}),
        ("cancel", {"timing": "now"}, {"kind": "cancel", "timing": "now"}),
        ("resume", {}, {"kind": "resume"}),
        ("pay", {}, {"kind": "pay"}),
        ("pause", {}, {"kind": "pause"}),
        ("pause", {"until": "2027-01-05"}, {"kind": "pause", "until": "2027-01-04T22:00:00Z"}),
        ("pause", {"until": "0001-01-01"}, {"kind": "pause", "until": "0001-01-01"}),
        ("pause", {"until": "soon"}, {"kind": "pause", "until": "soon"}),
    ],
)
async def test_a_form_requests_its_change_with_its_key(
    http: httpx2.AsyncClient, api: FakeApi, path: str, fields: dict[str, str], body: dict[str, str]
) -> None:
    sell(api, subscription())
    api.on(CHANGES, Reply(202, change()), "POST")
    headers = {"Cookie": f"{cookies()['Cookie']}; __Host-marquee-zone=Europe/Kyiv"}
    csrf = (await page(http, "/billing/cancel")).split('name="csrf" value="')[1].split('"')[0]
    response = await http.post(f"/billing/{path}", data={"csrf": csrf, "key": "k-3", **fields}, headers=headers)
    assert response.headers["location"] == f"/billing?change={CHANGE_ID}"
    assert (api.calls[-1].json, api.calls[-1].headers["Idempotency-Key"]) == (body, "k-3")
    api.on(CHANGES, ApiError(409, "CHANGE_NOT_POSSIBLE", "no"), "POST")
    rejected = await http.post(f"/billing/{path}", data={"csrf": csrf, **fields}, headers=headers)
    assert (rejected.status_code, "in its present state" in rejected.text) == (409, True)


async def test_the_forms_of_changes_need_a_subscription(http: httpx2.AsyncClient, api: FakeApi) -> None:
    sell(api)
    for path in ("/billing/cancel", "/billing/pause"):
        assert (await http.get(path, headers=cookies())).headers["location"] == "/billing"
    sell(api, subscription())
    assert "Your plan stays until December 21, 2026." in await page(http, "/billing/cancel")
    assert 'type="date"' in await page(http, "/billing/pause")


@pytest.mark.parametrize(
    ("status", "reason", "shown"),
    [
        ("pending", None, "waits for the provider."),
        ("done", None, "done."),
        ("refused", "card_declined", "<code>card_declined</code>"),
    ],
)
async def test_the_page_says_what_became_of_a_change(
    http: httpx2.AsyncClient, api: FakeApi, status: str, reason: str | None, shown: str
) -> None:
    one = change(status, "change_price", reason)
    sell(api, subscription(), one if status == "pending" else None)
    api.on(f"{CHANGES}/{CHANGE_ID}", Reply(200, one))
    text = await page(http, f"/billing?change={CHANGE_ID}")
    assert ("Change of the plan:" in text, shown in text) == (True, True)
    assert ("every 2s" in text) is (status == "pending")
    assert ("/billing/cancel" in text) is (status != "pending")
    response = await http.get(f"/parts/billing/changes/{CHANGE_ID}", headers={**cookies(), "HX-Request": "true"})
    following = "" if status == "pending" else f"/billing?change={CHANGE_ID}"
    assert response.headers.get("hx-redirect", "") == following
    assert "Change of the plan:" not in await page(http, "/billing?change=none") or status == "pending"


async def test_the_portal_is_a_page_of_the_provider(http: httpx2.AsyncClient, api: FakeApi) -> None:
    sell(api, subscription())
    api.on("billing/portal", Reply(200, {"url": "https://portal.example/1?a=1&b=2"}), "POST")
    response = await post(http, "/billing/portal")
    assert api.calls[-1].json == {"returnPath": "/billing"}
    assert 'content="0; url=https://portal.example/1?a=1&amp;b=2"' in response.text
    api.on("billing/portal", ApiError(503, "PAYMENT_PROVIDER_UNAVAILABLE", "late"), "POST")
    rejected = await post(http, "/billing/portal")
    assert (rejected.status_code, "does not respond" in rejected.text) == (503, True)


async def test_a_payment_method_can_be_removed_unless_renewals_are_paid_by_it(
    http: httpx2.AsyncClient, api: FakeApi
) -> None:
    card = {"id": "pm_1", "provider": "stripe", "kind": "card", "brand": "visa", "last4": "4242", "isDefault": True}
    card |= {"expiresMonth": 3, "expiresYear": 2030}
    sell(api, subscription())
    other = {**card, "id": "pm_2", "last4": "4444", "isDefault": False}
    api.on("billing/payment-methods", Reply(200, [card, other]))
    text = await page(http, "/billing")
    for shown in ("Visa •••• 4242", "valid until 03/2030", 'action="/billing/methods/pm_2/remove"'):
        assert shown in text
    assert "/billing/methods/pm_1/remove" not in text
    api.on("billing/payment-methods/pm_2", Reply(204), "DELETE")
    response = await post(http, "/billing/methods/pm_2/remove", key="k-4")
    assert response.headers["location"] == "/billing"
    assert api.calls[-1].headers["Idempotency-Key"] == "k-4.pm_2"
    rejected = await post(http, "/billing/methods/pm_3/remove", key="k-4")
    assert rejected.status_code == 404


async def test_invoices_have_documents(http: httpx2.AsyncClient, api: FakeApi) -> None:
    api.on("billing/invoices", Reply(200, [INVOICE], {"nextCursor": "n"}))
    text = await page(http, "/billing/invoices")
    assert f'href="/billing/invoices/{INVOICE_ID}/document?format=pdf"' in text
    assert 'href="/billing/invoices?cursor=n"' in text
    details = {**INVOICE, "lines": [LINE], "payments": [PAYMENT], "refunds": [REFUND]}
    api.on(f"billing/invoices/{INVOICE_ID}", Reply(200, details))
    text = await page(http, f"/billing/invoices/{INVOICE_ID}")
    for shown in ("Basic, 1 month", "−$0.99", "$0.90", "<strong>$9.90</strong>", "visa •••• 4242", "$1.00"):
        assert shown in text
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    headers = {"content-type": "text/html", "content-security-policy": policy, "etag": "x"}
    api.on(f"billing/invoices/{INVOICE_ID}/document", Reply(200, body=b"<p>", headers=headers))
    response = await http.get(f"/billing/invoices/{INVOICE_ID}/document?format=html", headers=cookies())
    assert api.calls[-1].query == {"format": "html", "language": "en"}
    assert (response.content, response.headers["content-security-policy"]) == (b"<p>", policy)
    assert response.headers["cache-control"] == "private, no-store"
    await http.get(f"/billing/invoices/{INVOICE_ID}/document?format=exe", headers=cookies())
    assert api.calls[-1].query["format"] == "pdf"


async def test_payments_and_purchases_have_their_state(http: httpx2.AsyncClient, api: FakeApi) -> None:
    failed = {**PAYMENT, "status": "failed", "failureCode": "card_declined", "refunded": money(0)}
    api.on("billing/payments", Reply(200, [PAYMENT, failed], {"nextCursor": None}))
    text = await page(http, "/billing/payments")
    for shown in ("$9.99", "$1.00", "<code>card_declined</code>", "Failed"):
        assert shown in text
    rental = {
        "id": "p1", "mediaId": "m1", "kind": "rental", "status": "active", "price": money(399), "purchasedAt": AT,
        "startsUntil": END, "firstPlayedAt": None, "validUntil": END,
    }  # fmt: skip
    played = {**rental, "mediaId": "m2", "firstPlayedAt": AT}
    api.on("billing/purchases", Reply(200, [rental, played]))
    api.on(
        "catalog/titles",
        Reply(200, [{"mediaItemId": "m1", "type": "movie", "slug": "the-matrix", "title": "The Matrix"}]),
    )
    text = await page(http, "/billing/purchases")
    assert api.calls[-1].query["ids"] == "m1,m2"
    for shown in (
        '<a href="/movies/the-matrix" dir="auto">The Matrix</a>',
        "start it by December 21, 2026",
        "until Dec 21, 2026",
    ):
        assert shown in text
    api.on("billing/purchases", Reply(200, []))
    assert "You have bought or rented nothing." in await page(http, "/billing/purchases")
