"""Zarinpal: requested, paid on its page, verified once, reversed when it is not verified in time."""

from collections.abc import Iterator
from functools import cache
from typing import Any

import httpx2
import pytest

from provider_simulator.options import Options
from provider_simulator.payments.simulated import SimulatedPayments
from provider_simulator.running import running

pytestmark = pytest.mark.integration

MERCHANT = "11111111-2222-3333-4444-555555555555"
OTHER = "99999999-2222-3333-4444-555555555555"
CALLBACK = "https://marquee.test/return?order=7"


@pytest.fixture(scope="module")
def simulator() -> Iterator[SimulatedPayments]:
    with running(Options(limits=False)) as url, SimulatedPayments(url) as payments:
        yield payments
    http().close()


@pytest.fixture
def payments(simulator: SimulatedPayments) -> SimulatedPayments:
    simulator.reset()
    return simulator


@cache
def http() -> httpx2.Client:
    """Return the client of all tests: a new one for each request takes most of their time."""
    return httpx2.Client(timeout=20.0, trust_env=False)


def call(payments: SimulatedPayments, name: str, *, seconds: float = 20.0, **content: Any) -> httpx2.Response:
    body = {"merchant_id": MERCHANT, **content}
    return http().post(f"{payments.zarinpal_url}/pg/v4/payment/{name}.json", json=body, timeout=seconds)


def new_payment(payments: SimulatedPayments, amount: int = 50_000, **more: Any) -> str:
    metadata = {"mobile": "09121234567", "email": "user@example.com", "order_id": "7"}
    content = {"amount": amount, "description": "Plus", "callback_url": CALLBACK, "metadata": metadata, **more}
    response = call(payments, "request", **content)
    assert (response.status_code, response.json()["errors"]) == (200, [])
    data = response.json()["data"]
    assert (data["code"], data["fee_type"]) == (100, "Merchant")
    assert len(data["authority"]) == 36
    assert data["authority"].startswith("A")
    return str(data["authority"])


def paid(payments: SimulatedPayments, authority: str, *, succeed: bool = True) -> dict[str, str]:
    return payments.pay_at_zarinpal(f"{payments.zarinpal_url}/pg/StartPay/{authority}", succeed=succeed)


def error_of(response: httpx2.Response) -> int:
    assert response.json()["data"] == []
    return int(response.json()["errors"]["code"])


def state(payments: SimulatedPayments, authority: str) -> str:
    return str(call(payments, "inquiry", authority=authority).json()["data"]["status"])


def test_payment_is_verified_once(payments: SimulatedPayments) -> None:
    authority = new_payment(payments)
    assert state(payments, authority) == "IN_BANK"
    assert paid(payments, authority) == {"order": "7", "Authority": authority, "Status": "OK"}
    assert state(payments, authority) == "PAID"
    first = call(payments, "verify", authority=authority, amount=50_000).json()["data"]
    again = call(payments, "verify", authority=authority, amount=50_000).json()["data"]
    assert (first["code"], again["code"]) == (100, 101)
    assert (first["card_pan"], first["fee"]) == ("502229******1234", 1_200)
    assert first["ref_id"] == again["ref_id"] > 0
    assert state(payments, authority) == "VERIFIED"


def test_canceled_payment_cannot_be_verified(payments: SimulatedPayments) -> None:
    authority = new_payment(payments)
    assert paid(payments, authority, succeed=False)["Status"] == "NOK"
    assert error_of(call(payments, "verify", authority=authority, amount=50_000)) == -51
    assert state(payments, authority) == "FAILED"
    assert paid(payments, authority)["Status"] == "NOK"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"amount": 49_999}, -50),
        ({"merchant_id": OTHER}, -53),
        ({"authority": "A" + "0" * 35}, -54),
        ({"authority": ""}, -9),
        ({"amount": "many"}, -9),
        ({"merchant_id": "short"}, -9),
    ],
)
def test_wrong_verification(payments: SimulatedPayments, change: dict[str, Any], code: int) -> None:
    authority = new_payment(payments)
    paid(payments, authority)
    assert error_of(call(payments, "verify", **{"authority": authority, "amount": 50_000, **change})) == code
    assert state(payments, authority) == "PAID"


def test_unpaid_payment_cannot_be_verified(payments: SimulatedPayments) -> None:
    authority = new_payment(payments)
    assert error_of(call(payments, "verify", authority=authority, amount=50_000)) == -51


def test_payment_that_is_not_verified_in_time_is_reversed(payments: SimulatedPayments) -> None:
    late, early = new_payment(payments), new_payment(payments)
    paid(payments, late)
    payments.advance(minutes=20)
    paid(payments, early)
    payments.advance(minutes=11)
    assert (state(payments, late), state(payments, early)) == ("REVERSED", "PAID")
    assert error_of(call(payments, "verify", authority=late, amount=50_000)) == -51
    listed = call(payments, "unVerified").json()["data"]
    assert (listed["code"], [row["authority"] for row in listed["authorities"]]) == ("100", [early])


def test_unverified_payments_are_the_last_hundred(payments: SimulatedPayments) -> None:
    authorities = [new_payment(payments, 1_000 + number) for number in range(102)]
    for authority in authorities:
        paid(payments, authority)
    listed = call(payments, "unVerified").json()["data"]["authorities"]
    assert [row["authority"] for row in listed] == authorities[:1:-1]
    assert (listed[0]["amount"], listed[0]["callback_url"]) == (1_101, CALLBACK)
    assert call(payments, "unVerified", merchant_id=OTHER).json()["data"]["authorities"] == []


def test_reversal(payments: SimulatedPayments) -> None:
    authority, late, unpaid = new_payment(payments), new_payment(payments), new_payment(payments)
    for one in (authority, late):
        paid(payments, one)
        call(payments, "verify", authority=one, amount=50_000)
    assert call(payments, "reverse", authority=authority).json()["data"]["code"] == 100
    assert state(payments, authority) == "REVERSED"
    assert error_of(call(payments, "reverse", authority=authority)) == -61
    assert error_of(call(payments, "reverse", authority=unpaid)) == -61
    payments.advance(minutes=31)
    assert error_of(call(payments, "reverse", authority=late)) == -63


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"amount": 999}, "amount"),
        ({"amount": 99, "currency": "IRT"}, "amount"),
        ({"amount": -5}, "amount"),
        ({"amount": 10**12}, "amount"),
        ({"amount": True}, "amount"),
        ({"amount": None}, "amount"),
        ({"currency": "USD"}, "currency"),
        ({"currency": ["IRR"]}, "currency"),
        ({"description": ""}, "description"),
        ({"description": "x" * 501}, "description"),
        ({"callback_url": "marquee"}, "callback_url"),
        ({"callback_url": "http://[a"}, "callback_url"),
        ({"merchant_id": ""}, "merchant_id"),
        ({"metadata": {"mobile": []}}, "metadata"),
    ],
)
def test_wrong_request_names_its_field(payments: SimulatedPayments, change: dict[str, Any], field: str) -> None:
    content = {"amount": 50_000, "description": "Plus", "callback_url": CALLBACK, **change}
    response = call(payments, "request", **content)
    assert (response.status_code, error_of(response)) == (422, -9)
    assert [list(row) for row in response.json()["errors"]["validations"]] == [[field]]


def test_amount_in_tomans(payments: SimulatedPayments) -> None:
    authority = new_payment(payments, 100, currency="IRT")
    paid(payments, authority)
    assert call(payments, "verify", authority=authority, amount=100).json()["data"]["code"] == 100


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"\xff", b'"text"'])
def test_malformed_body(payments: SimulatedPayments, body: bytes) -> None:
    response = http().post(f"{payments.zarinpal_url}/pg/v4/payment/verify.json", content=body)
    assert (response.status_code, error_of(response)) == (422, -9)


def test_unknown_paths(payments: SimulatedPayments) -> None:
    assert http().post(f"{payments.zarinpal_url}/pg/v4/payment/other.json", json={}).status_code == 404
    assert http().get(f"{payments.zarinpal_url}/pg/v4/payment/verify.json").status_code == 405
    assert http().get(f"{payments.zarinpal_url}/pg/StartPay/A1").status_code == 400


def test_verification_that_times_out_has_happened(payments: SimulatedPayments) -> None:
    authority = new_payment(payments)
    paid(payments, authority)
    payments.fault("zarinpal", {"hang": True, "applied": True, "paths": "verify", "burst": {"count": 1}})
    with pytest.raises(httpx2.TimeoutException):
        call(payments, "verify", seconds=0.5, authority=authority, amount=50_000)
    assert call(payments, "verify", authority=authority, amount=50_000).json()["data"]["code"] == 101


def test_page_links_to_its_actions(payments: SimulatedPayments) -> None:
    authority = new_payment(payments)
    url = f"{payments.zarinpal_url}/pg/StartPay/{authority}"
    page = http().get(url)
    assert page.status_code == 200
    assert f'href="{url}/pay"' in page.text
    assert f'href="{url}/cancel"' in page.text
