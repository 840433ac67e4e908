"""Subscription schedules: phases with their prices, for a change at the end of a period."""

from provider_simulator.payments.requests import Document
from provider_simulator.stripe.invoicing.periods import later
from provider_simulator.stripe.requests.errors import invalid
from provider_simulator.stripe.state.account import Account
from provider_simulator.stripe.subscriptions import lifecycle
from provider_simulator.stripe.subscriptions.items import (
    check_equal,
    interval_of_price,
    items_of_phase,
    period,
    recurring_price,
    set_items,
)


def of_subscription(account: Account, subscription: Document) -> Document:
    """Create a schedule whose only phase is the current period of a subscription, and return it."""
    if subscription["schedule"] is not None:
        message = "You cannot migrate a subscription that is already attached to a schedule."
        raise invalid(message, "from_subscription")
    start, end = period(subscription)
    items = [_phase_item(item["price"]["id"], item["quantity"]) for item in subscription["items"]["data"]]
    schedule = account.add("subscription_schedule", {
        "application": None,
        "billing_mode": subscription["billing_mode"],
        "canceled_at": None,
        "completed_at": None,
        "current_phase": {"start_date": start, "end_date": end},
        "customer": subscription["customer"],
        "customer_account": None,
        "default_settings": {
            "application_fee_percent": None,
            "automatic_tax": subscription["automatic_tax"],
            "billing_cycle_anchor": "automatic",
            "billing_thresholds": None,
            "collection_method": "charge_automatically",
            "default_payment_method": None,
            "description": None,
            "invoice_settings": {"account_tax_ids": None, "days_until_due": None, "issuer": {"type": "self"}},
            "on_behalf_of": None,
            "transfer_data": None,
        },
        "end_behavior": "release",
        "metadata": {},
        "phases": [_phase(subscription["currency"], items, start, end, "create_prorations")],
        "released_at": None,
        "released_subscription": None,
        "status": "active",
        "subscription": subscription["id"],
        "test_clock": subscription["test_clock"],
    }, test_clock=subscription["test_clock"])  # fmt: skip
    account.emit("subscription_schedule.created", schedule)
    with account.changing(subscription, "customer.subscription.updated"):
        subscription["schedule"] = schedule["id"]
    lifecycle.plan(account, subscription)
    return schedule


def phases_of(account: Account, schedule: Document, choices: list[Document]) -> list[Document]:
    """Return the phases that replace those of a schedule; raise StripeError where they leave gaps."""
    subscription = account.store.require("subscription", schedule["subscription"])
    if not choices:
        raise invalid("A schedule needs at least one phase.", "phases", "parameter_missing")
    now = account.now(schedule["test_clock"])
    start = _time(choices[0].get("start_date"), now) or schedule["phases"][0]["start_date"]
    phases = []
    for place, choice in enumerate(choices):
        param = f"phases[{place}]"
        begin = _time(choice.get("start_date"), now) or start
        if begin != start:
            raise invalid("Each phase must begin where the one before it ends.", f"{param}[start_date]")
        items = [_checked_item(account, item, f"{param}[items][{at}]") for at, item in enumerate(choice["items"])]
        check_equal([account.store.require("price", item["price"]) for item in items])
        end = _end(account, choice, begin, items, param)
        phases.append(_phase(subscription["currency"], items, begin, end, choice.get("proration_behavior")))
        phases[-1]["metadata"] = choice.get("metadata") or {}
        start = end
    return phases


def set_phases(account: Account, schedule: Document, phases: list[Document]) -> None:
    """Replace the phases of a schedule, and apply the one that is current."""
    now = account.now(schedule["test_clock"])
    schedule["phases"] = phases
    current = next((phase for phase in phases if phase["start_date"] <= now < phase["end_date"]), None)
    if current is not None:
        schedule["current_phase"] = {"start_date": current["start_date"], "end_date": current["end_date"]}


def advance(account: Account, subscription: Document, now: int) -> None:
    """Begin the phase that is due, or end the schedule after its last one."""
    schedule = account.store.find("subscription_schedule", subscription["schedule"] or "")
    if schedule is None or schedule["current_phase"] is None or now < schedule["current_phase"]["end_date"]:
        return
    following = next((phase for phase in schedule["phases"] if phase["start_date"] <= now < phase["end_date"]), None)
    if following is None:
        _finish(account, schedule, subscription, now)
        return
    with account.changing(schedule, "subscription_schedule.updated"):
        schedule["current_phase"] = {"start_date": following["start_date"], "end_date": following["end_date"]}
    with account.changing(subscription, "customer.subscription.updated"):
        start, end = period(subscription)
        items = items_of_phase(account, following["items"], subscription["id"], start, end)
        for old, new in zip(subscription["items"]["data"], items, strict=False):
            new["id"] = old["id"]
        set_items(subscription, items)
        subscription["metadata"] = {**subscription["metadata"], **following["metadata"]}


def release(account: Account, schedule: Document) -> None:
    """Detach a schedule from its subscription, which continues as it is."""
    if schedule["status"] not in {"active", "not_started"}:
        message = f"You cannot release a subscription schedule that is currently in the `{schedule['status']}` status."
        raise invalid(message)
    now = account.now(schedule["test_clock"])
    subscription = account.store.find("subscription", schedule["subscription"])
    schedule.update(
        status="released", released_at=now, released_subscription=schedule["subscription"], subscription=None,
        current_phase=None,
    )  # fmt: skip
    if subscription is not None:
        with account.changing(subscription, "customer.subscription.updated"):
            subscription["schedule"] = None
    account.emit("subscription_schedule.released", schedule)


def _finish(account: Account, schedule: Document, subscription: Document, now: int) -> None:
    if schedule["end_behavior"] == "cancel":
        schedule.update(status="completed", completed_at=now, current_phase=None)
        account.emit("subscription_schedule.completed", schedule)
        lifecycle.end_now(account, subscription, "canceled", "cancellation_requested")
    else:
        release(account, schedule)


def _checked_item(account: Account, item: Document, param: str) -> Document:
    if not item.get("price"):
        raise invalid(f"Missing required param: {param}[price].", param, "parameter_missing")
    price = recurring_price(account, item["price"], f"{param}[price]")
    return _phase_item(price["id"], 1 if item.get("quantity") is None else item["quantity"])


def _end(account: Account, choice: Document, start: int, items: list[Document], param: str) -> int:
    end = _time(choice.get("end_date"), start)
    duration = choice.get("duration")
    if duration is not None:
        end = later(start, duration["interval"], duration.get("interval_count") or 1)
    if end is None:
        end = later(start, *interval_of_price(account.store.require("price", items[0]["price"])))
    if end <= start:
        raise invalid("A phase must end after it begins.", f"{param}[end_date]")
    return end


def _time(value: int | str | None, now: int) -> int | None:
    return now if value == "now" else int(value) if value is not None else None


def _phase_item(price: str, quantity: int) -> Document:
    return {"billing_thresholds": None, "discounts": [], "metadata": {}, "price": price, "quantity": quantity,
            "tax_rates": []}  # fmt: skip


def _phase(currency: str, items: list[Document], start: int, end: int, behavior: str | None) -> Document:
    return {
        "add_invoice_items": [],
        "application_fee_percent": None,
        "billing_cycle_anchor": None,
        "billing_thresholds": None,
        "collection_method": None,
        "currency": currency,
        "default_payment_method": None,
        "default_tax_rates": [],
        "description": None,
        "discounts": [],
        "end_date": end,
        "invoice_settings": None,
        "items": items,
        "metadata": {},
        "on_behalf_of": None,
        "proration_behavior": behavior or "create_prorations",
        "start_date": start,
        "transfer_data": None,
        "trial_end": None,
    }
