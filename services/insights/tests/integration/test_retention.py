"""Audience retention: measurements in, curves and pictures out, on the real Postgres."""

from collections.abc import AsyncIterator, Awaitable, Callable
from random import Random
from typing import Any, Final
from uuid import UUID

import httpx2
import pytest
import pytest_asyncio

from chassis.testing.clients import client_for
from chassis.testing.clock import NOON
from contracts.identity import media_id
from contracts.ingestion import MediaImportedV1
from contracts.playback import RetentionMeasuredV1, WatchedPart
from insights.api import create_api
from insights.bootstrap import Container

pytestmark = pytest.mark.integration

Imported = Callable[..., MediaImportedV1]
Deliver = Callable[..., Awaitable[list[str]]]
ASSET: Final = UUID("6a1f4b62-7c0e-5d1b-9f7a-2b8f6f0f3c11")
PARTS: Final = (WatchedPart(retention=0.95, low=0.76, high=0.99), *([WatchedPart()] * 19))


def measured(number: int = 1, version: int = 1, users: int = 20, **fields: Any) -> RetentionMeasuredV1:
    """Return the measurement of a movie's video."""
    stated: dict[str, Any] = {
        "asset_id": ASSET,
        "asset_version": 1,
        "media_id": media_id("movie", number),
        "duration_ms": 5_400_000,
        "parts": PARTS if users else (),
        "measured_at": NOON,
        **fields,
    }
    return RetentionMeasuredV1(version=version, users=users, **stated)


@pytest_asyncio.fixture
async def client(container: Container, deliver: Deliver, imported: Imported) -> AsyncIterator[httpx2.AsyncClient]:
    """Return a client, with a title of the name `Dune`."""
    await deliver(imported(1, title="Dune"))
    async with client_for(create_api(container)) as client:
        client.base_url = client.base_url.join("/api/v1/insights/titles/")
        yield client
    await container.runtime.reads.close()


async def retention(client: httpx2.AsyncClient, query: str = "", number: int = 1) -> dict[str, Any]:
    response = await client.get(f"{media_id('movie', number)}/retention{query}")
    assert response.status_code == 200, response.text
    data: dict[str, Any] = response.json()["data"]
    return data


async def test_a_title_has_the_curve_of_its_video(client: httpx2.AsyncClient, deliver: Deliver) -> None:
    assert await deliver(measured()) == []
    data = await retention(client)
    assert {name: data[name] for name in data if name != "parts"} == {
        "mediaItemId": str(media_id("movie", 1)),
        "title": "Dune",
        "video": None,
        "reason": None,
        "version": 1,
        "durationMs": 5_400_000,
        "users": 20,
        "measuredAt": "2026-11-21T12:00:00Z",
    }
    assert data["parts"][0] == {"from": 0.0, "to": 5.0, "retention": 0.95, "low": 0.76, "high": 0.99}
    assert data["parts"][19] == {"from": 95.0, "to": 100.0, "retention": None, "low": None, "high": None}


async def test_a_video_without_a_measurement_has_a_reason(client: httpx2.AsyncClient) -> None:
    data = await retention(client)
    assert (data["reason"], data["users"], data["parts"]) == ("TOO_FEW_USERS", None, [])
    picture = await client.get(f"{media_id('movie', 1)}/retention/chart.svg")
    assert picture.status_code == 200
    assert "Too few users have watched this video" in picture.text


async def test_episodes_and_trailers_have_curves_of_their_own(client: httpx2.AsyncClient, deliver: Deliver) -> None:
    await deliver(
        measured(users=20),
        measured(users=30, asset_id=UUID(int=2), season=2, episode=5),
        measured(users=40, asset_id=UUID(int=3), trailer=True),
        measured(users=50, asset_id=UUID(int=2), asset_version=2, season=2, episode=5),
    )
    assert [(await retention(client, query))["users"] for query in ("", "?video=2x05", "?video=trailer")] == [
        20,
        50,
        40,
    ]
    assert (await retention(client, "?video=2x6"))["reason"] == "TOO_FEW_USERS"


async def test_any_order_and_repetition_ends_with_the_newest_measurement(
    client: httpx2.AsyncClient, deliver: Deliver
) -> None:
    events = [measured(version=version, users=20 + version) for version in range(1, 6)]
    for seed in range(3):
        order = Random(seed).sample(events * 2, 10)
        for start in range(0, len(order), 3):
            assert await deliver(*order[start : start + 3]) == []
        assert (await retention(client))["users"] == 25
    await deliver(measured(version=6, users=0))
    await deliver(measured(version=4, users=24))
    assert (await retention(client))["reason"] == "TOO_FEW_USERS"


async def test_a_newer_version_of_the_video_is_shown_once_enough_have_watched_it(
    client: httpx2.AsyncClient, deliver: Deliver
) -> None:
    await deliver(measured(users=80), measured(version=2, users=0, asset_version=2))
    assert (await retention(client))["version"] == 1
    await deliver(measured(version=3, users=21, asset_version=2))
    assert (await retention(client))["version"] == 2


async def test_the_picture_has_the_curve_and_its_users(client: httpx2.AsyncClient, deliver: Deliver) -> None:
    await deliver(measured(users=412, parts=tuple(WatchedPart(retention=0.9, low=0.8, high=0.95) for _ in range(20))))
    path = f"{media_id('movie', 1)}/retention/chart"
    picture = await client.get(f"{path}.svg")
    assert picture.status_code == 200
    assert "Dune" in picture.text
    assert "412 users" in picture.text
    again = await client.get(f"{path}.svg", headers={"If-None-Match": picture.headers["etag"]})
    assert again.status_code == 304
    assert (await client.get(f"{path}.png")).content.startswith(b"\x89PNG")


async def test_unknown_titles_and_videos_are_refused(client: httpx2.AsyncClient) -> None:
    unknown = await client.get(f"{media_id('movie', 404)}/retention")
    assert (unknown.status_code, unknown.json()["error"]["code"]) == (404, "MEDIA_NOT_FOUND")
    for video in ("2", "x5", "2x", "teaser", "2x05x1", ""):
        response = await client.get(f"{media_id('movie', 1)}/retention", params={"video": video})
        assert (response.status_code, response.json()["error"]["code"]) == (400, "VALIDATION_ERROR"), video
