"""What a Checkout session sells and what it costs now."""

from provider_simulator.payments.requests import Document
from provider_simulator.stripe.endpoint import Call
from provider_simulator.stripe.invoicing.lines import amount_line, complete, totals
from provider_simulator.stripe.requests.errors import invalid
from provider_simulator.stripe.resources.catalog import price_of_data
from provider_simulator.stripe.state.account import Account
from provider_simulator.stripe.subscriptions.items import active_price, check_equal


def line_items(call: Call, choices: list[Document], mode: str) -> list[Document]:
    """Return the items of a session; raise StripeError for prices that do not fit together or the mode."""
    if not choices:
        raise invalid("Missing required param: line_items.", "line_items", "parameter_missing")
    prices = [_price(call, choice, f"line_items[{place}]") for place, choice in enumerate(choices)]
    recurring = [price for price in prices if price["recurring"] is not None]
    if mode == "payment" and recurring:
        message = "You specified `payment` mode but passed a recurring price. Either switch to `subscription` mode."
        raise invalid(message, "line_items")
    if mode == "subscription" and not recurring:
        raise invalid("You must provide at least one recurring price in `subscription` mode.", "line_items")
    check_equal(recurring)
    if len({price["currency"] for price in prices}) > 1:
        raise invalid("All prices must have the same currency.", "line_items")
    return [_item(call, price, choice) for price, choice in zip(prices, choices, strict=True)]


def set_totals(account: Account, session: Document, customer: Document | None) -> None:
    """Set the sums of a session from its items, its discounts and the tax."""
    items: list[Document] = session["_line_items"]["data"]
    trial = session["_settings"].get("trial_period_days") or session["_settings"].get("trial_end")
    lines = []
    for item in items:
        price = item["price"]
        free = trial and price["recurring"] is not None
        amount = 0 if free else price["unit_amount"] * item["quantity"]
        lines.append(amount_line(amount, price["currency"], item["description"], (0, 0), price, item["quantity"]))
    discounts = [_discount_of(account, choice, place) for place, choice in enumerate(session["discounts"])]
    tax: bool = session["automatic_tax"]["enabled"]
    complete(account, lines, discounts, customer or {}, tax=tax)
    for item, line in zip(items, lines, strict=True):
        reduced = sum(part["amount"] for part in line["discount_amounts"])
        taxes = sum(part["amount"] for part in line["taxes"])
        added = sum(part["amount"] for part in line["taxes"] if part["tax_behavior"] == "exclusive")
        item.update(
            amount_discount=reduced, amount_subtotal=line["amount"], amount_tax=taxes,
            amount_total=line["amount"] - reduced + added,
        )  # fmt: skip
    sums = totals(lines, discounts)
    session.update(amount_subtotal=sums["subtotal"], amount_total=sums["total"])
    session["total_details"] = {
        "amount_discount": sum(part["amount"] for part in sums["total_discount_amounts"]),
        "amount_shipping": 0,
        "amount_tax": sum(part["amount"] for part in sums["total_taxes"]),
    }


def _price(call: Call, choice: Document, param: str) -> Document:
    if choice.get("price_data"):
        return price_of_data(call, choice["price_data"])
    if not choice.get("price"):
        raise invalid(f"Missing required param: {param}[price].", f"{param}[price]", "parameter_missing")
    return active_price(call.account, choice["price"], f"{param}[price]")


def _item(call: Call, price: Document, choice: Document) -> Document:
    item = call.account.add("item", {
        "amount_discount": 0,
        "amount_subtotal": 0,
        "amount_tax": 0,
        "amount_total": 0,
        "currency": price["currency"],
        "description": price["_name"],
        "price": price,
        "quantity": choice.get("quantity") or 1,
        "metadata": choice.get("metadata") or {},
    })  # fmt: skip
    del item["created"], item["livemode"]
    return item


def _discount_of(account: Account, choice: Document, place: int) -> Document:
    coupon = choice.get("coupon")
    if coupon is None:
        coupon = account.store.require("promotion_code", choice["promotion_code"])["promotion"]["coupon"]
    return {"id": f"di_tmp_{place}", "source": {"coupon": coupon}}
