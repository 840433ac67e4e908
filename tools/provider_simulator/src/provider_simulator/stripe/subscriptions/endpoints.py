"""The endpoints of subscriptions."""

from typing import Final

from provider_simulator.payments.requests import Document
from provider_simulator.stripe.endpoint import Call, Endpoint, Endpoints
from provider_simulator.stripe.invoicing import invoices
from provider_simulator.stripe.invoicing.discounts import DISCOUNTS
from provider_simulator.stripe.invoicing.pending import waiting_lines
from provider_simulator.stripe.requests.errors import invalid
from provider_simulator.stripe.requests.parameters import (
    TIME,
    Either,
    Fields,
    Flag,
    Items,
    Metadata,
    Text,
    Whole,
    group,
)
from provider_simulator.stripe.resources.catalog import PRICE_DATA, price_of_data
from provider_simulator.stripe.state.listing import PAGE, RANGE, in_range, page
from provider_simulator.stripe.subscriptions import changes, lifecycle, renewals
from provider_simulator.stripe.subscriptions.items import period

ITEMS: Final = Items(
    group(
        id=Text(), price=Text(), price_data=PRICE_DATA, quantity=Whole(0, 10_000), deleted=Flag(), metadata=Metadata()
    ),
    20,
)
"""The parameter that names the prices of a subscription."""
TRIAL_SETTINGS: Final = group(
    "end_behavior",
    end_behavior=group("missing_payment_method", missing_payment_method=Text(("cancel", "create_invoice", "pause"))),
)
TRIAL_END: Final = Either((Text(("now",)), TIME))
PRORATION: Final = Text(("always_invoice", "create_prorations", "none"))
_REASONS: Final = (
    "customer_service", "low_quality", "missing_features", "other", "switched_service", "too_complex",
    "too_expensive", "unused",
)  # fmt: skip
_CANCELLATION: Final = group(comment=Text(), feedback=Text(_REASONS))
_FIELDS: Final[Fields] = {
    "automatic_tax": group("enabled", enabled=Flag()),
    "cancel_at": TIME,
    "cancel_at_period_end": Flag(),
    "default_payment_method": Text(),
    "description": Text(most=500),
    "discounts": DISCOUNTS,
    "items": ITEMS,
    "metadata": Metadata(),
    "off_session": Flag(),
    "payment_behavior": Text(("allow_incomplete", "default_incomplete", "error_if_incomplete")),
    "payment_settings": group(
        payment_method_types=Items(Text(("card",))), save_default_payment_method=Text(("off", "on_subscription"))
    ),
    "proration_behavior": PRORATION,
    "trial_end": TRIAL_END,
    "trial_settings": TRIAL_SETTINGS,
}
_STATUSES: Final = (
    "active", "all", "canceled", "ended", "incomplete", "incomplete_expired", "past_due", "paused", "trialing",
    "unpaid",
)  # fmt: skip


def with_prices(call: Call, choices: list[Document] | None) -> list[Document]:
    """Return items in which described prices are created and named."""
    return [
        {**choice, "price": price_of_data(call, choice["price_data"])["id"]} if choice.get("price_data") else choice
        for choice in choices or []
    ]


def _create(call: Call) -> Document:
    customer = call.store.require("customer", call.parameters["customer"], "customer")
    if name := call.parameters.get("default_payment_method"):
        method = call.store.require("payment_method", name, "default_payment_method")
        if method["customer"] != customer["id"]:
            raise invalid("The customer does not have this payment method.", "default_payment_method")
    parameters = {**call.parameters, "items": with_prices(call, call.parameters["items"])}
    subscription = lifecycle.create(call.account, customer, parameters)
    if call.parameters.get("cancel_at_period_end"):
        with call.account.changing(subscription, "customer.subscription.updated"):
            lifecycle.cancel_at_period_end(call.account, subscription, cancel=True)
    return subscription


def _update(call: Call) -> Document:
    subscription = call.subject("subscription")
    parameters = dict(call.parameters)
    if "items" in parameters:
        parameters["items"] = with_prices(call, parameters["items"])
    changes.update(call.account, subscription, parameters)
    return subscription


def _cancel(call: Call) -> Document:
    subscription = call.subject("subscription")
    if subscription["status"] in lifecycle.ENDED:
        raise invalid(f"No such subscription: '{subscription['id']}'", "id", "resource_missing")
    now = call.account.now(subscription["test_clock"])
    if call.parameters.get("cancellation_details"):
        details = subscription["cancellation_details"]
        subscription["cancellation_details"] = {**details, **call.parameters["cancellation_details"]}
    if call.parameters.get("prorate") and subscription["status"] == "active":
        items: list[Document] = subscription["items"]["data"]
        for line in changes.credits_of(subscription, items, now):
            changes.keep_line(call.account, subscription, line)
    if call.parameters.get("invoice_now") and waiting_lines(call.account, subscription, keep=True):
        invoice = lifecycle.bill(call.account, subscription, "subscription_update", [])
        if invoice["status"] == "open":
            method = lifecycle.method_of(call.account, subscription)
            invoices.collect(call.account, invoice, method, off_session=True)
    lifecycle.end_now(call.account, subscription, "canceled", "cancellation_requested")
    return subscription


def _resume(call: Call) -> Document:
    subscription = call.subject("subscription")
    if subscription["status"] != "paused":
        raise invalid("You can only resume a subscription that is paused.", "id")
    renewals.resume(call.account, subscription)
    return subscription


def _list(call: Call) -> Document:
    fields = call.parameters
    status = fields.get("status")
    matching = [
        subscription
        for subscription in call.store.of("subscription")
        if _has_status(subscription, status)
        and fields.get("customer") in {None, subscription["customer"]}
        and fields.get("test_clock") in {None, subscription["test_clock"]}
        and (fields.get("price") is None or fields["price"] in _prices(subscription))
        and in_range(period(subscription)[0], fields.get("current_period_start"))
        and in_range(period(subscription)[1], fields.get("current_period_end"))
    ]
    return page(matching, fields, "/v1/subscriptions")


def _has_status(subscription: Document, status: str | None) -> bool:
    if status == "all":
        return True
    if status == "ended":
        return subscription["status"] in lifecycle.ENDED
    return bool(subscription["status"] == status if status else subscription["status"] not in lifecycle.ENDED)


def _prices(subscription: Document) -> set[str]:
    return {item["price"]["id"] for item in subscription["items"]["data"]}


ENDPOINTS: Endpoints = {
    ("POST", "/v1/subscriptions"): Endpoint(
        group("customer", "items", customer=Text(), trial_period_days=Whole(0, 730), **_FIELDS), _create
    ),
    ("GET", "/v1/subscriptions"): Endpoint(
        group(
            customer=Text(), price=Text(), status=Text(_STATUSES), test_clock=Text(), current_period_start=RANGE,
            current_period_end=RANGE, **PAGE,
        ),
        _list,
    ),
    ("GET", "/v1/subscriptions/{id}"): Endpoint(group(), lambda call: call.subject("subscription")),
    ("POST", "/v1/subscriptions/{id}"): Endpoint(
        group(
            billing_cycle_anchor=Text(("now", "unchanged")), cancellation_details=_CANCELLATION, proration_date=TIME,
            pause_collection=group(
                "behavior", behavior=Text(("keep_as_draft", "mark_uncollectible", "void")), resumes_at=TIME
            ),
            **_FIELDS,
        ),
        _update,
    ),
    ("DELETE", "/v1/subscriptions/{id}"): Endpoint(
        group(invoice_now=Flag(), prorate=Flag(), cancellation_details=_CANCELLATION), _cancel
    ),
    ("POST", "/v1/subscriptions/{id}/resume"): Endpoint(
        group(billing_cycle_anchor=Text(("now", "unchanged")), proration_behavior=PRORATION), _resume
    ),
}  # fmt: skip
