"""The customer portal: sessions, and what a customer can do on their pages."""

from typing import Final

from provider_simulator.payments.requests import Document
from provider_simulator.stripe.endpoint import Call, Endpoint, Endpoints
from provider_simulator.stripe.requests.errors import invalid
from provider_simulator.stripe.requests.parameters import Text, group
from provider_simulator.stripe.resources.payment_methods import attach, new_method
from provider_simulator.stripe.state.account import Account
from provider_simulator.stripe.subscriptions import changes, lifecycle

KIND: Final = "billing_portal.session"


def _create(call: Call) -> Document:
    customer = call.store.require("customer", call.parameters["customer"], "customer")
    session = call.account.add(KIND, {
        "configuration": "bpc_test_default",
        "customer": customer["id"],
        "customer_account": None,
        "flow": None,
        "locale": call.parameters.get("locale"),
        "on_behalf_of": None,
        "return_url": call.parameters.get("return_url"),
        "url": "",
    }, test_clock=customer["test_clock"])  # fmt: skip
    session["url"] = f"{call.base_url}/portal/{session['id']}"
    return session


def subscriptions_of(account: Account, session: Document) -> list[Document]:
    """Return the subscriptions of a customer that have not ended."""
    return [
        subscription
        for subscription in account.store.of("subscription")
        if subscription["customer"] == session["customer"] and subscription["status"] not in lifecycle.ENDED
    ]


def set_cancellation(account: Account, session: Document, identifier: str, *, cancel: bool) -> None:
    """Cancel a subscription at the end of its period, or revoke that; raise StripeError for one of another customer."""
    own = {subscription["id"]: subscription for subscription in subscriptions_of(account, session)}
    if identifier not in own:
        raise invalid(f"No such subscription: '{identifier}'", "subscription", "resource_missing")
    changes.update(account, own[identifier], {"cancel_at_period_end": cancel})


def change_card(account: Account, session: Document, number: str) -> None:
    """Make another card the default of a customer and the subscriptions; raise StripeError where it is declined."""
    customer = account.store.require("customer", session["customer"])
    method = new_method(account, number)
    attach(account, method, customer)
    method["_set_up"] = True
    with account.changing(customer, "customer.updated"):
        customer["invoice_settings"] = {**customer["invoice_settings"], "default_payment_method": method["id"]}
    for subscription in subscriptions_of(account, session):
        if subscription["default_payment_method"] is not None:
            with account.changing(subscription, "customer.subscription.updated"):
                subscription["default_payment_method"] = method["id"]


ENDPOINTS: Endpoints = {
    ("POST", "/v1/billing_portal/sessions"): Endpoint(
        group("customer", customer=Text(), locale=Text(), return_url=Text()), _create
    ),
}
