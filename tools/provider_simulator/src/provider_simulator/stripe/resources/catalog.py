"""Products and prices."""

from provider_simulator.payments.requests import Document
from provider_simulator.stripe.endpoint import Call, Endpoint, Endpoints
from provider_simulator.stripe.requests.errors import invalid
from provider_simulator.stripe.requests.parameters import Fields, Flag, Items, Metadata, Text, Whole, group
from provider_simulator.stripe.resources.metadata import apply
from provider_simulator.stripe.state.listing import PAGE, having, page

CURRENCY = Text((
    "aed", "aud", "brl", "cad", "chf", "czk", "dkk", "eur", "gbp", "hkd", "huf", "inr", "jpy", "mxn", "nok", "nzd",
    "pln", "ron", "sek", "sgd", "thb", "try", "uah", "usd", "zar",
))  # fmt: skip
"""The currencies that the simulated account accepts."""
INTERVALS = ("day", "week", "month", "year")
_PRODUCT: Fields = {
    "active": Flag(), "description": Text(), "images": Items(Text(), 8), "metadata": Metadata(), "name": Text(),
    "statement_descriptor": Text(most=22), "tax_code": Text(), "unit_label": Text(most=12), "url": Text(),
}  # fmt: skip
_RECURRING = group("interval", interval=Text(INTERVALS), interval_count=Whole(1, 156), usage_type=Text(("licensed",)))
_BEHAVIOR = Text(("exclusive", "inclusive", "unspecified"))


def _create_product(call: Call) -> Document:
    fields = call.parameters
    if fields.get("id") and call.store.find("product", fields["id"]):
        raise invalid(f"Product already exists: {fields['id']}", "id", "resource_already_exists")
    product = call.account.add("product", {
        "active": fields.get("active", True),
        "default_price": None,
        "description": fields.get("description"),
        "images": fields.get("images") or [],
        "marketing_features": [],
        "metadata": fields.get("metadata") or {},
        "name": fields["name"],
        "package_dimensions": None,
        "shippable": None,
        "statement_descriptor": fields.get("statement_descriptor"),
        "tax_code": fields.get("tax_code"),
        "unit_label": fields.get("unit_label"),
        "updated": call.account.now(),
        "url": fields.get("url"),
    }, identifier=fields.get("id"))  # fmt: skip
    call.account.emit("product.created", product)
    return product


def _update_product(call: Call) -> Document:
    product = call.subject("product")
    if call.parameters.get("name", product["name"]) is None:
        raise invalid("You passed an empty string for 'name': it cannot be unset.", "name", "parameter_invalid_empty")
    if name := call.parameters.get("default_price"):
        call.store.require("price", name, "default_price")
    with call.account.changing(product, "product.updated"):
        apply(product, call.parameters)
        product["updated"] = call.account.now()
    return product


def _delete_product(call: Call) -> Document:
    product = call.subject("product")
    if any(price["product"] == product["id"] for price in call.store.of("price")):
        raise invalid("This product cannot be deleted because it has one or more user-created prices.")
    call.store.remove("product", product["id"])
    call.account.emit("product.deleted", product)
    return {"id": product["id"], "object": "product", "deleted": True}


def _list_products(call: Call) -> Document:
    active, ids = call.parameters.get("active"), call.parameters.get("ids")
    matching = [
        product
        for product in call.store.of("product")
        if (active is None or product["active"] == active) and (not ids or product["id"] in ids)
    ]
    return page(matching, call.parameters, "/v1/products")


def _create_price(call: Call) -> Document:
    fields = call.parameters
    if fields.get("unit_amount") is None:
        raise invalid("Missing required param: unit_amount.", "unit_amount", "parameter_missing")
    product = _product_of(call, fields)
    key = fields.get("lookup_key")
    _require_free_key(call, key, transfer=fields.get("transfer_lookup_key", False))
    recurring = fields.get("recurring")
    price = call.account.add("price", {
        "active": fields.get("active", True),
        "billing_scheme": "per_unit",
        "currency": fields["currency"],
        "custom_unit_amount": None,
        "lookup_key": key,
        "metadata": fields.get("metadata") or {},
        "nickname": fields.get("nickname"),
        "product": product["id"],
        "recurring": _recurring(recurring) if recurring else None,
        "tax_behavior": fields.get("tax_behavior") or "unspecified",
        "tiers_mode": None,
        "transform_quantity": None,
        "type": "recurring" if recurring else "one_time",
        "unit_amount": fields["unit_amount"],
        "unit_amount_decimal": str(fields["unit_amount"]),
        "_name": product["name"],
    })  # fmt: skip
    call.account.emit("price.created", price)
    return price


def price_of_data(call: Call, data: Document) -> Document:
    """Create the price that a request describes in place of naming one, and return it."""
    return _create_price(Call(call.account, call.path, data, call.base_url))


def _update_price(call: Call) -> Document:
    price = call.subject("price")
    key = call.parameters.get("lookup_key")
    if key != price["lookup_key"]:
        _require_free_key(call, key, transfer=call.parameters.get("transfer_lookup_key", False))
    with call.account.changing(price, "price.updated"):
        apply(price, {name: value for name, value in call.parameters.items() if name != "transfer_lookup_key"})
    return price


def _list_prices(call: Call) -> Document:
    prices = having(call.store.of("price"), call.parameters, ("active", "currency", "product", "type"))
    keys = call.parameters.get("lookup_keys")
    matching = [price for price in prices if not keys or price["lookup_key"] in keys]
    return page(matching, call.parameters, "/v1/prices")


def _product_of(call: Call, fields: Document) -> Document:
    if name := fields.get("product"):
        return call.store.require("product", name, "product")
    if data := fields.get("product_data"):
        return _create_product(Call(call.account, call.path, data, call.base_url))
    raise invalid("Missing required param: product.", "product", "parameter_missing")


def _require_free_key(call: Call, key: str | None, *, transfer: bool) -> None:
    """Raise StripeError where an active price has the lookup key, unless it is to be transferred."""
    for price in call.store.of("price"):
        if key is not None and price["lookup_key"] == key:
            if not transfer:
                message = f"A price (`{price['id']}`) already uses that lookup key."
                raise invalid(message, "lookup_key", "resource_already_exists")
            price["lookup_key"] = None


def _recurring(fields: Document) -> Document:
    return {
        "interval": fields["interval"], "interval_count": fields.get("interval_count") or 1, "meter": None,
        "trial_period_days": None, "usage_type": "licensed",
    }  # fmt: skip


def _price_fields() -> Fields:
    return {
        "active": Flag(), "lookup_key": Text(most=200), "metadata": Metadata(), "nickname": Text(),
        "tax_behavior": _BEHAVIOR, "transfer_lookup_key": Flag(),
    }  # fmt: skip


PRICE_DATA = group(
    "currency", "unit_amount", currency=CURRENCY, product=Text(), product_data=group("name", **_PRODUCT),
    recurring=_RECURRING, tax_behavior=_BEHAVIOR, unit_amount=Whole(),
)  # fmt: skip
"""The description of a price inside another request."""

ENDPOINTS: Endpoints = {
    ("POST", "/v1/products"): Endpoint(group("name", id=Text(), **_PRODUCT), _create_product),
    ("GET", "/v1/products"): Endpoint(group(active=Flag(), ids=Items(Text()), **PAGE), _list_products),
    ("GET", "/v1/products/{id}"): Endpoint(group(), lambda call: call.subject("product")),
    ("POST", "/v1/products/{id}"): Endpoint(group(default_price=Text(), **_PRODUCT), _update_product),
    ("DELETE", "/v1/products/{id}"): Endpoint(group(), _delete_product),
    ("POST", "/v1/prices"): Endpoint(
        group(
            "currency", currency=CURRENCY, product=Text(), product_data=group("name", **_PRODUCT), recurring=_RECURRING,
            unit_amount=Whole(), billing_scheme=Text(("per_unit",)), **_price_fields(),
        ),
        _create_price,
    ),
    ("GET", "/v1/prices"): Endpoint(
        group(
            active=Flag(), currency=CURRENCY, lookup_keys=Items(Text(), 10), product=Text(),
            type=Text(("one_time", "recurring")), **PAGE,
        ),
        _list_prices,
    ),
    ("GET", "/v1/prices/{id}"): Endpoint(group(), lambda call: call.subject("price")),
    ("POST", "/v1/prices/{id}"): Endpoint(group(**_price_fields()), _update_price),
}  # fmt: skip
