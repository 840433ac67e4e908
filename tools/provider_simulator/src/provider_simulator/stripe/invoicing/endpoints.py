"""The endpoints of invoices, their payments and the amounts that wait for one."""

from typing import Final

from provider_simulator.payments.requests import Document
from provider_simulator.stripe.endpoint import Call, Endpoint, Endpoints, updating
from provider_simulator.stripe.invoicing import invoices
from provider_simulator.stripe.invoicing.pending import wait_for_invoice
from provider_simulator.stripe.invoicing.standing import subscription_of
from provider_simulator.stripe.requests.errors import StripeError, invalid
from provider_simulator.stripe.requests.parameters import MOST, Flag, Metadata, Text, Whole, group
from provider_simulator.stripe.resources.catalog import CURRENCY
from provider_simulator.stripe.resources.payment_methods import method_named
from provider_simulator.stripe.state.listing import PAGE, page
from provider_simulator.stripe.subscriptions import lifecycle

_STATUSES: Final = ("draft", "open", "paid", "uncollectible", "void")


def _list(call: Call) -> Document:
    fields = call.parameters
    subscription = fields.get("subscription")
    matching = [
        invoice
        for invoice in call.store.of("invoice")
        if fields.get("customer") in {None, invoice["customer"]}
        and fields.get("status") in {None, invoice["status"]}
        and (subscription is None or _is_of(invoice, subscription))
    ]
    return page(matching, fields, "/v1/invoices")


def _is_of(invoice: Document, subscription: str) -> bool:
    parent = invoice["parent"]
    return parent is not None and parent["subscription_details"]["subscription"] == subscription


def _lines(call: Call) -> Document:
    invoice = call.subject("invoice")
    return page(reversed(invoice["lines"]["data"]), call.parameters, f"/v1/invoices/{invoice['id']}/lines")


def _pay(call: Call) -> Document:
    invoice = call.subject("invoice")
    if call.parameters.get("paid_out_of_band"):
        invoices.pay_out_of_band(call.account, invoice)
        return invoice
    if invoice["status"] == "draft":
        invoices.finalize(call.account, invoice)
    if invoice["status"] == "paid" and not invoice["_payment_intent"]:
        return invoice
    error = invoices.collect(call.account, invoice, _method(call, invoice), off_session=True)
    if error is not None:
        raise error
    return invoice


def _method(call: Call, invoice: Document) -> Document | None:
    if name := call.parameters.get("payment_method"):
        method = method_named(call.account, name, "payment_method")
        if method["customer"] not in {None, invoice["customer"]}:
            raise StripeError("The payment method is of another customer.", param="payment_method")
        return method
    subscription = subscription_of(call.account, invoice)
    if subscription is not None:
        return lifecycle.method_of(call.account, subscription)
    customer = call.store.require("customer", invoice["customer"])
    return call.store.find("payment_method", customer["invoice_settings"]["default_payment_method"] or "")


def _finalize(call: Call) -> Document:
    invoice = call.subject("invoice")
    invoices.finalize(call.account, invoice)
    return invoice


def _void(call: Call) -> Document:
    invoice = call.subject("invoice")
    invoices.void(call.account, invoice)
    return invoice


def _give_up(call: Call) -> Document:
    invoice = call.subject("invoice")
    invoices.mark_uncollectible(call.account, invoice)
    return invoice


def _list_payments(call: Call) -> Document:
    fields = call.parameters
    intent = (fields.get("payment") or {}).get("payment_intent")
    matching = [
        payment
        for payment in call.store.of("invoice_payment")
        if fields.get("invoice") in {None, payment["invoice"]}
        and fields.get("status") in {None, payment["status"]}
        and intent in {None, payment["payment"]["payment_intent"]}
    ]
    return page(matching, fields, "/v1/invoice_payments")


def _create_item(call: Call) -> Document:
    fields = call.parameters
    customer = call.store.require("customer", fields["customer"], "customer")
    if fields.get("subscription"):
        call.store.require("subscription", fields["subscription"], "subscription")
    if fields.get("amount") is None or not fields.get("currency"):
        raise invalid("Missing required param: amount.", "amount", "parameter_missing")
    names = ("amount", "currency", "description")
    own = {name: fields.get(name) for name in names}
    more = {"metadata": fields.get("metadata") or {}, "_subscription": fields.get("subscription")}
    return wait_for_invoice(call.account, customer, {**own, **more})


def _list_items(call: Call) -> Document:
    customer = call.parameters.get("customer")
    matching = [item for item in call.store.of("invoiceitem") if customer in {None, item["customer"]}]
    return page(matching, call.parameters, "/v1/invoiceitems")


ENDPOINTS: Endpoints = {
    ("GET", "/v1/invoices"): Endpoint(
        group(customer=Text(), status=Text(_STATUSES), subscription=Text(), **PAGE), _list
    ),
    ("GET", "/v1/invoices/{id}"): Endpoint(group(), lambda call: call.subject("invoice")),
    ("POST", "/v1/invoices/{id}"): Endpoint(
        group(description=Text(), metadata=Metadata()), updating("invoice", "invoice.updated")
    ),
    ("GET", "/v1/invoices/{id}/lines"): Endpoint(group(**PAGE), _lines),
    ("POST", "/v1/invoices/{id}/pay"): Endpoint(
        group(off_session=Flag(), paid_out_of_band=Flag(), payment_method=Text()), _pay
    ),
    ("POST", "/v1/invoices/{id}/finalize"): Endpoint(group(auto_advance=Flag()), _finalize),
    ("POST", "/v1/invoices/{id}/void"): Endpoint(group(), _void),
    ("POST", "/v1/invoices/{id}/mark_uncollectible"): Endpoint(group(), _give_up),
    ("GET", "/v1/invoice_payments"): Endpoint(
        group(
            invoice=Text(), status=Text(("canceled", "open", "paid")),
            payment=group("type", type=Text(("payment_intent",)), payment_intent=Text()), **PAGE,
        ),
        _list_payments,
    ),
    ("GET", "/v1/invoice_payments/{id}"): Endpoint(group(), lambda call: call.subject("invoice_payment")),
    ("POST", "/v1/invoiceitems"): Endpoint(
        group(
            "customer", amount=Whole(-MOST, MOST), currency=CURRENCY, customer=Text(), description=Text(),
            metadata=Metadata(), subscription=Text(),
        ),
        _create_item,
    ),
    ("GET", "/v1/invoiceitems"): Endpoint(group(customer=Text(), **PAGE), _list_items),
}  # fmt: skip
