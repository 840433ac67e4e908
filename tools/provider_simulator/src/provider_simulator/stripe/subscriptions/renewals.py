"""What happens to a subscription when its time has come: warnings, the end of a trial, renewal, and the end."""

from provider_simulator.payments.requests import Document
from provider_simulator.stripe.invoicing import invoices
from provider_simulator.stripe.invoicing.drafts import draft
from provider_simulator.stripe.invoicing.lines import period_line
from provider_simulator.stripe.invoicing.periods import end_after
from provider_simulator.stripe.state.account import Account
from provider_simulator.stripe.subscriptions import lifecycle, schedules
from provider_simulator.stripe.subscriptions.items import interval_of, period, set_period
from provider_simulator.stripe.subscriptions.lifecycle import ENDED, INCOMPLETE_SECONDS, TRIAL_WARNING, UPCOMING_WARNING


def step(account: Account, identifier: str) -> None:
    """Do what is due for a subscription, and plan what is next."""
    subscription = account.store.find("subscription", identifier)
    if subscription is None or subscription["status"] in ENDED:
        return
    now = account.now(subscription["test_clock"])
    if subscription["_planned"] is None or subscription["_planned"] > now:
        # A plan that an earlier one has replaced.
        return
    subscription["_planned"] = None
    if (due := lifecycle.next_due(account, subscription)) is not None and due > now:
        lifecycle.plan(account, subscription)
        return
    _warn(account, subscription, now)
    _resume_collection(account, subscription, now)
    if subscription["status"] == "incomplete" and now >= subscription["created"] + INCOMPLETE_SECONDS:
        _expire(account, subscription)
    elif subscription["cancel_at"] is not None and now >= subscription["cancel_at"]:
        lifecycle.end_now(account, subscription, "canceled", "cancellation_requested")
    else:
        schedules.advance(account, subscription, now)
        if subscription["status"] not in ENDED and now >= period(subscription)[1]:
            renew(account, subscription, now)
    lifecycle.plan(account, subscription)


def renew(account: Account, subscription: Document, now: int) -> None:
    """Begin the next period and bill it."""
    if subscription["status"] == "incomplete":
        return
    trial = subscription["status"] == "trialing"
    if trial and lifecycle.method_of(account, subscription) is None and _without_method(account, subscription):
        return
    start = period(subscription)[1]
    anchor = subscription["billing_cycle_anchor"]
    with account.changing(subscription, "customer.subscription.updated"):
        set_period(subscription, start, end_after(anchor, *interval_of(subscription), max(start, now)))
        if trial:
            subscription["status"] = "active"
        invoice = lifecycle.bill(account, subscription, "subscription_cycle")
    _collect(account, subscription, invoice)


def resume(account: Account, subscription: Document) -> None:
    """Begin a new period of a paused subscription now, and bill it."""
    now = account.now(subscription["test_clock"])
    with account.changing(subscription, "customer.subscription.updated"):
        subscription.update(status="active", billing_cycle_anchor=now)
        set_period(subscription, now, end_after(now, *interval_of(subscription), now))
        invoice = lifecycle.bill(account, subscription, "subscription_update")
    account.emit("customer.subscription.resumed", subscription)
    _collect(account, subscription, invoice)
    lifecycle.plan(account, subscription)


def _collect(account: Account, subscription: Document, invoice: Document) -> None:
    if invoice["status"] == "open" and subscription["status"] != "unpaid":
        invoices.collect(account, invoice, lifecycle.method_of(account, subscription), off_session=True)


def _without_method(account: Account, subscription: Document) -> bool:
    """End a trial without a payment method as the settings state; return whether that is all."""
    behavior = subscription["trial_settings"]["end_behavior"]["missing_payment_method"]
    if behavior == "cancel":
        lifecycle.end_now(account, subscription, "canceled", "payment_failed")
    elif behavior == "pause":
        with account.changing(subscription, "customer.subscription.updated"):
            subscription["status"] = "paused"
        account.emit("customer.subscription.paused", subscription)
    return behavior in {"cancel", "pause"}


def _warn(account: Account, subscription: Document, now: int) -> None:
    end = period(subscription)[1]
    trial_end = subscription["trial_end"]
    if (
        subscription["status"] == "trialing"
        and subscription["_warned"] != trial_end
        and now >= trial_end - TRIAL_WARNING
    ):
        subscription["_warned"] = trial_end
        account.emit("customer.subscription.trial_will_end", subscription)
    if subscription["status"] == "active" and subscription["_upcoming"] != end and end > now >= end - UPCOMING_WARNING:
        subscription["_upcoming"] = end
        if not subscription["cancel_at_period_end"]:
            account.emit("invoice.upcoming", upcoming(account, subscription))


def upcoming(account: Account, subscription: Document) -> Document:
    """Return the invoice of the next period as it would be now; it has no identifier."""
    customer = account.store.require("customer", subscription["customer"])
    start = period(subscription)[1]
    end = end_after(start, *interval_of(subscription), start)
    billed = {**subscription, "status": "active"}
    lines = [period_line(billed, item, start, end) for item in subscription["items"]["data"]]
    for place, line in enumerate(lines):
        line.update(id=f"il_tmp_{place}", object="line_item", livemode=False, invoice=None)
    fields = draft(
        account, customer, lines, subscription=subscription, reason="upcoming", currency=subscription["currency"]
    )
    return {"object": "invoice", "created": start, "livemode": False, **fields}


def _resume_collection(account: Account, subscription: Document, now: int) -> None:
    pause = subscription["pause_collection"]
    if pause is not None and pause["resumes_at"] is not None and now >= pause["resumes_at"]:
        with account.changing(subscription, "customer.subscription.updated"):
            subscription["pause_collection"] = None


def _expire(account: Account, subscription: Document) -> None:
    invoice = account.store.find("invoice", subscription["latest_invoice"] or "")
    if invoice is not None and invoice["status"] == "open":
        invoices.void(account, invoice)
    lifecycle.end_now(account, subscription, "incomplete_expired", "payment_failed")
