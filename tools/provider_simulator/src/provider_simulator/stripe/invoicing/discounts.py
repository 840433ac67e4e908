"""Coupons that apply to subscriptions, sessions and invoices."""

from provider_simulator.payments.requests import Document
from provider_simulator.stripe.invoicing.periods import later, share
from provider_simulator.stripe.requests.errors import StripeError, invalid
from provider_simulator.stripe.requests.parameters import Items, Text, group
from provider_simulator.stripe.state.account import Account

DISCOUNTS = Items(group(coupon=Text(), promotion_code=Text(), discount=Text()), most=20)
"""The parameter that names coupons or promotion codes."""


def grant(
    account: Account, choices: list[Document], customer: Document | None, currency: str, param: str = "discounts"
) -> list[Document]:
    """Redeem coupons and return the discounts; raise StripeError for one that is not valid."""
    clock = customer["test_clock"] if customer else None
    results = []
    for place, choice in enumerate(choices):
        coupon, code = resolved(account, choice, customer, currency, f"{param}[{place}]")
        coupon["times_redeemed"] += 1
        if code is not None:
            code["times_redeemed"] += 1
        start = account.now(clock)
        months = coupon["duration_in_months"]
        fields = {
            "checkout_session": None,
            "customer": customer["id"] if customer else None,
            "end": later(start, "month", months) if months else None,
            "invoice": None,
            "invoice_item": None,
            "promotion_code": code["id"] if code else None,
            "source": {"type": "coupon", "coupon": coupon["id"]},
            "start": start,
            "subscription": None,
            "subscription_item": None,
        }
        discount = account.add("discount", fields, test_clock=clock)
        for name in ("created", "livemode"):
            del discount[name]
        results.append(discount)
        refresh(coupon, account.now(clock))
    return results


def resolved(
    account: Account, choice: Document, customer: Document | None, currency: str, param: str
) -> tuple[Document, Document | None]:
    """Return the coupon and the promotion code that a parameter names; raise StripeError where it is not valid."""
    store = account.store
    now = account.now(customer["test_clock"] if customer else None)
    code = None
    if name := choice.get("promotion_code"):
        code = store.require("promotion_code", name, f"{param}[promotion_code]")
        _check_code(code, customer, now)
        coupon = store.require("coupon", code["promotion"]["coupon"], param)
    elif name := choice.get("coupon"):
        coupon = store.require("coupon", name, f"{param}[coupon]")
    else:
        raise invalid("A discount needs a coupon or a promotion_code.", param, "parameter_missing")
    refresh(coupon, now)
    if not coupon["valid"]:
        past = coupon["redeem_by"] is not None and coupon["redeem_by"] <= now
        why = "This coupon has expired." if past else f"Coupon {coupon['id']} is used up or is no longer valid."
        raise invalid(why, f"{param}[coupon]", "coupon_expired")
    if coupon["amount_off"] is not None and coupon["currency"] != currency:
        raise invalid(f"The coupon is in {coupon['currency']}, not in {currency}.", f"{param}[coupon]")
    return coupon, code


def refresh(coupon: Document, now: int) -> None:
    """Set whether a coupon can still be redeemed."""
    most, last = coupon["max_redemptions"], coupon["redeem_by"]
    used_up = most is not None and coupon["times_redeemed"] >= most
    coupon["valid"] = not used_up and (last is None or last > now)


def in_force(account: Account, discounts: list[str], now: int) -> list[Document]:
    """Return those of the discounts that have not ended."""
    matching = [account.store.find("discount", identifier) for identifier in discounts]
    return [
        discount for discount in matching if discount is not None and (discount["end"] is None or discount["end"] > now)
    ]


def after_invoice(account: Account, discounts: list[str], now: int) -> list[str]:
    """Return the discounts that the next invoice has: not those of one invoice and not those that have ended."""
    kept = []
    for discount in in_force(account, discounts, now):
        coupon = account.store.find("coupon", discount["source"]["coupon"])
        if coupon is not None and coupon["duration"] != "once":
            kept.append(discount["id"])
    return kept


def reductions(account: Account, amounts: list[int], discount: Document) -> list[int]:
    """Return by how much a discount reduces each amount."""
    coupon = account.store.find("coupon", discount["source"]["coupon"])
    if coupon is None:
        return [0] * len(amounts)
    if coupon["percent_off"] is not None:
        return [share(amount, round(coupon["percent_off"] * 10_000), 1_000_000) for amount in amounts]
    left = coupon["amount_off"]
    results = []
    for amount in amounts:
        part = min(max(amount, 0), left)
        left -= part
        results.append(part)
    return results


def _check_code(code: Document, customer: Document | None, now: int) -> None:
    most, last = code["max_redemptions"], code["expires_at"]
    if (
        not code["active"]
        or (last is not None and last <= now)
        or (most is not None and code["times_redeemed"] >= most)
    ):
        raise StripeError(
            "This promotion code is no longer valid.", reason="promotion_code_expired", param="promotion_code"
        )
    if code["customer"] is not None and (customer is None or customer["id"] != code["customer"]):
        raise StripeError(
            "This promotion code is of another customer.", reason="customer_mismatch", param="promotion_code"
        )
