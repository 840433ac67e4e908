"""A renewal fails: retries, grace, expiry; and a provider that only takes single payments."""

import pytest
from services.billing.tests.integration.conftest import USER, Billing

pytestmark = pytest.mark.integration


async def _overdue(billing: Billing) -> str:
    reference = await billing.subscribe("basic")
    await billing.pass_time(days=7)
    await billing.events()
    billing.stripe.fail_renewal(reference)
    await billing.notice(billing.stripe.ref("subscription", reference))
    return reference


def _retries(billing: Billing) -> int:
    return len([call for call, _ in billing.stripe.calls if call == "pay_invoice"])


async def test_failed_renewal_is_retried_on_its_days_then_expires_after_the_grace(billing: Billing) -> None:
    reference = await _overdue(billing)
    made = []
    statuses = [event["status"] for event in await billing.events()]
    for _ in range(11):
        await billing.pass_time(days=1)
        made.append(_retries(billing))
        statuses += [event["status"] for event in await billing.events()]

    assert made == [1, 1, 2, 2, 3, 3, 4, 4, 4, 4, 4]
    assert statuses == ["past_due", "unpaid", "expired"]
    # It is ended at the provider, which would charge for what the user has no more.
    assert billing.stripe.subscriptions[reference].ended_at is not None
    overview = (await billing.request("GET", "billing/subscription")).json()["data"]
    assert (overview["plan"], overview["subscription"]["status"]) == ("free", "expired")


async def test_payment_in_time_keeps_the_plan(billing: Billing) -> None:
    await _overdue(billing)
    await billing.pass_time(days=1)
    await billing.events()
    billing.stripe.declines = False
    await billing.pass_time(days=2)

    [event] = await billing.events()
    assert (event["status"], event["plan"]) == ("active", "basic")
    assert _retries(billing) == 2


async def test_outage_takes_nothing_away_and_no_retry_is_made_twice(billing: Billing) -> None:
    await _overdue(billing)
    billing.stripe.failing = True
    await billing.pass_time(days=1)
    billing.stripe.failing = False
    assert _retries(billing) == 0
    assert [event["status"] for event in await billing.events()] == ["past_due"]

    billing.stripe.lost_responses = 1
    await billing.pass_time(seconds=15)

    keys = [key for call, key in billing.stripe.calls if call == "pay_invoice"]
    assert (len(keys), len(set(keys))) == (2, 1)
    assert await billing.scalar("select retries from subscriptions") == 1


async def test_period_that_is_paid_by_hand_is_extended_and_expires(billing: Billing) -> None:
    price = await billing.price("standard", currency="IRR")

    async def pay() -> None:
        body = {"priceId": price, "provider": "zarinpal"}
        checkout = (await billing.request("POST", "billing/checkouts", body)).json()["data"]
        billing.zarinpal.pay(f"co_{checkout['id']}")
        await billing.notice(billing.zarinpal.ref("checkout", f"co_{checkout['id']}"))

    await pay()
    [event] = await billing.events()
    assert (event["plan"], event["status"]) == ("standard", "active")
    await pay()
    assert (await billing.request("GET", "billing/subscription")).json()["data"]["subscription"][
        "periodEnd"
    ] == "2026-03-15T12:00:00Z"
    await billing.events()

    statuses = []
    await billing.pass_time(days=59)
    for _ in range(11):
        statuses += [event["status"] for event in await billing.events()]
        await billing.pass_time(days=1)
    statuses += [event["status"] for event in await billing.events()]
    assert statuses == ["past_due", "unpaid", "expired"]
    assert await billing.scalar("select count(*) from subscriptions where user_id = :user", user=USER) == 1


async def test_user_pays_at_once_after_entering_another_card(billing: Billing) -> None:
    await _overdue(billing)
    await billing.events()
    refused = (await billing.request("POST", "billing/subscription/changes", {"kind": "pay"})).json()["data"]
    await billing.run_jobs()
    path = f"billing/subscription/changes/{refused['id']}"
    assert (await billing.request("GET", path)).json()["data"]["reason"] == "card_declined"

    billing.stripe.declines = False
    await billing.request("POST", "billing/subscription/changes", {"kind": "pay"})
    await billing.run_jobs()
    assert [event["status"] for event in await billing.events()] == ["active"]
    again = await billing.request("POST", "billing/subscription/changes", {"kind": "pay"})
    assert (again.status_code, again.json()["error"]["code"]) == (409, "CHANGE_NOT_POSSIBLE")
