"""Refunds of charges: partial or full, never more than was paid."""

from typing import Final

from provider_simulator.payments.requests import Document
from provider_simulator.stripe.endpoint import Call, Endpoint, Endpoints, updating
from provider_simulator.stripe.payments.balance import balance_transaction
from provider_simulator.stripe.requests.errors import invalid
from provider_simulator.stripe.requests.parameters import Metadata, Text, Whole, group
from provider_simulator.stripe.state.account import Account
from provider_simulator.stripe.state.listing import PAGE, page

_REASONS: Final = ("duplicate", "fraudulent", "requested_by_customer")


def refund(account: Account, charge: Document, amount: int | None, reason: str | None, metadata: Document) -> Document:
    """Refund a charge, or a part of it, and return the refund; raise StripeError for more than is left of it."""
    if charge["status"] != "succeeded":
        raise invalid(f"Charge {charge['id']} did not succeed: it cannot be refunded.", "charge")
    if charge["disputed"]:
        message = f"Charge {charge['id']} has been disputed: it cannot be refunded."
        raise invalid(message, "charge", "charge_disputed")
    left = charge["amount"] - charge["amount_refunded"]
    if left == 0:
        raise invalid(f"Charge {charge['id']} has already been refunded.", None, "charge_already_refunded")
    value = left if amount is None else amount
    if value > left:
        message = f"Refund amount ({value}) is greater than unrefunded amount on charge ({left})"
        raise invalid(message, "amount", "amount_too_large")
    clock = charge["_test_clock"]
    document = account.add("refund", {
        "amount": value,
        "balance_transaction": None,
        "charge": charge["id"],
        "currency": charge["currency"],
        "customer": charge["customer"],
        "destination_details": {
            "card": {"reference_status": "pending", "reference_type": "acquirer_reference_number", "type": "refund"},
            "type": "card",
        },
        "metadata": metadata,
        "payment_intent": charge["payment_intent"],
        "payment_method": charge["payment_method"],
        "reason": reason,
        "receipt_number": None,
        "source_transfer_reversal": None,
        "status": "succeeded",
        "transfer_reversal": None,
        "_test_clock": clock,
    }, test_clock=clock)  # fmt: skip
    del document["livemode"]
    document["balance_transaction"] = balance_transaction(account, document, "refund", -value, 0)["id"]
    account.emit("refund.created", document)
    charge["amount_refunded"] += value
    charge["refunded"] = charge["amount_refunded"] == charge["amount"]
    before = {"amount_refunded": charge["amount_refunded"] - value}
    account.emit("charge.refunded", charge, {**before, "refunded": False} if charge["refunded"] else before)
    return document


def _create(call: Call) -> Document:
    fields = call.parameters
    if bool(fields.get("charge")) == bool(fields.get("payment_intent")):
        raise invalid("One of the following params should be provided: payment_intent or charge.")
    if name := fields.get("charge"):
        charge = call.store.require("charge", name, "charge")
    else:
        intent = call.store.require("payment_intent", fields["payment_intent"], "payment_intent")
        if intent["latest_charge"] is None or intent["status"] != "succeeded":
            message = f"This PaymentIntent ({intent['id']}) does not have a successful charge to refund."
            raise invalid(message, "payment_intent", "payment_intent_unexpected_state")
        charge = call.store.require("charge", intent["latest_charge"])
    return refund(call.account, charge, fields.get("amount"), fields.get("reason"), fields.get("metadata") or {})


def _list(call: Call) -> Document:
    charge, intent = call.parameters.get("charge"), call.parameters.get("payment_intent")
    matching = [
        document
        for document in call.store.of("refund")
        if charge in {None, document["charge"]} and intent in {None, document["payment_intent"]}
    ]
    return page(matching, call.parameters, "/v1/refunds")


ENDPOINTS: Endpoints = {
    ("POST", "/v1/refunds"): Endpoint(
        group(amount=Whole(1), charge=Text(), payment_intent=Text(), metadata=Metadata(), reason=Text(_REASONS)),
        _create,
    ),
    ("GET", "/v1/refunds"): Endpoint(group(charge=Text(), payment_intent=Text(), **PAGE), _list),
    ("GET", "/v1/refunds/{id}"): Endpoint(group(), lambda call: call.subject("refund")),
    ("POST", "/v1/refunds/{id}"): Endpoint(
        group("metadata", metadata=Metadata()), updating("refund", "refund.updated")
    ),
}
