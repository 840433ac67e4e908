"""Messages over HTTP: those that their provider has signed are stored once, others leave nothing."""

import time
from collections.abc import Callable
from typing import Any

import orjson
import pytest
from services.billing.tests.site import SECRET, Site, open_site, signed

from devstack.testing.pytest_plugin import CreateDatabase
from provider_simulator.payments.simulated import SimulatedPayments

pytestmark = pytest.mark.integration

PATH = "/api/v1/billing/webhooks/stripe"


def _event(number: int = 1, kind: str = "invoice", **more: Any) -> bytes:
    subject = {"object": kind, "id": f"{kind}_{number}", **more}
    fields = {"id": f"evt_{number}", "object": "event", "type": f"{kind}.changed", "created": 1795262400}
    return orjson.dumps({**fields, "data": {"object": subject}}, option=orjson.OPT_INDENT_2)


async def test_message_is_stored_once_as_it_was_sent(site: Site) -> None:
    body = _event()
    first = await site.client.post(PATH, content=body, headers=signed(body))
    again = await site.client.post(PATH, content=body, headers=signed(body))
    assert (first.status_code, first.json()["data"]) == (200, {"isNew": True})
    assert (again.status_code, again.json()["data"]) == (200, {"isNew": False})
    [row] = await site.rows("select * from webhook_events")
    assert (bytes(row["body"]), row["event_id"], row["type"]) == (body, "evt_1", "invoice.changed")
    assert (row["status"], row["open_objects"]) == ("received", ["invoice:invoice_1"])


async def test_message_about_nothing_of_billing_is_ignored(site: Site) -> None:
    body = _event(kind="customer")
    assert (await site.client.post(PATH, content=body, headers=signed(body))).status_code == 200
    await site.work()
    assert await site.scalar("select status from webhook_events") == "ignored"
    assert await site.scalar("select count(*) from jobs") == 0


@pytest.mark.parametrize(
    ("sign", "code"),
    [
        (dict[str, str], "INVALID_SIGNATURE"),
        (lambda: {"Stripe-Signature": "t=1,v1=abc"}, "INVALID_SIGNATURE"),
        (lambda: signed(_event(), "whsec_other"), "INVALID_SIGNATURE"),
        (lambda: signed(_event(2)), "INVALID_SIGNATURE"),
        (lambda: signed(_event(), at=int(time.time()) - 400), "EXPIRED_SIGNATURE"),
        (lambda: signed(_event(), at=int(time.time()) + 400), "EXPIRED_SIGNATURE"),
    ],
)
async def test_message_with_a_wrong_old_or_missing_signature_is_refused(
    site: Site, sign: Callable[[], dict[str, str]], code: str
) -> None:
    response = await site.client.post(PATH, content=_event(), headers=sign())
    assert (response.status_code, response.json()["error"]["code"]) == (400, code)
    assert await site.scalar("select count(*) from webhook_events") == 0


@pytest.mark.parametrize("body", [b"", b"no json", b"[]", b"{}", orjson.dumps({"id": "x" * 300_000})])
async def test_signed_message_that_cannot_be_read_is_refused(site: Site, body: bytes) -> None:
    response = await site.client.post(PATH, content=body, headers=signed(body))
    assert (response.status_code, response.json()["error"]["code"]) == (400, "INVALID_NOTICE")
    assert await site.scalar("select count(*) from webhook_events") == 0


async def test_other_senders_are_refused(site: Site) -> None:
    body = _event()
    unsigned = await site.client.post("/api/v1/billing/webhooks/zarinpal", content=body, headers=signed(body))
    unknown = await site.client.post("/api/v1/billing/webhooks/paypal", content=body, headers=signed(body))
    assert (unsigned.status_code, unsigned.json()["error"]["code"]) == (400, "INVALID_SIGNATURE")
    assert (unknown.status_code, unknown.json()["error"]["code"]) == (400, "VALIDATION_ERROR")


async def test_two_secrets_are_live_and_without_credentials_there_is_no_provider(
    create_database: CreateDatabase, payments: SimulatedPayments
) -> None:
    body = _event()
    async with open_site(create_database, payments, stripe_webhook_secrets=f"whsec_new,{SECRET}") as site:
        for secret in (SECRET, "whsec_new"):
            assert (await site.client.post(PATH, content=body, headers=signed(body, secret))).status_code == 200
    async with open_site(create_database, payments, stripe_secret_key="") as site:
        refused = await site.client.post(PATH, content=body, headers=signed(body))
        assert (refused.status_code, refused.json()["error"]["code"]) == (400, "UNKNOWN_PAYMENT_PROVIDER")
