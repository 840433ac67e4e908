"""The state file: a simulator that is started again continues where it was."""

from pathlib import Path

import httpx2
import pytest
import stripe

from provider_simulator.options import Options
from provider_simulator.payments.simulated import SimulatedPayments
from provider_simulator.payments.state_file import BadStateFile
from provider_simulator.running import running

pytestmark = pytest.mark.integration

MERCHANT = "11111111-2222-3333-4444-555555555555"


def sdk(url: str) -> stripe.StripeClient:
    return stripe.StripeClient("sk_test_key", base_addresses={"api": f"{url}/stripe"}, max_network_retries=0)


def test_subscription_continues_after_a_restart(tmp_path: Path) -> None:
    options = Options(limits=False, state_file=tmp_path / "data" / "payments.json")
    key: stripe.RequestOptions = {"idempotency_key": "once"}
    with running(options) as url, SimulatedPayments(url) as payments:
        client = sdk(url)
        product = client.v1.products.create({"name": "Plus"})
        price = client.v1.prices.create(
            {"product": product.id, "unit_amount": 1_000, "currency": "usd", "recurring": {"interval": "month"}}
        )
        parameters: stripe.params.checkout.SessionCreateParams = {
            "mode": "subscription",
            "success_url": "https://marquee.test/done",
            "line_items": [{"price": price.id, "quantity": 1}],
        }
        session = client.v1.checkout.sessions.create(parameters)
        payments.pay(str(session.url))
        payments.advance(days=40)
        unpaid = client.v1.checkout.sessions.create(parameters, key)
        now = payments.now()
        events = [event.id for event in client.v1.events.list({"limit": 100}).data]
    with running(options) as url, SimulatedPayments(url) as payments:
        client = sdk(url)
        assert payments.now() - now in range(600)
        assert [event.id for event in client.v1.events.list({"limit": 100}).data] == events
        assert client.v1.checkout.sessions.create(parameters, key).id == unpaid.id
        [subscription] = client.v1.subscriptions.list().data
        # The price of the item is the stored one.
        client.v1.prices.update(price.id, {"nickname": "monthly"})
        item = client.v1.subscriptions.retrieve(subscription.id)["items"].data[0]
        assert item.price.nickname == "monthly"
        payments.advance(days=31)
        assert client.v1.checkout.sessions.retrieve(unpaid.id).status == "expired"
        invoices = client.v1.invoices.list({"subscription": subscription.id}).data
        assert [(invoice.status, invoice.amount_paid) for invoice in invoices] == [("paid", 1_000)] * 3


def test_zarinpal_payment_can_be_verified_after_a_restart(tmp_path: Path) -> None:
    options = Options(limits=False, state_file=tmp_path / "payments.json")
    content = {"merchant_id": MERCHANT, "amount": 5_000, "description": "Plus", "callback_url": "https://marquee.test/"}
    with running(options) as url, SimulatedPayments(url) as payments:
        response = httpx2.post(f"{url}/zarinpal/pg/v4/payment/request.json", json=content)
        authority = response.json()["data"]["authority"]
        payments.pay_at_zarinpal(f"{url}/zarinpal/pg/StartPay/{authority}")
    with running(options) as url:
        body = {**content, "authority": authority}
        data = httpx2.post(f"{url}/zarinpal/pg/v4/payment/verify.json", json=body).json()["data"]
        assert data["code"] == 100


@pytest.mark.parametrize("content", [b"{", b"[]", b'{"version": 0}'])
def test_foreign_file_is_refused(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "payments.json"
    file.write_bytes(content)
    with pytest.raises(BadStateFile, match=r"payments\.json"), running(Options(state_file=file)):
        pass
    assert file.read_bytes() == content
