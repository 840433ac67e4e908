"""Content keys on a real Postgres: created once, wrapped, and bound to where they are."""

import asyncio
import base64
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest
from services.playback.tests.integration.played import add_version, create_keys

from chassis.storage.encryption import Keyring, read_keyring
from playback.bootstrap import Container, build
from playback.domain.assets.asset import Version
from playback.domain.keys.content_key import WrappedKey
from playback.domain.keys.errors import ContentKeyUnavailable
from playback.infrastructure.keys.wrapping import KeyringWrapping

pytestmark = pytest.mark.integration


async def stored(container: Container, version: Version) -> list[WrappedKey]:
    async with container.units.read() as work:
        return await work.content_keys.of_version(version.asset_id, version.number)


async def test_version_has_one_key_per_label_however_often_they_are_created(container: Container) -> None:
    version = await add_version(container)
    first, *others = await asyncio.gather(*(create_keys(container, version) for _ in range(4)))
    assert others == [first] * 3
    assert await create_keys(container, version) == first
    keys = [first.video, first.audio]
    assert [len(key.key) for key in keys] == [16, 16]
    assert first.video.key != first.audio.key
    rows = await stored(container, version)
    assert {row.label: row.id for row in rows} == {"video": first.video.id, "audio": first.audio.id}
    assert not any(key.key in row.wrapped for key in keys for row in rows)


async def test_label_that_has_a_key_keeps_it(container: Container) -> None:
    version = await add_version(container)
    await create_keys(container, version)
    before = await stored(container, version)
    async with container.units.begin() as work:
        await work.content_keys.add([replace(key, id=uuid4()) for key in before])
    assert await stored(container, version) == before


async def test_new_version_has_new_keys(container: Container) -> None:
    version = await add_version(container)
    async with container.units.read() as work:
        following = await add_version(container, await work.assets.find(version.asset_id), 2)
    first, second = await create_keys(container, version), await create_keys(container, following)
    keys = [first.video, first.audio, second.video, second.audio]
    assert len({key.id for key in keys}) == len({key.key for key in keys}) == 4


async def test_key_that_was_moved_or_changed_is_not_opened(container: Container, encryption_key: Path) -> None:
    wrapping = KeyringWrapping(read_keyring([encryption_key]))
    version, other = await add_version(container), await add_version(container)
    keys = await create_keys(container, version)
    await create_keys(container, other)
    audio, video = await stored(container, version)
    assert wrapping.unwrap(video) == keys.video.key
    tampered = video.wrapped[:-1] + bytes([video.wrapped[-1] ^ 1])
    for wrong in (
        replace(video, wrapped=tampered),
        replace(video, wrapped=audio.wrapped),
        replace(video, asset_id=other.asset_id),
        replace(video, number=2),
        replace(video, id=audio.id),
        replace(video, wrapped=(await stored(container, other))[1].wrapped),
        replace(video, wrapped=b""),
    ):
        with pytest.raises(ContentKeyUnavailable, match=str(wrong.id)):
            wrapping.unwrap(wrong)


async def test_wrapping_key_is_rotated_while_content_keys_stay(
    container: Container, encryption_key: Path, tmp_path: Path
) -> None:
    version = await add_version(container)
    keys = await create_keys(container, version)
    new = tmp_path / "new"
    new.write_bytes(base64.b64encode(b"n" * 32))
    rotated = build(container.settings.model_copy(update={"encryption_key_files": (new, encryption_key)}))
    try:
        assert {name: result.resealed for name, result in (await rotated.reencrypt()).items()} == {
            "content_keys.wrapped": 2,
            "uploads.sealed_link": 0,
        }
    finally:
        await rotated.runtime.close()
    audio, video = await stored(container, version)
    assert KeyringWrapping(Keyring([b"n" * 32])).unwrap(video) == keys.video.key
    with pytest.raises(ContentKeyUnavailable):
        KeyringWrapping(read_keyring([encryption_key])).unwrap(audio)
