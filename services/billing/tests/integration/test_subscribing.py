"""A user subscribes, changes the plan, cancels; the user is charged once whatever fails in between."""

from datetime import timedelta
from uuid import uuid4

import pytest
from services.billing.tests.integration.conftest import OTHER, USER, Billing

from billing.infrastructure.unit_of_work import SqlUnitOfWork
from billing.presentation.consumers import routes
from chassis.testing.kafka import wait_until
from chassis.testing.records import feed
from contracts.auth import UserDeletedV1
from contracts.event import encode

pytestmark = pytest.mark.integration


async def _overview(billing: Billing) -> dict[str, object]:
    data: dict[str, object] = (await billing.request("GET", "billing/subscription")).json()["data"]
    return data


async def test_paid_checkout_gives_the_plan_once(billing: Billing) -> None:
    reference = await billing.subscribe("premium")

    [event] = await billing.events()
    assert (event["plan"], event["status"], event["version"]) == ("premium", "trialing", 2)
    assert event["entitlements"] == {"deviceLimit": 10, "concurrentStreams": 4, "rateClass": "premium"}
    # A trial of 14 days, then the days of dunning and of grace.
    assert event["validUntil"] == "2026-02-08T12:00:00Z"

    await billing.notice(billing.stripe.ref("subscription", reference))
    await billing.notice(billing.stripe.ref("checkout", reference.removeprefix("sub_")))
    assert await billing.events() == []
    assert (await _overview(billing))["plan"] == "premium"


async def test_repeated_request_opens_one_checkout(billing: Billing) -> None:
    body = {"priceId": await billing.price("basic"), "provider": "stripe"}
    key = str(uuid4())
    billing.stripe.lost_responses = 1
    lost = await billing.request("POST", "billing/checkouts", body, key=key)
    assert (lost.status_code, lost.json()["error"]["code"]) == (503, "PAYMENT_PROVIDER_UNAVAILABLE")

    first = await billing.request("POST", "billing/checkouts", body, key=key)
    second = await billing.request("POST", "billing/checkouts", body, key=key)

    assert first.json() == second.json()
    assert len({key for _, key in billing.stripe.calls}) == 1
    other = await billing.request("POST", "billing/checkouts", {**body, "returnPath": "/x"}, key=key)
    assert (other.status_code, other.json()["error"]["code"]) == (409, "IDEMPOTENCY_KEY_REUSED")


async def test_key_is_required_and_named(billing: Billing) -> None:
    body = {"priceId": await billing.price("basic"), "provider": "stripe"}
    response = await billing.client.post("/api/v1/billing/checkouts", json=body, headers=billing.tokens.bearer(USER))
    assert response.status_code == 400
    assert response.json()["error"]["details"]["errors"][0]["field"] == "idempotency-key"


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"priceId": str(uuid4())}, 400, "PRICE_NOT_SOLD"),
        ({"provider": "paypal"}, 400, "UNKNOWN_PAYMENT_PROVIDER"),
        ({"provider": "zarinpal"}, 400, "CURRENCY_NOT_TAKEN"),
        ({"returnPath": "//evil.test"}, 400, "VALIDATION_ERROR"),
        ({"returnPath": "https://evil.test"}, 400, "VALIDATION_ERROR"),
        ({"amount": 1}, 400, "VALIDATION_ERROR"),
    ],
)
async def test_wrong_checkout_changes_nothing(
    billing: Billing, change: dict[str, object], status: int, code: str
) -> None:
    body = {"priceId": await billing.price("basic"), "provider": "stripe", **change}
    response = await billing.request("POST", "billing/checkouts", body)
    assert (response.status_code, response.json()["error"]["code"]) == (status, code)
    assert await billing.scalar("select count(*) from checkouts") == 0
    assert billing.stripe.calls == []


async def test_second_checkout_closes_the_first(billing: Billing) -> None:
    body = {"priceId": await billing.price("basic"), "provider": "stripe"}
    first = (await billing.request("POST", "billing/checkouts", body)).json()["data"]
    await billing.request("POST", "billing/checkouts", body)
    assert billing.stripe.closed == {f"co_{first['id']}"}


async def test_two_paid_checkouts_are_one_subscription_and_a_refund(billing: Billing) -> None:
    body = {"priceId": await billing.price("basic"), "provider": "stripe"}
    ids = [(await billing.request("POST", "billing/checkouts", body)).json()["data"]["id"] for _ in range(2)]
    for number in ids:
        billing.stripe.pay(f"co_{number}")
        billing.clock.instant += timedelta(seconds=1)
    for number in reversed(ids):
        await billing.notice(billing.stripe.ref("checkout", f"co_{number}"))

    assert billing.stripe.refunded == {f"sub_co_{ids[1]}"}
    assert await billing.scalar("select count(*) from subscriptions where ended_at is null") == 1


async def test_subscriber_pays_for_no_second_subscription(billing: Billing) -> None:
    await billing.subscribe("basic")
    body = {"priceId": await billing.price("premium"), "provider": "stripe"}
    response = await billing.request("POST", "billing/checkouts", body)
    assert (response.status_code, response.json()["error"]["code"]) == (409, "ALREADY_SUBSCRIBED")


async def test_checkout_of_another_user_is_not_found(billing: Billing) -> None:
    body = {"priceId": await billing.price("basic"), "provider": "stripe"}
    own = (await billing.request("POST", "billing/checkouts", body)).json()["data"]["id"]
    response = await billing.request("GET", f"billing/checkouts/{own}", user=OTHER)
    assert (response.status_code, response.json()["error"]["code"]) == (404, "CHECKOUT_NOT_FOUND")


async def test_preview_is_of_a_price_that_the_provider_may_not_know_yet(billing: Billing) -> None:
    await billing.subscribe("basic")
    target = await billing.price("premium")
    response = await billing.request("GET", f"billing/subscription/preview?priceId={target}")
    assert response.status_code == 200, response.text
    preview = response.json()["data"]
    assert (preview["timing"], preview["plan"], preview["price"]["id"]) == ("now", "premium", target)


async def test_upgrade_is_at_once_and_downgrade_at_the_end(billing: Billing) -> None:
    await billing.subscribe("basic")
    await billing.events()

    change = {"kind": "change_price", "priceId": await billing.price("premium")}
    accepted = await billing.request("POST", "billing/subscription/changes", change)
    assert (accepted.status_code, accepted.json()["data"]["status"]) == (202, "pending")
    await billing.run_jobs()
    done = await billing.request("GET", f"billing/subscription/changes/{accepted.json()['data']['id']}")
    assert (done.json()["data"]["status"], done.json()["data"]["timing"]) == ("done", "now")
    assert [event["plan"] for event in await billing.events()] == ["premium"]

    down = {"kind": "change_price", "priceId": await billing.price("standard")}
    await billing.request("POST", "billing/subscription/changes", down)
    await billing.run_jobs()
    subscription = (await _overview(billing))["subscription"]
    assert isinstance(subscription, dict)
    assert (subscription["plan"], subscription["nextPlan"]) == ("premium", "standard")
    assert await billing.events() == []


async def test_declined_upgrade_keeps_the_plan(billing: Billing) -> None:
    await billing.subscribe("basic")
    await billing.events()
    billing.stripe.declines = True
    change = {"kind": "change_price", "priceId": await billing.price("premium")}
    accepted = (await billing.request("POST", "billing/subscription/changes", change)).json()["data"]
    await billing.run_jobs()
    refused = (await billing.request("GET", f"billing/subscription/changes/{accepted['id']}")).json()["data"]
    assert (refused["status"], refused["reason"]) == ("refused", "card_declined")
    assert await billing.events() == []


async def test_change_whose_response_is_lost_is_done_once(billing: Billing) -> None:
    reference = await billing.subscribe("basic")
    billing.stripe.lost_responses = 1
    await billing.request("POST", "billing/subscription/changes", {"kind": "cancel"})
    await wait_until(billing.changed, what="the change")
    assert billing.stripe.subscriptions[reference].cancels_at is not None
    keys = [key for call, key in billing.stripe.calls if call == "cancel"]
    assert (len(keys), len(set(keys))) == (2, 1)


async def test_cancelation_ends_with_the_period_and_can_be_withdrawn(billing: Billing) -> None:
    await billing.subscribe("basic")
    await billing.events()
    await billing.request("POST", "billing/subscription/changes", {"kind": "cancel"})
    await billing.run_jobs()
    [event] = await billing.events()
    assert event["cancelsAt"] == event["validUntil"] == "2026-01-22T12:00:00Z"

    await billing.request("POST", "billing/subscription/changes", {"kind": "resume"})
    await billing.run_jobs()
    [event] = await billing.events()
    assert event["cancelsAt"] is None

    await billing.request("POST", "billing/subscription/changes", {"kind": "cancel"})
    await billing.run_jobs()
    await billing.events()
    await billing.pass_time(days=8)
    [event] = await billing.events()
    assert (event["plan"], event["status"]) == ("free", "canceled")


async def test_deleted_user_is_charged_no_more(billing: Billing) -> None:
    reference = await billing.subscribe("basic")
    deleted = encode(UserDeletedV1(version=9, user_id=USER, deleted_at=billing.clock.now()), "auth")
    await feed(routes(billing.container.application, SqlUnitOfWork), billing.container.runtime.transactions, deleted)
    await billing.run_jobs()
    assert billing.stripe.subscriptions[reference].ended_at is not None
