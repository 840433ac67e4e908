"""Coupons and promotion codes."""

from provider_simulator.payments.requests import Document
from provider_simulator.stripe.endpoint import Call, Endpoint, Endpoints, updating
from provider_simulator.stripe.invoicing.discounts import refresh
from provider_simulator.stripe.requests.errors import invalid
from provider_simulator.stripe.requests.parameters import TIME, Flag, Metadata, Percent, Text, Whole, group
from provider_simulator.stripe.resources.catalog import CURRENCY
from provider_simulator.stripe.state.listing import PAGE, having, page
from provider_simulator.stripe.state.store import token


def _create_coupon(call: Call) -> Document:
    fields = call.parameters
    percent, amount = fields.get("percent_off"), fields.get("amount_off")
    if (percent is None) == (amount is None):
        raise invalid("A coupon needs either percent_off or amount_off.", "percent_off", "parameter_missing")
    if amount is not None and not fields.get("currency"):
        raise invalid("Missing required param: currency.", "currency", "parameter_missing")
    duration = fields.get("duration") or "once"
    if (duration == "repeating") != (fields.get("duration_in_months") is not None):
        raise invalid("duration_in_months is required for repeating coupons, and only for them.", "duration_in_months")
    if fields.get("redeem_by") is not None and fields["redeem_by"] <= call.account.now():
        raise invalid("redeem_by must be in the future.", "redeem_by")
    if fields.get("id") and call.store.find("coupon", fields["id"]):
        raise invalid("Coupon already exists.", "id", "resource_already_exists")
    coupon = call.account.add("coupon", {
        "amount_off": amount,
        "currency": fields.get("currency") if amount is not None else None,
        "duration": duration,
        "duration_in_months": fields.get("duration_in_months"),
        "max_redemptions": fields.get("max_redemptions"),
        "metadata": fields.get("metadata") or {},
        "name": fields.get("name"),
        "percent_off": percent,
        "redeem_by": fields.get("redeem_by"),
        "times_redeemed": 0,
        "valid": True,
    }, identifier=fields.get("id"))  # fmt: skip
    call.account.emit("coupon.created", coupon)
    return coupon


def _coupon(call: Call) -> Document:
    coupon = call.subject("coupon")
    refresh(coupon, call.account.now())
    return coupon


def _delete_coupon(call: Call) -> Document:
    coupon = call.subject("coupon")
    call.store.remove("coupon", coupon["id"])
    call.account.emit("coupon.deleted", coupon)
    return {"id": coupon["id"], "object": "coupon", "deleted": True}


def _create_code(call: Call) -> Document:
    fields = call.parameters
    coupon = call.store.require("coupon", fields["promotion"].get("coupon") or "", "promotion[coupon]")
    code = (fields.get("code") or token(8)).upper()
    if any(other["code"] == code and other["active"] for other in call.store.of("promotion_code")):
        raise invalid("An active promotion code with that code already exists.", "code", "resource_already_exists")
    if fields.get("customer"):
        call.store.require("customer", fields["customer"], "customer")
    promotion = call.account.add("promotion_code", {
        "active": fields.get("active", True),
        "code": code,
        "customer": fields.get("customer"),
        "customer_account": None,
        "expires_at": fields.get("expires_at"),
        "max_redemptions": fields.get("max_redemptions"),
        "metadata": fields.get("metadata") or {},
        "promotion": {"coupon": coupon["id"], "type": "coupon"},
        "restrictions": {
            "first_time_transaction": False, "minimum_amount": None, "minimum_amount_currency": None,
        },
        "times_redeemed": 0,
    })  # fmt: skip
    call.account.emit("promotion_code.created", promotion)
    return promotion


def _list_codes(call: Call) -> Document:
    promotions = having(call.store.of("promotion_code"), call.parameters, ("active", "code", "customer"))
    coupon = call.parameters.get("coupon")
    matching = [promotion for promotion in promotions if coupon is None or promotion["promotion"]["coupon"] == coupon]
    return page(matching, call.parameters, "/v1/promotion_codes")


ENDPOINTS: Endpoints = {
    ("POST", "/v1/coupons"): Endpoint(
        group(
            id=Text(most=200), amount_off=Whole(1), currency=CURRENCY, duration=Text(("forever", "once", "repeating")),
            duration_in_months=Whole(1, 36), max_redemptions=Whole(1), metadata=Metadata(), name=Text(most=40),
            percent_off=Percent(), redeem_by=TIME,
        ),
        _create_coupon,
    ),
    ("GET", "/v1/coupons"): Endpoint(
        group(**PAGE), lambda call: page(call.store.of("coupon"), call.parameters, "/v1/coupons")
    ),
    ("GET", "/v1/coupons/{id}"): Endpoint(group(), _coupon),
    ("POST", "/v1/coupons/{id}"): Endpoint(
        group(metadata=Metadata(), name=Text(most=40)), updating("coupon", "coupon.updated")
    ),
    ("DELETE", "/v1/coupons/{id}"): Endpoint(group(), _delete_coupon),
    ("POST", "/v1/promotion_codes"): Endpoint(
        group(
            "promotion", active=Flag(), code=Text(most=500), customer=Text(), expires_at=TIME, max_redemptions=Whole(1),
            metadata=Metadata(), promotion=group("type", type=Text(("coupon",)), coupon=Text()),
        ),
        _create_code,
    ),
    ("GET", "/v1/promotion_codes"): Endpoint(
        group(active=Flag(), code=Text(), coupon=Text(), customer=Text(), **PAGE), _list_codes
    ),
    ("GET", "/v1/promotion_codes/{id}"): Endpoint(group(), lambda call: call.subject("promotion_code")),
    ("POST", "/v1/promotion_codes/{id}"): Endpoint(
        group(active=Flag(), metadata=Metadata()), updating("promotion_code", "promotion_code.updated")
    ),
}  # fmt: skip
