"""The endpoints of payment intents, charges and the balance."""

from typing import Final

from provider_simulator.payments.requests import Document
from provider_simulator.stripe.endpoint import Call, Endpoint, Endpoints, updating
from provider_simulator.stripe.invoicing import invoices
from provider_simulator.stripe.payments import intents
from provider_simulator.stripe.requests.errors import invalid
from provider_simulator.stripe.requests.parameters import Fields, Flag, Items, Metadata, Text, Whole, group
from provider_simulator.stripe.resources.catalog import CURRENCY
from provider_simulator.stripe.resources.metadata import merged
from provider_simulator.stripe.resources.payment_methods import method_named
from provider_simulator.stripe.state.listing import PAGE, having, page

_CANCELLATIONS: Final = ("abandoned", "duplicate", "fraudulent", "requested_by_customer")
_CONFIRMATION: Final[Fields] = {"off_session": Flag(), "payment_method": Text(), "return_url": Text()}
_FIELDS: Final[Fields] = {"description": Text(), "metadata": Metadata(), "receipt_email": Text()}


def _create(call: Call) -> Document:
    fields = call.parameters
    name = fields.get("customer")
    customer = call.store.require("customer", name, "customer") if name else None
    settings = {key: fields[key] for key in ("description", "receipt_email", "setup_future_usage") if fields.get(key)}
    intent = intents.intend(
        call.account, customer, fields["amount"], fields["currency"], metadata=fields.get("metadata") or {}, **settings
    )
    if fields.get("payment_method"):
        intent["payment_method"] = method_named(call.account, fields["payment_method"], "payment_method")["id"]
        intent["status"] = "requires_confirmation"
    return _confirmed(call, intent) if fields.get("confirm") else intent


def _update(call: Call) -> Document:
    intent = call.subject("payment_intent")
    fields = call.parameters
    if intent["status"] in {"succeeded", "canceled"} and fields.get("amount") is not None:
        message = f"This PaymentIntent's amount could not be updated because it has a status of {intent['status']}."
        raise invalid(message, "amount", "payment_intent_unexpected_state")
    for name in ("amount", "description", "receipt_email"):
        if fields.get(name) is not None:
            intent[name] = fields[name]
    if "metadata" in fields:
        intent["metadata"] = merged(intent["metadata"], fields["metadata"])
    return intent


def _confirm(call: Call) -> Document:
    return _confirmed(call, call.subject("payment_intent"))


def _confirmed(call: Call, intent: Document) -> Document:
    name = call.parameters.get("payment_method") or intent["payment_method"]
    if name is None:
        message = "You cannot confirm this PaymentIntent because it's missing a payment method."
        raise invalid(message, "payment_method", "payment_intent_unexpected_state")
    method = method_named(call.account, name, "payment_method")
    off_session = call.parameters.get("off_session") is True
    page_url = f"{call.base_url}/authenticate/{intent['id']}"
    error = intents.confirm(call.account, intent, method, off_session=off_session, page=page_url)
    if error is not None:
        raise error
    if intent["status"] == "succeeded":
        invoices.payment_done(call.account, intent)
    return intent


def _cancel(call: Call) -> Document:
    intent = call.subject("payment_intent")
    intents.cancel(call.account, intent, call.parameters.get("cancellation_reason"))
    return intent


def _list(kind: str, url: str, names: tuple[str, ...]) -> Endpoint:
    def respond(call: Call) -> Document:
        return page(having(call.store.of(kind), call.parameters, names), call.parameters, url)

    fields: Fields = {name: Text() for name in names}
    return Endpoint(group(**fields, **PAGE), respond)


_INTENTS: Final = "/v1/payment_intents"
_BALANCE: Final = "/v1/balance_transactions"

ENDPOINTS: Endpoints = {
    ("POST", _INTENTS): Endpoint(
        group(
            "amount", "currency", amount=Whole(1), currency=CURRENCY, customer=Text(), confirm=Flag(),
            setup_future_usage=Text(("off_session", "on_session")), payment_method_types=Items(Text(("card",))),
            **_CONFIRMATION, **_FIELDS,
        ),
        _create,
    ),
    ("GET", _INTENTS): _list("payment_intent", _INTENTS, ("customer",)),
    ("GET", f"{_INTENTS}/{{id}}"): Endpoint(group(client_secret=Text()), lambda call: call.subject("payment_intent")),
    ("POST", f"{_INTENTS}/{{id}}"): Endpoint(group(amount=Whole(1), **_FIELDS), _update),
    ("POST", f"{_INTENTS}/{{id}}/confirm"): Endpoint(group(**_CONFIRMATION), _confirm),
    ("POST", f"{_INTENTS}/{{id}}/cancel"): Endpoint(group(cancellation_reason=Text(_CANCELLATIONS)), _cancel),
    ("GET", "/v1/charges"): _list("charge", "/v1/charges", ("customer", "payment_intent")),
    ("GET", "/v1/charges/{id}"): Endpoint(group(), lambda call: call.subject("charge")),
    ("POST", "/v1/charges/{id}"): Endpoint(
        group(description=Text(), metadata=Metadata()), updating("charge", "charge.updated")
    ),
    ("GET", _BALANCE): _list("balance_transaction", _BALANCE, ("currency", "source", "type")),
    ("GET", f"{_BALANCE}/{{id}}"): Endpoint(group(), lambda call: call.subject("balance_transaction")),
}  # fmt: skip
