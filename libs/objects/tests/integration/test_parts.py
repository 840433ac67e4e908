"""Uploads in parts and large objects, by one contract: on a real server, and in memory."""

import base64
import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final
from uuid import uuid4

import httpx2
import pytest

from chassis.runtime.clock import SystemClock
from devstack.servers.object_storage import ACCESS_KEY, BUCKET, ObjectStorage
from objects import files
from objects.calls import Bucket
from objects.errors import ObjectMissing, PartsRejected, StorageUnavailable, UploadMissing
from objects.ports import ObjectStore, PresignedUpload
from objects.s3 import S3Objects
from objects.signing import Credentials
from objects.testing.memory import MemoryObjects

pytestmark = pytest.mark.integration

PART: Final = 5 * 1024 * 1024
"""The smallest part that is not the last one, by the rules of S3."""
TYPE: Final = "video/mp4"

Send = Callable[[str, str, int, bytes], Awaitable[None]]


@pytest.fixture
def s3(object_storage: ObjectStorage) -> S3Objects:
    credentials = Credentials(ACCESS_KEY, object_storage.secret_key)
    return S3Objects(Bucket(BUCKET, object_storage.url, object_storage.url, credentials), SystemClock())


@pytest.fixture
async def client() -> AsyncIterator[httpx2.AsyncClient]:
    async with httpx2.AsyncClient(trust_env=False, timeout=30) as client:
        yield client


@pytest.fixture(params=["memory", "s3"])
def store(request: pytest.FixtureRequest, s3: S3Objects) -> ObjectStore:
    return MemoryObjects() if request.param == "memory" else s3


@pytest.fixture
def send(store: ObjectStore, client: httpx2.AsyncClient) -> Send:
    """Return a function that sends a part as a client does."""

    async def send_part(key: str, upload: str, number: int, data: bytes) -> None:
        if isinstance(store, MemoryObjects):
            store.send_part(upload, number, data)
            return
        offer = store.presign_part(key, upload, number, len(data), checksum(data), datetime.now(UTC))
        assert await put(client, offer, data) == 200

    return send_part


def checksum(data: bytes) -> str:
    return base64.b64encode(hashlib.sha256(data).digest()).decode()


async def put(client: httpx2.AsyncClient, offer: PresignedUpload, data: bytes) -> int:
    return (await client.put(offer.url, content=data, headers=dict(offer.fields))).status_code


def new_key() -> str:
    return f"parts/{uuid4()}/source"


async def test_object_appears_when_its_parts_are_completed(store: ObjectStore, send: Send) -> None:
    key = new_key()
    upload = await store.create_multipart(key, content_type=TYPE)
    assert await store.parts(key, upload) == []
    await send(key, upload, 2, b"end")
    await send(key, upload, 1, b"0" * PART)
    await send(key, upload, 1, b"1" * PART)
    parts = await store.parts(key, upload)
    assert [(part.number, part.size) for part in parts] == [(1, PART), (2, 3)]
    assert await store.head(key) is None
    assert [(one.key, one.upload) for one in await store.open_multiparts(f"{key.rpartition('/')[0]}/")] == [
        (key, upload)
    ]
    with pytest.raises(PartsRejected):
        await store.complete_multipart(key, upload, [parts[0], replace(parts[1], number=3)])

    await store.complete_multipart(key, upload, parts)
    head = await store.head(key)
    assert head is not None
    assert (head.size, head.content_type) == (PART + 3, TYPE)
    assert await store.read(key, PART - 2, 10) == b"11end"
    assert await store.read(key, PART + 3, 10) == b""
    assert await store.open_multiparts(f"{key.rpartition('/')[0]}/") == []
    assert await store.parts(key, upload) == []


async def test_service_sends_a_part_itself(store: ObjectStore) -> None:
    key = new_key()
    upload = await store.create_multipart(key, content_type=TYPE)
    await store.put_part(key, upload, 1, b"0" * PART)
    await store.put_part(key, upload, 1, b"1" * PART)
    await store.put_part(key, upload, 2, b"end")
    await store.complete_multipart(key, upload, await store.parts(key, upload))
    assert await store.read(key, PART - 2, 10) == b"11end"


async def test_aborted_upload_leaves_nothing(store: ObjectStore, send: Send) -> None:
    key = new_key()
    upload = await store.create_multipart(key, content_type=TYPE)
    await send(key, upload, 1, b"only")
    parts = await store.parts(key, upload)
    await store.abort_multipart(key, upload)
    await store.abort_multipart(key, upload)
    assert await store.parts(key, upload) == []
    with pytest.raises(UploadMissing):
        await store.complete_multipart(key, upload, parts)
    assert await store.head(key) is None
    with pytest.raises(ObjectMissing):
        await store.read(key, 0, 1)


async def test_files_pass_in_blocks(store: ObjectStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "BLOCK_BYTES", PART)
    key, source, copy = new_key(), tmp_path / "source", tmp_path / "copy"
    source.write_bytes(bytes(range(256)) * (2 * PART // 256) + b"rest")
    await store.upload_file(source, key, content_type=TYPE, cache_control="public, max-age=60")
    assert await store.download(key, copy) == 2 * PART + 4
    assert copy.read_bytes() == source.read_bytes()
    head = await store.head(key)
    assert head is not None
    assert head.content_type == TYPE
    with pytest.raises(ObjectMissing):
        await store.download(f"{key}-none", copy)


async def test_list_continues_after_a_key(store: ObjectStore) -> None:
    prefix = f"parts/{uuid4()}/"
    for name, data in (("a", b"1"), ("b/c", b"22"), ("d", b"333")):
        await store.put(f"{prefix}{name}", data, content_type=TYPE)
    first = await store.entries(prefix, limit=2)
    assert [(one.key, one.size) for one in first] == [(f"{prefix}a", 1), (f"{prefix}b/c", 2)]
    assert await store.list(prefix, limit=2, start_after=first[-1].key) == [f"{prefix}d"]
    assert await store.list(prefix, limit=2, start_after=f"{prefix}d") == []


async def test_the_storage_rejects_a_part_of_other_content(s3: S3Objects, client: httpx2.AsyncClient) -> None:
    key, body, now = new_key(), b"1" * 100, datetime.now(UTC)
    upload = await s3.create_multipart(key, content_type=TYPE)
    offer = s3.presign_part(key, upload, 1, 100, checksum(body), now)
    assert await put(client, offer, b"2" * 100) == 400
    for fields in (
        {"x-amz-checksum-sha256": checksum(b"2" * 100)},
        {"Content-Length": "99"},
    ):
        changed = replace(offer, fields={**offer.fields, **fields})
        assert await put(client, changed, b"2" * int(changed.fields["Content-Length"])) == 403
    other = replace(offer, url=offer.url.replace("partNumber=1", "partNumber=2"))
    assert await put(client, other, body) == 403
    past = s3.presign_part(key, upload, 1, 100, checksum(body), now - timedelta(hours=2))
    assert await put(client, past, body) == 403
    assert await s3.parts(key, upload) == []
    assert await put(client, offer, body) == 200
    assert [part.size for part in await s3.parts(key, upload)] == [100]


async def test_an_address_reads_ranges_until_it_expires(s3: S3Objects, client: httpx2.AsyncClient) -> None:
    key, now = new_key(), datetime.now(UTC)
    await s3.put(key, b"0123456789", content_type=TYPE)
    response = await client.get(s3.presign_get(key, seconds=60, now=now), headers={"Range": "bytes=2-4"})
    assert (response.status_code, response.content) == (206, b"234")
    expired = s3.presign_get(key, seconds=60, now=now - timedelta(minutes=2))
    assert (await client.get(expired)).status_code == 403


async def test_wrong_credentials_are_an_outage_of_uploads(object_storage: ObjectStorage) -> None:
    wrong = Bucket(BUCKET, object_storage.url, object_storage.url, Credentials(ACCESS_KEY, "wrong"))
    with pytest.raises(StorageUnavailable, match="403"):
        await S3Objects(wrong, SystemClock()).create_multipart(new_key(), content_type=TYPE)
