"""What happens when a customer pays on the page of a session."""

from contextlib import suppress

from provider_simulator.payments.requests import Document
from provider_simulator.stripe.checkout.totals import set_totals
from provider_simulator.stripe.invoicing import invoices
from provider_simulator.stripe.invoicing.discounts import grant, resolved
from provider_simulator.stripe.payments import intents
from provider_simulator.stripe.payments.cards import card_of
from provider_simulator.stripe.requests.errors import StripeError, invalid
from provider_simulator.stripe.resources.customers import new_customer
from provider_simulator.stripe.resources.payment_methods import attach, new_method
from provider_simulator.stripe.state.account import Account
from provider_simulator.stripe.subscriptions import lifecycle

_EMAIL = "customer@example.com"


def pay(account: Account, session: Document, number: str, base_url: str) -> str | None:
    """Pay a session with a card and complete it; return the page that requests authentication, if one must.

    Raise StripeError where the card is declined: the session stays open for another one.
    """
    if session["status"] != "open":
        raise invalid(f"This Checkout Session is {session['status']}: it cannot be paid.")
    card = card_of(number)
    customer = _customer_of(account, session)
    for place, choice in enumerate(session["discounts"]):
        resolved(account, choice, customer, session["currency"], f"discounts[{place}]")
    set_totals(account, session, customer or {"address": session["_address"]})
    if (error := card.decline()) is not None and (session["amount_total"] > 0 or not card.attaches):
        raise error
    customer = customer or _new_customer(account, session)
    method = new_method(account, card.number)
    if customer is not None:
        attach(account, method, customer)
    page = f"{base_url}/checkout/{session['id']}/authenticate"
    start = _subscribe if session["mode"] == "subscription" else _charge
    intent = start(account, session, customer, method, page)
    if intent is not None and intent["status"] == "requires_action":
        session["_intent"] = intent["id"]
        return page
    complete(account, session, intent)
    return None


def authenticate(account: Account, session: Document, *, passed: bool) -> None:
    """Complete a session whose customer had to pass authentication; raise StripeError where that failed."""
    intent = account.store.find("payment_intent", session.get("_intent") or "")
    if session["status"] != "open" or intent is None or intent["status"] != "requires_action":
        raise invalid("This Checkout Session does not wait for authentication.")
    error = intents.authenticate(account, intent, passed=passed)
    if error is not None:
        raise error
    invoices.payment_done(account, intent)
    complete(account, session, intent)


def complete(account: Account, session: Document, intent: Document | None) -> None:
    """Mark a session as complete."""
    subscription = account.store.find("subscription", session.get("_subscription") or "")
    customer = account.store.find("customer", session["customer"] or "")
    details = {name: customer[name] if customer else None for name in ("address", "email", "name", "phone")}
    details["address"] = details["address"] or session["_address"]
    session.update(
        customer_details={
            "business_name": None, "individual_name": None, "tax_exempt": "none", "tax_ids": [], **details,
            "email": details["email"] or session["customer_email"] or _EMAIL,
        },
        payment_status="paid" if session["amount_total"] > 0 else "no_payment_required", status="complete", url=None,
    )  # fmt: skip
    if subscription is not None:
        session.update(subscription=subscription["id"], invoice=subscription["latest_invoice"])
    elif intent is not None:
        session["payment_intent"] = intent["id"]
    if subscription is None:
        with suppress(StripeError):
            # A coupon that ended while the customer had to pass authentication.
            grant(account, session["discounts"], customer, session["currency"])
    account.emit("checkout.session.completed", session)


def set_country(account: Account, session: Document, country: str) -> None:
    """Set the country that the customer entered, which tax depends on; raise StripeError for one that is no code."""
    if not (len(country) == 2 and country.isascii() and country.isalpha()):
        raise invalid(f"Country '{country}' is unknown: it must be a code of two letters.", "country")
    session["_address"] = {
        **dict.fromkeys(("city", "line1", "line2", "postal_code", "state")),
        "country": country.upper(),
    }
    customer = _customer_of(account, session)
    if customer is not None:
        with account.changing(customer, "customer.updated"):
            customer["address"] = session["_address"]
    if session["automatic_tax"]["enabled"]:
        session["automatic_tax"] = {**session["automatic_tax"], "status": "complete"}


def apply_code(account: Account, session: Document, code: str) -> None:
    """Apply a promotion code that the customer entered; raise StripeError for one that is not valid."""
    if not session["allow_promotion_codes"]:
        raise invalid("This Checkout Session does not accept promotion codes.", "promotion_code")
    promotions = [
        item for item in account.store.of("promotion_code") if item["code"] == code.upper() and item["active"]
    ]
    if not promotions:
        raise invalid("This code is invalid.", "promotion_code")
    customer = _customer_of(account, session)
    choice = {"coupon": None, "promotion_code": promotions[0]["id"]}
    resolved(account, choice, customer, session["currency"], "promotion_code")
    session["discounts"] = [choice]
    set_totals(account, session, customer or {"address": session["_address"]})


def _subscribe(
    account: Account, session: Document, customer: Document | None, method: Document, page: str
) -> Document | None:
    subscription = account.store.find("subscription", session.get("_subscription") or "")
    if customer is None:
        raise invalid("A subscription needs a customer.")
    if subscription is None:
        settings = session["_settings"]
        items: list[Document] = session["_line_items"]["data"]
        parameters = {
            **settings,
            "items": [
                {"price": item["price"]["id"], "quantity": item["quantity"], "metadata": item["metadata"]}
                for item in items
                if item["price"]["recurring"] is not None
            ],
            "automatic_tax": {"enabled": session["automatic_tax"]["enabled"]},
            "default_payment_method": method["id"],
            "discounts": session["discounts"],
            "payment_behavior": "default_incomplete",
        }
        once = [item for item in items if item["price"]["recurring"] is None]
        subscription = lifecycle.create(account, customer, parameters, once=once)
        session["_subscription"] = subscription["id"]
    subscription["default_payment_method"] = method["id"]
    invoice = account.store.require("invoice", subscription["latest_invoice"])
    if invoice["status"] != "open":
        return None
    error = invoices.collect(account, invoice, method, off_session=False, page=page)
    if error is not None:
        raise error
    return account.store.find("payment_intent", invoice["_payment_intent"])


def _charge(
    account: Account, session: Document, customer: Document | None, method: Document, page: str
) -> Document | None:
    if session["amount_total"] == 0:
        return None
    settings = {name: value for name, value in session["_settings"].items() if value is not None}
    intent = intents.intend(account, customer, session["amount_total"], session["currency"], **settings)
    error = intents.confirm(account, intent, method, off_session=False, page=page)
    if error is not None:
        raise error
    return intent


def _customer_of(account: Account, session: Document) -> Document | None:
    return account.store.find("customer", session["customer"] or "")


def _new_customer(account: Account, session: Document) -> Document | None:
    """Create the customer that a subscription, or a later use of the card, needs."""
    if session["mode"] == "payment" and not session["_settings"].get("setup_future_usage"):
        return None
    fields = {"email": session["customer_email"] or _EMAIL, "address": session["_address"]}
    customer = new_customer(account, fields)
    session["customer"] = customer["id"]
    return customer
