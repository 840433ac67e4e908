"""Payment intents, charges and what they add to the balance."""

from typing import Any, Final

from provider_simulator.payments.requests import Document
from provider_simulator.stripe.invoicing.periods import share
from provider_simulator.stripe.payments.balance import balance_transaction
from provider_simulator.stripe.payments.cards import Card, card_of
from provider_simulator.stripe.payments.disputes import open_dispute
from provider_simulator.stripe.requests.errors import StripeError, invalid
from provider_simulator.stripe.state.account import Account
from provider_simulator.stripe.state.rendering import snapshot
from provider_simulator.stripe.state.store import token

_FEE_PER_THOUSAND: Final = 29
_FIXED_FEE: Final = 30
_PAYABLE: Final = frozenset({"requires_payment_method", "requires_confirmation", "requires_action"})
_AUTHENTICATE: Final = "Your card was declined. This transaction requires authentication."


def intend(account: Account, customer: Document | None, amount: int, currency: str, **fields: Any) -> Document:
    """Create a payment intent and return it."""
    clock = customer["test_clock"] if customer else None
    intent = account.add("payment_intent", {
        "amount": amount,
        "amount_capturable": 0,
        "amount_received": 0,
        "application": None,
        "automatic_payment_methods": None,
        "canceled_at": None,
        "cancellation_reason": None,
        "capture_method": "automatic",
        "client_secret": None,
        "confirmation_method": "automatic",
        "currency": currency,
        "customer": customer["id"] if customer else None,
        "description": None,
        "last_payment_error": None,
        "latest_charge": None,
        "metadata": {},
        "next_action": None,
        "payment_method": None,
        "payment_method_types": ["card"],
        "receipt_email": None,
        "setup_future_usage": None,
        "status": "requires_payment_method",
        "_test_clock": clock,
        "_invoice": None,
        **fields,
    }, test_clock=clock)  # fmt: skip
    intent["client_secret"] = f"{intent['id']}_secret_{token()}"
    account.emit("payment_intent.created", intent)
    return intent


def confirm(
    account: Account, intent: Document, method: Document, *, off_session: bool, page: str = ""
) -> StripeError | None:
    """Charge a payment method and return the error where that failed.

    A payment that needs authentication waits for it on the page, when the customer is there; else it fails.
    """
    if intent["status"] not in _PAYABLE:
        message = f"This PaymentIntent's status is {intent['status']}: it cannot be confirmed."
        raise invalid(message, "intent", "payment_intent_unexpected_state")
    intent["payment_method"] = method["id"]
    card = card_of(method["_number"])
    if _needs_authentication(card, method):
        if off_session:
            return _failed(account, intent, method, _authentication_error())
        intent["status"] = "requires_action"
        intent["next_action"] = {"type": "redirect_to_url", "redirect_to_url": {"return_url": None, "url": page}}
        account.emit("payment_intent.requires_action", intent)
        return None
    error_of_card = card.decline()
    if error_of_card is not None:
        return _failed(account, intent, method, error_of_card)
    succeed(account, intent, method)
    return None


def refusal(method: Document | None) -> StripeError | None:
    """Return the error of a payment without the customer, None where it would succeed."""
    if method is None:
        message = "There is no default_payment_method set on this Customer or Invoice."
        return StripeError(message, status=402, kind="card_error", reason="missing_payment_method")
    card = card_of(method["_number"])
    return _authentication_error() if _needs_authentication(card, method) else card.decline()


def authenticate(account: Account, intent: Document, *, passed: bool) -> StripeError | None:
    """Complete a payment that waited for authentication."""
    method = account.store.require("payment_method", intent["payment_method"])
    if passed:
        method["_set_up"] = True
        succeed(account, intent, method)
        return None
    message = (
        "We are unable to authenticate your payment method. Please choose a different payment method and try again."
    )
    error = StripeError(message, reason="payment_intent_authentication_failure")
    return _failed(account, intent, method, error)


def succeed(account: Account, intent: Document, method: Document) -> None:
    """Record the charge of a payment that succeeded."""
    charge = _charge(account, intent, method, None)
    intent.update(
        amount_received=intent["amount"], latest_charge=charge["id"], last_payment_error=None, next_action=None,
        status="succeeded",
    )  # fmt: skip
    charge["balance_transaction"] = _balance_of(account, charge)["id"]
    account.emit("charge.succeeded", charge)
    account.emit("payment_intent.succeeded", intent)
    if card_of(method["_number"]).disputed:
        open_dispute(account, charge)


def cancel(account: Account, intent: Document, reason: str | None) -> None:
    """Cancel a payment that has not succeeded."""
    if intent["status"] == "succeeded" or intent["status"] == "canceled":
        message = f"You cannot cancel this PaymentIntent because it has a status of {intent['status']}."
        raise invalid(message, "intent", "payment_intent_unexpected_state")
    now = account.now(intent["_test_clock"])
    intent.update(status="canceled", canceled_at=now, cancellation_reason=reason, next_action=None)
    account.emit("payment_intent.canceled", intent)


def _authentication_error() -> StripeError:
    reason = "authentication_required"
    return StripeError(_AUTHENTICATE, status=402, kind="card_error", reason=reason, decline_code=reason)


def _needs_authentication(card: Card, method: Document) -> bool:
    if card.authentication == "until_set_up":
        return not method["_set_up"]
    return card.authentication == "always"


def _failed(account: Account, intent: Document, method: Document, error: StripeError) -> StripeError:
    charge = _charge(account, intent, method, error)
    fields = error.body()["error"]
    more = {"charge": charge["id"], "payment_method": snapshot(method)}
    intent.update(
        status="requires_payment_method", last_payment_error={**fields, **more}, latest_charge=charge["id"],
        next_action=None, payment_method=None,
    )  # fmt: skip
    account.emit("charge.failed", charge)
    account.emit("payment_intent.payment_failed", intent)
    return StripeError(
        fields["message"], status=402, kind="card_error", reason=fields["code"],
        decline_code=fields.get("decline_code"), payment_intent=snapshot(intent), **more,
    )  # fmt: skip


def _charge(account: Account, intent: Document, method: Document, error: StripeError | None) -> Document:
    fields = error.body()["error"] if error else {}
    outcome = {
        "advice_code": None,
        "network_advice_code": None,
        "network_decline_code": None,
        "network_status": "declined_by_network" if error else "approved_by_network",
        "reason": fields.get("decline_code"),
        "risk_level": "normal",
        "risk_score": 20,
        "seller_message": "The bank declined the payment." if error else "Payment complete.",
        "type": "issuer_declined" if error else "authorized",
    }
    return account.add("charge", {
        "amount": intent["amount"],
        "amount_captured": 0 if error else intent["amount"],
        "amount_refunded": 0,
        "application": None,
        "balance_transaction": None,
        "billing_details": method["billing_details"],
        "calculated_statement_descriptor": "MARQUEE",
        "captured": not error,
        "currency": intent["currency"],
        "customer": intent["customer"],
        "description": intent["description"],
        "disputed": False,
        "failure_balance_transaction": None,
        "failure_code": fields.get("code"),
        "failure_message": fields.get("message"),
        "fraud_details": {},
        "metadata": dict(intent["metadata"]),
        "outcome": outcome,
        "paid": not error,
        "payment_intent": intent["id"],
        "payment_method": method["id"],
        "payment_method_details": {"type": "card", "card": _paid_card(method["card"], intent["amount"])},
        "receipt_email": intent["receipt_email"],
        "receipt_number": None,
        "receipt_url": None,
        "refunded": False,
        "review": None,
        "status": "failed" if error else "succeeded",
        "_test_clock": intent["_test_clock"],
    }, test_clock=intent["_test_clock"])  # fmt: skip


def _paid_card(card: Document, amount: int) -> Document:
    names = ("brand", "country", "exp_month", "exp_year", "fingerprint", "funding", "last4", "wallet")
    return {**{name: card[name] for name in names}, "amount_authorized": amount, "checks": card["checks"],
            "installments": None, "mandate": None, "network": card["brand"], "three_d_secure": None,
            "authorization_code": None}  # fmt: skip


def _balance_of(account: Account, charge: Document) -> Document:
    fee = share(charge["amount"], _FEE_PER_THOUSAND, 1_000) + _FIXED_FEE
    return balance_transaction(account, charge, "charge", charge["amount"], fee)
