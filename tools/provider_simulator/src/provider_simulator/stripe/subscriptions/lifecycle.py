"""Subscriptions: from their creation to their end."""

from collections.abc import Sequence
from typing import Final

from provider_simulator.payments.requests import Document
from provider_simulator.stripe.invoicing import discounts as coupons
from provider_simulator.stripe.invoicing import invoices
from provider_simulator.stripe.invoicing.lines import amount_line, period_line
from provider_simulator.stripe.invoicing.pending import waiting_lines
from provider_simulator.stripe.invoicing.periods import later
from provider_simulator.stripe.requests.errors import invalid
from provider_simulator.stripe.state.account import Account
from provider_simulator.stripe.state.store import PREFIXES, token
from provider_simulator.stripe.subscriptions.items import interval_of, new_items, period, set_items, set_period

ENDED: Final = frozenset({"canceled", "incomplete_expired"})
DAY: Final = 86_400
INCOMPLETE_SECONDS: Final = 23 * 3_600
TRIAL_WARNING: Final = 3 * DAY
UPCOMING_WARNING: Final = 7 * DAY


def create(account: Account, customer: Document, parameters: Document, once: Sequence[Document] = ()) -> Document:
    """Create a subscription, bill its first period and return it; raise StripeError for invalid settings.

    `once` are items of a Checkout session that are paid together with the first period.
    """
    now = account.now(customer["test_clock"])
    identifier = PREFIXES["subscription"] + token()
    trial_end = _trial_end(parameters, now)
    items = new_items(account, parameters.get("items") or [], identifier, now, now)
    currency = items[0]["price"]["currency"]
    if customer["currency"] not in {None, currency}:
        message = f"You cannot combine currencies on a single customer: {customer['currency']} and {currency}."
        raise invalid(message, "items")
    granted = coupons.grant(account, parameters.get("discounts") or [], customer, currency)
    customer["currency"] = currency
    behavior = parameters.get("payment_behavior") or "allow_incomplete"
    fields = _fields(customer, parameters, currency, now)
    subscription = account.add("subscription", fields, test_clock=customer["test_clock"], identifier=identifier)
    if trial_end is not None:
        subscription.update(status="trialing", trial_start=now, trial_end=trial_end, billing_cycle_anchor=trial_end)
    subscription["discounts"] = [discount["id"] for discount in granted]
    for discount in granted:
        discount["subscription"] = identifier
    set_items(subscription, items)
    set_period(subscription, now, trial_end or later(now, *interval_of(subscription)))
    account.emit("customer.subscription.created", subscription)
    lines = [period_line(subscription, item, *period(subscription)) for item in items]
    lines += [
        amount_line(item["price"]["unit_amount"] * item["quantity"], currency, item["description"], (now, now),
                    item["price"], item["quantity"])
        for item in once
    ]  # fmt: skip
    invoice = bill(account, subscription, "subscription_create", lines)
    if invoice["status"] == "open" and behavior != "default_incomplete":
        off_session = parameters.get("off_session") is True
        error = invoices.collect(account, invoice, method_of(account, subscription), off_session=off_session)
        if error is not None and behavior == "error_if_incomplete":
            end_now(account, subscription, "canceled", "payment_failed")
            raise error
    plan(account, subscription)
    return subscription


def bill(account: Account, subscription: Document, reason: str, lines: list[Document] | None = None) -> Document:
    """Create and finalize the invoice of the current period, or of the given lines, and return it."""
    customer = account.store.require("customer", subscription["customer"])
    start, end = period(subscription)
    if lines is None:
        lines = [period_line(subscription, item, start, end) for item in subscription["items"]["data"]]
    lines = [*waiting_lines(account, subscription), *lines]
    now = account.now(subscription["test_clock"])
    granted = coupons.in_force(account, subscription["discounts"], now)
    invoice = invoices.create(
        account, customer, lines, subscription=subscription, reason=reason, discounts=granted,
        tax=subscription["automatic_tax"]["enabled"], currency=subscription["currency"],
    )  # fmt: skip
    subscription["latest_invoice"] = invoice["id"]
    if subscription["status"] != "trialing":
        subscription["discounts"] = coupons.after_invoice(account, subscription["discounts"], now)
    pause = subscription["pause_collection"]
    if subscription["status"] == "unpaid" or (pause is not None and pause["behavior"] == "keep_as_draft"):
        return invoice
    invoices.finalize(account, invoice)
    if pause is not None and invoice["status"] == "open":
        close = invoices.void if pause["behavior"] == "void" else invoices.mark_uncollectible
        close(account, invoice)
    return invoice


def method_of(account: Account, subscription: Document) -> Document | None:
    """Return the payment method of a subscription, or its customer's default."""
    store = account.store
    customer = store.find("customer", subscription["customer"])
    own = subscription["default_payment_method"]
    default = customer["invoice_settings"]["default_payment_method"] if customer else None
    method = store.find("payment_method", own or default or "")
    return method if method is not None and method["customer"] is not None else None


def end_now(account: Account, subscription: Document, status: str, reason: str) -> None:
    """End a subscription. Its open invoices stay as they are."""
    now = account.now(subscription["test_clock"])
    details = {**subscription["cancellation_details"], "reason": reason}
    subscription.update(status=status, ended_at=now, canceled_at=subscription["canceled_at"] or now)
    subscription["cancellation_details"] = details
    if status == "canceled":
        account.emit("customer.subscription.deleted", subscription)
    else:
        account.emit("customer.subscription.updated", subscription, {"status": "incomplete"})
    schedule = account.store.find("subscription_schedule", subscription["schedule"] or "")
    if schedule is not None and schedule["status"] in {"active", "not_started"}:
        schedule.update(status="canceled", canceled_at=now, current_phase=None)
        account.emit("subscription_schedule.canceled", schedule)


def plan(account: Account, subscription: Document) -> None:
    """Plan what happens to the subscription next, unless an earlier plan will do that."""
    due, planned = next_due(account, subscription), subscription["_planned"]
    if due is not None and (planned is None or due < planned):
        subscription["_planned"] = due
        account.timeline.plan(subscription["test_clock"], due, "subscription", subscription["id"])


def next_due(account: Account, subscription: Document) -> int | None:
    """Return when something happens to the subscription next."""
    if subscription["status"] in ENDED:
        return None
    start, end = period(subscription)
    times: list[int] = [] if subscription["status"] == "paused" else [end]
    if subscription["cancel_at"] is not None:
        times.append(subscription["cancel_at"])
    if subscription["status"] == "incomplete":
        times.append(subscription["created"] + INCOMPLETE_SECONDS)
    if subscription["status"] == "trialing" and subscription["_warned"] != subscription["trial_end"]:
        times.append(max(start, subscription["trial_end"] - TRIAL_WARNING))
    if subscription["_upcoming"] != end and end - UPCOMING_WARNING > start and subscription["status"] == "active":
        times.append(end - UPCOMING_WARNING)
    pause = subscription["pause_collection"]
    if pause is not None and pause["resumes_at"] is not None:
        times.append(pause["resumes_at"])
    schedule = account.store.find("subscription_schedule", subscription["schedule"] or "")
    if schedule is not None and schedule["current_phase"] is not None:
        times.append(schedule["current_phase"]["end_date"])
    return min(times, default=None)


def cancel_at_period_end(account: Account, subscription: Document, *, cancel: bool) -> None:
    """Set or revoke the cancellation at the end of the current period."""
    now = account.now(subscription["test_clock"])
    end = period(subscription)[1]
    subscription.update(
        cancel_at_period_end=cancel, cancel_at=end if cancel else None, canceled_at=now if cancel else None,
    )  # fmt: skip
    details = subscription["cancellation_details"]
    subscription["cancellation_details"] = {**details, "reason": "cancellation_requested" if cancel else None}


def _trial_end(parameters: Document, now: int) -> int | None:
    end = parameters.get("trial_end")
    days = parameters.get("trial_period_days")
    if end is not None and days is not None:
        raise invalid("You may only specify one of these parameters: trial_end, trial_period_days.", "trial_end")
    if days:
        return now + int(days) * DAY
    if end is None or end == "now":
        return None
    if end <= now:
        raise invalid("The trial_end must be in the future.", "trial_end")
    return int(end)


def _fields(customer: Document, parameters: Document, currency: str, now: int) -> Document:
    tax = (parameters.get("automatic_tax") or {}).get("enabled", False)
    ending = parameters.get("trial_settings") or {"end_behavior": {"missing_payment_method": "create_invoice"}}
    return {
        "application": None,
        "application_fee_percent": None,
        "automatic_tax": {"disabled_reason": None, "enabled": tax, "liability": {"type": "self"} if tax else None},
        "billing_cycle_anchor": now,
        "billing_cycle_anchor_config": None,
        "billing_mode": {"flexible": {"proration_discounts": "included"}, "type": "flexible"},
        "billing_schedules": [],
        "billing_thresholds": None,
        "cancel_at": parameters.get("cancel_at"),
        "cancel_at_period_end": False,
        "canceled_at": None,
        "cancellation_details": {"comment": None, "feedback": None, "reason": None},
        "collection_method": "charge_automatically",
        "currency": currency,
        "customer": customer["id"],
        "customer_account": None,
        "days_until_due": None,
        "default_payment_method": parameters.get("default_payment_method"),
        "default_source": None,
        "default_tax_rates": [],
        "description": parameters.get("description"),
        "discounts": [],
        "ended_at": None,
        "invoice_settings": {"account_tax_ids": None, "issuer": {"type": "self"}},
        "latest_invoice": None,
        "metadata": parameters.get("metadata") or {},
        "next_pending_invoice_item_invoice": None,
        "on_behalf_of": None,
        "pause_collection": None,
        "payment_settings": {
            "payment_method_options": None,
            "payment_method_types": None,
            "save_default_payment_method": "off",
        },
        "pending_invoice_item_interval": None,
        "pending_setup_intent": None,
        "pending_update": None,
        "schedule": None,
        "start_date": now,
        "status": "incomplete",
        "test_clock": customer["test_clock"],
        "transfer_data": None,
        "trial_end": None,
        "trial_settings": ending,
        "trial_start": None,
        "_planned": None,
        "_warned": None,
        "_upcoming": None,
    }
