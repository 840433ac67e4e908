"""Checkout sessions: what is sold, at which total, and until when."""

from typing import Final

from provider_simulator.payments.requests import Document
from provider_simulator.stripe.checkout.totals import line_items, set_totals
from provider_simulator.stripe.endpoint import Call, Endpoint, Endpoints
from provider_simulator.stripe.invoicing.discounts import resolved
from provider_simulator.stripe.invoicing.taxes import automatic_tax
from provider_simulator.stripe.requests.errors import invalid
from provider_simulator.stripe.requests.parameters import TIME, Flag, Items, Metadata, Text, Whole, group
from provider_simulator.stripe.resources.catalog import PRICE_DATA
from provider_simulator.stripe.resources.metadata import apply
from provider_simulator.stripe.state.account import Account
from provider_simulator.stripe.state.listing import PAGE, having, page, whole_list
from provider_simulator.stripe.subscriptions.endpoints import TRIAL_END, TRIAL_SETTINGS

KIND: Final = "checkout.session"
_SHORTEST: Final = 30 * 60
_LONGEST: Final = 24 * 3_600
_URL: Final = Text(most=5_000)
_EMPTY: Final = (
    "adaptive_pricing", "after_expiration", "billing_address_collection", "client_secret", "collected_information",
    "consent", "consent_collection", "currency_conversion", "customer_account", "integration_identifier", "invoice",
    "invoice_creation", "locale", "origin_context", "payment_intent", "payment_link",
    "payment_method_configuration_details", "recovered_from", "saved_payment_method_options", "setup_intent",
    "shipping_address_collection", "shipping_cost", "submit_type", "subscription", "customer_details",
)  # fmt: skip


def _create(call: Call) -> Document:
    fields = call.parameters
    mode = fields["mode"]
    if fields.get("customer") and fields.get("customer_email"):
        raise invalid("You may only specify one of these parameters: customer, customer_email.", "customer")
    if fields.get("discounts") and fields.get("allow_promotion_codes"):
        raise invalid("You may only specify one of these parameters: allow_promotion_codes, discounts.", "discounts")
    other = "subscription_data" if mode == "payment" else "payment_intent_data"
    if fields.get(other):
        raise invalid(f"You can not pass `{other}` in `{mode}` mode.", other)
    name = fields.get("customer")
    customer = call.store.require("customer", name, "customer") if name else None
    items = line_items(call, fields.get("line_items") or [], mode)
    currency = items[0]["currency"]
    for place, choice in enumerate(fields.get("discounts") or []):
        resolved(call.account, choice, customer, currency, f"discounts[{place}]")
    clock = customer["test_clock"] if customer else None
    now = call.account.now(clock)
    tax = (fields.get("automatic_tax") or {}).get("enabled", False)
    session = call.account.add(KIND, {
        **dict.fromkeys(_EMPTY),
        "allow_promotion_codes": fields.get("allow_promotion_codes"),
        "automatic_tax": _tax_of(customer, enabled=tax),
        "branding_settings": {"background_color": "#ffffff", "border_style": "rounded", "button_color": "#0074d4",
                              "display_name": "Marquee", "font_family": "default", "icon": None, "logo": None},
        "cancel_url": fields.get("cancel_url"),
        "client_reference_id": fields.get("client_reference_id"),
        "currency": currency,
        "custom_fields": [],
        "custom_text": {"after_submit": None, "shipping_address": None, "submit": None,
                        "terms_of_service_acceptance": None},
        "customer": name,
        "customer_creation": None if name else "always" if mode == "subscription" else "if_required",
        "customer_email": fields.get("customer_email"),
        "discounts": [{"coupon": choice.get("coupon"), "promotion_code": choice.get("promotion_code")}
                      for choice in fields.get("discounts") or []],
        "expires_at": _expiry(fields.get("expires_at"), now),
        "metadata": fields.get("metadata") or {},
        "mode": mode,
        "payment_method_collection": "always" if mode == "subscription" else "if_required",
        "payment_method_options": {"card": {"request_three_d_secure": "automatic"}},
        "payment_method_types": ["card"],
        "payment_status": "unpaid",
        "permissions": None,
        "phone_number_collection": {"enabled": False},
        "shipping_options": [],
        "status": "open",
        "success_url": fields["success_url"],
        "ui_mode": "hosted_page",
        "url": None,
        "wallet_options": None,
        "_address": None,
            "_line_items": whole_list(items, ""),
        "_test_clock": clock,
        "_settings": fields.get("subscription_data") or fields.get("payment_intent_data") or {},
    }, test_clock=clock)  # fmt: skip
    session["url"] = f"{call.base_url}/checkout/{session['id']}"
    session["_line_items"]["url"] = f"/v1/checkout/sessions/{session['id']}/line_items"
    set_totals(call.account, session, customer)
    plan(call.account, session)
    return session


def plan(account: Account, session: Document) -> None:
    """Plan the expiry of an open session."""
    if session["status"] == "open":
        account.timeline.plan(session["_test_clock"], session["expires_at"], "session", session["id"])


def expire(account: Account, session: Document) -> None:
    """Expire an open session: it cannot be paid any more."""
    session.update(status="expired", url=None)
    account.emit("checkout.session.expired", session)


def expire_when_due(account: Account, identifier: str) -> None:
    """Expire a session that was not paid in time."""
    session = account.store.find(KIND, identifier)
    if session is not None and session["status"] == "open":
        expire(account, session)


def _expire(call: Call) -> Document:
    session = call.subject(KIND)
    if session["status"] != "open":
        raise invalid(f'Only Checkout Sessions with a status in ["open"] can be expired: this is {session["status"]}.')
    expire(call.account, session)
    return session


def _update(call: Call) -> Document:
    session = call.subject(KIND)
    apply(session, call.parameters)
    return session


def _list(call: Call) -> Document:
    names = ("customer", "status", "subscription", "payment_intent")
    return page(having(call.store.of(KIND), call.parameters, names), call.parameters, "/v1/checkout/sessions")


def _items(call: Call) -> Document:
    session = call.subject(KIND)
    result: Document = session["_line_items"]
    return result


def _expiry(value: int | None, now: int) -> int:
    if value is None:
        return now + _LONGEST
    if not now + _SHORTEST - 60 <= value <= now + _LONGEST + 60:
        message = "The `expires_at` timestamp must be between 30 minutes and 24 hours from Checkout Session creation."
        raise invalid(message, "expires_at")
    return value


def _tax_of(customer: Document | None, *, enabled: bool) -> Document:
    tax = automatic_tax(customer, enabled=enabled)
    del tax["disabled_reason"]
    return tax


_SUBSCRIPTION_DATA: Final = group(
    description=Text(most=500), metadata=Metadata(), trial_period_days=Whole(1, 730), trial_end=TRIAL_END,
    trial_settings=TRIAL_SETTINGS,
)  # fmt: skip
_LINES: Final = Items(group(price=Text(), price_data=PRICE_DATA, quantity=Whole(1, 10_000), metadata=Metadata()), 100)
_PATH: Final = "/v1/checkout/sessions"

ENDPOINTS: Endpoints = {
    ("POST", _PATH): Endpoint(
        group(
            "mode", "success_url", "line_items",
            allow_promotion_codes=Flag(), automatic_tax=group("enabled", enabled=Flag()), cancel_url=_URL,
            client_reference_id=Text(most=200), customer=Text(), customer_email=Text(most=800),
            customer_update=group(address=Text(("auto", "never")), name=Text(("auto", "never"))),
            discounts=Items(group(coupon=Text(), promotion_code=Text()), 1), expires_at=TIME, line_items=_LINES,
            locale=Text(), metadata=Metadata(), mode=Text(("payment", "subscription")),
            payment_intent_data=group(
                description=Text(), metadata=Metadata(), receipt_email=Text(),
                setup_future_usage=Text(("off_session", "on_session")),
            ),
            payment_method_types=Items(Text(("card",))), subscription_data=_SUBSCRIPTION_DATA, success_url=_URL,
            ui_mode=Text(("hosted_page",)),
        ),
        _create,
    ),
    ("GET", _PATH): Endpoint(
        group(
            customer=Text(), payment_intent=Text(), status=Text(("complete", "expired", "open")), subscription=Text(),
            **PAGE,
        ),
        _list,
    ),
    ("GET", f"{_PATH}/{{id}}"): Endpoint(group(), lambda call: call.subject(KIND)),
    ("POST", f"{_PATH}/{{id}}"): Endpoint(group(metadata=Metadata()), _update),
    ("POST", f"{_PATH}/{{id}}/expire"): Endpoint(group(), _expire),
    ("GET", f"{_PATH}/{{id}}/line_items"): Endpoint(group(**PAGE), _items),
}  # fmt: skip
