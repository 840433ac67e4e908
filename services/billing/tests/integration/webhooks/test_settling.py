"""What messages cause: their objects are fetched and applied, and the messages are settled with them."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from services.billing.tests.site import Site

from billing.application.webhooks.settling import SettleWebhooks
from billing.domain.payments.facts import ObjectRef
from billing.domain.webhooks.webhook import MOST_ATTEMPTS

pytestmark = pytest.mark.integration

USER = UUID(int=1)


async def _statuses(site: Site) -> set[str]:
    rows = await site.rows("select distinct status from webhook_events where status <> 'ignored'")
    return {str(row["status"]) for row in rows}


async def test_messages_of_a_paid_checkout_give_the_plan_and_are_settled(site: Site) -> None:
    await site.register(USER)
    await site.subscribe(USER, "premium")
    await site.deliver(*site.events())
    await site.work()

    assert await site.scalar("select plan from holders where user_id = :user", user=USER) == "premium"
    assert await site.scalar("select status from checkouts") == "paid"
    assert await site.scalar("select status from subscriptions") in {"active", "trialing"}
    assert await _statuses(site) == {"settled"}
    assert await site.scalar("select count(*) from webhook_events where settled_at is null and status = 'settled'") == 0
    assert await site.scalar("select count(*) from jobs where status = 'failed'") == 0


async def test_message_is_settled_when_the_last_of_its_objects_is_applied(site: Site) -> None:
    await site.register(USER)
    await site.subscribe(USER)
    [event] = [event for event in site.events() if event["type"] == "invoice.paid"]
    await site.deliver(event)
    invoice, subscription = event["data"]["object"]["id"], event["data"]["object"]["parent"]["subscription_details"]
    units = site.container.units
    webhooks = SettleWebhooks(units, units, site.container.clock)
    async with units.begin() as work:
        await work.webhooks.mark_queued(
            [row["id"] for row in await site.rows("select id from webhook_events")], site.container.clock.now()
        )
    for kind, reference, expected in (
        ("invoice", invoice, "queued"),
        ("subscription", subscription["subscription"], "settled"),
    ):
        ref = ObjectRef("stripe", kind, reference)  # type: ignore[arg-type]
        waiting = await webhooks.waiting(ref)
        assert len(waiting) == 1
        async with units.begin() as work:
            await webhooks.settle(work, waiting, ref)
        assert await site.scalar("select status from webhook_events") == expected


async def test_message_that_arrives_after_the_fetch_waits_for_the_next_one(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    await site.register(USER)
    await site.subscribe(USER)
    await site.deliver(*site.events())
    await site.work()
    reference = await site.scalar("select reference from subscriptions")
    created, updated = [_subscription_event(reference, number) for number in (1, 2)]
    provider = site.container.application.providers.recurring("stripe")
    assert provider is not None
    fetch = provider.subscription
    states: list[Any] = []

    async def late(name: str) -> Any:
        facts = await fetch(name)
        if not states:
            await site.deliver(updated)
            await site.update("update webhook_events set status = 'queued' where event_id = 'evt_2'")
        rows = await site.rows("select event_id, status from webhook_events where event_id in ('evt_1', 'evt_2')")
        states.append({row["event_id"]: row["status"] for row in rows})
        return facts

    monkeypatch.setattr(provider, "subscription", late)
    await site.deliver(created)
    await site.work()
    assert states == [{"evt_1": "queued", "evt_2": "queued"}, {"evt_1": "settled", "evt_2": "queued"}]
    assert await site.scalar("select status from webhook_events where event_id = 'evt_2'") == "settled"


async def test_failed_attempts_are_stated_and_followed_by_another(site: Site) -> None:
    await site.register(USER)
    await site.subscribe(USER)
    await site.deliver(*site.events())
    site.payments.fault("stripe", {"status": 500, "paths": "/v1/subscriptions"})
    await site.work()
    [row] = await site.rows(
        "select distinct status, failure from webhook_events where type = 'customer.subscription.created'"
    )
    assert (row["status"], row["failure"][:15]) == ("queued", "ProviderFailed:")
    assert await site.scalar("select plan from holders where user_id = :user", user=USER) == "free"

    site.payments.fault("stripe")
    await site.update("update jobs set run_at = now() where status = 'queued'")
    await site.work()
    assert await _statuses(site) == {"settled"}
    assert await site.scalar("select count(*) from webhook_events where failure is not null") == 0
    assert await site.scalar("select plan from holders where user_id = :user", user=USER) == "basic"


async def test_message_whose_job_was_lost_is_requested_again(site: Site) -> None:
    await site.register(USER)
    await site.subscribe(USER)
    await site.deliver(*site.events())
    await site.work()
    await site.update("update webhook_events set status = 'queued', open_objects = objects where objects <> '{}'")
    await site.work()
    assert await _statuses(site) == {"queued"}
    await site.update("update webhook_events set retry_at = now()")
    await site.work()
    assert await _statuses(site) == {"settled"}


async def test_message_that_fails_too_often_is_left_to_an_administrator(site: Site) -> None:
    await site.register(USER)
    await site.subscribe(USER)
    [event] = [event for event in site.events() if event["type"] == "customer.subscription.created"]
    await site.deliver(event)
    [webhook] = (await site.finance("GET", "webhooks?status=received"))["data"]
    units = site.container.units
    for _ in range(MOST_ATTEMPTS):
        async with units.begin() as work:
            await work.webhooks.mark_queued([UUID(webhook["id"])], site.container.clock.now())
            await work.webhooks.note_failure([UUID(webhook["id"])], "LookupError: x", site.container.clock.now())
    await site.work()
    [failed] = (await site.finance("GET", "webhooks?status=failed&provider=stripe"))["data"]
    assert (failed["attempts"], failed["failure"]) == (MOST_ATTEMPTS, "LookupError: x")
    assert failed["openObjects"] == failed["objects"] != []

    replayed = (await site.finance("POST", f"webhooks/{webhook['id']}/replay"))["data"]
    assert (replayed["status"], replayed["attempts"], replayed["failure"]) == ("received", 0, None)
    await site.work()
    [after] = (await site.finance("GET", "webhooks"))["data"]
    assert (after["status"], after["openObjects"]) == ("settled", [])
    assert await site.scalar("select count(*) from subscriptions") == 1


async def test_messages_are_for_finance_only_and_unknown_ones_are_not_found(site: Site) -> None:
    for method, path in (("GET", "webhooks"), ("POST", f"webhooks/{uuid4()}/replay")):
        response = await site.request(method, f"admin/billing/{path}", user=USER)
        assert response.status_code == 403
    response = await site.request("POST", f"admin/billing/webhooks/{uuid4()}/replay", user=USER, roles=["admin"])
    assert (response.status_code, response.json()["error"]["code"]) == (404, "WEBHOOK_NOT_FOUND")


async def test_old_messages_are_deleted_unless_they_wait(site: Site) -> None:
    await site.register(USER)
    await site.subscribe(USER)
    await site.deliver(*site.events())
    await site.update("update webhook_events set received_at = now() - interval '91 days'")
    waiting = await site.scalar("select count(*) from webhook_events where status = 'received'")
    await site.container.application.webhooks.delete_expired()
    assert await site.scalar("select count(*) from webhook_events") == waiting > 0
    await site.work()
    await site.container.application.webhooks.delete_expired()
    assert await site.scalar("select count(*) from webhook_events") == 0


async def test_browser_that_comes_back_from_zarinpal_settles_the_payment(site: Site) -> None:
    await site.register(USER)
    checkout = await site.checkout(USER, provider="zarinpal")
    query = site.payments.pay_at_zarinpal(checkout["url"])
    response = await site.client.get("/api/v1/billing/returns/zarinpal", params=query)
    assert response.status_code == 303
    assert response.headers["location"].endswith(f"?checkout={checkout['id']}")
    assert response.headers["location"].startswith("/")
    await site.work()
    assert await site.scalar("select status from checkouts") == "paid"
    assert await site.scalar("select plan from holders where user_id = :user", user=USER) == "basic"
    assert await site.scalar("select status from payments") == "succeeded"


@pytest.mark.parametrize(
    "query", [{}, {"Authority": "A1"}, {"Authority": "A 1", "Status": "OK"}, {"Authority": "A1", "Status": "PAID"}]
)
async def test_wrong_return_is_refused(site: Site, query: dict[str, str]) -> None:
    response = await site.client.get("/api/v1/billing/returns/zarinpal", params=query)
    assert (response.status_code, response.json()["error"]["code"]) == (400, "VALIDATION_ERROR")


async def test_unknown_return_leads_to_the_start(site: Site) -> None:
    response = await site.client.get("/api/v1/billing/returns/zarinpal", params={"Authority": "A1", "Status": "OK"})
    assert (response.status_code, response.headers["location"]) == (303, "/")
    assert await site.scalar("select count(*) from jobs") == 0


def _subscription_event(reference: str, number: int) -> dict[str, Any]:
    subject = {"object": "subscription", "id": reference}
    fields = {"id": f"evt_{number}", "object": "event", "type": "customer.subscription.updated", "created": 1795262400}
    return {**fields, "data": {"object": subject}}
