"""What is known of the deliveries of a webhook: by the API, and by events."""

from typing import Any

import httpx2
import orjson
from services.notifications.tests.conftest import Rows


async def deliveries_of(client: httpx2.AsyncClient, webhook: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the deliveries of a webhook."""
    response = await client.get(f"/api/v1/notifications/webhooks/{webhook['id']}/deliveries")
    data: list[dict[str, Any]] = response.json()["data"]
    return data


async def log_of(client: httpx2.AsyncClient, webhook: dict[str, Any], delivery: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the requests and responses of a delivery."""
    response = await client.get(f"/api/v1/notifications/webhooks/{webhook['id']}/deliveries/{delivery['id']}")
    log: list[dict[str, Any]] = response.json()["data"]["log"]
    return log


async def published(rows: Rows, webhook: dict[str, Any]) -> list[tuple[str, str, str | None, int]]:
    """Return kind, outcome, reason and attempts of each delivery of a webhook whose end was published."""
    events = [orjson.loads(row["body"]) for row in await rows("outbox") if row["topic"] == "delivery.completed"]
    ended = [event for event in events if event["targetId"] == webhook["id"]]
    assert {event["channel"] for event in ended} <= {"webhook"}
    return sorted((event["kind"], event["outcome"], event["reason"], event["attempts"]) for event in ended)
