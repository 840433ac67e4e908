"""What players report over HTTP, and its figures, on a real Postgres."""

import asyncio
import json
from datetime import timedelta
from random import Random
from typing import Any, Final
from uuid import UUID, uuid4

import pytest
from services.playback.tests.integration.conftest import EDITING, OTHER, USER, Api, outcome
from services.playback.tests.measuring import SESSION, body_of, events_of
from services.playback.tests.playing import MEDIA, MINUTES_48, add_playable, session_on
from sqlalchemy import text

from chassis.testing.clock import NOON, FixedClock
from playback.bootstrap import Container
from playback.domain.assets.asset import Asset
from playback.domain.assets.subject import Subject
from playback.domain.quality.events import ClientEvent, Failed, QualityChanged, Rebuffered, Sought, Started, Watched
from playback.domain.quality.session import record
from playback.domain.quality.summary import Period, Summary, total
from playback.infrastructure.audience.repository import SqlAudiences

pytestmark = pytest.mark.integration

TODAY: Final = Period(NOON.date(), NOON.date())
MINUTE: Final = timedelta(minutes=1)
EVENTS: Final[list[ClientEvent]] = [
    Started(0, 0, 820),
    Watched(1, 0, 0, 60_000, 720),
    Rebuffered(2, 60_000, 1_500),
    QualityChanged(3, 61_500, 480, 1_200_000),
    Failed(4, 62_000, "SHAKA_1001", fatal=False),
    Sought(5, 63_000, 61_000, 300_000),
    Watched(6, 63_000, 300_000, 360_000, 480),
]


async def playing(container: Container, user: UUID = USER, episode: int = 5, **fields: Any) -> tuple[Asset, str]:
    """Return an asset, new or not, and the path of events of a session that began an hour ago."""
    async with container.units.begin() as work:
        subject = Subject(MEDIA, 2, episode)
        asset = await work.assets.of_subject(subject) or await add_playable(work, subject)
        session = session_on(asset, user, NOON - 60 * MINUTE, **fields)
        await work.sessions.add(session)
    return asset, f"playback/sessions/{session.id}/events"


async def summary_of(container: Container, asset: Asset) -> Summary:
    async with container.units.read() as work:
        days = await work.quality.days(asset.id, TODAY)
    assert {version for version, _ in days} <= {1}
    return Summary.of(total(days.values()))


async def test_events_are_counted_once(container: Container, api: Api) -> None:
    asset, path = await playing(container)
    response = await api.request("POST", path, body_of(*EVENTS))
    assert (response.status_code, response.json()["data"]) == (200, {"accepted": 7, "repeated": 0}), response.text
    response = await api.request("POST", path, body_of(*EVENTS, Started(7, 0, 90)))
    assert response.json()["data"] == {"accepted": 1, "repeated": 7}
    quality = (await api.request("GET", f"admin/playback/assets/{asset.id}/quality", **EDITING)).json()["data"]
    assert quality["total"] == {
        "sessions": 1,
        "startup": {"starts": 2, "meanMs": 455, "p50Ms": 100, "p90Ms": 940, "p99Ms": 994},
        "rebuffers": 1,
        "rebufferSeconds": 1.5,
        "rebufferRatio": 0.0123,
        "rebuffersPerHour": 30.0,
        "errors": [{"code": "SHAKA_1001", "count": 1}],
        "fatalErrors": 0,
        "qualityChanges": 1,
        "seeks": 1,
        "watchedSeconds": 120.0,
        "viewingSeconds": 120.0,
        "watchedByHeight": [{"height": 720, "seconds": 60.0}, {"height": 480, "seconds": 60.0}],
    }
    assert quality["days"] == [{"version": 1, "day": "2026-11-21", "quality": quality["total"]}]


async def test_any_order_repetition_and_concurrency_ends_with_the_same_figures(container: Container, api: Api) -> None:
    random = Random(7)
    asset, _ = await playing(container)
    paths = [(await playing(container, UUID(int=100 + number % 2)))[1] for number in range(4)]
    requests, expected, parts = [], [], 0
    for path in paths:
        events = events_of(random, 40, MINUTES_48)
        whole = record(SESSION, events, MINUTES_48)
        expected.append(whole.counts)
        parts |= whole.session.parts
        batches = [random.sample(events, 12) for _ in range(8)]
        covered = {event.sequence for batch in batches for event in batch}
        batches.append([event for event in events if event.sequence not in covered] or events[:1])
        requests += [(path, 100 + paths.index(path) % 2, batch) for batch in batches]
    random.shuffle(requests)
    responses = await asyncio.gather(
        *(api.request("POST", path, body_of(*batch), user=UUID(int=user)) for path, user, batch in requests)
    )
    assert {response.status_code for response in responses} == {200}
    assert sum(response.json()["data"]["accepted"] for response in responses) == 160
    assert await summary_of(container, asset) == Summary.of(total(expected))
    async with container.units.begin() as work:
        (audience,) = await work.audiences.claim(NOON, 10)
    assert audience.users == 2
    assert [watched > 0 for watched in audience.watched] == [bool(parts >> part & 1) for part in range(20)]


async def test_a_batch_that_fails_halfway_leaves_nothing_and_counts_when_it_is_sent_again(
    container: Container, api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    asset, path = await playing(container)

    async def lost(*_: object) -> None:
        raise ConnectionError("the process was killed")

    long = [*EVENTS, Watched(7, 0, 0, 144_000)]
    with monkeypatch.context() as failing:
        failing.setattr(SqlAudiences, "watched", lost)
        assert (await api.request("POST", path, body_of(*long))).status_code == 503
    assert (await summary_of(container, asset)).sessions == 0
    response = await api.request("POST", path, body_of(*long))
    assert response.json()["data"] == {"accepted": 8, "repeated": 0}
    assert (await summary_of(container, asset)).watched_seconds == 264.0


async def test_events_of_another_user_and_of_no_session_are_refused(container: Container, api: Api) -> None:
    asset, path = await playing(container)
    refused = (404, "PLAYBACK_SESSION_NOT_FOUND")
    assert outcome(await api.request("POST", path, body_of(*EVENTS), user=OTHER)) == refused
    unknown = f"playback/sessions/{uuid4()}/events"
    assert outcome(await api.request("POST", unknown, body_of(*EVENTS))) == refused
    assert (await summary_of(container, asset)).sessions == 0


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"ended_at": NOON - timedelta(hours=47), "end_reason": "user"}, 200),
        ({"ended_at": NOON - timedelta(hours=49), "end_reason": "user"}, 410),
        ({"started_at": NOON - timedelta(days=8)}, 410),
    ],
)
async def test_late_events_count_until_48_hours_after_the_end(
    container: Container, api: Api, fields: dict[str, Any], status: int
) -> None:
    started = fields.get("started_at", NOON - timedelta(hours=50))
    asset, path = await playing(container, **{**fields, "started_at": started})
    assert (await api.request("POST", path, body_of(*EVENTS))).status_code == status
    day = Period(started.date(), started.date())
    async with container.units.read() as work:
        assert bool(await work.quality.days(asset.id, day)) == (status == 200)


BAD: Final[list[tuple[dict[str, Any], str, str]]] = [
    ({"type": "startup", "durationMs": 600_001}, "events.0.durationMs", "less_than_equal"),
    ({"type": "startup", "durationMs": 1, "sequence": 20_000}, "events.0.sequence", "less_than"),
    ({"type": "startup", "durationMs": 1, "sequence": -1}, "events.0.sequence", "greater_than_equal"),
    ({"type": "startup", "durationMs": 1, "offsetMs": 3_720_001}, "events.0.offsetMs", "less_than_equal"),
    ({"type": "startup", "durationMs": "1"}, "events.0.durationMs", "int_type"),
    ({"type": "pause"}, "events.0", "union_tag_invalid"),
    ({"type": "error", "code": "no code", "fatal": True}, "events.0.code", "string_pattern_mismatch"),
    ({"type": "quality", "height": 0, "bitsPerSecond": 1}, "events.0.height", "greater_than_equal"),
    ({"type": "watched", "beginMs": 5, "endMs": 5}, "events.0.endMs", "greater_than"),
    ({"type": "watched", "beginMs": 0, "endMs": 600_001}, "events.0.endMs", "less_than_equal"),
    ({"type": "watched", "beginMs": 2_880_000, "endMs": 2_885_001}, "events.0.endMs", "less_than_equal"),
    ({"type": "watched", "beginMs": 0, "endMs": 9, "speed": 0}, "events.0.speed", "greater_than_equal"),
    ({"type": "seek", "fromMs": 0, "toMs": 2_885_001}, "events.0.toMs", "less_than_equal"),
]


@pytest.mark.parametrize(("event", "field", "rule"), BAD)
async def test_invalid_events_are_named(
    container: Container, api: Api, event: dict[str, Any], field: str, rule: str
) -> None:
    asset, path = await playing(container)
    response = await api.request("POST", path, {"events": [{"sequence": 0, "offsetMs": 0, **event}]})
    assert outcome(response) == (400, "VALIDATION_ERROR")
    errors = response.json()["error"]["details"]["errors"]
    assert [(error["field"], error["rule"]) for error in errors] == [(field, rule)]
    assert (await summary_of(container, asset)).sessions == 0


async def test_a_batch_has_1_to_100_events_and_at_most_64_kib(container: Container, api: Api) -> None:
    _, path = await playing(container)
    many = [Started(number, 0, 1) for number in range(101)]
    assert outcome(await api.request("POST", path, body_of(*many))) == (400, "VALIDATION_ERROR")
    assert outcome(await api.request("POST", path, body_of())) == (400, "VALIDATION_ERROR")
    assert (await api.request("POST", path, body_of(*many[:100]))).status_code == 200
    padded = json.dumps(body_of(*EVENTS)).encode() + b" " * 65_536
    headers = {**api.tokens.bearer(USER), "Content-Type": "application/json"}
    large = await api.client.post(f"/api/v1/{path}", content=padded, headers=headers)
    assert outcome(large) == (413, "PAYLOAD_TOO_LARGE")


async def test_the_worst_assets_come_first(container: Container, api: Api) -> None:
    reports: dict[int, list[ClientEvent]] = {
        1: [Started(0, 0, 400), Watched(1, 0, 0, 100_000, 720), Rebuffered(2, 0, 100)],
        2: [Started(0, 0, 900), Watched(1, 0, 0, 100_000, 720), Rebuffered(2, 0, 25_000)],
        3: [Started(0, 0, 9_000), Watched(1, 0, 0, 100_000, 720), Failed(2, 0, "MEDIA_3", fatal=True)],
    }
    for episode, events in reports.items():
        _, path = await playing(container, episode=episode)
        assert (await api.request("POST", path, body_of(*events))).status_code == 200

    async def ranked(query: str) -> list[str]:
        response = await api.request("GET", f"admin/playback/quality?{query}", **EDITING)
        assert response.status_code == 200, response.text
        return [asset["subject"].rpartition("x")[2] for asset in response.json()["data"]["worst"]]

    assert await ranked("minSessions=1") == ["02", "01"]
    assert await ranked("minSessions=1&sort=startup") == ["03", "02", "01"]
    assert await ranked("minSessions=1&sort=errors&limit=1") == ["03"]
    assert await ranked("minSessions=2") == []
    assert await ranked("minSessions=1&to=2026-11-20") == []
    overview = (await api.request("GET", "admin/playback/quality?minSessions=1", **EDITING)).json()["data"]
    assert (overview["total"]["sessions"], overview["total"]["rebufferRatio"]) == (3, round(25_100 / 325_100, 4))
    assert overview["worst"][0]["quality"]["rebufferRatio"] == 0.2


@pytest.mark.parametrize(
    ("query", "rule"),
    [
        ("from=2026-11-22", "period_order"),
        ("from=2026-08-21", "range_too_long"),
        ("from=2019-01-01", "greater_than_equal"),
        ("sort=best", "literal_error"),
        ("limit=0", "greater_than_equal"),
    ],
)
async def test_invalid_parameters_are_named(api: Api, query: str, rule: str) -> None:
    response = await api.request("GET", f"admin/playback/quality?{query}", **EDITING)
    assert outcome(response) == (400, "VALIDATION_ERROR")
    assert [error["rule"] for error in response.json()["error"]["details"]["errors"]] == [rule]


async def test_figures_are_for_editors_and_of_known_assets(api: Api) -> None:
    for path in ("quality", f"assets/{USER}/quality"):
        assert outcome(await api.request("GET", f"admin/playback/{path}")) == (403, "FORBIDDEN")
    unknown = await api.request("GET", f"admin/playback/assets/{USER}/quality", **EDITING)
    assert outcome(unknown) == (404, "ASSET_NOT_FOUND")


async def test_shards_of_closed_days_are_folded_and_their_sums_stay(
    container: Container, api: Api, clock: FixedClock
) -> None:
    asset, _ = await playing(container)
    for number in range(3):
        _, path = await playing(container, id=UUID(int=9_000 + number))
        assert (await api.request("POST", path, body_of(*EVENTS))).status_code == 200
    before = await summary_of(container, asset)
    query = text("select array_agg(distinct shard order by shard) from quality_counts")

    async def folded(days: int) -> list[int]:
        clock.instant = NOON + timedelta(days=days)
        await container.fold_shards()()
        assert await summary_of(container, asset) == before
        async with container.runtime.engine.connect() as connection:
            shards: list[int] = (await connection.execute(query)).scalar_one()
        return shards

    assert await folded(8) == [0, 1, 2]
    assert await folded(9) == [0]
    assert await folded(9) == [0]
    assert (before.sessions, before.watched_seconds) == (3, 360.0)


async def test_what_is_kept_no_longer_is_deleted(container: Container, api: Api, clock: FixedClock) -> None:
    _, path = await playing(container)
    await api.request("POST", path, body_of(*EVENTS))
    counts = "select (select count(*) from quality_sessions), (select count(*) > 0 from quality_counts)"

    async def kept(days: int) -> tuple[int, bool]:
        clock.instant = NOON + timedelta(days=days)
        await container.prune_quality()()
        async with container.runtime.engine.connect() as connection:
            row = (await connection.execute(text(counts))).one()
        return row[0], row[1]

    assert await kept(14) == (1, True)
    assert await kept(15) == (0, True)
    assert await kept(800) == (0, True)
    assert await kept(801) == (0, False)
