"""Customers and the balance of each."""

from provider_simulator.payments.requests import Document
from provider_simulator.stripe.endpoint import Call, Endpoint, Endpoints
from provider_simulator.stripe.invoicing import invoices
from provider_simulator.stripe.requests.errors import invalid
from provider_simulator.stripe.requests.parameters import MOST, Fields, Metadata, Text, Whole, group
from provider_simulator.stripe.resources.catalog import CURRENCY
from provider_simulator.stripe.resources.metadata import merged
from provider_simulator.stripe.resources.payment_methods import attach, method_named
from provider_simulator.stripe.state.account import Account
from provider_simulator.stripe.state.listing import PAGE, page
from provider_simulator.stripe.state.store import token
from provider_simulator.stripe.subscriptions import lifecycle

_ADDRESS = group(city=Text(), country=Text(most=2), line1=Text(), line2=Text(), postal_code=Text(most=20), state=Text())
_FIELDS: Fields = {
    "address": _ADDRESS, "balance": Whole(-MOST, MOST), "description": Text(), "email": Text(most=512),
    "invoice_prefix": Text(most=12), "invoice_settings": group(default_payment_method=Text()), "metadata": Metadata(),
    "name": Text(most=256), "phone": Text(most=20), "tax_exempt": Text(("exempt", "none", "reverse")),
}  # fmt: skip


def new_customer(account: Account, fields: Document, test_clock: str | None = None) -> Document:
    """Create a customer and return it."""
    customer = account.add("customer", {
        "address": _address(fields.get("address")),
        "balance": 0,
        "currency": None,
        "customer_account": None,
        "default_source": None,
        "delinquent": False,
        "description": fields.get("description"),
        "discount": None,
        "email": fields.get("email"),
        "invoice_prefix": fields.get("invoice_prefix") or token(8).upper(),
        "invoice_settings": {
            "custom_fields": None, "default_payment_method": None, "footer": None, "rendering_options": None,
        },
        "metadata": fields.get("metadata") or {},
        "name": fields.get("name"),
        "next_invoice_sequence": 1,
        "phone": fields.get("phone"),
        "preferred_locales": [],
        "shipping": None,
        "tax_exempt": fields.get("tax_exempt") or "none",
        "test_clock": test_clock,
    }, test_clock=test_clock)  # fmt: skip
    account.emit("customer.created", customer)
    if fields.get("balance"):
        invoices.add_to_balance(account, customer, fields["balance"], "initial")
    return customer


def _create(call: Call) -> Document:
    clock = call.parameters.get("test_clock")
    if clock is not None:
        call.store.require("test_helpers.test_clock", clock, "test_clock")
    method = call.parameters.get("payment_method")
    card = method_named(call.account, method, "payment_method") if method else None
    customer = new_customer(call.account, call.parameters, clock)
    if card is not None:
        attach(call.account, card, customer)
    _set_default(call, customer)
    return customer


def _update(call: Call) -> Document:
    customer = call.subject("customer")
    fields = dict(call.parameters)
    fields.pop("invoice_settings", None)
    balance = fields.pop("balance", None)
    with call.account.changing(customer, "customer.updated"):
        for name, value in fields.items():
            if name == "metadata":
                customer[name] = merged(customer[name], value)
            else:
                customer[name] = _address(value) if name == "address" else value
        customer["tax_exempt"] = customer["tax_exempt"] or "none"
        _set_default(call, customer)
    if balance is not None and balance != customer["balance"]:
        invoices.add_to_balance(call.account, customer, balance - customer["balance"], "adjustment")
    return customer


def _delete(call: Call) -> Document:
    customer = call.subject("customer")
    for subscription in list(call.store.of("subscription")):
        if subscription["customer"] == customer["id"] and subscription["status"] not in lifecycle.ENDED:
            lifecycle.end_now(call.account, subscription, "canceled", "cancellation_requested")
    for method in call.store.of("payment_method"):
        if method["customer"] == customer["id"]:
            method["customer"] = None
    call.store.remove("customer", customer["id"])
    call.account.emit("customer.deleted", customer)
    return {"id": customer["id"], "object": "customer", "deleted": True}


def _list(call: Call) -> Document:
    email, clock = call.parameters.get("email"), call.parameters.get("test_clock")
    matching = [
        customer
        for customer in call.store.of("customer")
        if (email is None or customer["email"] == email) and (clock is None or customer["test_clock"] == clock)
    ]
    return page(matching, call.parameters, "/v1/customers")


def _add_to_balance(call: Call) -> Document:
    customer = call.subject("customer")
    fields = call.parameters
    if customer["currency"] not in {None, fields["currency"]}:
        raise invalid(f"The customer's currency is {customer['currency']}.", "currency")
    customer["currency"] = fields["currency"]
    more = {"description": fields.get("description"), "metadata": fields.get("metadata") or {}}
    return invoices.add_to_balance(call.account, customer, fields["amount"], "adjustment", **more)


def _balance_of(call: Call) -> Document:
    customer = call.subject("customer")
    own = [entry for entry in call.store.of("customer_balance_transaction") if entry["customer"] == customer["id"]]
    return page(own, call.parameters, f"/v1/customers/{customer['id']}/balance_transactions")


def _set_default(call: Call, customer: Document) -> None:
    settings = call.parameters.get("invoice_settings") or {}
    if "default_payment_method" not in settings:
        return
    name = settings["default_payment_method"]
    if name is not None:
        method = call.store.require("payment_method", name, "invoice_settings[default_payment_method]")
        if method["customer"] != customer["id"]:
            message = "The customer does not have a payment method with this ID: attach it first."
            raise invalid(message, "invoice_settings[default_payment_method]", "resource_missing")
    customer["invoice_settings"] = {**customer["invoice_settings"], "default_payment_method": name}


def _address(value: Document | None) -> Document | None:
    names = ("city", "country", "line1", "line2", "postal_code", "state")
    return {name: value.get(name) for name in names} if value else None


ENDPOINTS: Endpoints = {
    ("POST", "/v1/customers"): Endpoint(group(test_clock=Text(), payment_method=Text(), **_FIELDS), _create),
    ("GET", "/v1/customers"): Endpoint(group(email=Text(), test_clock=Text(), **PAGE), _list),
    ("GET", "/v1/customers/{id}"): Endpoint(group(), lambda call: call.subject("customer")),
    ("POST", "/v1/customers/{id}"): Endpoint(group(**_FIELDS), _update),
    ("DELETE", "/v1/customers/{id}"): Endpoint(group(), _delete),
    ("POST", "/v1/customers/{id}/balance_transactions"): Endpoint(
        group(
            "amount", "currency",
            amount=Whole(-MOST, MOST), currency=CURRENCY, description=Text(), metadata=Metadata(),
        ),
        _add_to_balance,
    ),
    ("GET", "/v1/customers/{id}/balance_transactions"): Endpoint(group(**PAGE), _balance_of),
}  # fmt: skip
