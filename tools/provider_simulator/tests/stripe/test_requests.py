"""Requests: authentication, parameters, lists, expansion, and idempotency keys."""

import threading

import httpx2
import pytest
import stripe

from provider_simulator.payments.simulated import SimulatedPayments

pytestmark = pytest.mark.integration

KEY = {"Authorization": "Bearer sk_test_key"}
FORM = {**KEY, "Content-Type": "application/x-www-form-urlencoded"}


def test_key_is_required(payments: SimulatedPayments) -> None:
    wrong = stripe.StripeClient("sk_live_key", base_addresses={"api": payments.stripe_url}, max_network_retries=0)
    with pytest.raises(stripe.AuthenticationError):
        wrong.v1.products.list()
    assert httpx2.get(f"{payments.stripe_url}/v1/products").status_code == 401
    assert httpx2.get(f"{payments.stripe_url}/v1/products", auth=("sk_test_key", "")).status_code == 200


@pytest.mark.parametrize(
    ("body", "code", "param"),
    [
        ("currency=usd&unit_amount=1&product_data[name]=a&colour=red", "parameter_unknown", "colour"),
        ("currency=usd&unit_amount=1&product_data[size]=a", "parameter_unknown", "product_data[size]"),
        ("currency=usd&unit_amount=1.5&product_data[name]=a", "parameter_invalid_integer", "unit_amount"),
        ("currency=usd&unit_amount=-1&product_data[name]=a", "parameter_invalid_integer", "unit_amount"),
        ("currency=usd&unit_amount=999999999&product_data[name]=a", "amount_too_large", "unit_amount"),
        ("currency=xyz&unit_amount=1&product_data[name]=a", "parameter_invalid_string", "currency"),
        ("currency=usd&unit_amount=1&product=prod_none", "resource_missing", "product"),
        ("unit_amount=1&product_data[name]=a", "parameter_missing", "currency"),
        ("currency=usd&unit_amount=1&product_data[name]=a&active=yes", "parameter_invalid_boolean", "active"),
        ("currency=usd&unit_amount=1&product_data=a", "parameter_invalid_hash", "product_data"),
        ("currency[a]=usd&unit_amount=1&product_data[name]=a", "parameter_invalid_string", "currency"),
    ],
)
def test_wrong_parameters_are_named(payments: SimulatedPayments, body: str, code: str, param: str) -> None:
    response = httpx2.post(f"{payments.stripe_url}/v1/prices", content=body, headers=FORM)
    error = response.json()["error"]
    assert (response.status_code, error["code"], error["param"]) == (400, code, param)
    assert error["type"] == "invalid_request_error"
    assert response.headers["request-id"].startswith("req_")


@pytest.mark.parametrize(
    "body",
    [
        "a[b]=1&a=2",
        "a=1&a[b]=2",
        "[]=1",
        "a[b",
        "=",
        "%ff=1",
        "items[x][price]=1",
        "metadata[a][b]=1",
        "&&&",
        "name=" + "x" * 9_000,
    ],
)
def test_malformed_forms_are_refused(payments: SimulatedPayments, body: str) -> None:
    for path in ("products", "customers", "subscriptions", "checkout/sessions"):
        response = httpx2.post(f"{payments.stripe_url}/v1/{path}", content=body.encode(), headers=FORM)
        assert response.status_code in {200, 400}, (path, response.text)
        assert path == "customers" or response.status_code == 400


def test_unknown_path_and_object(client: stripe.StripeClient, payments: SimulatedPayments) -> None:
    response = httpx2.post(f"{payments.stripe_url}/v1/nothing", headers=KEY)
    assert (response.status_code, response.json()["error"]["type"]) == (404, "invalid_request_error")
    with pytest.raises(stripe.InvalidRequestError) as caught:
        client.v1.customers.retrieve("cus_none")
    assert (caught.value.http_status, caught.value.code) == (404, "resource_missing")


def test_lists_are_paged_newest_first(client: stripe.StripeClient) -> None:
    ids = [client.v1.products.create({"name": f"product {number}"}).id for number in range(5)][::-1]
    first = client.v1.products.list({"limit": 2})
    assert ([product.id for product in first.data], first.has_more) == (ids[:2], True)
    last = client.v1.products.list({"limit": 3, "starting_after": ids[1]})
    assert ([product.id for product in last.data], last.has_more) == (ids[2:], False)
    assert [product.id for product in client.v1.products.list({"limit": 2}).auto_paging_iter()] == ids
    assert [item.id for item in client.v1.products.list({"limit": 2, "ending_before": ids[3]}).data] == ids[1:3]
    now = client.v1.products.retrieve(ids[0]).created
    assert client.v1.products.list({"created": {"gt": now + 60}}).data == []
    assert len(client.v1.products.list({"created": {"gte": now - 60, "lte": now}}).data) == 5


def test_expansion(client: stripe.StripeClient, price: stripe.Price) -> None:
    assert isinstance(client.v1.prices.retrieve(price.id).product, str)
    product = client.v1.prices.retrieve(price.id, {"expand": ["product"]}).product
    assert isinstance(product, stripe.Product)
    assert product.name == "Plus"
    with pytest.raises(stripe.InvalidRequestError, match="cannot be expanded"):
        client.v1.prices.retrieve(price.id, {"expand": ["colour"]})
    assert isinstance(client.v1.prices.list({"expand": ["data.product"]}).data[0].product, stripe.Product)


def test_idempotency_key_repeats_the_first_response(client: stripe.StripeClient, payments: SimulatedPayments) -> None:
    options: stripe.RequestOptions = {"idempotency_key": "order-1"}
    first = client.v1.customers.create({"email": "a@example.com"}, options)
    again = client.v1.customers.create({"email": "a@example.com"}, options)
    assert first.id == again.id
    assert again.last_response is not None
    assert again.last_response.headers["idempotent-replayed"] == "true"
    with pytest.raises(stripe.IdempotencyError):
        client.v1.customers.create({"email": "b@example.com"}, options)
    assert len(client.v1.customers.list().data) == 1
    payments.advance(hours=25)
    assert client.v1.customers.create({"email": "a@example.com"}, options).id != first.id


def test_response_to_invalid_parameters_is_not_kept(client: stripe.StripeClient) -> None:
    options: stripe.RequestOptions = {"idempotency_key": "order-2"}
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.prices.create({"currency": "usd"}, {**options, "idempotency_key": "order-3"})
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.products.create({"name": ""}, options)
    assert client.v1.products.create({"name": "Plus"}, options).name == "Plus"


def test_equal_request_in_progress_is_a_conflict(client: stripe.StripeClient, payments: SimulatedPayments) -> None:
    payments.fault("stripe", {"latencyMs": 3_000, "burst": {"count": 1}})
    options: stripe.RequestOptions = {"idempotency_key": "order-4"}
    results: list[str] = []
    slow = threading.Thread(target=lambda: results.append(client.v1.products.create({"name": "a"}, options).id))
    slow.start()
    while payments.faults("stripe")[0]["left"] > 0:
        # The first request has arrived when its fault is drawn.
        continue
    with pytest.raises(stripe.StripeError) as caught:
        client.v1.products.create({"name": "a"}, options)
    assert caught.value.http_status == 409
    assert "idempotency_key_in_use" in str(caught.value.http_body)
    slow.join(20)
    assert client.v1.products.create({"name": "a"}, options).id == results[0]
