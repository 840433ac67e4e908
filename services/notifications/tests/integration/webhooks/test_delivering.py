"""Events reach endpoints, signed, whatever an endpoint does."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID

import httpx2
import pytest
from services.notifications.tests.conftest import USER, Deliver, Rows
from services.notifications.tests.integration.webhooks.conftest import Create, DeliverDue
from services.notifications.tests.integration.webhooks.logs import deliveries_of, log_of, published
from services.notifications.tests.receivers import Receiver, endless, reply
from standardwebhooks import Webhook

from chassis.testing.clock import NOON, FixedClock
from chassis.testing.events import media_published
from contracts.auth import UserDeletedV1
from contracts.identity import media_id
from contracts.library import PlayRecordedV1, SubscriptionTriggeredV1
from egress.guard import EgressGuard, Route
from egress.policy import Code, EgressRefused, Refusal
from notifications.application.deliveries.lanes import LaneWorker
from notifications.application.deliveries.queue import LEASE

pytestmark = pytest.mark.integration

OTHER = UUID(int=0xA2)


def played(user_id: UUID = USER, number: int = 1) -> PlayRecordedV1:
    return PlayRecordedV1(
        play_id=UUID(int=number), user_id=user_id, media_id=media_id("movie", 7), kind="movie", watched_at=NOON
    )


async def test_an_event_arrives_once_with_a_signature_of_the_specification(
    create: Create, deliver: Deliver, deliver_due: DeliverDue, receiver: Receiver, clock: FixedClock
) -> None:
    clock.instant = datetime.now(UTC)
    secret = (await create())["secret"]
    await deliver(media_published(7, "severance"))
    await deliver_due()
    await deliver_due()

    [request] = receiver.received
    body = Webhook(secret).verify(request.body, request.headers)
    assert body["type"] == "media.published"
    assert body["data"] == {
        "mediaId": str(media_id("movie", 7)),
        "kind": "movie",
        "tmdbId": 7,
        "slug": "severance",
        "listed": True,
        "title": None,
        "successorId": None,
        "publishedAt": "2026-11-21T00:00:00Z",
    }


async def test_after_a_rotation_both_secrets_verify_for_a_day(
    create: Create,
    deliver: Deliver,
    deliver_due: DeliverDue,
    receiver: Receiver,
    clock: FixedClock,
    client: httpx2.AsyncClient,
) -> None:
    clock.instant = datetime.now(UTC) - timedelta(hours=24)
    before = await create()
    rotated = await client.post(f"/api/v1/notifications/webhooks/{before['id']}/rotate-secret")
    after = rotated.json()["data"]["secret"]
    clock.instant += timedelta(hours=23, minutes=59)
    await deliver(media_published(7, "severance"))
    await deliver_due()
    clock.instant += timedelta(minutes=2)
    await deliver(media_published(8, "andor"))
    await deliver_due()

    first, second = receiver.received
    assert len(first.headers["webhook-signature"].split(" ")) == 2
    for secret in (before["secret"], after):
        Webhook(secret).verify(first.body, first.headers)
    assert len(second.headers["webhook-signature"].split(" ")) == 1
    Webhook(after).verify(second.body, second.headers)


async def test_an_endpoint_gets_its_owners_events_that_pass_its_filters(
    create: Create,
    deliver: Deliver,
    deliver_due: DeliverDue,
    receiver: Receiver,
    triggered: Callable[..., SubscriptionTriggeredV1],
) -> None:
    await create("/own", "play.recorded", "subscription.triggered", "notification.created", "media.published")
    await create("/movies", "media.published", filters={"kind": ["movie"], "direction": ["up"]})
    await deliver(
        played(),
        played(OTHER, 2),
        triggered(),
        triggered(OTHER),
        media_published(7, "severance", kind="show"),
    )
    await deliver(media_published(8, "andor"))
    await deliver_due()

    own = sorted(
        str(item.data.get("slug") or item.data.get("playId") or item.data["kind"]) for item in receiver.at("/own")
    )
    assert own == [str(UUID(int=1)), "andor", "new_episode", "severance", "severance"]
    assert [item.data["slug"] for item in receiver.at("/movies")] == ["andor"]
    assert all("userId" not in item.data for item in receiver.received)


async def test_an_endpoint_that_responds_with_500_for_a_minute_gets_the_event_afterwards(
    create: Create,
    deliver: Deliver,
    deliver_due: DeliverDue,
    receiver: Receiver,
    clock: FixedClock,
    client: httpx2.AsyncClient,
    rows: Rows,
) -> None:
    webhook = await create()
    receiver.responses["/"] = reply(500, body=b"out of order")
    await deliver(media_published(7, "severance"))
    for _ in range(12):
        await deliver_due()
        clock.instant += timedelta(seconds=5)
    failed = len(receiver.received)
    receiver.responses.clear()
    clock.instant += timedelta(minutes=2)
    await deliver_due()

    assert 2 <= failed <= 5
    assert len(receiver.received) == failed + 1
    assert len({request.headers["webhook-id"] for request in receiver.received}) == 1
    [delivery] = await deliveries_of(client, webhook)
    assert (delivery["state"], delivery["attempts"], delivery["errorCode"]) == ("delivered", failed + 1, None)
    assert await published(rows, webhook) == [("media.published", "delivered", None, failed + 1)]
    log = await log_of(client, webhook, delivery)
    assert [(item["status"], item["responseBody"]) for item in log] == [(500, "out of order")] * failed + [(204, "")]
    assert "webhook-signature" not in log[0]["requestHeaders"]


@pytest.mark.parametrize(
    ("behaviour", "code"), [("hangs", "no_response"), ("redirects", "redirected"), ("limits", "rate_limited")]
)
async def test_an_attempt_that_fails_is_repeated(
    create: Create,
    deliver: Deliver,
    deliver_due: DeliverDue,
    receiver: Receiver,
    client: httpx2.AsyncClient,
    behaviour: str,
    code: str,
) -> None:
    responses = {
        "hangs": receiver.hang,
        "redirects": reply(302, "Location: http://169.254.169.254/"),
        "limits": reply(429, "Retry-After: 3600"),
    }
    receiver.responses["/"] = responses[behaviour]
    webhook = await create()
    await deliver(media_published(7, "severance"))
    await deliver_due()

    [delivery] = await deliveries_of(client, webhook)
    assert (delivery["state"], delivery["attempts"], delivery["errorCode"]) == ("pending", 1, code)
    assert len(receiver.received) == 1
    wait = datetime.fromisoformat(delivery["dueAt"]) - NOON
    assert wait == timedelta(hours=1) if behaviour == "limits" else wait <= timedelta(seconds=5)


async def test_of_an_endless_response_the_beginning_is_kept(
    create: Create, deliver: Deliver, deliver_due: DeliverDue, receiver: Receiver, client: httpx2.AsyncClient
) -> None:
    receiver.responses["/"] = endless
    webhook = await create()
    await deliver(media_published(7, "severance"))
    await deliver_due()

    [delivery] = await deliveries_of(client, webhook)
    [attempt] = await log_of(client, webhook, delivery)
    assert delivery["state"] == "delivered"
    assert (attempt["responseBody"], attempt["responseCut"]) == ("x" * 4096, True)


async def test_an_endpoint_that_is_gone_is_disabled_and_its_owner_notified(
    create: Create,
    deliver: Deliver,
    deliver_due: DeliverDue,
    receiver: Receiver,
    client: httpx2.AsyncClient,
    rows: Rows,
) -> None:
    receiver.responses["/"] = reply(410)
    webhook = await create()
    await deliver(media_published(7, "severance"), media_published(8, "andor"))
    await deliver_due()
    await deliver(media_published(9, "dune"))
    await deliver_due()

    assert len(receiver.received) == 1
    shown = (await client.get(f"/api/v1/notifications/webhooks/{webhook['id']}")).json()["data"]
    assert (shown["enabled"], shown["disabledReason"]) == (False, "gone")
    states = sorted(item["state"] for item in await deliveries_of(client, webhook))
    assert states == ["cancelled", "failed"]
    assert await published(rows, webhook) == [
        ("media.published", "cancelled", "webhook_disabled", 0),
        ("media.published", "failed", "gone", 1),
    ]
    [notice] = await rows("notifications")
    assert (notice["kind"], notice["values"]) == ("webhook_disabled", {"endpoint": "127.0.0.1", "reason": "gone"})


async def test_an_endpoint_that_failed_for_days_is_disabled(
    create: Create,
    deliver: Deliver,
    deliver_due: DeliverDue,
    receiver: Receiver,
    clock: FixedClock,
    client: httpx2.AsyncClient,
) -> None:
    receiver.responses["/"] = reply(500)
    webhook = await create()
    for day in range(6):
        clock.instant = NOON + timedelta(days=day)
        await deliver(media_published(day + 1, "severance"))
        await deliver_due()

    shown = (await client.get(f"/api/v1/notifications/webhooks/{webhook['id']}")).json()["data"]
    assert (shown["disabledReason"], shown["failingSince"]) == ("failing", "2026-11-21T12:00:00Z")


async def test_an_endpoint_that_hangs_delays_no_other(
    create: Create, deliver: Deliver, lane: LaneWorker, receiver: Receiver, clock: FixedClock
) -> None:
    receiver.responses["/slow"] = receiver.hang
    await create("/slow")
    await create("/fast")
    await deliver(*(media_published(number, "severance") for number in range(1, 6)))

    while len(receiver.at("/fast")) < 5:
        await lane.turn()
        await asyncio.sleep(0)
        clock.instant += timedelta(milliseconds=1)
    assert len(receiver.at("/slow")) <= 1
    receiver.released.set()
    await lane.settled()


async def test_a_delivery_of_a_process_that_died_is_sent_again_with_its_id(
    create: Create, deliver: Deliver, deliver_due: DeliverDue, lane: LaneWorker, receiver: Receiver, clock: FixedClock
) -> None:
    receiver.responses["/"] = receiver.hang
    await create()
    await deliver(media_published(7, "severance"))
    await lane.turn()
    await receiver.arrived.wait()
    for _, task in lane._running.values():
        task.cancel()
    await asyncio.gather(*(task for _, task in lane._running.values()), return_exceptions=True)

    receiver.responses.clear()
    await deliver_due()
    assert len(receiver.received) == 1
    clock.instant += LEASE
    await deliver_due()

    first, second = receiver.received
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    assert first.body == second.body


async def test_an_erased_user_leaves_no_row_and_gets_nothing(
    create: Create, deliver: Deliver, deliver_due: DeliverDue, receiver: Receiver, rows: Rows
) -> None:
    await create("/", "play.recorded", "media.published")
    await deliver(played(), media_published(7, "severance"))
    await deliver_due()
    sent = len(receiver.received)
    await deliver(UserDeletedV1(version=2, user_id=USER, deleted_at=NOON))
    await deliver(played(number=2), media_published(8, "andor"))
    await deliver_due()

    assert sent == len(receiver.received) == 2
    for table in ("webhook_endpoints", "webhook_deliveries", "webhook_attempts", "webhook_replays"):
        assert await rows(table) == [], table
    assert [row["type"] for row in await rows("webhook_events")] == ["media.published", "media.published"]


async def test_a_webhook_waits_for_the_path_without_an_attempt(
    create: Create,
    deliver: Deliver,
    deliver_due: DeliverDue,
    receiver: Receiver,
    clock: FixedClock,
    client: httpx2.AsyncClient,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def fails(guard: EgressGuard) -> Route:
        raise EgressRefused(Refusal(Code.INTERFACE, "the interface is not up", clock.now() + timedelta(minutes=1)))

    endpoint = await create()
    monkeypatch.setattr(EgressGuard, "admit_path", fails)
    await deliver(media_published(7, "severance"))
    await deliver_due()
    [waiting] = await deliveries_of(client, endpoint)
    assert (waiting["state"], waiting["attempts"], receiver.received) == ("pending", 0, [])
    monkeypatch.undo()
    clock.instant += timedelta(minutes=1)
    await deliver_due()
    [delivered] = await deliveries_of(client, endpoint)
    assert (delivered["state"], delivered["attempts"], len(receiver.received)) == ("delivered", 1, 1)
