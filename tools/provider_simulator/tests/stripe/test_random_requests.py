"""Random requests, valid and not, in any order: never an unexpected error, and money that adds up."""

import random
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import orjson
import pytest

from provider_simulator.payments.clock import SimulatedClock
from provider_simulator.payments.requests import Document, PaymentRequest
from provider_simulator.stripe.endpoints import ENDPOINTS
from provider_simulator.stripe.handler import StripeHandler
from provider_simulator.stripe.payments.cards import CARDS
from provider_simulator.stripe.requests.parameters import Either, Flag, Group, Items, Kind, Metadata, Text, Whole
from provider_simulator.stripe.state.store import PREFIXES

pytestmark = pytest.mark.unit

REQUESTS = 600
WRONG = ("", "x", "-1", "1", "true", "99999999999", "é", "\x00")
DAY = 86_400
PLURALS = {f"{kind.rpartition('.')[2]}s": kind for kind in PREFIXES}
METHODS = ("pm_card_visa", "pm_card_chargeCustomerFail", "pm_card_authenticationRequired", "pm_card_createDispute")


class Client:
    """Sends random requests to a handler of its own."""

    def __init__(self, seed: int) -> None:
        self.clock = SimulatedClock()
        self.handler = StripeHandler(self.clock)
        self.random = random.Random(seed)
        self.successes = 0

    @property
    def store(self) -> Any:
        return self.handler.account.store

    def send(self, method: str, path: str, fields: Document) -> Document:
        form = urlencode(list(pairs(fields, "")))
        request = PaymentRequest(
            method, path, "" if method == "POST" else form, {"authorization": "Bearer sk_test_x"},
            form.encode() if method == "POST" else b"", "http://h/stripe",
        )  # fmt: skip
        response = self.handler.respond(request)
        assert response.status < 500, (method, path, fields, response.body)
        self.successes += response.status == 200
        content: Document = orjson.loads(response.body)
        return content

    def post(self, path: str, **fields: Any) -> Document:
        return self.send("POST", f"/v1/{path}", fields)

    def open_page(self, path: str) -> None:
        path, _, query = path.partition("?")
        response = self.handler.respond(PaymentRequest("GET", path, query, {}, b"", "http://h/stripe"))
        assert response.status < 500, (path, query, response.body)

    def begin(self) -> None:
        """Create what random requests rarely create: a customer with a card, who has a subscription."""
        choose = self.random.choice
        product = self.post("products", name="Plus")["id"]
        prices = [
            self.post("prices", product=product, unit_amount="1000", currency="usd", recurring={"interval": interval})
            for interval in ("month", "year")
        ]
        customer = self.post("customers", address={"country": "DE"})["id"]
        method = self.post(f"payment_methods/{choose(METHODS)}/attach", customer=customer)["id"]
        self.post(f"customers/{customer}", invoice_settings={"default_payment_method": method})
        self.post("coupons", percent_off="50", duration="forever")
        more = choose([{}, {"trial_period_days": "5"}, {"payment_behavior": "default_incomplete"}])
        self.post("subscriptions", customer=customer, items=[{"price": prices[0]["id"]}], **more)
        lines = [{"price": choose(prices)["id"], "quantity": "1"}]
        self.post("checkout/sessions", mode="subscription", success_url="http://h", line_items=lines)

    def step(self) -> None:
        choice = self.random.random()
        if choice < 0.03:
            self.begin()
        elif choice < 0.06:
            self.clock.advance(self.random.choice([3_600, 5 * DAY, 32 * DAY]))
        elif choice < 0.12:
            self.change()
        elif choice < 0.18:
            self.pay()
        else:
            self.any_request()

    def change(self) -> None:
        subscription, price = self.one_of("subscription"), self.one_of("price")
        items = [{"id": subscription["items"]["data"][0]["id"], "price": price["id"]}]
        behavior = self.random.choice(["always_invoice", "create_prorations", "none"])
        path = self.random.choice([f"subscriptions/{subscription['id']}", "invoices/create_preview"])
        details: Document = {"items": items, "proration_behavior": behavior}
        if path.startswith("invoices"):
            details = {"subscription": subscription["id"], "subscription_details": details}
        self.post(path, **details)

    def pay(self) -> None:
        session = self.one_of("checkout.session")["id"]
        card = self.random.choice(list(CARDS))
        action = self.random.choice([f"pay?card={card}", "authenticate?result=pass", "authenticate?result=fail", ""])
        self.open_page(f"/checkout/{session}/{action}")

    def any_request(self) -> None:
        (method, template), endpoint = self.random.choice(list(ENDPOINTS.items()))
        if method == "DELETE" and self.random.random() < 0.8:
            return
        parts = template.split("/")
        path = [
            self.identifier(PLURALS.get(parts[place - 1], "event")) if part.startswith("{") else part
            for place, part in enumerate(parts)
        ]
        fields = self.group(endpoint.parameters)
        if self.random.random() < 0.1:
            fields["expand"] = [self.random.choice(["customer", "data.customer", "latest_invoice.payments", "x", ""])]
        self.send(method, "/".join(path), fields)

    def group(self, kind: Group) -> Document:
        share = self.random.choice([0.1, 0.3, 0.6])
        return {
            name: self.value(field, name)
            for name, field in kind.fields.items()
            if name in kind.required or self.random.random() < share
        }

    def value(self, kind: Kind, name: str) -> Any:
        choose = self.random.choice
        if self.random.random() < 0.03:
            return choose(WRONG)
        match kind:
            case Text(choices=choices) if choices:
                return choose(choices)
            case Text():
                return self.text(name)
            case Whole(low=low, high=high):
                now = self.clock.now()
                times = [now - 40 * DAY, now, now + 3_600, now + 3 * DAY, now + 40 * DAY]
                return str(choose(times if high > 10**9 else [low, max(low, 1), min(high, 1_000), high]))
            case Flag():
                return choose(["true", "false"])
            case Metadata():
                return {"a": "b", "c": ""}
            case Group():
                return self.group(kind)
            case Items(kind=inner):
                return [self.value(inner, name) for _ in range(choose([0, 1, 1, 2]))]
            case Either(kinds=kinds):
                return self.value(choose(kinds), name)
        return "12.5"

    def text(self, name: str) -> str:
        if name == "payment_method":
            return self.random.choice(METHODS)
        kind = {"from_subscription": "subscription", "default_payment_method": "payment_method"}.get(name, name)
        if kind in PREFIXES:
            return self.identifier(kind)
        return "http://h/x" if "url" in name else self.random.choice(["abc", "id-1", "id-2"])

    def one_of(self, kind: str) -> Document:
        document: Document = self.random.choice(list(self.store.of(kind)))
        return document

    def identifier(self, kind: str) -> str:
        existing = [document["id"] for document in self.store.of(kind)]
        return str(self.random.choice(existing)) if existing and self.random.random() < 0.95 else "unknown"


def pairs(value: Any, at: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for name, part in value.items():
            yield from pairs(part, f"{at}[{name}]" if at else name)
    elif isinstance(value, list):
        for place, part in enumerate(value):
            yield from pairs(part, f"{at}[{place}]")
    else:
        yield at, value


@pytest.mark.parametrize("seed", range(4))
def test_random_requests(seed: int) -> None:
    client = Client(seed)
    client.begin()
    for _ in range(REQUESTS):
        client.step()
    assert client.successes > REQUESTS / 5
    charges = {charge["id"]: charge for charge in client.store.of("charge")}
    succeeded = [charge for charge in charges.values() if charge["status"] == "succeeded"]
    assert succeeded
    # No payment intent is charged twice, and what was paid for an invoice is what was charged for it.
    intents = [charge["payment_intent"] for charge in succeeded]
    assert len(intents) == len(set(intents))
    amounts = {charge["payment_intent"]: charge["amount"] for charge in succeeded}
    for invoice in client.store.of("invoice"):
        if invoice["_payment_intent"] in amounts:
            assert invoice["status"] == "paid"
            assert invoice["amount_paid"] == invoice["amount_due"] == amounts[invoice["_payment_intent"]]
        assert invoice["amount_remaining"] >= 0
    # The balance holds each charge, refund and dispute once.
    refunds = list(client.store.of("refund"))
    balance = sum(entry["amount"] for entry in client.store.of("balance_transaction"))
    withdrawn = sum(dispute["amount"] for dispute in client.store.of("dispute") if dispute["status"] != "won")
    refunded = sum(refund["amount"] for refund in refunds)
    assert balance == sum(charge["amount"] for charge in succeeded) - refunded - withdrawn
    for charge in charges.values():
        assert charge["amount_refunded"] <= charge["amount"]
    # A customer's balance is the sum of its entries.
    for customer in client.store.of("customer"):
        entries = [e for e in client.store.of("customer_balance_transaction") if e["customer"] == customer["id"]]
        assert customer["balance"] == sum(entry["amount"] for entry in entries)
