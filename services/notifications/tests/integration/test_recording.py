"""Occurrences become notifications, once per user, on the real Postgres."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import httpx2
import pytest
from services.notifications.tests.conftest import USER, Deliver, Rows

from chassis.testing.clock import NOON
from contracts.auth import UserChangedV1, UserDeletedV1
from contracts.catalog import UserServicesChangedV1
from contracts.identity import media_id
from contracts.ingestion import ImportProgressedV1, SourceDegradedV1, SourceRecoveredV1
from contracts.library import LibraryImportEndedV1, SubscriptionTriggeredV1, TriggerPayload
from contracts.social import (
    ContributionModeratedV1,
    FollowAcceptedV1,
    FollowRequestedV1,
    FriendAcceptedV1,
    FriendRequestedV1,
)
from contracts.sources import MediaSourceDegradedV1, MediaSourceRecoveredV1

pytestmark = pytest.mark.integration

Triggered = Callable[..., SubscriptionTriggeredV1]
OTHER = UUID(int=0xA2)


async def test_an_occurrence_is_one_notification_however_often_it_is_reported(
    deliver: Deliver, triggered: Triggered, client: httpx2.AsyncClient
) -> None:
    again = triggered().model_copy(update={"subscription_id": UUID(int=99)})
    await deliver(triggered(), triggered())
    await deliver(again, triggered(episode=6), triggered(OTHER))

    response = await client.get("/api/v1/notifications")

    body = response.json()
    assert response.headers["Cache-Control"] == "private, no-store"
    assert body["meta"]["total"] == 2
    assert {(item["kind"], item["values"]["season"], item["values"]["episode"]) for item in body["data"]} == {
        ("new_episode", 2, 5),
        ("new_episode", 2, 6),
    }
    assert body["data"][0]["values"]["title"] == "Severance"


async def test_administrators_hear_of_an_outage_once(deliver: Deliver, rows: Rows) -> None:
    outage = SourceDegradedV1(
        source="omdb", health="unavailable", reason="timeout: /movie/1", reason_code="timeout", since=NOON
    )
    end = SourceRecoveredV1(source="omdb", since=NOON, recovered_at=NOON + timedelta(minutes=42))

    await deliver(
        UserChangedV1(version=1, user_id=USER, roles=("user", "admin"), changed_at=NOON),
        UserChangedV1(version=1, user_id=OTHER, changed_at=NOON),
    )
    await deliver(outage, outage, end)
    await deliver(outage)

    notices = {(row["user_id"], row["kind"], row["values"].get("minutes")) for row in await rows("notifications")}
    assert notices == {(USER, "source_degraded", None), (USER, "source_recovered", 42)}


async def test_the_owner_of_a_media_source_hears_of_an_outage_once(deliver: Deliver, rows: Rows) -> None:
    source_id = UUID(int=5)
    source = {"source_id": source_id, "kind": "webdav", "name": "Attic", "owner_id": USER, "since": NOON}
    outage = MediaSourceDegradedV1(
        **source, reason_code="credentials_refused", reason="401", until=NOON + timedelta(minutes=5)
    )
    end = MediaSourceRecoveredV1(**source, recovered_at=NOON + timedelta(minutes=42))

    await deliver(outage, outage, end)
    await deliver(outage, end)

    named = {"name": "Attic", "source_id": str(source_id)}
    noted = sorted(await rows("notifications"), key=lambda row: row["kind"])
    assert [(row["user_id"], row["kind"], row["values"]) for row in noted] == [
        (
            USER,
            "media_source_degraded",
            named | {"reason": "401", "reason_code": "credentials_refused", "until": "2026-11-21T12:05:00+00:00"},
        ),
        (USER, "media_source_recovered", named | {"minutes": 42}),
    ]


async def test_requests_for_friendship_are_reported_once_a_day(deliver: Deliver, rows: Rows) -> None:
    other = UUID(int=6)
    requested = FriendRequestedV1(user_id=USER, sender_id=other, requested_at=NOON)
    again = FriendRequestedV1(user_id=USER, sender_id=other, requested_at=NOON + timedelta(hours=2))
    accepted = FriendAcceptedV1(user_id=USER, friend_id=UUID(int=7), accepted_at=NOON)

    await deliver(requested, again, accepted)

    noted = [(row["user_id"], row["kind"], row["values"]) for row in await rows("notifications")]
    assert sorted(noted) == [(USER, "friend_accepted", {}), (USER, "friend_requested", {})]


async def test_followers_and_moderation_are_reported_to_whom_they_concern(deliver: Deliver, rows: Rows) -> None:
    other, text = UUID(int=6), UUID(int=8)
    decided = {"user_id": USER, "target_kind": "review", "target_id": text}
    until = NOON + timedelta(hours=1)
    await deliver(
        FollowRequestedV1(user_id=USER, follower_id=other, requested_at=NOON),
        FollowRequestedV1(user_id=USER, follower_id=other, requested_at=NOON + timedelta(hours=2)),
        FollowAcceptedV1(user_id=USER, followee_id=other, accepted_at=NOON),
        ContributionModeratedV1(**decided, verdict="muted", muted_until=until, decided_at=NOON),
        ContributionModeratedV1(**decided, verdict="shown", decided_at=until),
    )

    noted = sorted(await rows("notifications"), key=lambda row: (row["kind"], row["occurred_at"]))
    assert [(row["user_id"], row["kind"], row["values"]) for row in noted] == [
        (
            USER,
            "contribution_moderated",
            {"target_kind": "review", "verdict": "muted", "until": "2026-11-21T13:00:00+00:00"},
        ),
        (USER, "contribution_moderated", {"target_kind": "review", "verdict": "shown"}),
        (USER, "follow_accepted", {}),
        (USER, "follow_requested", {}),
    ]


async def test_an_erased_user_gets_nothing_and_leaves_no_row(
    deliver: Deliver, triggered: Triggered, rows: Rows
) -> None:
    await deliver(UserChangedV1(version=1, user_id=USER, time_zone="Europe/Kyiv", changed_at=NOON), triggered())

    await deliver(UserDeletedV1(version=2, user_id=USER, deleted_at=NOON))
    await deliver(triggered(episode=6), UserChangedV1(version=3, user_id=USER, time_zone="UTC", changed_at=NOON))

    assert await rows("notifications") == []
    [row] = await rows("users")
    assert row["erased_at"] == NOON
    assert row["time_zone"] is None


async def test_only_the_newest_services_of_a_user_are_theirs(
    deliver: Deliver, triggered: Triggered, client: httpx2.AsyncClient
) -> None:
    def arrival(show: int, provider: int) -> SubscriptionTriggeredV1:
        return triggered(show=show).model_copy(
            update={
                "trigger": "on_streaming",
                "occurrence": f"streaming:US:{provider}",
                "payload": TriggerPayload(provider_id=provider, provider_name="Service", region="US"),
            }
        )

    def subscribed(version: int, *providers: int) -> UserServicesChangedV1:
        return UserServicesChangedV1(
            version=version, user_id=USER, region="US", provider_ids=providers, changed_at=NOON
        )

    await client.patch("/api/v1/notifications/preferences", json={"onlyMyServices": True})
    await deliver(subscribed(2, 8), subscribed(1, 9))
    await deliver(arrival(1, 8), arrival(2, 9))
    await deliver(subscribed(3))
    await deliver(subscribed(2, 8), arrival(3, 10))

    titles = {item["mediaItemId"] for item in (await client.get("/api/v1/notifications")).json()["data"]}
    assert titles == {str(media_id("show", 1)), str(media_id("show", 3))}


async def test_users_who_wait_hear_of_the_end_of_their_import_once(deliver: Deliver, rows: Rows) -> None:
    going = ImportProgressedV1(
        job_id=UUID(int=5),
        job_kind="bulk-import",
        status="processing",
        done=3,
        total=9,
        requested_by=(USER, OTHER),
        requested_at=NOON,
        occurred_at=NOON,
    )
    ready = going.model_copy(update={"status": "ready", "done": 9})
    failed = going.model_copy(update={"job_id": UUID(int=6), "status": "failed", "reason": "tmdb: unavailable"})
    of_none = ready.model_copy(update={"job_id": UUID(int=7), "requested_by": ()})

    await deliver(going, ready, ready, of_none)
    await deliver(ready, failed.model_copy(update={"requested_by": (USER,)}))

    occurrences = {(row["user_id"], row["kind"], row["values"]["done"]) for row in await rows("notifications")}
    assert occurrences == {(USER, "import_finished", 9), (OTHER, "import_finished", 9), (USER, "import_failed", 3)}
    assert len(await rows("notifications")) == 3


async def test_the_owner_of_a_file_hears_of_its_end_once_and_of_a_failure_before(deliver: Deliver, rows: Rows) -> None:
    failed = LibraryImportEndedV1(
        user_id=USER,
        import_id=UUID(int=5),
        source="letterboxd",
        failed=True,
        error_code="UNEXPECTED",
        started_at=NOON,
        ended_at=NOON,
    )
    counts = {"committed": 118, "unmatched": 2, "rejected": 1}
    committed = failed.model_copy(update={"failed": False, "error_code": None, "counts": counts})

    await deliver(failed, committed, committed)
    await deliver(committed.model_copy(update={"counts": {"committed": 120}}))

    assert [
        (row["kind"], row["values"]) for row in sorted(await rows("notifications"), key=lambda row: row["kind"])
    ] == [
        ("file_import_failed", {"source": "letterboxd", "error_code": "UNEXPECTED"}),
        ("file_import_finished", {"source": "letterboxd", "committed": 118, "left_out": 3}),
    ]


async def test_a_single_title_is_announced_after_a_minute(deliver: Deliver, rows: Rows) -> None:
    quick = ImportProgressedV1(
        job_id=UUID(int=5),
        job_kind="sync-movie",
        status="ready",
        kind="movie",
        tmdb_id=11,
        requested_by=(USER,),
        requested_at=NOON - timedelta(seconds=59),
        occurred_at=NOON,
    )
    slow = quick.model_copy(
        update={"job_id": UUID(int=6), "title": "Star Wars", "requested_at": NOON - timedelta(minutes=1)}
    )
    of_an_older_release = quick.model_copy(update={"job_id": UUID(int=7), "requested_at": None})

    await deliver(quick, slow, of_an_older_release)

    [row] = await rows("notifications")
    assert (row["occurrence"], row["values"]["title"]) == (f"import_finished:{UUID(int=6)}", "Star Wars")
