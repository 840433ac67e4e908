"""The items of a subscription: a price, a quantity and the current period of each."""

from provider_simulator.payments.requests import Document
from provider_simulator.stripe.requests.errors import invalid
from provider_simulator.stripe.state.account import Account
from provider_simulator.stripe.state.listing import whole_list


def active_price(account: Account, identifier: str, param: str) -> Document:
    """Return a price that is sold; raise StripeError for any other."""
    price = account.store.require("price", identifier, param)
    if not price["active"]:
        message = f"The price specified is inactive. This field only accepts active prices: {identifier}"
        raise invalid(message, param, "price_inactive")
    return price


def recurring_price(account: Account, identifier: str, param: str) -> Document:
    """Return a price that can be subscribed to; raise StripeError for any other."""
    price = active_price(account, identifier, param)
    if price["recurring"] is None:
        raise invalid(f"The price {identifier} is of type one_time: a subscription needs type=recurring.", param)
    return price


def new_items(account: Account, choices: list[Document], subscription: str, start: int, end: int) -> list[Document]:
    """Return the items of a new subscription."""
    if not choices:
        raise invalid("Missing required param: items.", "items", "parameter_missing")
    items = []
    for place, choice in enumerate(choices):
        if not choice.get("price"):
            raise invalid(f"Missing required param: items[{place}][price].", f"items[{place}]", "parameter_missing")
        price = recurring_price(account, choice["price"], f"items[{place}][price]")
        quantity = 1 if choice.get("quantity") is None else choice["quantity"]
        items.append(_item(account, price, quantity, subscription, start, end, choice.get("metadata")))
    check_equal([item["price"] for item in items])
    return items


def items_of_phase(
    account: Account, choices: list[Document], subscription: str, start: int, end: int
) -> list[Document]:
    """Return the items of a phase that begins: its prices were checked before, and may be inactive by now."""
    return [
        _item(account, account.store.require("price", item["price"]), item["quantity"], subscription, start, end, None)
        for item in choices
    ]


def changed_items(account: Account, subscription: Document, choices: list[Document]) -> list[Document]:
    """Return the items of a subscription after an update; those that the update does not name stay."""
    items = {item["id"]: dict(item) for item in subscription["items"]["data"]}
    start, end = period(subscription)
    for place, choice in enumerate(choices):
        param = f"items[{place}]"
        identifier = choice.get("id")
        if identifier is None:
            if not choice.get("price"):
                raise invalid(f"Missing required param: {param}[price].", param, "parameter_missing")
            price = recurring_price(account, choice["price"], f"{param}[price]")
            new = _item(account, price, choice.get("quantity") or 1, subscription["id"], start, end, None)
            items[new["id"]] = new
            continue
        if identifier not in items:
            raise invalid(f"No such subscription item: '{identifier}'", f"{param}[id]", "resource_missing")
        if choice.get("deleted"):
            del items[identifier]
            continue
        item = items[identifier]
        if choice.get("price"):
            item["price"] = recurring_price(account, choice["price"], f"{param}[price]")
        if choice.get("quantity") is not None:
            item["quantity"] = choice["quantity"]
        item["metadata"] = {**item["metadata"], **(choice.get("metadata") or {})}
    if not items:
        raise invalid("A subscription must have at least one active item.", "items")
    check_equal([item["price"] for item in items.values()])
    return list(items.values())


def check_equal(prices: list[Document]) -> None:
    """Raise StripeError where prices have different currencies or intervals."""
    if len({price["currency"] for price in prices}) > 1:
        raise invalid("All prices on a subscription must have the same currency.", "items")
    if len({interval_of_price(price) for price in prices}) > 1:
        raise invalid("All prices on a subscription must have the same billing interval.", "items")


def set_items(subscription: Document, items: list[Document]) -> None:
    """Replace the items of a subscription."""
    url = f"/v1/subscription_items?subscription={subscription['id']}"
    subscription["items"] = whole_list(items, url)


def set_period(subscription: Document, start: int, end: int) -> None:
    """Set the current period of all items."""
    for item in subscription["items"]["data"]:
        item.update(current_period_start=start, current_period_end=end)


def period(subscription: Document) -> tuple[int, int]:
    """Return the current period."""
    [item, *_] = subscription["items"]["data"]
    return item["current_period_start"], item["current_period_end"]


def interval_of(subscription: Document) -> tuple[str, int]:
    """Return the billing interval and how many of them a period has."""
    return interval_of_price(subscription["items"]["data"][0]["price"])


def interval_of_price(price: Document) -> tuple[str, int]:
    """Return the interval of a recurring price and how many of them a period has."""
    return price["recurring"]["interval"], price["recurring"]["interval_count"]


def _item(
    account: Account, price: Document, quantity: int, subscription: str, start: int, end: int,
    metadata: dict[str, str] | None,
) -> Document:  # fmt: skip
    item = account.add("subscription_item", {
        "billing_thresholds": None,
        "current_period_end": end,
        "current_period_start": start,
        "discounts": [],
        "metadata": metadata or {},
        "price": price,
        "quantity": quantity,
        "subscription": subscription,
        "tax_rates": [],
    })  # fmt: skip
    del item["livemode"]
    return item
