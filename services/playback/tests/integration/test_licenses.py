"""Licences for ClearKey over HTTP, on a real Postgres: what is released, to whom, and what is recorded."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from services.playback.tests.integration.conftest import EDITING, OTHER, USER, Api, outcome
from services.playback.tests.integration.played import SIGN_IN, Played, bytes_of, kid_of, play, send

from chassis.testing.clock import FixedClock
from playback.application.sessions.ports import SessionFilter
from playback.bootstrap import Container
from playback.domain.assets.asset import VersionStatus
from playback.domain.sessions.session import LOST_AFTER

pytestmark = pytest.mark.integration

ADMIN: dict[str, Any] = {"user": UUID(int=8), "roles": ["admin"]}
RELEASES = "admin/playback/key-releases"


def license_request(*kids: str) -> dict[str, Any]:
    return {"kids": list(kids), "type": "temporary"}


async def decisions(api: Api, query: str = "") -> list[dict[str, Any]]:
    """Return what administrators read."""
    response = await api.request("GET", f"{RELEASES}?{query}", **ADMIN)
    assert response.status_code == 200, response.text
    rows: list[dict[str, Any]] = response.json()["data"]
    return rows


async def test_license_has_the_requested_keys_in_the_form_of_w3c(container: Container, api: Api) -> None:
    played = await play(container)
    video, audio = played.kids
    response = await send(api, played.path, license_request(audio, video, audio))
    assert response.status_code == 200, response.text
    assert "no-store" in response.headers["cache-control"]
    content = response.json()
    assert sorted(content) == ["keys", "type"]
    assert content["type"] == "temporary"
    assert [sorted(key.items())[1:] for key in content["keys"]] == [
        [("kid", audio), ("kty", "oct")],
        [("kid", video), ("kty", "oct")],
    ]
    assert [bytes_of(key["k"]) for key in content["keys"]] == [played.keys.audio.key, played.keys.video.key]
    assert "=" not in response.text
    rows = await decisions(api)
    assert {(row["keyId"], row["outcome"], row["system"]) for row in rows} == {
        (str(played.keys.video.id), "released", "clearkey"),
        (str(played.keys.audio.id), "released", "clearkey"),
    }
    assert {
        (row["userId"], row["authSessionId"], row["sessionId"], row["assetId"], row["version"]) for row in rows
    } == {(str(USER), str(SIGN_IN), str(played.session.id), str(played.session.asset_id), 1)}


async def end(container: Container, played: Played) -> None:
    async with container.units.begin() as work:
        await work.sessions.end(SessionFilter(sessions=[played.session.id]), "user", container.clock.now())


async def lose(container: Container, _: Played) -> None:
    assert isinstance(container.clock, FixedClock)
    container.clock.instant += LOST_AFTER


async def unpublish(container: Container, played: Played) -> None:
    async with container.units.begin() as work:
        asset = await work.assets.find(played.session.asset_id)
        assert asset is not None
        await work.assets.save(replace(asset, unpublished_at=container.clock.now()))


async def purge(container: Container, played: Played) -> None:
    async with container.units.begin() as work:
        version = await work.assets.version(played.session.asset_id, 1)
        assert version is not None
        await work.assets.save_version(replace(version, status=VersionStatus.PURGED))


@pytest.mark.parametrize(
    ("happens", "refusal", "recorded"),
    [
        (end, (409, "PLAYBACK_SESSION_ENDED"), "ended_session"),
        (lose, (409, "PLAYBACK_SESSION_ENDED"), "ended_session"),
        (unpublish, (403, "LICENSES_WITHDRAWN"), "unpublished"),
        (purge, (403, "LICENSES_WITHDRAWN"), "unpublished"),
    ],
)
async def test_keys_are_released_only_while_the_session_plays_what_is_published(
    container: Container,
    api: Api,
    happens: Callable[[Container, Played], Awaitable[None]],
    refusal: tuple[int, str],
    recorded: str,
) -> None:
    played = await play(container)
    body = license_request(*played.kids)
    assert (await send(api, played.path, body)).status_code == 200
    await happens(container, played)
    assert outcome(await send(api, played.path, body)) == refusal
    rows = await decisions(api, f"outcome={recorded}")
    assert {row["keyId"] for row in rows} == {str(played.keys.video.id), str(played.keys.audio.id)}


async def test_version_that_was_replaced_is_played_to_the_end(container: Container, api: Api) -> None:
    played = await play(container)
    async with container.units.begin() as work:
        version = await work.assets.version(played.session.asset_id, 1)
        assert version is not None
        await work.assets.save_version(replace(version, status=VersionStatus.RETIRED))
    assert (await send(api, played.path, license_request(*played.kids))).status_code == 200


@pytest.mark.parametrize(
    ("sender", "recorded"),
    [({"user_id": OTHER}, "other_user"), ({"sign_in": UUID(int=78)}, "other_sign_in")],
)
async def test_keys_are_released_to_the_sign_in_that_plays_only(
    container: Container, api: Api, sender: dict[str, Any], recorded: str
) -> None:
    played = await play(container)
    response = await send(api, played.path, license_request(played.kids[0]), **sender)
    assert outcome(response) == (404, "PLAYBACK_SESSION_NOT_FOUND")
    [row] = await decisions(api)
    assert (row["outcome"], row["userId"]) == (recorded, str(sender.get("user_id", USER)))


async def test_unknown_session_looks_like_one_of_another_user(container: Container, api: Api) -> None:
    played, unknown = await play(container), uuid4()
    path = f"playback/licenses/clearkey?session={unknown}"
    response = await send(api, path, license_request(*played.kids))
    foreign = await send(api, played.path, license_request(*played.kids), user_id=OTHER)
    assert outcome(response) == (404, "PLAYBACK_SESSION_NOT_FOUND")
    messages = [item.json()["error"]["message"] for item in (response, foreign)]
    assert messages[0].replace(str(unknown), "") == messages[1].replace(str(played.session.id), "")
    [row, _] = await decisions(api, f"sessionId={unknown}")
    assert (row["outcome"], row["assetId"], row["version"]) == ("unknown_session", None, None)


async def test_request_with_a_foreign_key_releases_none(container: Container, api: Api) -> None:
    played, other = await play(container), await play(container)
    for foreign, recorded in ((other.keys.video.id, "other_version"), (uuid4(), "unknown_key")):
        response = await send(api, played.path, license_request(played.kids[0], kid_of(foreign)))
        assert outcome(response) == (403, "KEY_NOT_OF_SESSION")
        rows = await decisions(api, f"keyId={foreign}")
        assert [row["outcome"] for row in rows] == [recorded]
    rows = await decisions(api, f"keyId={played.keys.video.id}")
    assert [row["outcome"] for row in rows] == ["withheld", "withheld"]


KID = "ah9LYnwOXRuferuPbw88EQ"


@pytest.mark.parametrize(
    "body",
    [
        None,
        [],
        {},
        {"kids": [KID]},
        {"kids": [], "type": "temporary"},
        {"kids": [KID] * 17, "type": "temporary"},
        {"kids": [KID + "=="], "type": "temporary"},
        {"kids": [KID[:-1]], "type": "temporary"},
        {"kids": [KID[:-1] + "R"], "type": "temporary"},
        {"kids": [KID[:-1] + "/"], "type": "temporary"},
        {"kids": [1], "type": "temporary"},
        {"kids": [KID], "type": "persistent-license"},
        {"kids": [KID], "type": "temporary", "session": 1},
    ],
)
async def test_malformed_request_is_refused(container: Container, api: Api, body: Any) -> None:
    response = await send(api, f"playback/licenses/clearkey?session={uuid4()}", body)
    assert outcome(response) == (400, "VALIDATION_ERROR")
    assert await decisions(api) == []


async def test_requests_without_a_token_or_a_session_are_refused(container: Container, api: Api) -> None:
    played = await play(container)
    response = await api.client.post(f"/api/v1/{played.path}", json=license_request(*played.kids))
    assert outcome(response) == (401, "UNAUTHORIZED")
    for query in ("", "?session=1"):
        response = await send(api, f"playback/licenses/clearkey{query}", license_request(KID))
        assert outcome(response) == (400, "VALIDATION_ERROR")


async def test_key_that_cannot_be_read_is_not_released(container: Container, api: Api) -> None:
    played = await play(container)
    async with container.runtime.engine.begin() as connection:
        await connection.exec_driver_sql(
            "update content_keys set wrapped = set_byte(wrapped, 40, get_byte(wrapped, 40) # 1) where label = 'audio'"
        )
    response = await send(api, played.path, license_request(*played.kids))
    assert outcome(response) == (503, "CONTENT_KEY_UNAVAILABLE")
    rows = await decisions(api)
    assert {row["keyId"]: row["outcome"] for row in rows} == {
        str(played.keys.audio.id): "unreadable",
        str(played.keys.video.id): "withheld",
    }


async def test_decisions_are_read_in_pages_by_administrators(container: Container, api: Api) -> None:
    assert isinstance(container.clock, FixedClock)
    played = await play(container)
    for _ in range(3):
        await send(api, played.path, license_request(played.kids[0]))
        container.clock.instant += timedelta(seconds=1)
    page = (await api.request("GET", f"{RELEASES}?limit=2&outcome=released", **ADMIN)).json()
    rest = await decisions(api, f"limit=2&outcome=released&cursor={page['meta']['nextCursor']}")
    instants = [row["at"] for row in [*page["data"], *rest]]
    assert (len(instants), instants) == (3, sorted(instants, reverse=True))
    assert len(await decisions(api, f"from={instants[1]}&to={instants[0]}")) == 1
    assert await decisions(api, f"userId={OTHER}") == []
    assert await decisions(api, "system=widevine") == []
    assert outcome(await api.request("GET", RELEASES, **EDITING)) == (403, "FORBIDDEN")


async def test_old_decisions_are_deleted(container: Container, api: Api) -> None:
    assert isinstance(container.clock, FixedClock)
    played = await play(container)
    await send(api, played.path, license_request(played.kids[0]))
    container.clock.instant += timedelta(days=399)
    await container.application.audit_keys.prune()
    assert len(await decisions(api)) == 1
    container.clock.instant += timedelta(days=2)
    await container.application.audit_keys.prune()
    assert await decisions(api) == []


async def test_decisions_stay_without_deleted_users(container: Container, api: Api) -> None:
    played, other = await play(container), await play(container, user_id=OTHER)
    await send(api, played.path, license_request(played.kids[0]))
    await send(api, other.path, license_request(other.kids[0]), user_id=OTHER)
    async with container.units.begin() as work:
        await work.key_releases.forget_users([USER])
    rows = await decisions(api)
    assert {row["keyId"]: (row["userId"], row["authSessionId"]) for row in rows} == {
        str(played.keys.video.id): (None, None),
        str(other.keys.video.id): (str(OTHER), str(SIGN_IN)),
    }
    async with container.runtime.engine.begin() as connection:
        await connection.exec_driver_sql(f"insert into erased_users (user_id) values ('{OTHER}')")
    await container.application.audit_keys.prune()
    assert {row["userId"] for row in await decisions(api)} == {None}
