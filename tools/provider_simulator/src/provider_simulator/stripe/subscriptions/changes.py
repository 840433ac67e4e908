"""Updates of a subscription: other prices with or without proration, cancellation, pauses and the rest."""

from provider_simulator.payments.requests import Document
from provider_simulator.stripe.invoicing import discounts as coupons
from provider_simulator.stripe.invoicing import invoices, pending
from provider_simulator.stripe.invoicing.lines import period_line, proration_line
from provider_simulator.stripe.invoicing.periods import end_after
from provider_simulator.stripe.payments import intents
from provider_simulator.stripe.requests.errors import invalid
from provider_simulator.stripe.resources.metadata import merged
from provider_simulator.stripe.state.account import Account
from provider_simulator.stripe.subscriptions import lifecycle
from provider_simulator.stripe.subscriptions.items import (
    changed_items,
    interval_of,
    interval_of_price,
    period,
    set_items,
    set_period,
)


def update(account: Account, subscription: Document, parameters: Document) -> None:
    """Apply an update; raise StripeError for one that is invalid, or that a payment refused."""
    if subscription["status"] in lifecycle.ENDED:
        raise invalid("A canceled subscription can only update its cancellation_details and metadata.", "id")
    customer = account.store.require("customer", subscription["customer"])
    items = None
    if "items" in parameters:
        items = changed_items(account, subscription, parameters["items"] or [])
        if items[0]["price"]["currency"] != subscription["currency"]:
            raise invalid("The price has another currency than the subscription.", "items[0][price]")
    now = account.now(subscription["test_clock"])
    if isinstance(end := parameters.get("trial_end"), int) and end <= now:
        raise invalid("The trial_end must be in the future.", "trial_end")
    if name := parameters.get("default_payment_method"):
        account.store.require("payment_method", name, "default_payment_method")
    if parameters.get("discounts"):
        coupons_granted = coupons.grant(account, parameters["discounts"], customer, subscription["currency"])
        for discount in coupons_granted:
            discount["subscription"] = subscription["id"]
        parameters = {**parameters, "_discounts": [discount["id"] for discount in coupons_granted]}
    if items is not None and parameters.get("payment_behavior") == "error_if_incomplete":
        _require_payable(account, subscription, items, parameters, now)
    with account.changing(subscription, "customer.subscription.updated"):
        _set_fields(account, subscription, parameters)
        if items is not None or parameters.get("trial_end") is not None or parameters.get("billing_cycle_anchor"):
            _change(account, subscription, items, parameters, now)
    lifecycle.plan(account, subscription)


def proration(subscription: Document, items: list[Document], at: int, *, whole: bool) -> list[Document]:
    """Return credits for what is not used of the old items, and charges for the rest of the new ones.

    With `whole`, new periods begin, which are charged in full elsewhere.
    """
    old = {item["id"]: item for item in subscription["items"]["data"]}
    new = {item["id"]: item for item in items}
    lines = []
    for identifier, item in old.items():
        if not whole and identifier in new and _same(item, new[identifier]):
            continue
        lines.append(proration_line(subscription, item, item["price"], item["quantity"], at, credit=True))
    for identifier, item in new.items():
        if whole or (identifier in old and _same(item, old[identifier])):
            continue
        lines.append(proration_line(subscription, item, item["price"], item["quantity"], at, credit=False))
    return lines


def credits_of(subscription: Document, items: list[Document], at: int) -> list[Document]:
    """Return credits for what is not used of the items."""
    return [proration_line(subscription, item, item["price"], item["quantity"], at, credit=True) for item in items]


def begins_period(subscription: Document, items: list[Document], parameters: Document) -> bool:
    """Return whether a change of items begins a new period: with another interval, or on request."""
    other = interval_of_price(items[0]["price"]) != interval_of(subscription)
    return other or parameters.get("billing_cycle_anchor") == "now"


def _change(
    account: Account, subscription: Document, items: list[Document] | None, parameters: Document, now: int
) -> None:
    """Apply new items, a new trial or a new anchor, and bill what follows from it."""
    own: list[Document] = subscription["items"]["data"]
    items = items if items is not None else own
    behavior = parameters.get("proration_behavior") or "create_prorations"
    at = parameters.get("proration_date") or now
    trial_end = parameters.get("trial_end")
    if trial_end is not None and trial_end != "now":
        set_items(subscription, items)
        set_period(subscription, now, trial_end)
        subscription.update(status="trialing", trial_start=now, trial_end=trial_end, billing_cycle_anchor=trial_end)
        return
    ends_trial = subscription["status"] == "trialing" and trial_end == "now"
    whole = ends_trial or begins_period(subscription, items, parameters)
    trial = subscription["status"] == "trialing"
    lines = [] if behavior == "none" or trial else proration(subscription, items, at, whole=whole)
    set_items(subscription, items)
    if trial and not ends_trial:
        return
    if whole:
        subscription.update(billing_cycle_anchor=now, status="active" if trial else subscription["status"])
        if ends_trial:
            subscription["trial_end"] = now
        set_period(subscription, now, end_after(now, *interval_of(subscription), now))
        start, end = period(subscription)
        lines += [period_line(subscription, item, start, end) for item in items]
    elif behavior == "create_prorations":
        for line in lines:
            keep_line(account, subscription, line)
        return
    if not lines:
        return
    invoice = lifecycle.bill(account, subscription, "subscription_update", lines)
    if invoice["status"] != "open":
        return
    method = lifecycle.method_of(account, subscription)
    invoices.collect(account, invoice, method, off_session=parameters.get("off_session") is not False)


def _require_payable(
    account: Account, subscription: Document, items: list[Document], parameters: Document, now: int
) -> None:
    """Raise StripeError, before anything is changed, where the payment of an immediate invoice would be refused."""
    whole = begins_period(subscription, items, parameters)
    lines = proration(subscription, items, parameters.get("proration_date") or now, whole=whole)
    immediate = parameters.get("proration_behavior") == "always_invoice" and sum(line["amount"] for line in lines) > 0
    if whole or immediate:
        name = parameters.get("default_payment_method")
        own = account.store.find("payment_method", name) if name else lifecycle.method_of(account, subscription)
        if (error := intents.refusal(own)) is not None:
            raise error


def keep_line(account: Account, subscription: Document, line: Document) -> None:
    """Keep a line for the next invoice of the subscription."""
    customer = account.store.require("customer", subscription["customer"])
    fields = {name: line[name] for name in ("amount", "currency", "description")}
    pending.wait_for_invoice(account, customer, fields, line)


def _set_fields(account: Account, subscription: Document, parameters: Document) -> None:
    names = ("default_payment_method", "description")
    subscription.update({name: parameters[name] for name in names if name in parameters})
    for name in ("cancellation_details", "payment_settings", "trial_settings"):
        if parameters.get(name):
            subscription[name] = {**subscription[name], **parameters[name]}
    if "metadata" in parameters:
        subscription["metadata"] = merged(subscription["metadata"], parameters["metadata"])
    if "discounts" in parameters:
        subscription["discounts"] = parameters.get("_discounts", [])
    if "cancel_at" in parameters:
        subscription["cancel_at"] = parameters["cancel_at"]
        subscription["canceled_at"] = account.now(subscription["test_clock"]) if parameters["cancel_at"] else None
    if parameters.get("cancel_at_period_end") is not None:
        lifecycle.cancel_at_period_end(account, subscription, cancel=parameters["cancel_at_period_end"])
    if "pause_collection" in parameters:
        pause = parameters["pause_collection"]
        subscription["pause_collection"] = {"resumes_at": None, **pause} if pause else None
    if parameters.get("automatic_tax"):
        enabled = parameters["automatic_tax"]["enabled"]
        liability = {"type": "self"} if enabled else None
        subscription["automatic_tax"] = {"disabled_reason": None, "enabled": enabled, "liability": liability}


def _same(one: Document, other: Document) -> bool:
    return bool(one["price"]["id"] == other["price"]["id"] and one["quantity"] == other["quantity"])
