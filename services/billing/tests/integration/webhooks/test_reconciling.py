"""Reconciliation: what was lost is found, repaired and reported; any order of messages ends in the provider's state."""

import random
from typing import Any
from uuid import UUID, uuid4

import pytest
from services.billing.tests.site import Site, open_site

from billing.application.providers.ports import RecurringProvider
from devstack.testing.pytest_plugin import CreateDatabase
from provider_simulator.options import Options
from provider_simulator.payments.simulated import FAILS_WHEN_CHARGED, SimulatedPayments
from provider_simulator.running import running

pytestmark = pytest.mark.integration

USERS = [UUID(int=number) for number in range(1, 4)]
ENDED = "select count(*) from jobs where kind = 'reconcile-providers' and status in ('queued', 'processing')"


async def _reconcile(site: Site) -> Any:
    """Run a reconciliation and return it with what it has found."""
    requested = (await site.finance("POST", "reconciliations"))["data"]
    for _ in range(200):
        await site.update("update jobs set run_at = now() where kind = 'reconcile-providers' and status = 'queued'")
        await site.work()
        if not await site.scalar(ENDED):
            break
    result = (await site.finance("GET", f"reconciliations/{requested['id']}?limit=100"))["data"]
    assert (result["progress"], result["compared"]) == ("done", result["objects"])
    return result


def _stripe(site: Site) -> RecurringProvider:
    provider = site.container.application.providers.recurring("stripe")
    assert provider is not None
    return provider


async def _assert_same(site: Site) -> None:
    """Assert that what is stored is what the provider states, and that the ledger is balanced."""
    stripe = _stripe(site)
    stored = await site.rows("select * from subscriptions order by reference")
    for row in stored:
        facts = await stripe.subscription(row["reference"])
        assert facts is not None
        names = ("user_id", "price_id", "next_price_id", "period_start", "period_end", "failing_since", "open_invoice")
        for name in (*names, "cancels_at", "ended_at", "unpaid", "paused_at", "started_at", "trial_ends_at"):
            assert row[name] == getattr(facts, name), name
    for row in await site.rows("select * from invoices"):
        result = await stripe.invoice(row["reference"])
        assert result is not None
        invoice, payments = result
        assert (row["status"], row["total"], row["paid"]) == (invoice.status, invoice.total.amount, invoice.paid.amount)
        for payment in payments:
            [same] = await site.rows("select * from payments where reference = :name", name=payment.ref.reference)
            assert (same["status"], same["amount"]) == (payment.status, payment.amount.amount)
            refunds = await stripe.refunds(payment.ref.reference)
            kept = await site.rows("select * from refunds where payment = :name", name=payment.ref.reference)
            assert {row["reference"] for row in kept} == {refund.ref.reference for refund in refunds}
    assert await site.scalar("select coalesce(sum(amount), 0) from ledger_entries") == 0
    entitled = await site.rows("select plan, status, user_id from holders where erased_at is null")
    assert len(entitled) == len(USERS)


async def test_everything_that_was_lost_is_found_and_reported_once(site: Site) -> None:
    await site.register(*USERS)
    await site.subscribe(USERS[0], "premium")
    assert await site.scalar("select count(*) from subscriptions") == 0

    first = await _reconcile(site)
    exists = [(one["kind"], one["field"], one["ours"], one["theirs"], one["repaired"]) for one in first["items"]]
    assert ("subscription", "exists", "false", "true", True) in exists
    assert ("checkout", "status", "open", "paid", True) in exists
    assert await site.scalar("select plan from holders where user_id = :user", user=USERS[0]) == "premium"
    await _assert_same(site)

    second = await _reconcile(site)
    assert (second["differences"], second["items"]) == (0, [])
    assert second["since"] < second["startedAt"]
    listed = await site.finance("GET", "reconciliations")
    assert [one["id"] for one in listed["data"]] == [second["id"], first["id"]]


async def test_change_made_at_the_provider_is_reported_by_field(site: Site) -> None:
    await site.register(*USERS)
    await site.subscribe(USERS[0])
    await site.deliver(*site.events())
    await site.work()
    reference = await site.scalar("select reference from subscriptions")
    await _stripe(site).cancel(reference, "now", key=str(uuid4()))

    result = await _reconcile(site)
    fields = {one["field"]: (one["ours"], one["theirs"]) for one in result["items"] if one["kind"] == "subscription"}
    assert fields["ended_at"][0] is None
    assert fields["ended_at"][1] is not None
    assert {one["reference"] for one in result["items"]} == {reference}
    assert await site.scalar("select status from holders where user_id = :user", user=USERS[0]) == "canceled"


async def test_change_that_a_message_reports_is_no_difference(site: Site) -> None:
    await site.register(*USERS)
    await site.subscribe(USERS[0])
    await site.deliver(*site.events())
    await site.update("update webhook_events set status = 'queued', retry_at = now() + interval '1 hour'")
    result = await _reconcile(site)
    assert {one["kind"] for one in result["items"]} <= {"payment", "checkout"} - {"subscription", "invoice"}


async def test_unverified_payment_is_settled_although_no_browser_came_back(site: Site) -> None:
    await site.register(*USERS)
    checkout = await site.checkout(USERS[0], provider="zarinpal")
    site.payments.pay_at_zarinpal(checkout["url"])
    await _reconcile(site)
    assert await site.scalar("select status from checkouts") == "paid"
    assert await site.scalar("select plan from holders where user_id = :user", user=USERS[0]) == "basic"
    assert await site.scalar("select status from payments") == "succeeded"


async def test_one_runs_at_a_time_and_only_finance_may_look(site: Site) -> None:
    ids = {(await site.finance("POST", "reconciliations"))["data"]["id"] for _ in range(2)}
    assert len(ids) == 1
    for method, path in (("POST", ""), ("GET", ""), ("GET", f"/{ids.pop()}")):
        response = await site.request(method, f"admin/billing/reconciliations{path}", user=USERS[0])
        assert response.status_code == 403
    response = await site.request("GET", f"admin/billing/reconciliations/{uuid4()}", user=USERS[0], roles=["finance"])
    assert (response.status_code, response.json()["error"]["code"]) == (404, "RECONCILIATION_NOT_FOUND")
    await site.work()


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(1, 25))])
async def test_any_order_repetition_and_loss_of_messages_ends_in_the_state_of_the_provider(
    create_database: CreateDatabase, seed: int
) -> None:
    # Time passes at this provider: others could not open a checkout there any more.
    with running(Options(limits=False)) as url, SimulatedPayments(url) as payments:
        async with open_site(create_database, payments) as site:
            await _live(site, random.Random(seed))
            await _reconcile(site)
            await _assert_same(site)
            assert await site.scalar("select count(*) from jobs where status = 'failed'") == 0
            waiting = "select count(*) from webhook_events where status not in ('settled', 'ignored')"
            assert await site.scalar(waiting) == 0


async def _live(site: Site, chance: random.Random) -> None:
    """Let users subscribe and things happen; most messages arrive, in any order, some of them twice."""
    await site.register(*USERS)
    for user in USERS:
        await site.subscribe(user, chance.choice(["basic", "standard"]))
    delivered = 0
    for _ in range(3):
        await _history(site, chance)
        events = site.events()[delivered:]
        delivered += len(events)
        kept = [event for event in events if chance.random() < 0.7]
        messages = kept + [event for event in kept if chance.random() < 0.3]
        chance.shuffle(messages)
        for start in range(0, len(messages), 7):
            await site.deliver(*messages[start : start + 7])
            if chance.random() < 0.5:
                await site.work()
    await site.work()


async def _history(site: Site, chance: random.Random) -> None:
    """Let one thing happen to each subscription that billing knows, and time pass."""
    stripe = _stripe(site)
    for row in await site.rows("select reference, user_id from subscriptions where ended_at is null"):
        step = chance.choice(["cancel", "resume", "card", "refund", "end", "nothing"])
        key = str(uuid4())
        if step == "cancel":
            await stripe.cancel(row["reference"], "period_end", key=key)
        elif step == "resume":
            await stripe.resume(row["reference"], key=key)
        elif step == "end":
            await stripe.cancel(row["reference"], "now", key=key)
        elif step == "card":
            customer = await site.scalar("select reference from customers where user_id = :user", user=row["user_id"])
            # The message of the checkout, which names the customer, may be lost.
            if customer is not None:
                portal = await stripe.open_portal(customer, "https://marquee.test")
                site.payments.change_card(portal, FAILS_WHEN_CHARGED)
        elif step == "refund":
            payments = await site.rows("select reference from payments where status = 'succeeded' and amount > 0")
            if payments:
                payment = await stripe.payment(chance.choice(payments)["reference"])
                assert payment is not None
                if not await stripe.refunds(payment.ref.reference):
                    await stripe.refund(payment, payment.amount, "", key=key)
    site.payments.advance(days=chance.choice([0, 3, 8]))
