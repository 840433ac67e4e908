"""Refunds by finance, the means of payment, and the check of the ledger, over HTTP."""

import asyncio
from dataclasses import replace
from typing import Any
from uuid import UUID

import httpx2
import pytest
from services.billing.tests.histories import payment, ref, refund
from services.billing.tests.integration.api import outcome
from services.billing.tests.integration.conftest import USER, Billing
from services.billing.tests.integration.recording import record
from sqlalchemy import text

from billing.domain.money import Money
from billing.domain.payments.facts import PaymentMethod
from billing.domain.requests import RequestKey
from chassis.testing.kafka import wait_until

pytestmark = pytest.mark.integration

FINANCE = UUID(int=900)
PAID = replace(payment(1, Money(1000, "USD")), user_id=USER)


async def _finance(
    billing: Billing, method: str, path: str, body: Any = None, key: str | None = None
) -> httpx2.Response:
    return await billing.request(method, f"admin/billing/{path}", body, user=FINANCE, key=key, roles=("finance",))


async def _payment_id(billing: Billing, reference: str = "payment_1") -> str:
    payments = (await _finance(billing, "GET", "payments")).json()["data"]
    return next(str(item["id"]) for item in payments if item["reference"] == reference)


async def _return(billing: Billing, amount: int | None = None, key: str | None = None) -> httpx2.Response:
    body: dict[str, Any] = {"paymentId": await _payment_id(billing), "reason": "requested_by_customer"}
    if amount is not None:
        body["amount"] = {"amount": amount, "currency": "USD"}
    return await _finance(billing, "POST", "refunds", body, key)


async def _ended(billing: Billing, refund_id: str) -> dict[str, Any]:
    async def has_ended() -> bool:
        shown = (await _finance(billing, "GET", f"refunds/{refund_id}")).json()["data"]
        return bool(shown["status"] != "requested")

    await wait_until(has_ended, what="that the provider has responded")
    data: dict[str, Any] = (await _finance(billing, "GET", f"refunds/{refund_id}")).json()["data"]
    return data


async def test_refund_whose_response_is_lost_is_made_once(billing: Billing) -> None:
    await record(billing.container, PAID)
    billing.stripe.lost_responses = 1
    first = await _return(billing, 300, "key-1")
    repeated = await _return(billing, 300, "key-1")
    assert (first.status_code, repeated.status_code) == (202, 202)
    assert first.json()["data"] == repeated.json()["data"]

    shown = await _ended(billing, first.json()["data"]["id"])
    assert (shown["status"], shown["amount"]["amount"]) == ("succeeded", 300)
    assert [call for call, _ in billing.stripe.calls].count("refund") == 2
    assert [facts.amount.amount for facts in billing.stripe.made_refunds.values()] == [300]
    assert outcome(await _return(billing, 200, "key-1")) == (409, "IDEMPOTENCY_KEY_REUSED")
    check = (await _finance(billing, "GET", "ledger/check")).json()["data"]
    assert check["isSound"] is True
    assert {item["account"]: item["posted"] for item in check["accounts"]} == {
        "cash:stripe": 700,
        "refunds": 300,
        "revenue": -1000,
    }


async def test_no_more_than_what_is_left_is_returned(billing: Billing) -> None:
    await record(billing.container, PAID)
    responses = await asyncio.gather(*(_return(billing, 600) for _ in range(3)))
    assert sorted(response.status_code for response in responses) == [202, 409, 409]
    assert {outcome(response)[1] for response in responses} == {None, "REFUND_TOO_LARGE"}
    rest = await _return(billing)
    assert rest.json()["data"]["amount"]["amount"] == 400
    assert outcome(await _return(billing)) == (409, "REFUND_TOO_LARGE")
    await _ended(billing, rest.json()["data"]["id"])
    await billing.run_jobs()
    assert sum(facts.amount.amount for facts in billing.stripe.made_refunds.values()) == 1000


async def test_key_that_another_refund_takes_at_the_same_time_is_refused(billing: Billing) -> None:
    other = replace(payment(2, Money(700, "USD")), user_id=USER)
    await record(billing.container, PAID, other)
    refund_id = RequestKey("key-1", "").id_for(FINANCE)
    async with billing.container.runtime.engine.begin() as connection:
        await connection.execute(
            text(
                "insert into refunds (id, provider, payment, currency, amount, status, reason, occurred_at)"
                " values (:id, 'stripe', 'payment_2', 'USD', 700, 'requested', 'duplicate', now())"
            ),
            {"id": refund_id},
        )
        late = asyncio.create_task(_return(billing, 300, "key-1"))
        waiting = (
            "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and query like 'INSERT INTO ref%'"
        )

        async def waits() -> bool:
            return bool(await billing.scalar(waiting) == 1)

        await wait_until(waits, what="that the request waits for the other one")
    assert outcome(await late) == (409, "IDEMPOTENCY_KEY_REUSED")
    assert await billing.scalar("select count(*) from refunds") == 1


async def test_equal_refunds_that_a_sync_reads_first_end_alike(billing: Billing) -> None:
    await record(billing.container, PAID)
    first, second = (
        (await _return(billing, 100)).json()["data"]["id"],
        (await _return(billing, 100)).json()["data"]["id"],
    )
    await billing.run_jobs()
    stated = list(billing.stripe.made_refunds.values())
    await record(billing.container, *stated, *stated)

    assert {(await _ended(billing, refund_id))["status"] for refund_id in (first, second)} == {"succeeded"}
    query = "select count(distinct reference) from refunds where reference = 're_' || id"
    assert await billing.scalar(query) == 2
    assert await billing.scalar("select count(*) from refunds") == 2


async def test_reference_that_was_taken_for_an_equal_refund_moves_to_its_own(billing: Billing) -> None:
    await record(billing.container, PAID)
    billing.stripe.failing = True
    first, second = sorted([(await _return(billing, 100)).json()["data"]["id"] for _ in range(2)])
    made = replace(refund(1, PAID, Money(100, "USD")), ref=ref("refund", 7))
    await record(billing.container, replace(made, ref=replace(made.ref, reference=f"re_{second}")))
    assert (
        await billing.scalar("select reference from refunds where id = cast(:id as uuid)", id=first) == f"re_{second}"
    )

    billing.stripe.failing = False
    async with billing.container.units.begin() as work:
        await work.refunds.assign(UUID(second), f"re_{second}")
        refund_of_other = await work.refunds.find(UUID(first))
    assert refund_of_other is not None
    assert (refund_of_other.reference, refund_of_other.status) == (None, "requested")
    async with billing.container.runtime.engine.begin() as connection:
        await connection.execute(text("update jobs set run_at = now() where status = 'queued'"))
    await billing.run_jobs()
    await _ended(billing, first)
    await _ended(billing, second)
    assert await billing.scalar("select count(*) from refunds where reference = 're_' || id") == 2


async def test_refusal_of_the_provider_returns_nothing(billing: Billing) -> None:
    await record(billing.container, PAID)
    billing.stripe.refusal = "charge_disputed"
    refused = await _ended(billing, (await _return(billing, 300)).json()["data"]["id"])
    assert (refused["status"], refused["failure"]) == ("failed", "charge_disputed")
    billing.stripe.refusal = None
    assert (await _return(billing, 1000)).status_code == 202


async def test_invalid_refunds_are_refused(billing: Billing) -> None:
    await record(billing.container, PAID, replace(payment(2, Money(5, "USD")), status="failed"))
    payment_id = await _payment_id(billing)
    body = {"paymentId": payment_id, "reason": "duplicate", "amount": {"amount": 1, "currency": "EUR"}}
    assert outcome(await _finance(billing, "POST", "refunds", body)) == (400, "REFUND_OF_OTHER_CURRENCY")
    for amount in (0, -1, 10**12 + 1):
        invalid = body | {"amount": {"amount": amount, "currency": "USD"}}
        assert outcome(await _finance(billing, "POST", "refunds", invalid)) == (400, "VALIDATION_ERROR")
    unknown = body | {"paymentId": str(UUID(int=5))}
    assert outcome(await _finance(billing, "POST", "refunds", unknown)) == (404, "PAYMENT_NOT_FOUND")
    failed = body | {"paymentId": await _payment_id(billing, "payment_2")}
    assert outcome(await _finance(billing, "POST", "refunds", failed)) == (409, "PAYMENT_NOT_REFUNDABLE")
    assert outcome(await billing.request("POST", "admin/billing/refunds", body)) == (403, "FORBIDDEN")
    headers = billing.tokens.bearer(FINANCE, ("finance",))
    without_key = await billing.client.post("/api/v1/admin/billing/refunds", json=body, headers=headers)
    assert outcome(without_key) == (400, "VALIDATION_ERROR")
    assert outcome(await _finance(billing, "GET", f"refunds/{UUID(int=5)}")) == (404, "REFUND_NOT_FOUND")


async def test_means_of_payment_are_read_and_removed_at_their_provider(billing: Billing) -> None:
    assert (await billing.request("GET", "billing/payment-methods")).json()["data"] == []
    async with billing.container.units.begin() as work:
        await work.checkouts.save_customer(USER, "stripe", "cus_1")
    billing.stripe.methods["cus_1"] = [PaymentMethod(reference="pm_1", kind="card", brand="visa", last4="4242")]
    [method] = (await billing.request("GET", "billing/payment-methods")).json()["data"]
    assert (method["id"], method["provider"], method["last4"]) == ("pm_1", "stripe", "4242")

    async def remove(reference: str, user: UUID = USER) -> httpx2.Response:
        headers = billing.tokens.bearer(user) | {"Idempotency-Key": f"{reference}-{user}"}
        return await billing.client.delete(f"/api/v1/billing/payment-methods/{reference}", headers=headers)

    assert outcome(await remove("pm_2")) == (404, "PAYMENT_METHOD_NOT_FOUND")
    assert outcome(await remove("pm_1", UUID(int=2))) == (404, "PAYMENT_METHOD_NOT_FOUND")
    assert (await remove("pm_1")).status_code == 204
    assert (await billing.request("GET", "billing/payment-methods")).json()["data"] == []
    billing.stripe.failing = True
    failed = await billing.request("GET", "billing/payment-methods")
    assert outcome(failed) == (503, "PAYMENT_PROVIDER_UNAVAILABLE")


async def test_ledger_that_differs_from_what_is_stored_is_found(billing: Billing) -> None:
    await record(billing.container, PAID)
    async with billing.container.runtime.engine.begin() as connection:
        await connection.execute(text("update payments set amount = amount + 1"))
    check = await billing.container.application.check_ledger()
    assert not check.is_sound
    assert {(item.account, item.posted, item.expected) for item in check.differences} == {
        ("cash:stripe", 1000, 1001),
        ("receivable", 0, -1),
    }
