"""The client libraries through the real gateway: apps reach the service at `/rest` and prove their users themselves."""

import functools
import hashlib
import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final
from uuid import uuid4

import pytest
import pytest_asyncio
from services.music.tests.integration.conftest import Music
from services.music.tests.integration.subsonic.client_processes import Call, ClientLibrary
from services.music.tests.integration.subsonic.conftest import Apps

from devstack.ports import free_ports, listens
from devstack.processes.process import Command, start_ready
from devstack.services import ROUTED

START_SECONDS: Final = 120.0
NOWHERE: Final = "http://127.0.0.1:1"


@pytest_asyncio.fixture
async def gateway(port: int, tmp_path: Path) -> AsyncIterator[int]:
    """Yield the port of a gateway in front of the service, which reaches nothing else."""
    own, management = free_ports(2)
    settings = {
        **{f"{service.upper()}_URL": NOWHERE for service in ROUTED},
        "MUSIC_URL": f"http://127.0.0.1:{port}",
        "JWKS_URL": NOWHERE,
        "KAFKA_BOOTSTRAP": "127.0.0.1:1",
        "HTTP_PORT": str(own),
        "MANAGEMENT_PORT": str(management),
        "LOG_LEVEL": "ERROR",
    }
    environment = {**os.environ, **{f"GATEWAY_{name}": value for name, value in settings.items()}}
    command = Command((sys.executable, "-m", "gateway"), tmp_path / "gateway.log", environment=environment)
    child = await start_ready("gateway", command, functools.partial(listens, own), START_SECONDS)
    yield own
    await child.stop()


def call(name: str, /, *values: object, **named: object) -> Call:
    return name, values, named


@pytest.mark.slow  # The gateway and every client library are processes.
async def test_both_libraries_play_through_the_gateway(apps: Apps, music: Music, gateway: int) -> None:
    content = hashlib.sha256((music.root / "Records/Nina/Sinnerman.flac").read_bytes()).hexdigest()
    for prefix in ("", "/api/v1"):
        path = {"base_url": "http://127.0.0.1", "port": gateway, "server_path": prefix}
        ben = ClientLibrary(
            "libopensonic", "AsyncConnection", {**path, "username": "Ben", "password": apps.user.secret}
        )
        [pinged, result] = await ben.run(call("ping"), call("search3", "sinnerman"))
        assert pinged == {"value": True}
        (song,) = result["value"]["song"]
        results = await ben.run(
            call("get_album", song["album_id"]),
            call("stream", song["id"]),
            call("download", song["id"]),
            call("star", [song["id"]]),
            call("get_starred2"),
            call("scrobble", song["id"]),
            call("create_playlist", name="Mix", song_ids=[song["id"]]),
            call("get_playlists"),
        )
        assert [one for one in results if "error" in one] == []
        assert [one["value"] for one in results[1:3]] == [{"sha256": content}] * 2
        assert [one["title"] for one in results[4]["value"]["song"]] == ["Sinnerman"]
    by_key = ClientLibrary("libopensonic", "AsyncConnection", {**path, "api_key": apps.admin.secret, "use_get": True})
    assert (await by_key.run(call("token_info")))[0]["value"]["username"] == str(apps.admin.id)

    plain = {"baseUrl": "http://127.0.0.1", "port": gateway, "serverPath": "/rest", "username": "Ben"}
    for legacy in (False, True):
        old = ClientLibrary("libsonic", "Connection", {**plain, "password": apps.user.secret, "legacyAuth": legacy})
        [artists, streamed] = await old.run(call("getArtists"), call("stream", song["id"]))
        names = [artist["name"] for one in artists["value"]["artists"]["index"] for artist in one["artist"]]
        # The folder of Miles Davis is not for Ben.
        assert names == ["AC/DC", "Nina Simone"]
        assert streamed["value"] == {"sha256": content}

    wrong = ClientLibrary("libopensonic", "AsyncConnection", {**path, "username": "Ben", "password": str(uuid4())})
    [refused, unknown] = [*await wrong.run(call("get_artists")), *await ben.run(call("get_song", str(uuid4())))]
    assert (refused["error"], unknown["error"]) == ("CredentialError", "DataNotFoundError")
