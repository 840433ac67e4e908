"""Episodes that are announced before they air, once, on the real Postgres."""

import asyncio
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

import httpx2
import pytest
from services.notifications.tests.conftest import USER, Confirm, Deliver, Rows
from services.notifications.tests.crashes import Crash, CrashingUnits

from chassis.messaging.transaction import UnitsOfWork
from chassis.testing.clock import NOON, FixedClock
from contracts.auth import UserDeletedV1
from contracts.identity import media_id
from contracts.library import SubscriptionUpcomingV1
from notifications.application.upcoming.reporting import ReportUpcoming
from notifications.bootstrap import Container
from notifications.infrastructure.unit_of_work import SqlUnitOfWork

pytestmark = pytest.mark.integration

PREFERENCES: Final = "/api/v1/notifications/preferences"
AIRS_AT: Final = NOON + timedelta(days=5)
DAY: Final = timedelta(days=1)


def upcoming(
    version: int = 1, airs_at: datetime | None = AIRS_AT, *, user_id: UUID = USER, episode: int = 5, **changes: Any
) -> SubscriptionUpcomingV1:
    event = SubscriptionUpcomingV1(
        subscription_id=UUID(int=user_id.int + 7),
        user_id=user_id,
        media_id=media_id("show", 7),
        kind="show",
        tmdb_id=7,
        season=2,
        episode=episode,
        revision=version,
        airs_at=airs_at,
        episode_title="Trojan's Horse",
        title="Severance",
        slug="severance",
        announced_at=NOON,
    )
    return event.model_copy(update=changes)


@pytest.fixture(autouse=True)
async def a_day_before(confirm: Confirm, client: httpx2.AsyncClient) -> None:
    """Let the user have an address, and choose a lead time of a day, with mail at once."""
    await confirm(USER)
    body = {"leadTimeMinutes": {"new_episode": 1440}, "frequencies": {"new_episode": {"email": "immediate"}}}
    response = await client.patch(PREFERENCES, json=body)
    assert response.status_code == 200, response.text


async def inbox(client: httpx2.AsyncClient) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = (await client.get("/api/v1/notifications")).json()["data"]
    return items


async def test_an_episode_is_announced_when_its_lead_time_begins_once_over_all_replicas(
    deliver: Deliver, container: Container, client: httpx2.AsyncClient, clock: FixedClock, rows: Rows
) -> None:
    report = container.application.report_upcoming
    await deliver(upcoming(), upcoming(), upcoming(user_id=UUID(int=0xA2)))

    clock.instant = AIRS_AT - DAY - timedelta(seconds=1)
    assert await report() == 0
    assert await inbox(client) == []
    clock.instant = AIRS_AT - DAY
    assert sorted(await asyncio.gather(report(), report())) == [0, 1]
    await deliver(upcoming())
    assert await report() == 0

    [item] = await inbox(client)
    assert item["text"] == "Episode 5 of season 2 of Severance, “Trojan's Horse”, airs on 26 November 2026, 12:00 UTC."
    [row] = await rows("deliveries")
    assert (row["state"], row["due_at"], row["expires_at"]) == ("pending", AIRS_AT - DAY, AIRS_AT)


async def test_a_season_has_a_lead_time_of_its_own(
    deliver: Deliver, container: Container, client: httpx2.AsyncClient, clock: FixedClock
) -> None:
    season: dict[str, Any] = {"episode": 1, "trigger": "new_season", "subscription_id": UUID(int=9)}
    await client.patch(PREFERENCES, json={"leadTimeMinutes": {"new_season": 60}})
    await deliver(upcoming(episode=1), upcoming(**season))

    clock.instant = AIRS_AT - DAY
    assert await container.application.report_upcoming() == 1
    await client.patch(PREFERENCES, json={"leadTimeMinutes": {"new_season": 3 * 1440}})
    assert await container.application.report_upcoming() == 1

    text = "Season 2 of Severance begins on 26 November 2026, 12:00 UTC."
    assert sorted((item["kind"], item["text"]) for item in await inbox(client))[1:] == [("new_season", text)]
    await deliver(upcoming(2, None, **season))
    assert [item["kind"] for item in await inbox(client)] == ["new_episode"]


async def test_a_crash_before_the_commit_reports_nothing_and_the_next_run_does(
    deliver: Deliver, container: Container, units: UnitsOfWork[SqlUnitOfWork], clock: FixedClock, rows: Rows
) -> None:
    await deliver(upcoming())
    clock.instant = AIRS_AT - DAY
    with pytest.raises(Crash):
        await ReportUpcoming(CrashingUnits(units), container.application.record, clock)()

    assert (await rows("notifications"), await rows("deliveries")) == ([], [])
    assert await container.application.report_upcoming() == 1
    assert len(await rows("deliveries")) == 1


async def test_a_moved_airing_is_announced_at_its_new_time_only(
    deliver: Deliver, container: Container, clock: FixedClock
) -> None:
    report = container.application.report_upcoming
    await deliver(upcoming(2, AIRS_AT + DAY), upcoming(1))
    await deliver(upcoming(1))

    clock.instant = AIRS_AT - DAY
    assert await report() == 0
    clock.instant = AIRS_AT
    assert await report() == 1


async def test_what_was_reported_and_waits_is_corrected_and_not_reported_again(
    deliver: Deliver, container: Container, client: httpx2.AsyncClient, clock: FixedClock, rows: Rows
) -> None:
    await client.patch(PREFERENCES, json={"quietHours": {"beginsAt": "11:00", "endsAt": "15:00"}})
    await deliver(upcoming())
    clock.instant = AIRS_AT - DAY
    await container.application.report_upcoming()
    moved = AIRS_AT - DAY + timedelta(hours=6)
    sequence = (await rows("notifications"))[0]["sequence"]

    await deliver(upcoming(2, moved))
    clock.instant += timedelta(minutes=1)
    assert await container.application.report_upcoming() == 0

    [item] = await inbox(client)
    assert item["values"]["airs_at"] == moved.isoformat()
    assert (await rows("notifications"))[0]["sequence"] > sequence
    [row] = await rows("deliveries")
    assert (row["state"], row["due_at"], row["expires_at"]) == ("pending", AIRS_AT - DAY + timedelta(hours=3), moved)

    await deliver(upcoming(3, AIRS_AT - DAY + timedelta(hours=2)))
    [row] = await rows("deliveries")
    assert (row["state"], row["error_code"]) == ("cancelled", "too_late")


async def test_what_was_reported_of_a_withdrawn_airing_is_withdrawn(
    deliver: Deliver, container: Container, client: httpx2.AsyncClient, clock: FixedClock, rows: Rows
) -> None:
    await client.patch(PREFERENCES, json={"frequencies": {"new_episode": {"email": "daily"}}})
    await deliver(upcoming(), upcoming(episode=6))
    clock.instant = AIRS_AT - DAY
    assert await container.application.report_upcoming() == 2

    await deliver(upcoming(2, None))
    await deliver(upcoming(3))
    assert await container.application.report_upcoming() == 0

    assert [item["values"]["episode"] for item in await inbox(client)] == [6]
    states = sorted((row["state"], row["error_code"]) for row in await rows("deliveries"))
    assert states == [("cancelled", "withdrawn"), ("collected", None)]
    cancelled = [row["body"] for row in await rows("outbox") if b'"outcome":"cancelled"' in row["body"]]
    assert len(cancelled) == 1


async def test_a_withdrawn_airing_is_not_announced_and_may_come_back(
    deliver: Deliver, container: Container, clock: FixedClock
) -> None:
    await deliver(upcoming())
    await deliver(upcoming(2, None))
    clock.instant = AIRS_AT - DAY
    assert await container.application.report_upcoming() == 0

    await deliver(upcoming(3, AIRS_AT + timedelta(hours=1)))
    clock.instant += timedelta(hours=1)
    assert await container.application.report_upcoming() == 1


async def test_a_change_of_the_lead_time_counts_for_what_is_not_reported_yet(
    deliver: Deliver, container: Container, client: httpx2.AsyncClient, clock: FixedClock
) -> None:
    report = container.application.report_upcoming
    await deliver(upcoming())
    await client.patch(PREFERENCES, json={"leadTimeMinutes": {"new_episode": None}})
    clock.instant = AIRS_AT - timedelta(hours=1)
    assert await report() == 0

    await client.patch(PREFERENCES, json={"leadTimeMinutes": {"new_episode": 60}})
    assert await report() == 1
    clock.instant = AIRS_AT
    await deliver(upcoming(episode=6))
    assert await report() == 0, "it has aired"


async def test_an_erased_user_leaves_no_upcoming_episode(deliver: Deliver, rows: Rows) -> None:
    await deliver(upcoming())
    await deliver(UserDeletedV1(version=2, user_id=USER, deleted_at=NOON))
    await deliver(upcoming(2))

    assert await rows("upcoming_episodes") == []
