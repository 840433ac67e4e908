"""Administrators see, pause, change and run the continuous work on sources."""

from uuid import UUID

import httpx2
import pytest

from chassis.testing.tokens import Tokens
from sources.bootstrap import Container

pytestmark = pytest.mark.integration

ADMIN = UUID(int=3)
SCHEDULES = "/api/v1/admin/sources/schedules"


async def test_schedules_are_listed_paused_changed_and_run_once(
    client: httpx2.AsyncClient, tokens: Tokens, container: Container
) -> None:
    await container.scheduler._ensure()
    admin = tokens.bearer(ADMIN, roles=("admin",))
    listed = (await client.get(SCHEDULES, headers=admin)).json()["data"]
    assert [(item["name"], item["kind"], item["enabled"]) for item in listed] == [
        ("clean-up", "clean-up", True),
        ("outages", "recheck-outages", True),
        ("scans", "scan-due-sources", True),
    ]
    changed = await client.patch(f"{SCHEDULES}/scans", json={"enabled": False, "cron": "*/5 * * * *"}, headers=admin)
    assert (changed.json()["data"]["enabled"], changed.json()["data"]["cron"]) == (False, "*/5 * * * *")
    assert changed.json()["data"]["nextRunAt"] is None
    started = await client.post(f"{SCHEDULES}/scans/run", headers=admin)
    assert (started.status_code, started.json()["data"]["deduped"]) == (202, False)
    again = await client.post(f"{SCHEDULES}/scans/run", headers=admin)
    assert again.json()["data"] == started.json()["data"] | {"deduped": True}
    invalid = await client.patch(f"{SCHEDULES}/scans", json={"cron": "often"}, headers=admin)
    assert invalid.json()["error"]["details"]["errors"][0]["field"] == "cron"
    unknown = await client.post(f"{SCHEDULES}/nothing/run", headers=admin)
    assert (unknown.status_code, unknown.json()["error"]["code"]) == (404, "SCHEDULE_NOT_FOUND")
    assert (await client.get(SCHEDULES, headers=tokens.bearer(ADMIN))).status_code == 403
