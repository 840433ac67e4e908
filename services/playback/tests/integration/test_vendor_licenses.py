"""Licences of Widevine, PlayReady and FairPlay over HTTP, from a licence server on a socket of this machine."""

from base64 import b64decode, b64encode
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
import pytest_asyncio
from services.playback.tests.integration import license_servers as servers
from services.playback.tests.integration.conftest import OTHER, Api, outcome
from services.playback.tests.integration.license_servers import REVOKED, LicenseServer, decrypted_key
from services.playback.tests.integration.played import Played, play, send

from chassis.testing.clients import client_for
from chassis.testing.clock import FixedClock
from chassis.testing.tokens import Tokens
from devstack.testing.pytest_plugin import CreateDatabase
from egress.policy import InterfaceUp
from playback.api import create_api
from playback.bootstrap import Container, build
from playback.settings import Settings

pytestmark = pytest.mark.integration

SYSTEMS = ("widevine", "playready", "fairplay")
ADMIN: dict[str, Any] = {"user": UUID(int=8), "roles": ["admin"]}
CERTIFICATE = b"\x30\x82certificate"


@pytest_asyncio.fixture
async def container(
    create_database: CreateDatabase, encryption_key: Path, server: LicenseServer
) -> AsyncIterator[Container]:
    """Return the service with accounts for every system."""
    urls = await create_database("playback")
    settings = Settings(
        database_url=urls.app,
        kafka_bootstrap="127.0.0.1:1",
        sources_url="http://127.0.0.1:1",
        encryption_key_files=(encryption_key,),
        egress_networks="127.0.0.0/8",
        widevine_url=f"{server.url}/widevine/",
        widevine_provider=servers.PROVIDER,
        widevine_key=servers.SIGNING_KEY.hex(),
        widevine_iv=servers.SIGNING_IV.hex(),
        axinom_key_id=servers.COMMUNICATION_KEY_ID,
        axinom_key="SGEpLQJ+JpeRCTMn5izu/b6kiaTH5aSXTMkEuED9fA8=",
        playready_url=f"{server.url}/playready",
        fairplay_url=f"{server.url}/fairplay",
        fairplay_certificate=b64encode(CERTIFICATE).decode(),
    )
    container = build(settings, clock=FixedClock())
    yield container
    await container.runtime.close()


def path_of(system: str, session_id: UUID) -> str:
    return f"playback/licenses/{system}?session={session_id}"


async def outcomes(api: Api, system: str) -> list[str]:
    rows = (await api.request("GET", f"admin/playback/key-releases?system={system}&limit=100", **ADMIN)).json()["data"]
    return sorted(row["outcome"] for row in rows)


def keys_in(system: str, message: dict[str, Any]) -> dict[UUID, bytes]:
    """Return the keys that a licence server finds in a message."""
    if system == "widevine":
        specs = message["content_key_specs"]
        assert [spec["track_type"] for spec in specs] == ["AUDIO", "HD"]
        return {UUID(bytes=b64decode(spec["key_id"])): b64decode(spec["key"]) for spec in specs}
    assert message["com_key_id"] == str(servers.COMMUNICATION_KEY_ID)
    assert (message["message"]["type"], message["message"]["version"]) == ("entitlement_message", 2)
    inline = message["message"]["content_keys_source"]["inline"]
    return {UUID(key["id"]): decrypted_key(key["id"], key["encrypted_key"]) for key in inline}


def of_session(played: Played) -> dict[UUID, bytes]:
    return {key.id: key.key for key in (played.keys.video, played.keys.audio)}


@pytest.mark.parametrize("system", SYSTEMS)
async def test_license_server_gets_the_request_of_the_device_and_the_keys_of_the_session(
    container: Container, api: Api, server: LicenseServer, system: str
) -> None:
    played = await play(container)
    response = await send(api, path_of(system, played.session.id), content=b"\x00device\xff")
    assert (response.status_code, response.content) == (200, b"licence of \x00device\xff")
    assert "no-store" in response.headers["cache-control"]
    expected = "text/xml; charset=utf-8" if system == "playready" else "application/octet-stream"
    assert response.headers["content-type"] == expected
    assert server.challenges == [b"\x00device\xff"]
    [message] = server.messages
    assert keys_in(system, message) == of_session(played)
    assert await outcomes(api, system) == ["released", "released"]


async def test_licenses_end_with_the_session_and_are_not_kept(
    container: Container, api: Api, server: LicenseServer
) -> None:
    played = await play(container)
    for system in SYSTEMS:
        await send(api, path_of(system, played.session.id), content=b"device")
    widevine, playready, fairplay = server.messages
    assert widevine["policy_overrides"] == {"can_play": True, "can_persist": False, "license_duration_seconds": 21600}
    assert b64decode(widevine["content_id"]).decode() == f"{played.session.asset_id}/1"
    limits = {"expiration_datetime": "2026-11-21T18:00:00+00:00", "allow_persistence": False}
    assert [playready["message"]["license"], fairplay["message"]["license"]] == [limits, limits]
    assert (playready["begin_date"], playready["expiration_date"]) == (
        "2026-11-21T11:55:00+00:00",
        "2026-11-21T12:06:00+00:00",
    )


async def test_certificate_of_widevine_is_requested_without_keys(
    container: Container, api: Api, server: LicenseServer
) -> None:
    played = await play(container)
    response = await send(api, path_of("widevine", played.session.id), content=b"\x08\x04")
    assert response.content == b"licence of \x08\x04"
    assert [sorted(message) for message in server.messages] == [["payload"]]
    assert await outcomes(api, "widevine") == []


@pytest.mark.parametrize("system", SYSTEMS)
async def test_nothing_is_sent_for_a_session_of_another_user(
    container: Container, api: Api, server: LicenseServer, system: str
) -> None:
    played = await play(container)
    for session_id, user_id in ((played.session.id, OTHER), (uuid4(), played.session.user_id)):
        response = await send(api, path_of(system, session_id), content=b"device", user_id=user_id)
        assert outcome(response) == (404, "PLAYBACK_SESSION_NOT_FOUND")
    assert server.requests == 0
    assert await outcomes(api, system) == ["other_user", "unknown_session"]


@pytest.mark.parametrize("system", SYSTEMS)
async def test_device_that_the_server_refuses_gets_no_license(
    container: Container, api: Api, server: LicenseServer, system: str
) -> None:
    played = await play(container)
    for _ in range(8):
        response = await send(api, path_of(system, played.session.id), content=REVOKED)
        assert outcome(response) == (403, "LICENSE_SERVER_REFUSED")
    assert server.requests == 8, "a refusal is not repeated"
    assert (await send(api, path_of(system, played.session.id), content=b"device")).status_code == 200
    assert (await outcomes(api, system)).count("server_refused") == 16


@pytest.mark.parametrize("system", SYSTEMS)
async def test_request_of_a_device_has_a_size(
    container: Container, api: Api, server: LicenseServer, system: str
) -> None:
    played = await play(container)
    for content in (b"", b"x" * 65_537):
        response = await send(api, path_of(system, played.session.id), content=content)
        assert outcome(response) == (400, "INVALID_LICENSE_REQUEST")
    assert server.requests == 0


async def test_version_without_keys_has_no_license(container: Container, api: Api, server: LicenseServer) -> None:
    played = await play(container)
    async with container.runtime.engine.begin() as connection:
        await connection.exec_driver_sql("delete from content_keys")
    response = await send(api, path_of("fairplay", played.session.id), content=b"device")
    assert outcome(response) == (403, "KEY_NOT_OF_SESSION")
    assert (server.requests, await outcomes(api, "fairplay")) == (0, ["unknown_key"])


async def test_server_that_fails_is_called_again_and_then_unavailable(
    container: Container, api: Api, server: LicenseServer
) -> None:
    played = await play(container)
    path = path_of("fairplay", played.session.id)
    server.failures = 2
    assert (await send(api, path, content=b"device")).status_code == 200
    assert server.requests == 3
    server.failures = 3
    assert outcome(await send(api, path, content=b"device")) == (503, "LICENSE_SERVER_UNAVAILABLE")
    assert (await outcomes(api, "fairplay")).count("server_failed") == 2


@pytest.mark.parametrize("system", SYSTEMS)
async def test_path_that_does_not_hold_is_named_and_nothing_is_sent(
    container: Container, api: Api, server: LicenseServer, system: str
) -> None:
    guard = container.settings.egress_guards["licences"]
    permitted = guard.policy
    guard.policy = replace(permitted, path=InterfaceUp("missing0"))
    path = path_of(system, (await play(container)).session.id)
    for _ in range(8):
        response = await send(api, path, content=b"device")
        assert outcome(response) == (503, "EGRESS_PATH_BROKEN")
        assert response.headers["retry-after"] == "15"
        assert response.json()["error"]["details"] == {"condition": "egress_interface", "retryAfterSeconds": 15}
    assert server.requests == 0
    guard.policy = permitted
    assert (await send(api, path, content=b"device")).status_code == 200


async def test_certificate_of_fairplay_is_served_to_users(api: Api) -> None:
    headers = {"Authorization": f"Bearer {api.tokens.issue()}"}
    response = await api.client.get("/api/v1/playback/licenses/fairplay/certificate", headers=headers)
    assert (response.status_code, response.content) == (200, CERTIFICATE)
    assert outcome(await api.client.get("/api/v1/playback/licenses/fairplay/certificate")) == (401, "UNAUTHORIZED")


async def test_system_without_an_account_is_absent(create_database: CreateDatabase, encryption_key: Path) -> None:
    urls = await create_database("playback")
    settings = Settings(
        database_url=urls.app,
        kafka_bootstrap="127.0.0.1:1",
        sources_url="http://127.0.0.1:1",
        encryption_key_files=(encryption_key,),
    )
    container = build(settings, clock=FixedClock())
    tokens = Tokens()
    container.runtime.verifier = tokens.verifier()
    async with client_for(create_api(container)) as client:
        api = Api(client, tokens)
        for system in SYSTEMS:
            response = await send(api, path_of(system, uuid4()), content=b"device")
            assert outcome(response) == (404, "DRM_SYSTEM_NOT_CONFIGURED")
        response = await api.request("GET", "playback/licenses/fairplay/certificate")
        assert outcome(response) == (404, "DRM_SYSTEM_NOT_CONFIGURED")
        response = await send(api, path_of("nothing", uuid4()), content=b"device")
        assert outcome(response) == (400, "VALIDATION_ERROR")
    await container.runtime.close()
