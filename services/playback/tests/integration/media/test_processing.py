"""A source becomes a version that is played: encoded, packaged, verified, stored, and switched to at once."""

import json
from pathlib import Path
from typing import Any

import pytest
from services.playback.tests.integration.media.versions import Versions
from sqlalchemy import select

from playback.domain.assets.asset import VersionStatus
from playback.domain.packaging.playlists import named_by_manifest, named_by_playlist
from playback.infrastructure.tables import outbox

pytestmark = pytest.mark.integration


async def text(versions: Versions, key: str) -> str:
    stored = await versions.storage.get(key, limit=2**20)
    assert stored is not None, key
    return stored.data.decode()


async def test_source_becomes_a_version_with_all_its_files(versions: Versions, movie: Path) -> None:
    asset = await versions.asset()
    version = await versions.processed(await versions.add(asset, movie, "cbcs"))
    assert (version.status, version.reason) == (VersionStatus.READY, None)
    async with versions.container.units.read() as work:
        stored = await work.assets.find(asset.id)
    assert stored is not None
    assert stored.current_version == 1

    renditions = await versions.renditions(version)
    assert {name: (one.width, one.height, one.language) for name, one in renditions.items()} == {
        "240p": (426, 240, None),
        "audio-en": (None, None, "en"),
        "audio-uk": (None, None, "uk"),
    }
    assert {(one.status, one.file) for one in renditions.values()} == {(VersionStatus.READY, None)}

    entries = {entry.key: entry.size for entry in await versions.storage.entries(version.prefix, limit=1000)}
    names = {key.removeprefix(version.prefix) for key in entries}
    assert sum(entries.values()) == version.bytes
    assert await versions.work_files(asset.id, 0) == []
    named = set(named_by_manifest(await text(versions, f"{version.prefix}manifest.mpd")))
    for playlist in (name for name in names if name.endswith(".m3u8")):
        named |= set(named_by_playlist(await text(versions, version.prefix + playlist)))
    pictures = {"thumbnails-001.jpg", "poster-1.jpg", "poster-2.jpg", "poster-3.jpg"}
    assert names == named | pictures | {"master.m3u8", "manifest.mpd", "thumbnails.vtt", "chapters.vtt"}

    master = await text(versions, f"{version.prefix}master.m3u8")
    assert 'LANGUAGE="en",NAME="en",DEFAULT=YES' in master
    assert 'LANGUAGE="uk",NAME="uk",DEFAULT=NO' in master
    assert "TYPE=SUBTITLES" in master
    async with versions.container.units.begin() as work:
        keys = await versions.container.application.create_content_keys(work, asset.id, 1)
    for name, key in (("240p", keys.video), ("audio-uk", keys.audio)):
        playlist = await text(versions, f"{version.prefix}{name}.m3u8")
        assert f"KEYID=0x{key.id.hex}" in playlist
        assert 'KEYFORMAT="org.w3.clearkey"' in playlist
        assert "identity" not in playlist
    assert "Begin &amp; &lt;go&gt;" in await text(versions, f"{version.prefix}chapters.vtt")
    [(topic, body)] = await events(versions)
    assert topic == "asset.ready"
    assert (body["assetId"], body["mediaId"], body["number"]) == (str(asset.id), str(asset.subject.media_id), 1)
    assert body["durationMs"] == version.duration_ms == 5023
    head = await versions.storage.head(f"{version.prefix}240p/1.m4s")
    assert head is not None
    assert head.content_type == "video/iso.segment"


async def events(versions: Versions) -> list[tuple[str, dict[str, Any]]]:
    async with versions.container.runtime.transactions.read() as connection:
        rows = (await connection.execute(select(outbox.c.topic, outbox.c.body).order_by(outbox.c.id))).all()
    return [(topic, json.loads(body)) for topic, body in rows]
