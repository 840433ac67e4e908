"""Pages of finance: who sees them, what their forms send, and refunds with a key."""

from typing import Any

import httpx2
import pytest
from services.web.tests.billing_data import AT, INVOICE, PAYMENT, PAYMENT_ID, PLANS, money, price
from services.web.tests.component.test_sessions import cookies, token
from services.web.tests.fakes import FakeApi

from chassis.core.browser_sessions import csrf_token
from web.application.api import ApiError, Reply

pytestmark = pytest.mark.unit

FINANCE = cookies(token(roles=("user", "finance")))
FORM = {"csrf": csrf_token("r1")}
RUN_ID = "0199a2f3-44c8-7a06-b1f2-6d5e4c3b2a30"
PAGES = ("", "/report.csv", "/plans", "/plans/new", "/coupons", "/payments", "/webhooks", "/reconciliations")
USERS = {"openingUsers": 100, "newUsers": 15, "lostUsers": 5, "closingUsers": 110}
MONTH = {
    "month": "2026-11", "currency": "USD", "isFinal": False, "openingMrr": 199900, "newMrr": 29985, "expansion": 0,
    "contraction": 0, "lostMrr": 9995, "closingMrr": 219890, **USERS, "arpu": 1999, "userChurn": 512,
    "revenueChurn": None, "revenue": 219890, "discounts": 0, "refunds": 1999, "fees": 9670, "writtenOff": 0,
    "plans": [{"plan": "premium", "openingMrr": 1, "closingMrr": 219890, **USERS}],
}  # fmt: skip
SOLD = {**price("premium", "month", 1999), "createdAt": AT, "archivedAt": None}
PLAN = {**PLANS[2], "version": 3, "archivedAt": None, "allPrices": [SOLD]}
COUPON = {
    "code": "WINTER25", "percent": 25, "amount": None, "plans": [], "months": 3, "most": 100, "mostPerUser": 1,
    "validFrom": AT, "validUntil": None, "redemptions": 12, "createdAt": AT, "archivedAt": None,
}  # fmt: skip
META = {"limit": 30, "offset": 0, "hasMore": False, "total": 1, "nextCursor": None}


async def page(http: httpx2.AsyncClient, path: str) -> str:
    """Return a page of finance."""
    response = await http.get(f"/admin/finance{path}", headers=FINANCE)
    assert response.status_code == 200, response.text
    return response.text


async def post(http: httpx2.AsyncClient, path: str, **fields: Any) -> httpx2.Response:
    """Send a form of finance."""
    return await http.post(f"/admin/finance{path}", data={**FORM, **fields}, headers=FINANCE)


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("roles", [("user",), ("user", "editor"), ("user", "viewer")])
async def test_only_finance_sees_the_pages(
    http: httpx2.AsyncClient, api: FakeApi, path: str, roles: tuple[str, ...]
) -> None:
    assert (await http.get(f"/admin/finance{path}")).headers["location"].startswith("/sign-in")
    response = await http.get(f"/admin/finance{path}", headers=cookies(token(roles=roles)))
    assert (response.status_code, "You may not see this" in response.text) == (403, True)
    assert api.calls == []


async def test_finance_is_led_to_its_own_pages_only(http: httpx2.AsyncClient, api: FakeApi) -> None:
    api.on("admin/billing/plans", Reply(200, [PLAN]))
    text = await page(http, "/plans")
    assert ('href="/admin/finance/coupons"' in text, 'href="/admin/jobs"' in text) == (True, False)
    both = await http.get("/admin/finance/plans", headers=cookies(token(roles=("admin",))))
    assert 'href="/admin/jobs"' in both.text


async def test_a_report_has_its_figures_and_a_file(http: httpx2.AsyncClient, api: FakeApi) -> None:
    api.on("admin/billing/plans", Reply(200, [PLAN]))
    api.on("admin/billing/reports", Reply(200, [MONTH]))
    text = await page(http, "")
    assert {**api.calls[-1].query} == {"from": "2025-12", "to": "2026-11", "currency": "USD"}
    for shown in ("$2,198.90", "$19.99", "5.12%", "not final", "$299.85", "$96.70", "110"):
        assert shown in text
    assert 'href="/admin/finance/report.csv?from=2025-12&amp;to=2026-11&amp;currency=USD"' in text
    headers = {"content-type": "text/csv", "content-disposition": 'attachment; filename="r.csv"'}
    api.on("admin/billing/reports/csv", Reply(200, body=b"month", headers=headers))
    response = await http.get("/admin/finance/report.csv?from=2026-01&to=2026-02&currency=EUR", headers=FINANCE)
    assert (response.content, response.headers["content-disposition"]) == (b"month", headers["content-disposition"])
    assert api.calls[-1].query == {"from": "2026-01", "to": "2026-02", "currency": "EUR"}
    errors = [{"field": "from", "rule": "month", "message": "no month"}]
    api.on("admin/billing/reports", ApiError(400, "VALIDATION_ERROR", "", {"errors": errors}))
    rejected = await http.get("/admin/finance?from=2026-13", headers=FINANCE)
    assert (rejected.status_code, "Must be a month of a year" in rejected.text) == (400, True)


async def test_a_plan_is_changed_as_it_was_seen(http: httpx2.AsyncClient, api: FakeApi) -> None:
    api.on("admin/billing/plans", Reply(200, [PLAN]))
    assert 'name="version" value="3"' in await page(http, "/plans/premium")
    assert (await http.get("/admin/finance/plans/gold", headers=FINANCE)).status_code == 404
    texts = {f"{group}-{tag}": f"{group} {tag}" for group in ("names", "descriptions") for tag in ("en", "uk")}
    numbers = {"rank": "3", "deviceLimit": "ten", "concurrentStreams": "4", "trialDays": "14", "rateClass": "premium"}
    api.on("admin/billing/plans/premium", Reply(200, PLAN), "PUT")
    response = await post(http, "/plans/premium", version="3", **texts, **numbers)
    assert response.headers["location"] == "/admin/finance/plans/premium"
    assert api.calls[-1].headers["If-Match"] == '"3"'
    assert api.calls[-1].json == {
        "names": {"en": "names en", "uk": "names uk"},
        "descriptions": {"en": "descriptions en", "uk": "descriptions uk"},
        "rank": 3,
        "deviceLimit": "ten",
        "concurrentStreams": 4,
        "trialDays": 14,
        "rateClass": "premium",
    }
    errors = [{"field": "deviceLimit", "rule": "int_parsing", "message": "no"}]
    api.on("admin/billing/plans/premium", ApiError(400, "VALIDATION_ERROR", "", {"errors": errors}), "PUT")
    rejected = await post(http, "/plans/premium", version="3", **texts, **numbers)
    assert (rejected.status_code, 'value="ten"' in rejected.text) == (400, True)
    api.on("admin/billing/plans/premium", ApiError(412, "PRECONDITION_FAILED"), "PUT")
    assert (await post(http, "/plans/premium", version="2", **texts, **numbers)).status_code == 412
    api.on("admin/billing/plans/gold", Reply(200, PLAN), "PUT")
    added = await post(http, "/plans/new", code="gold", version="0", **texts, **numbers)
    assert (added.headers["location"], api.calls[-1].headers["If-Match"]) == ("/admin/finance/plans/gold", '"0"')


@pytest.mark.parametrize(
    ("currency", "text", "amount"),
    [("usd", "19.99", 1999), ("EUR", "20", 2000), ("JPY", "500", 500), ("USD", "1.999", "1.999"), ("USD", "-1", "-1")],
)
async def test_a_price_is_added_in_minor_units_once(
    http: httpx2.AsyncClient, api: FakeApi, currency: str, text: str, amount: int | str
) -> None:
    api.on("admin/billing/plans/premium/prices", Reply(201, SOLD), "POST")
    await post(http, "/plans/premium/prices", interval="year", amount=text, currency=currency, key="k-1")
    assert api.calls[-1].json == {"interval": "year", "amount": amount, "currency": currency.upper()}
    assert api.calls[-1].headers["Idempotency-Key"] == "k-1"


async def test_plans_and_prices_are_archived(http: httpx2.AsyncClient, api: FakeApi) -> None:
    calls = (("archive", "POST", "plans/premium/archive"), ("restore", "DELETE", "plans/premium/archive"))
    for action, method, path in (*calls, ("archive-price", "DELETE", f"prices/{RUN_ID}")):
        api.on(f"admin/billing/{path}", Reply(200, {}), method)
        assert (await post(http, f"/plans/premium/{action}", price=RUN_ID)).status_code == 303
        assert (api.calls[-1].method, api.calls[-1].path) == (method, f"admin/billing/{path}")
    for action, number in (("archive-price", "x"), ("nothing", RUN_ID)):
        assert (await post(http, f"/plans/premium/{action}", price=number)).status_code == 404


async def test_coupons_deduct_a_part_or_an_amount(http: httpx2.AsyncClient, api: FakeApi) -> None:
    api.on("admin/billing/coupons", Reply(200, [COUPON, {**COUPON, "percent": None, "amount": money(500)}]))
    api.on("admin/billing/plans", Reply(200, [PLAN]))
    text = await page(http, "/coupons")
    for shown in ("WINTER25", "25%", "$5.00", "for 3 months", "12 / 100"):
        assert shown in text
    api.on("admin/billing/coupons", Reply(201, COUPON), "POST")
    await post(http, "/coupons", code="A1B2", percent="25", months="", validFrom="2026-12-01", plans=["premium"])
    assert api.calls[-1].json == {
        "code": "A1B2", "percent": 25, "amount": None, "plans": ["premium"], "months": None, "most": None,
        "mostPerUser": 1, "validFrom": "2026-12-01T00:00:00Z", "validUntil": None,
    }  # fmt: skip
    await post(http, "/coupons", code="A1B2", amount="5,50", currency="usd", months="1", validUntil="2027-01-01")
    sent = api.calls[-1].json
    assert (sent["amount"], sent["validUntil"]) == (money(550), "2027-01-01T00:00:00Z")
    errors = [{"field": "amount.currency", "rule": "currency", "message": "no"}]
    api.on("admin/billing/coupons", ApiError(400, "VALIDATION_ERROR", "", {"errors": errors}), "POST")
    rejected = await post(http, "/coupons", code="A1B2", amount="5", currency="XXX")
    assert (rejected.status_code, "Must be a currency that billing knows" in rejected.text) == (400, True)
    api.on("admin/billing/coupons/WINTER25", Reply(200, COUPON), "DELETE")
    assert (await post(http, "/coupons/WINTER25/withdraw")).status_code == 303


async def test_a_payment_is_returned_once_for_each_form(http: httpx2.AsyncClient, api: FakeApi) -> None:
    paid = {**PAYMENT, "userId": RUN_ID, "reference": "pi_1", "fee": None}
    returned = {**paid, "id": RUN_ID, "refunded": money(999)}
    api.on("admin/billing/payments", Reply(200, [paid, returned], META))
    customer = {"userId": RUN_ID, "references": [], "paid": [money(1998)], "refunded": [money(999)], "owed": []}
    api.on(f"admin/billing/customers/{RUN_ID}", Reply(200, customer))
    api.on("admin/billing/invoices", Reply(200, [{**INVOICE, "userId": RUN_ID, "reference": "in_1"}]))
    api.on("users", Reply(200, [{"id": RUN_ID, "username": "ada_l"}]))
    text = await page(http, f"/payments?userId={RUN_ID}&status=unknown")
    for shown in ("ada_l", "$19.98", "MQ-2026-000042", f'action="/admin/finance/payments/{PAYMENT_ID}/refund"'):
        assert shown in text
    assert text.count('/refund"') == 1
    assert api.calls[0].query["status"] == ""
    api.on("admin/billing/refunds", Reply(202, {}), "POST")
    fields = {"key": "k-1", "currency": "USD", "reason": "duplicate"}
    await post(http, f"/payments/{PAYMENT_ID}/refund", amount="5.00", **fields)
    assert api.calls[-1].json == {"paymentId": PAYMENT_ID, "reason": "duplicate", "amount": money(500)}
    assert api.calls[-1].headers["Idempotency-Key"] == f"k-1.{PAYMENT_ID}"
    await post(http, f"/payments/{PAYMENT_ID}/refund", amount=" ", **fields)
    assert "amount" not in api.calls[-1].json
    api.on("admin/billing/refunds", ApiError(409, "REFUND_TOO_LARGE", "too much"), "POST")
    rejected = await post(http, f"/payments/{PAYMENT_ID}/refund", amount="50", **fields)
    assert (rejected.status_code, "more than is left" in rejected.text) == (409, True)


async def test_messages_of_providers_are_replayed(http: httpx2.AsyncClient, api: FakeApi) -> None:
    message = {
        "id": RUN_ID, "provider": "stripe", "eventId": "evt_1", "type": "invoice.paid", "status": "failed",
        "objects": [{"kind": "invoice", "reference": "in_1"}], "failure": "late", "receivedAt": AT,
    }  # fmt: skip
    api.on("admin/billing/webhooks", Reply(200, [message], META))
    text = await page(http, "/webhooks?type=invoice.paid")
    for shown in ("invoice.paid", "evt_1", "in_1", "late", f"/webhooks/{RUN_ID}/replay"):
        assert shown in text
    api.on(f"admin/billing/webhooks/{RUN_ID}/replay", Reply(200, message), "POST")
    assert (await post(http, f"/webhooks/{RUN_ID}/replay")).headers["location"] == "/admin/finance/webhooks"


async def test_a_reconciliation_shows_what_it_found(http: httpx2.AsyncClient, api: FakeApi) -> None:
    run = {"id": RUN_ID, "progress": "done", "startedAt": AT, "objects": 9, "compared": 8, "differences": 1}
    api.on("admin/billing/reconciliations", Reply(200, [run], META))
    assert "8 / 9" in await page(http, "/reconciliations")
    difference = {
        "kind": "subscription", "reference": "sub_1", "field": "ended_at", "ours": None, "theirs": AT, "repaired": True,
    }  # fmt: skip
    api.on(f"admin/billing/reconciliations/{RUN_ID}", Reply(200, {**run, "found": [difference], "page": META}))
    text = await page(http, f"/reconciliations/{RUN_ID}")
    for shown in ("sub_1", "ended_at", AT, "Yes"):
        assert shown in text
    api.on("admin/billing/reconciliations", Reply(202, run), "POST")
    assert (await post(http, "/reconciliations")).headers["location"] == f"/admin/finance/reconciliations/{RUN_ID}"
