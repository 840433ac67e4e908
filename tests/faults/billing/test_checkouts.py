"""A thousand checkouts while billing, Kafka and Postgres are killed: each user is charged once and gets the plan."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from typing import Any, Final

import httpx2
import orjson
import pytest
import pytest_asyncio
from tests.faults.billing.shoppers import Shoppers
from tests.faults.issuers import auth_issuer

from chassis.testing.kafka import read_all, wait_until
from contracts.billing import SubscriptionChangedV1
from devstack.faults.log import Anomaly, FaultLog
from devstack.faults.stack import FaultStack, Process, running
from devstack.servers.artifacts import Installed
from devstack.services import SIMULATOR

AUTH, GATEWAY, BILLING = Process("auth"), Process("gateway"), Process("billing")
SETTLE_SECONDS: Final = 300.0
PAUSE_SECONDS: Final = 2.0
AT_ONCE: Final = 16
PLAN: Final = "basic"
PRICE: Final = 999


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def shop(devstack_parts: Installed) -> AsyncIterator[FaultStack]:
    """Yield a stack that sells plans."""
    async with running(devstack_parts, AUTH, GATEWAY, BILLING) as stack:
        yield stack


@pytest.mark.parametrize("users", [200, pytest.param(1_000, marks=pytest.mark.nightly)])
async def test_killed_processes_neither_charge_twice_nor_lose_a_plan(
    faults: FaultLog, shop: FaultStack, users: int
) -> None:
    await _disturb_provider(shop)
    await shop.fetch("update billing.plans set trial_days = 0")
    [price] = await shop.fetch(
        "select id from billing.prices where plan = $1 and currency = 'USD' and interval = 'month'", PLAN
    )
    shoppers = Shoppers.of(faults, shop.url(GATEWAY), await auth_issuer(shop), str(price["id"]), users)
    shopping = asyncio.create_task(shoppers.subscribe_all(AT_ONCE))
    await _kill_in_turn(faults, shop, shopping)
    await shopping
    await _settle(faults, shop, users)
    await _compare(faults, shop, shoppers)


async def _disturb_provider(stack: FaultStack) -> None:
    """Let the provider fail after it has done what was requested, and repeat, reorder and lose messages."""
    url = f"http://127.0.0.1:{stack.plan.ports[SIMULATOR]}/control"
    failing = {"status": 500, "applied": True, "probability": 0.05, "seed": 1, "paths": "/v1/checkout/sessions$"}
    hanging = {"hang": True, "applied": True, "probability": 0.02, "seed": 2, "paths": "/v1/checkout/sessions$"}
    async with httpx2.AsyncClient(trust_env=False) as client:
        (await client.put(f"{url}/faults/stripe", json=[failing, hanging])).raise_for_status()
        conditions = {"duplicates": 1, "reorder": 5, "lose": 0.1, "seed": 3}
        (await client.put(f"{url}/webhooks/stripe", json=conditions)).raise_for_status()


async def _kill_in_turn(faults: FaultLog, stack: FaultStack, shopping: "asyncio.Task[None]") -> None:
    """Kill billing, Postgres and Kafka, one after another, until every user has paid; billing most often."""
    while not shopping.done():
        match faults.random.choice(("billing", "billing", "Postgres", "Kafka")):
            case "billing":
                faults.injected("kill billing")
                await stack.restart(BILLING)
            case "Postgres":
                faults.injected("kill Postgres")
                await stack.postgres.kill()
                await stack.start_postgres()
            case _:
                faults.injected("kill Kafka")
                await stack.kafka.kill()
                await asyncio.sleep(faults.random.uniform(0, 2))
                await stack.kafka.start()
        await asyncio.wait([shopping], timeout=faults.random.uniform(0.5, PAUSE_SECONDS))


async def _settle(faults: FaultLog, stack: FaultStack, users: int) -> None:
    """Wait until every user has the plan, every job has ended and every event has left; count how long that takes.

    Messages that were lost are made up for when the time of a checkout has passed, or by a reconciliation; the test
    requests what they do.
    """
    clock = asyncio.get_running_loop().time
    began = clock()
    await stack.fetch("update billing.checkouts set expires_at = now() where status in ('opening', 'open')")

    async def is_settled() -> bool:
        [row] = await stack.fetch(
            "select (select count(*) from billing.holders where plan = $1) = $2"
            " and (select count(*) from billing.payments where status = 'succeeded') >= $2"
            " and not exists (select from billing.jobs where status in ('queued', 'processing'))"
            " and not exists (select from billing.outbox) as settled",
            PLAN,
            users,
        )
        return bool(row["settled"])

    try:
        await wait_until(is_settled, seconds=SETTLE_SECONDS, every=0.5, what="that all is settled")
        faults.recovered(clock() - began)
    except AssertionError as failure:
        faults.anomaly(Anomaly.NOT_RECOVERED, str(failure))


async def _compare(faults: FaultLog, stack: FaultStack, shoppers: Shoppers) -> None:
    users = {str(user) for user in shoppers.users}
    charges = await _charges(stack)
    per_user = Counter(charge["metadata"].get("user_id") or charge["customer"] for charge in charges)
    twice = [user for user, count in per_user.items() if count > 1]
    faults.expect(len(charges) == len(users), Anomaly.DUPLICATED, f"{len(charges)} charges of {len(users)} users")
    faults.expect(not twice, Anomaly.DUPLICATED, f"users charged twice: {twice[:5]}")

    subscriptions = await stack.fetch("select user_id, status from billing.subscriptions where ended_at is null")
    owners = Counter(str(row["user_id"]) for row in subscriptions if row["status"] == "active")
    faults.expect(set(owners) == users, Anomaly.LOST, f"{len(users - set(owners))} users have no subscription")
    faults.expect(max(owners.values()) == 1, Anomaly.DUPLICATED, "a user has two subscriptions")

    states = await _last_events(faults, stack, users)
    lost = [user for user in users if states.get(user) != PLAN]
    faults.expect(not lost, Anomaly.LOST, f"{len(lost)} users whose last event is not of the plan")

    [ledger] = await stack.fetch(
        "select coalesce(sum(amount), 0)::bigint as total,"
        " coalesce(sum(amount) filter (where account = 'revenue'), 0)::bigint as revenue from billing.ledger_entries"
    )
    faults.expect(ledger["total"] == 0, Anomaly.WRONG_STATE, f"the ledger sums to {ledger['total']}")
    expected = -PRICE * len(users)
    faults.expect(ledger["revenue"] == expected, Anomaly.WRONG_STATE, f"revenue {ledger['revenue']}, not {expected}")
    faults.note("requests by status", str(dict(sorted(shoppers.statuses.items()))))
    faults.note("charges, subscriptions, users", f"{len(charges)}, {len(owners)}, {len(users)}")


async def _charges(stack: FaultStack) -> list[dict[str, Any]]:
    """Return every charge of the provider that succeeded and was not returned."""
    url = f"http://127.0.0.1:{stack.plan.ports[SIMULATOR]}/stripe/v1/charges"
    charges: list[dict[str, Any]] = []
    async with httpx2.AsyncClient(trust_env=False, headers={"authorization": "Bearer sk_test_any"}) as client:
        more = True
        while more:
            query = {"limit": "100", **({"starting_after": charges[-1]["id"]} if charges else {})}
            page = (await client.get(url, params=query)).raise_for_status().json()
            charges += page["data"]
            more = page["has_more"]
    return [charge for charge in charges if charge["status"] == "succeeded" and not charge["refunded"]]


async def _last_events(faults: FaultLog, stack: FaultStack, users: set[str]) -> dict[str, str]:
    """Return the plan of the last event of each user; versions must grow.

    A relay that was killed publishes some events once more: an event that is repeated has its id, and is left out.
    """
    last: dict[str, tuple[int, str]] = {}
    seen: set[str] = set()
    records = await read_all(stack.bootstrap, SubscriptionChangedV1.topic)
    for record in records:
        event_id = record.headers["ce_id"]
        body = orjson.loads(record.value) if record.value else None
        if body is None or body["userId"] not in users or event_id in seen:
            continue
        seen.add(event_id)
        version, _ = last.get(body["userId"], (0, ""))
        faults.expect(body["version"] > version, Anomaly.REORDERED, f"version {body['version']} after {version}")
        last[body["userId"]] = (body["version"], body["plan"])
    faults.note("events, repeated ones among them", f"{len(records)}, {len(records) - len(seen)}")
    return {user: plan for user, (_, plan) in last.items()}
