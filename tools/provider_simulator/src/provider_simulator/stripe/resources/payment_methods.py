"""Payment methods: test cards by number or token, attached to customers."""

from provider_simulator.payments.requests import Document
from provider_simulator.stripe.endpoint import Call, Endpoint, Endpoints, updating
from provider_simulator.stripe.payments.cards import TOKENS, card_of
from provider_simulator.stripe.requests.errors import invalid
from provider_simulator.stripe.requests.parameters import Metadata, Text, Whole, group
from provider_simulator.stripe.state.account import Account
from provider_simulator.stripe.state.listing import PAGE, page

_YEARS = 3
_SECONDS_OF_YEAR = 31_556_952


def new_method(account: Account, number: str, fields: Document | None = None) -> Document:
    """Create a card and return it; raise StripeError for a number that is not a test card's."""
    card = card_of(number)
    fields = fields or {}
    details = fields.get("card") or {}
    year = 1970 + account.now() // _SECONDS_OF_YEAR
    return account.add("payment_method", {
        "allow_redisplay": "unspecified",
        "billing_details": {"address": None, "email": None, "name": None, "phone": None, "tax_id": None},
        "card": {
            "brand": card.brand,
            "checks": {"address_line1_check": None, "address_postal_code_check": None, "cvc_check": "pass"},
            "country": "US",
            "display_brand": card.brand,
            "exp_month": details.get("exp_month") or 12,
            "exp_year": details.get("exp_year") or year + _YEARS,
            "fingerprint": f"test{card.number[-12:]}",
            "funding": "credit",
            "generated_from": None,
            "last4": card.last4,
            "networks": {"available": [card.brand], "preferred": None},
            "regulated_status": "unregulated",
            "three_d_secure_usage": {"supported": True},
            "wallet": None,
        },
        "customer": None,
        "customer_account": None,
        "metadata": fields.get("metadata") or {},
        "type": "card",
        "_number": card.number,
        "_set_up": False,
    })  # fmt: skip


def method_named(account: Account, name: str, param: str) -> Document:
    """Return a payment method; a name such as pm_card_visa creates one."""
    token = name.removeprefix("pm_card_")
    if token != name and token in TOKENS:
        return new_method(account, TOKENS[token])
    return account.store.require("payment_method", name, param)


def attach(account: Account, method: Document, customer: Document) -> None:
    """Attach a payment method to a customer; raise StripeError for a card that is declined."""
    if method["customer"] is not None and method["customer"] != customer["id"]:
        raise invalid("The payment method you provided has already been attached to a customer.")
    card = card_of(method["_number"])
    error = card.decline()
    if error is not None and not card.attaches:
        raise error
    if method["customer"] is None:
        method["customer"] = customer["id"]
        account.emit("payment_method.attached", method)


def detach(account: Account, method: Document) -> None:
    """Detach a payment method; it is no default any more."""
    if method["customer"] is None:
        message = "The payment method you provided is not attached to a customer so detachment is impossible."
        raise invalid(message)
    customer = account.store.find("customer", method["customer"])
    if customer is not None and customer["invoice_settings"]["default_payment_method"] == method["id"]:
        with account.changing(customer, "customer.updated"):
            customer["invoice_settings"] = {**customer["invoice_settings"], "default_payment_method": None}
    for subscription in account.store.of("subscription"):
        if subscription["default_payment_method"] == method["id"]:
            with account.changing(subscription, "customer.subscription.updated"):
                subscription["default_payment_method"] = None
    previous = method["customer"]
    method["customer"] = None
    account.emit("payment_method.detached", method, {"customer": previous})


def _create(call: Call) -> Document:
    card = call.parameters.get("card")
    if not card:
        raise invalid("Missing required param: card.", "card", "parameter_missing")
    if token := card.get("token"):
        name = token.removeprefix("tok_")
        if name not in TOKENS:
            raise invalid(f"No such token: '{token}'", "card[token]", "resource_missing")
        return new_method(call.account, TOKENS[name], call.parameters)
    if not card.get("number"):
        raise invalid("Missing required param: card[number].", "card[number]", "parameter_missing")
    return new_method(call.account, card["number"], call.parameters)


def _attach(call: Call) -> Document:
    method = method_named(call.account, call.path["id"], "payment_method")
    attach(call.account, method, call.store.require("customer", call.parameters["customer"], "customer"))
    return method


def _detach(call: Call) -> Document:
    method = call.subject("payment_method")
    detach(call.account, method)
    return method


def _list(call: Call) -> Document:
    customer = call.path.get("id") or call.parameters.get("customer")
    if customer is not None:
        call.store.require("customer", customer, None if "id" in call.path else "customer")
    matching = [method for method in call.store.of("payment_method") if customer and method["customer"] == customer]
    url = f"/v1/customers/{customer}/payment_methods" if "id" in call.path else "/v1/payment_methods"
    return page(matching, call.parameters, url)


def _of_customer(call: Call) -> Document:
    method = call.store.require("payment_method", call.path["method"])
    if method["customer"] != call.path["id"]:
        raise invalid(
            f"No such payment method for this customer: '{method['id']}'", "payment_method", "resource_missing"
        )
    return method


_CARD = group(number=Text(), exp_month=Whole(1, 12), exp_year=Whole(2000, 2100), cvc=Text(most=4), token=Text())
_TYPE = Text(("card",))

ENDPOINTS: Endpoints = {
    ("POST", "/v1/payment_methods"): Endpoint(group("type", type=_TYPE, card=_CARD, metadata=Metadata()), _create),
    ("GET", "/v1/payment_methods"): Endpoint(group(customer=Text(), type=_TYPE, **PAGE), _list),
    ("GET", "/v1/payment_methods/{id}"): Endpoint(group(), lambda call: call.subject("payment_method")),
    ("POST", "/v1/payment_methods/{id}"): Endpoint(
        group(metadata=Metadata()), updating("payment_method", "payment_method.updated")
    ),
    ("POST", "/v1/payment_methods/{id}/attach"): Endpoint(group("customer", customer=Text()), _attach),
    ("POST", "/v1/payment_methods/{id}/detach"): Endpoint(group(), _detach),
    ("GET", "/v1/customers/{id}/payment_methods"): Endpoint(group(type=_TYPE, **PAGE), _list),
    ("GET", "/v1/customers/{id}/payment_methods/{method}"): Endpoint(group(), _of_customer),
}
