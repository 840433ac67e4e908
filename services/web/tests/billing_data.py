"""What the API says of plans, subscriptions and payments, as pages of billing get it."""

from typing import Any, Final

from services.web.tests.fakes import FakeApi

from web.application.api import Reply

AT: Final = "2026-11-21T11:00:00Z"
END: Final = "2026-12-21T11:00:00Z"
CHECKOUT_ID: Final = "0199a2f3-44c8-7a06-b1f2-6d5e4c3b2a19"
CHANGE_ID: Final = "0199a2f3-44c8-7a06-b1f2-6d5e4c3b2a20"
INVOICE_ID: Final = "0199a2f3-44c8-7a06-b1f2-6d5e4c3b2a21"
PAYMENT_ID: Final = "0199a2f3-44c8-7a06-b1f2-6d5e4c3b2a22"
ADDRESS: Final = "https://checkout.example/c/pay/cs_1"
STRIPE: Final = {"name": "stripe", "renews": True, "currencies": None}
ZARINPAL: Final = {"name": "zarinpal", "renews": False, "currencies": ["IRR"]}


def money(amount: int, currency: str = "USD") -> dict[str, Any]:
    """Return an amount in minor units."""
    return {"amount": amount, "currency": currency}


def price(plan: str, interval: str, amount: int, currency: str = "USD") -> dict[str, Any]:
    """Return a price of a plan, whose id says what it is of."""
    monthly = amount if interval == "month" else amount // 12
    return {
        "id": f"{plan}-{interval}-{currency}",
        "interval": interval,
        "price": money(amount, currency),
        "monthly": money(monthly, currency),
    }


def plan(code: str, rank: int, month: int, days: int = 0) -> dict[str, Any]:
    """Return a plan that is sold by month and year in dollars and by month in rials, or the free one."""
    prices = [
        price(code, "month", month),
        price(code, "year", 10 * month),
        price(code, "month", month * 100_000, "IRR"),
    ]
    return {
        "code": code,
        "names": {"en": code.capitalize(), "uk": f"Тариф {code}"},
        "descriptions": {"en": f"About {code}", "uk": f"Про {code}"},
        "rank": rank,
        "entitlements": {"deviceLimit": 4 + rank, "concurrentStreams": 1 + rank, "rateClass": code},
        "trialDays": days,
        "prices": prices if month else [],
        "updatedAt": AT,
    }


PLANS: Final = [plan("free", 0, 0), plan("basic", 1, 999), plan("premium", 3, 1999, 14)]


def subscription(status: str = "active", **values: Any) -> dict[str, Any]:
    """Return a subscription of the plan basic, by month."""
    fixed = {
        "id": "3a0c3c0f-5a2e-4f0e-9a44-0d6d2c1c7f55",
        "status": status,
        "provider": "stripe",
        "plan": "basic",
        "price": price("basic", "month", 999),
        "nextPrice": None,
        "nextPlan": None,
        "trialEndsAt": None,
        "periodEnd": END,
        "cancelsAt": None,
        "endedAt": None,
        "pausedAt": None,
        "overdueSince": None,
        "nextRetryAt": None,
        "entitledUntil": END,
    }
    return {**fixed, **values}


def change(status: str = "pending", kind: str = "cancel", reason: str | None = None) -> dict[str, Any]:
    """Return a change that the user has requested."""
    return {
        "id": CHANGE_ID,
        "kind": kind,
        "timing": "now",
        "status": status,
        "reason": reason,
        "createdAt": AT,
        "endedAt": None,
    }


def overview(own: dict[str, Any] | None = None, pending: dict[str, Any] | None = None) -> dict[str, Any]:
    """Return what a user pays for and may use."""
    held = "free" if own is None or own["status"] in ("canceled", "expired", "paused") else own["plan"]
    entitlements = {"deviceLimit": 5, "concurrentStreams": 2, "rateClass": held}
    return {"plan": held, "entitlements": entitlements, "subscription": own, "pendingChange": pending}


def checkout(status: str, **values: Any) -> dict[str, Any]:
    """Return a checkout of the plan premium."""
    fixed = {
        "id": CHECKOUT_ID,
        "status": status,
        "url": ADDRESS if status == "open" else None,
        "provider": "stripe",
        "priceId": "premium-month-USD",
        "price": money(1999),
        "trialDays": 0,
        "createdAt": AT,
        "expiresAt": END,
    }
    return {**fixed, **values}


PAYMENT: Final = {
    "id": PAYMENT_ID,
    "status": "succeeded",
    "provider": "stripe",
    "amount": money(999),
    "refunded": money(100),
    "method": "visa •••• 4242",
    "failureCode": None,
    "occurredAt": AT,
}
INVOICE: Final = {
    "id": INVOICE_ID,
    "number": "MQ-2026-000042",
    "status": "paid",
    "provider": "stripe",
    "subtotal": money(999),
    "discount": money(99),
    "tax": money(90),
    "total": money(990),
    "creditApplied": money(0),
    "paid": money(990),
    "createdAt": AT,
    "dueAt": None,
    "paidAt": AT,
}
LINE: Final = {"description": "Basic, 1 month", "amount": money(999), "periodStart": AT, "periodEnd": END}
REFUND: Final = {"id": "r1", "status": "succeeded", "amount": money(100), "createdAt": AT}


def sell(api: FakeApi, own: dict[str, Any] | None = None, pending: dict[str, Any] | None = None) -> None:
    """Let the API sell plans through two providers to a user who has this subscription."""
    api.on("plans", Reply(200, PLANS))
    for one in PLANS:
        api.on(f"plans/{one['code']}", Reply(200, one))
    api.on("billing/providers", Reply(200, [STRIPE, ZARINPAL]))
    api.on("billing/subscription", Reply(200, overview(own, pending)))
