"""Keys of whole segments over HTTP, on a real Postgres: what is released, to whom, and what is recorded."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import httpx2
import pytest
from services.playback.tests.integration.conftest import OTHER, USER, Api, outcome
from services.playback.tests.integration.played import SIGN_IN, Played, play

from playback.application.sessions.ports import SessionFilter
from playback.bootstrap import Container

pytestmark = pytest.mark.integration

NOT_FOUND = (404, "PLAYBACK_SESSION_NOT_FOUND")


async def request(api: Api, key_id: UUID | str, *, user: UUID = USER, sign_in: UUID = SIGN_IN) -> httpx2.Response:
    headers = {"Authorization": f"Bearer {api.tokens.issue(user, session_id=sign_in)}"}
    return await api.client.get(f"/api/v1/playback/licenses/aes-128/{key_id}", headers=headers)


async def decisions(api: Api) -> list[tuple[str, str, str]]:
    """Return what administrators read: the key, the outcome and the system of each decision."""
    response = await api.request("GET", "admin/playback/key-releases", user=UUID(int=8), roles=["admin"])
    return [(row["keyId"], row["outcome"], row["system"]) for row in response.json()["data"]]


async def test_key_is_released_as_bytes_to_who_plays_what_it_encrypts(container: Container, api: Api) -> None:
    played = await play(container)
    for key in (played.keys.video, played.keys.audio):
        response = await request(api, key.id)
        assert (response.status_code, response.content) == (200, key.key)
        assert response.headers["content-type"] == "application/octet-stream"
        assert "no-store" in response.headers["cache-control"]
    assert sorted(await decisions(api)) == sorted(
        (str(key.id), "released", "aes-128") for key in (played.keys.video, played.keys.audio)
    )


async def test_the_session_that_plays_counts_and_not_a_newer_one_that_has_ended(container: Container, api: Api) -> None:
    played = await play(container)
    later = replace(played.session, id=uuid4(), started_at=played.session.expires_at)
    async with container.units.begin() as work:
        await work.sessions.add(later)
        await work.sessions.end(SessionFilter(sessions=[later.id]), "user", container.clock.now())
    assert (await request(api, played.keys.video.id)).content == played.keys.video.key


async def end(container: Container, played: Played) -> None:
    async with container.units.begin() as work:
        await work.sessions.end(SessionFilter(sessions=[played.session.id]), "user", container.clock.now())


async def unpublish(container: Container, played: Played) -> None:
    async with container.units.begin() as work:
        asset = await work.assets.find(played.session.asset_id)
        assert asset is not None
        await work.assets.save(replace(asset, unpublished_at=container.clock.now()))


@pytest.mark.parametrize(
    ("happens", "refusal", "recorded"),
    [(end, (409, "PLAYBACK_SESSION_ENDED"), "ended_session"), (unpublish, (403, "LICENSES_WITHDRAWN"), "unpublished")],
)
async def test_key_is_released_only_while_the_session_plays_what_is_published(
    container: Container,
    api: Api,
    happens: Callable[[Container, Played], Awaitable[None]],
    refusal: tuple[int, str],
    recorded: str,
) -> None:
    played = await play(container)
    await happens(container, played)
    assert outcome(await request(api, played.keys.video.id)) == refusal
    assert await decisions(api) == [(str(played.keys.video.id), recorded, "aes-128")]


@pytest.mark.parametrize("who", [{"user": OTHER}, {"sign_in": UUID(int=78)}], ids=["other user", "other sign-in"])
async def test_key_is_of_no_use_to_others(container: Container, api: Api, who: dict[str, Any]) -> None:
    played = await play(container)
    assert outcome(await request(api, played.keys.video.id, **who)) == NOT_FOUND
    assert await decisions(api) == [(str(played.keys.video.id), "unknown_session", "aes-128")]


async def test_key_of_another_version_is_not_that_of_the_session(container: Container, api: Api) -> None:
    await play(container)
    other = await play(container, user_id=OTHER)
    assert outcome(await request(api, other.keys.video.id)) == NOT_FOUND


async def test_unknown_and_malformed_keys_and_requests_without_a_token(container: Container, api: Api) -> None:
    await play(container)
    assert outcome(await request(api, uuid4())) == NOT_FOUND
    assert outcome(await request(api, "x")) == (400, "VALIDATION_ERROR")
    response = await api.client.get(f"/api/v1/playback/licenses/aes-128/{uuid4()}")
    assert response.status_code == 401
