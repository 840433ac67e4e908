"""What a user pays for on a running stack, at the provider simulator."""

from collections.abc import Callable, Mapping
from typing import Any, Final
from uuid import UUID, uuid4

import httpx2

from stacks import Stack, eventually

CARD: Final = "4242424242424242"
SINCE: Final = "2026-01-01T00:00:00Z"


def price_of(plans: list[dict[str, Any]], code: str) -> str:
    """Return the id of the price of a plan per month in dollars."""
    [plan] = [plan for plan in plans if plan["code"] == code]
    [price] = [
        item["id"] for item in plan["prices"] if (item["interval"], item["price"]["currency"]) == ("month", "USD")
    ]
    return str(price)


def pay(checkout: Mapping[str, Any]) -> None:
    """Pay on the page of the provider that a checkout leads to."""
    paid = httpx2.get(f"{checkout['url']}/pay", params={"card": CARD}, timeout=30, trust_env=False)
    assert paid.is_redirect, paid.text


def fill_billing(stack: Stack, api: httpx2.Client, user: Mapping[str, str], media_id: UUID) -> None:
    """Let a user buy a title, subscribe with a coupon, and cancel at the end of the period."""
    code = f"E2E{uuid4().hex[:8].upper()}"
    signed_in = api.post("/auth/login", json={"email": stack.admin_email, "password": stack.admin_password})
    finance = _sender(api, {"authorization": f"Bearer {signed_in.json()['data']['accessToken']}"})
    price = {"kind": "purchase", "amount": 499, "currency": "USD"}
    finance("PUT", f"/admin/billing/titles/{media_id}/prices", {"name": "A movie", "prices": [price]})
    finance("POST", "/admin/billing/coupons", {"code": code, "percent": 25, "validFrom": SINCE})

    send = _sender(api, user)
    unknown = api.post("/billing/coupons/validate", json=_coupon(api, "NONE2"), headers=dict(user))
    assert unknown.json()["error"]["code"] == "COUPON_NOT_FOUND", unknown.text
    of_title = {"kind": "purchase", "currency": "USD", "provider": "stripe"}
    bought = send("POST", f"/billing/titles/{media_id}/checkouts", of_title)
    pay(bought)
    eventually(lambda: send("GET", "/billing/purchases"), bool)
    order = {"priceId": price_of(send("GET", "/plans"), "premium"), "provider": "stripe", "coupon": code}
    pay(send("POST", "/billing/checkouts", order))
    eventually(lambda: send("GET", "/billing/subscription")["plan"], lambda plan: plan == "premium")
    change = send("POST", "/billing/subscription/changes", {"kind": "cancel", "timing": "period_end"})
    path = f"/billing/subscription/changes/{change['id']}"
    eventually(lambda: send("GET", path)["status"], lambda status: status != "pending")
    eventually(lambda: send("GET", "/billing/invoices"), bool)
    eventually(lambda: send("GET", "/billing/payments"), bool)


def _coupon(api: httpx2.Client, code: str) -> dict[str, str]:
    return {"code": code, "priceId": price_of(api.get("/plans").json()["data"], "premium")}


def _sender(api: httpx2.Client, headers: Mapping[str, str]) -> Callable[..., Any]:
    """Return a function that sends a request which must succeed, with a key of its own, and returns its data."""

    def send(method: str, path: str, body: object = None) -> Any:
        response = api.request(method, path, json=body, headers={**headers, "idempotency-key": str(uuid4())})
        assert response.is_success, (path, response.text)
        return response.json()["data"]

    return send
