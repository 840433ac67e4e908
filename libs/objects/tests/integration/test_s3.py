"""The adapter on a real server, the fake in memory by the same contract, and what the server enforces of an upload."""

import asyncio
import logging
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import httpx2
import pytest

from chassis.runtime.clock import SystemClock
from devstack.ports import free_ports
from devstack.servers.object_storage import ACCESS_KEY, BUCKET, ObjectStorage
from objects.calls import Bucket
from objects.errors import ObjectTooLarge, StorageUnavailable
from objects.ports import ObjectStore, PresignedUpload, StoredObject, UploadRules
from objects.s3 import S3Objects
from objects.signing import Credentials
from objects.testing.memory import MemoryObjects

pytestmark = pytest.mark.integration

LIMIT = 1000


@pytest.fixture
def store(object_storage: ObjectStorage) -> S3Objects:
    return S3Objects(bucket(object_storage.url, object_storage.secret_key), SystemClock())


def bucket(url: str, secret_key: str, seconds: float = 10.0) -> Bucket:
    return Bucket(BUCKET, url, url, Credentials(ACCESS_KEY, secret_key), seconds)


@pytest.fixture
async def client() -> AsyncIterator[httpx2.AsyncClient]:
    async with httpx2.AsyncClient(trust_env=False, timeout=30) as client:
        yield client


def rules(key: str | None = None, *, since: timedelta = timedelta(0)) -> UploadRules:
    return UploadRules(
        key or f"uploads/{uuid4()}", "image/png", LIMIT, datetime.now(UTC) + timedelta(minutes=5) - since
    )


async def post(client: httpx2.AsyncClient, upload: PresignedUpload, data: bytes, **changed: str) -> int:
    fields = {**upload.fields, **changed}
    files = {"file": ("picture", data, fields["Content-Type"])}
    return (await client.post(upload.url, data=fields, files=files)).status_code


@pytest.mark.parametrize("kind", ["memory", "s3"])
async def test_the_contract_of_the_port(kind: str, store: S3Objects) -> None:
    objects: ObjectStore = MemoryObjects() if kind == "memory" else store
    prefix = f"contract/{uuid4()}/"
    one, two = f"{prefix}a b.webp", f"{prefix}inner/c.webp"
    assert await objects.get(one, limit=10) is None
    assert await objects.list(prefix, limit=10) == []
    await objects.put(one, b"12345", content_type="image/webp", cache_control="public, max-age=60")
    await objects.put(two, b"1", content_type="image/png")
    assert await objects.get(one, limit=5) == StoredObject("image/webp", b"12345")
    with pytest.raises(ObjectTooLarge):
        await objects.get(one, limit=4)
    assert await objects.list(prefix, limit=10) == [one, two]
    assert await objects.list(prefix, limit=1) == [one]
    await objects.put(one, b"6", content_type="image/webp")
    assert await objects.get(one, limit=5) == StoredObject("image/webp", b"6")
    await objects.delete([one, f"{prefix}none"])
    assert await objects.list(prefix, limit=10) == [two]
    with pytest.raises(ValueError, match="between 1 and 1000"):
        objects.presign_put(rules(), LIMIT + 1, datetime.now(UTC))


async def test_the_storage_enforces_the_form(store: S3Objects, client: httpx2.AsyncClient) -> None:
    accepted = rules()
    upload = store.presign_post(accepted, datetime.now(UTC))
    assert await post(client, upload, b"1" * (LIMIT + 1)) == 400
    assert await post(client, upload, b"") == 400
    assert await post(client, upload, b"1", **{"Content-Type": "text/html"}) == 403
    assert await post(client, upload, b"1", key="avatars/of-another-user") == 403
    assert await post(client, upload, b"1", **{"x-amz-signature": "0" * 64}) == 403
    past = datetime.now(UTC) - timedelta(minutes=6)
    assert await post(client, store.presign_post(rules(since=timedelta(minutes=6)), past), b"1") in {400, 403}
    assert await store.get(accepted.key, limit=LIMIT) is None

    assert await post(client, upload, b"1" * LIMIT) == 204
    assert await store.get(accepted.key, limit=LIMIT) == StoredObject("image/png", b"1" * LIMIT)


async def test_the_storage_enforces_a_put_of_a_stated_length(store: S3Objects, client: httpx2.AsyncClient) -> None:
    accepted = rules(f"uploads/{uuid4()} ü.png")
    upload = store.presign_put(accepted, 100, datetime.now(UTC))
    typed = {"content-type": "image/png"}

    async def chunks() -> AsyncIterator[bytes]:
        yield b"1" * 101

    for data, headers in ((b"1" * 101, typed), (b"1" * 99, typed), (b"1" * 100, {"content-type": "text/html"})):
        assert (await client.put(upload.url, content=data, headers=headers)).status_code == 403
    # Without one of the signed headers, s3proxy closes the connection; others respond with 403.
    for request in (
        client.put(upload.url, content=chunks(), headers=typed),
        client.put(upload.url, content=b"1" * 100),
    ):
        try:
            assert (await request).status_code in {400, 403, 411}
        except httpx2.TransportError:
            continue
    past = datetime.now(UTC) - timedelta(minutes=6)
    expired = store.presign_put(rules(since=timedelta(minutes=6)), 100, past)
    assert (await client.put(expired.url, content=b"1" * 100, headers=typed)).status_code == 403
    assert await store.get(accepted.key, limit=LIMIT) is None

    assert (await client.put(upload.url, content=b"1" * 100, headers=typed)).status_code == 200
    assert await store.get(accepted.key, limit=LIMIT) == StoredObject("image/png", b"1" * 100)


async def test_a_storage_that_is_away_rejects_in_time_and_shows_no_secret(caplog: pytest.LogCaptureFixture) -> None:
    [port] = free_ports(1)
    store = S3Objects(bucket(f"http://127.0.0.1:{port}", "very-secret"), SystemClock())
    with caplog.at_level(logging.DEBUG), pytest.raises(StorageUnavailable) as caught:
        await store.get("a", limit=1)
    assert "very-secret" not in f"{caught.value}{caught.value.__cause__}{caplog.text}"


async def test_a_storage_that_never_responds_is_given_up_at_the_deadline() -> None:
    connections: list[asyncio.StreamWriter] = []

    async def accept(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connections.append(writer)

    server = await asyncio.start_server(accept, "127.0.0.1", 0)
    try:
        port = server.sockets[0].getsockname()[1]
        store = S3Objects(bucket(f"http://127.0.0.1:{port}", "secret", seconds=0.2), SystemClock())
        with pytest.raises(StorageUnavailable):
            await store.get("a", limit=1)
        assert connections
    finally:
        for writer in connections:
            writer.close()
        server.close()


async def test_wrong_credentials_are_an_outage_of_the_storage(object_storage: ObjectStorage) -> None:
    store = S3Objects(bucket(object_storage.url, "wrong"), SystemClock())
    with pytest.raises(StorageUnavailable):
        await store.put("a", b"1", content_type="image/png")
