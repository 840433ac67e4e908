"""The plans over HTTP, and the schema."""

import asyncio

import pytest

from billing.api import create_api
from billing.bootstrap import Container
from chassis.storage import migrations
from chassis.testing.clients import client_for
from devstack.testing.pytest_plugin import CreateDatabase

pytestmark = pytest.mark.integration


async def test_installed_plans_are_listed_by_rank_with_their_prices(container: Container) -> None:
    async with client_for(create_api(container)) as client:
        plans = (await client.get("/api/v1/plans")).json()["data"]
        premium = (await client.get("/api/v1/plans/premium")).json()["data"]

    assert [plan["code"] for plan in plans] == ["free", "basic", "standard", "premium"]
    assert plans[3] == premium
    assert plans[0]["prices"] == []
    dollars = {price["interval"]: price for price in premium["prices"] if price["price"]["currency"] == "USD"}
    assert dollars["month"]["price"] == {"amount": 1999, "currency": "USD"}
    assert dollars["year"]["price"] == {"amount": 19900, "currency": "USD"}
    assert dollars["year"]["monthly"] == {"amount": 1658, "currency": "USD"}
    assert premium["entitlements"] == {"deviceLimit": 10, "concurrentStreams": 4, "rateClass": "premium"}


async def test_unknown_plan_is_not_found(container: Container) -> None:
    async with client_for(create_api(container)) as client:
        response = await client.get("/api/v1/plans/gold")
    assert (response.status_code, response.json()["error"]["code"]) == (404, "PLAN_NOT_FOUND")


async def test_migrations_go_up_down_up_and_match_the_tables(create_database: CreateDatabase) -> None:
    url = (await create_database("billing", migrate=False)).owner

    await asyncio.to_thread(migrations.upgrade, "billing", url)
    await asyncio.to_thread(migrations.downgrade, "billing", url, "base")
    await asyncio.to_thread(migrations.upgrade, "billing", url)
    await asyncio.to_thread(migrations.check, "billing", url)
