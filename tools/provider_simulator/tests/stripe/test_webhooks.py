"""Webhooks: signed, retried, repeated, reordered and lost."""

import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx2
import pytest
import stripe

from provider_simulator.options import Options
from provider_simulator.payments.simulated import SimulatedPayments
from provider_simulator.running import running

pytestmark = pytest.mark.integration

DEADLINE_SECONDS = 20


class Receiver:
    """A server that keeps what it receives and responds with the statuses in their order, then with 200."""

    def __init__(self) -> None:
        self.requests: list[tuple[bytes, str]] = []
        self.statuses: list[int] = []
        self._changed = threading.Condition()
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                with receiver._changed:
                    status = receiver.statuses.pop(0) if receiver.statuses else 200
                    receiver.requests.append((body, self.headers["Stripe-Signature"]))
                    receiver._changed.notify_all()
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *args: object) -> None:
                """Log nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/hooks"

    def wait_for(self, count: int) -> list[tuple[bytes, str]]:
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.requests) >= count, DEADLINE_SECONDS), self.requests
            return list(self.requests)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    receiver = Receiver()
    thread = threading.Thread(target=receiver.server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield receiver
    receiver.server.shutdown()
    receiver.server.server_close()
    thread.join(DEADLINE_SECONDS)


@pytest.fixture
def subscribe(client: stripe.StripeClient, receiver: Receiver) -> Callable[..., stripe.WebhookEndpoint]:
    def create(*kinds: str) -> stripe.WebhookEndpoint:
        parameters = {"url": receiver.url, "enabled_events": list(kinds)}
        return client.v1.webhook_endpoints.create(parameters)  # type: ignore[arg-type]

    return create


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + DEADLINE_SECONDS
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def event_of(request: tuple[bytes, str], secret: str) -> stripe.Event:
    return stripe.Webhook.construct_event(request[0], request[1], secret)  # type: ignore[no-any-return]


def test_delivery_is_signed_over_the_raw_body(
    client: stripe.StripeClient, receiver: Receiver, subscribe: Callable[..., stripe.WebhookEndpoint]
) -> None:
    endpoint = subscribe("product.created")
    assert endpoint.secret is not None
    product = client.v1.products.create({"name": "Plus"})
    client.v1.customers.create({"email": "user@example.com"})
    [request] = receiver.wait_for(1)
    event = event_of(request, endpoint.secret)
    assert (event.type, event.data.object["id"], event.api_version) == (
        "product.created", product.id, "2026-10-28.endive",
    )  # fmt: skip
    with pytest.raises(stripe.SignatureVerificationError):
        event_of(request, "whsec_other")
    with pytest.raises(stripe.SignatureVerificationError):
        event_of((request[0] + b" ", request[1]), endpoint.secret)
    assert "secret" not in client.v1.webhook_endpoints.retrieve(endpoint.id).to_dict()


def test_delivery_is_retried_until_it_is_accepted(
    client: stripe.StripeClient, payments: SimulatedPayments, receiver: Receiver,
    subscribe: Callable[..., stripe.WebhookEndpoint],
) -> None:  # fmt: skip
    subscribe("product.created")
    payments.webhook_conditions(retryMs=5)
    receiver.statuses = [500, 302, 404]
    client.v1.products.create({"name": "Plus"})
    requests = receiver.wait_for(4)
    assert len({body for body, _ in requests} - {requests[0][0]}) <= 1
    until(lambda: payments.deliveries()[0]["state"] == "delivered")
    [delivery] = payments.deliveries()
    assert [attempt["status"] for attempt in delivery["attempts"]] == [500, 302, 404, 200]
    assert client.v1.events.list({"type": "product.created"}).data[0].pending_webhooks == 0


def test_duplicates(
    client: stripe.StripeClient, payments: SimulatedPayments, receiver: Receiver,
    subscribe: Callable[..., stripe.WebhookEndpoint],
) -> None:  # fmt: skip
    endpoint = subscribe("*")
    payments.webhook_conditions(duplicates=2, types=r"^product\.")
    client.v1.products.create({"name": "Plus"})
    client.v1.customers.create({"email": "user@example.com"})
    events = [event_of(request, endpoint.secret or "") for request in receiver.wait_for(4)]
    assert sorted(event.type for event in events) == ["customer.created", *["product.created"] * 3]
    assert len({event.id for event in events}) == 2


def test_reordering(
    client: stripe.StripeClient, payments: SimulatedPayments, receiver: Receiver,
    subscribe: Callable[..., stripe.WebhookEndpoint],
) -> None:  # fmt: skip
    endpoint = subscribe("product.created")
    payments.webhook_conditions(reorder=3)
    for name in ("one", "two", "three", "four"):
        client.v1.products.create({"name": name})
    names = [event_of(request, endpoint.secret or "").data.object["name"] for request in receiver.wait_for(4)]
    assert names == ["three", "two", "one", "four"]


def test_lost_events_are_listed_and_can_be_sent_again(
    client: stripe.StripeClient, payments: SimulatedPayments, receiver: Receiver,
    subscribe: Callable[..., stripe.WebhookEndpoint],
) -> None:  # fmt: skip
    endpoint = subscribe("product.created")
    payments.webhook_conditions(lose=1.0)
    client.v1.products.create({"name": "lost"})
    [delivery] = payments.deliveries(["product.created"])
    assert (delivery["state"], delivery["attempts"]) == ("lost", [])
    payments.webhook_conditions()
    client.v1.products.create({"name": "second"})
    until(lambda: [delivery["state"] for delivery in payments.deliveries()] == ["lost", "delivered"])
    [event] = client.v1.events.list({"type": "product.created", "delivery_success": False}).data
    assert payments.resend(event.id) == 1
    names = [event_of(request, endpoint.secret or "").data.object["name"] for request in receiver.wait_for(2)]
    assert names == ["second", "lost"]


def test_two_secrets_are_valid_during_a_rotation(
    client: stripe.StripeClient, payments: SimulatedPayments, receiver: Receiver,
    subscribe: Callable[..., stripe.WebhookEndpoint],
) -> None:  # fmt: skip
    endpoint = subscribe("product.created")
    new = payments.roll_secret(endpoint.id)
    client.v1.products.create({"name": "Plus"})
    [request] = receiver.wait_for(1)
    assert event_of(request, endpoint.secret or "").id == event_of(request, new).id


def test_updates_name_former_values(client: stripe.StripeClient) -> None:
    customer = client.v1.customers.create({"email": "old@example.com", "metadata": {"a": "1", "b": "2"}})
    client.v1.customers.update(customer.id, {"email": "new@example.com", "metadata": {"a": ""}})
    client.v1.customers.update(customer.id, {"email": "new@example.com"})
    [event] = client.v1.events.list({"type": "customer.updated"}).data
    previous = event.data.to_dict()["previous_attributes"]
    assert previous == {"email": "old@example.com", "metadata": {"a": "1"}}
    assert event.request is not None
    assert event.request.id is not None


def test_disabled_endpoint_receives_nothing(
    client: stripe.StripeClient, receiver: Receiver, subscribe: Callable[..., stripe.WebhookEndpoint]
) -> None:
    endpoint = subscribe("product.created")
    client.v1.webhook_endpoints.update(endpoint.id, {"disabled": True})
    client.v1.products.create({"name": "silent"})
    client.v1.webhook_endpoints.update(endpoint.id, {"disabled": False})
    client.v1.products.create({"name": "Plus"})
    [request] = receiver.wait_for(1)
    assert event_of(request, endpoint.secret or "").data.object["name"] == "Plus"
    client.v1.webhook_endpoints.delete(endpoint.id)
    assert client.v1.webhook_endpoints.list().data == []


def test_endpoint_of_the_options_survives_a_reset(receiver: Receiver) -> None:
    secret = "whsec_of_the_options"
    with running(Options(limits=False, webhook_endpoints={receiver.url: secret})) as url, SimulatedPayments(url) as own:
        own.reset()
        client = stripe.StripeClient("sk_test_key", base_addresses={"api": own.stripe_url})
        client.v1.products.create({"name": "Plus"})
        [request] = receiver.wait_for(1)
        assert event_of(request, secret).type == "product.created"


def test_delivery_continues_after_a_restart(receiver: Receiver, tmp_path: Path) -> None:
    secret = "whsec_of_the_options"
    file = tmp_path / "payments.json"
    options = Options(limits=False, state_file=file, webhook_endpoints={receiver.url: secret})
    receiver.statuses = [500]
    with running(options) as url, SimulatedPayments(url) as own:
        own.webhook_conditions(retryMs=600_000)
        client = stripe.StripeClient("sk_test_key", base_addresses={"api": own.stripe_url})
        client.v1.products.create({"name": "Plus"})
        receiver.wait_for(1)
    with running(options) as url:
        assert httpx2.get(f"{url}/health/ready").status_code == 200
        first, second = [event_of(request, secret) for request in receiver.wait_for(2)]
        assert first.id == second.id
