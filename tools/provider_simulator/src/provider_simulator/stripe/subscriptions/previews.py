"""The invoice that a change of a subscription would cause, without the change."""

from typing import Final

from provider_simulator.payments.requests import Document
from provider_simulator.stripe.endpoint import Call, Endpoint, Endpoints
from provider_simulator.stripe.invoicing import discounts as coupons
from provider_simulator.stripe.invoicing.discounts import DISCOUNTS
from provider_simulator.stripe.invoicing.drafts import draft
from provider_simulator.stripe.invoicing.lines import period_line
from provider_simulator.stripe.invoicing.pending import waiting_lines
from provider_simulator.stripe.invoicing.periods import end_after
from provider_simulator.stripe.requests.errors import invalid
from provider_simulator.stripe.requests.parameters import TIME, Either, Flag, Text, group
from provider_simulator.stripe.state.store import token
from provider_simulator.stripe.subscriptions import changes, lifecycle
from provider_simulator.stripe.subscriptions.endpoints import ITEMS, PRORATION, TRIAL_END, with_prices
from provider_simulator.stripe.subscriptions.items import changed_items, interval_of_price, new_items, period

_DETAILS: Final = group(
    billing_cycle_anchor=Either((Text(("now", "unchanged")), TIME)), cancel_at_period_end=Flag(), items=ITEMS,
    proration_behavior=PRORATION, proration_date=TIME, trial_end=TRIAL_END,
)  # fmt: skip


def _preview(call: Call) -> Document:
    details = call.parameters.get("subscription_details") or {}
    name = call.parameters.get("subscription")
    if name is None:
        return _of_new(call, details)
    subscription = call.store.require("subscription", name, "subscription")
    if subscription["status"] in lifecycle.ENDED:
        raise invalid("A canceled subscription has no upcoming invoice.", "subscription", "invoice_upcoming_none")
    return _of_change(call, subscription, details)


def _of_change(call: Call, subscription: Document, details: Document) -> Document:
    account = call.account
    own: list[Document] = subscription["items"]["data"]
    choices = with_prices(call, details["items"]) if details.get("items") else []
    items = changed_items(account, subscription, choices) if choices else own
    at = details.get("proration_date") or account.now(subscription["test_clock"])
    behavior = details.get("proration_behavior") or "create_prorations"
    whole = changes.begins_period(subscription, items, details)
    trial = subscription["status"] == "trialing"
    lines = waiting_lines(account, subscription, keep=True)
    if choices and behavior != "none" and not trial:
        lines += changes.proration(subscription, items, at, whole=whole)
    if details.get("cancel_at_period_end") is True or (behavior == "always_invoice" and choices and not whole):
        return _invoice(call, subscription, lines)
    start = at if whole else period(subscription)[1]
    billed = {**subscription, "status": "active"}
    end = end_after(start, *interval_of_price(items[0]["price"]), start)
    lines += [period_line(billed, item, start, end) for item in items]
    return _invoice(call, subscription, lines)


def _of_new(call: Call, details: Document) -> Document:
    customer = call.store.require("customer", call.parameters.get("customer") or "", "customer")
    now = call.account.now(customer["test_clock"])
    items = new_items(call.account, with_prices(call, details.get("items")), f"sub_{token()}", now, now)
    end = end_after(now, *interval_of_price(items[0]["price"]), now)
    subscription = {
        "id": items[0]["subscription"], "customer": customer["id"], "metadata": {}, "discounts": [], "status": "active",
        "automatic_tax": {"enabled": False}, "currency": items[0]["price"]["currency"],
    }  # fmt: skip
    return _invoice(call, subscription, [period_line(subscription, item, now, end) for item in items])


def _invoice(call: Call, subscription: Document, lines: list[Document]) -> Document:
    account = call.account
    customer = call.store.require("customer", subscription["customer"])
    now = account.now(customer["test_clock"])
    granted = coupons.in_force(account, subscription["discounts"], now)
    for place, choice in enumerate(call.parameters.get("discounts") or []):
        param = f"discounts[{place}]"
        coupon, _ = coupons.resolved(account, choice, customer, subscription["currency"], param)
        granted.append({"id": f"di_tmp_{place}", "source": {"coupon": coupon["id"]}})
    tax = (call.parameters.get("automatic_tax") or subscription["automatic_tax"])["enabled"]
    identifier = f"upcoming_in_{token()}"
    for line in lines:
        line.update(id=f"il_tmp_{token()}", object="line_item", livemode=False, invoice=identifier)
    fields = draft(
        account, customer, lines, subscription=subscription, reason="upcoming", discounts=granted, tax=tax,
        currency=subscription["currency"],
    )  # fmt: skip
    due = max(0, fields["total"] + customer["balance"])
    fields.update(amount_due=due, amount_remaining=due)
    return {"id": identifier, "object": "invoice", "created": now, "livemode": False, **fields}


ENDPOINTS: Endpoints = {
    ("POST", "/v1/invoices/create_preview"): Endpoint(
        group(
            automatic_tax=group("enabled", enabled=Flag()), customer=Text(), discounts=DISCOUNTS,
            preview_mode=Text(("next", "recurring")), subscription=Text(), subscription_details=_DETAILS,
        ),
        _preview,
    ),
}  # fmt: skip
