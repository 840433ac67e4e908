"""A storage that is full or broken: every operation fails in time, also in the middle of an upload."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from chassis.runtime.clock import SystemClock
from objects import files
from objects.calls import Bucket
from objects.errors import StorageUnavailable
from objects.ports import StoredPart
from objects.s3 import S3Objects
from objects.signing import Credentials

pytestmark = pytest.mark.integration

PART = 5 * 1024 * 1024
_BEGUN = (
    b'<?xml version="1.0"?><InitiateMultipartUploadResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">'
    b"<Bucket>b</Bucket><Key>k</Key><UploadId>1</UploadId></InitiateMultipartUploadResult>"
)


class Storage:
    """A server that begins uploads, accepts some parts, and responds with `status` to anything else."""

    def __init__(self) -> None:
        self.status = 507
        self.accepted = 0
        self.requests: list[str] = []
        self.url = ""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while line := await reader.readline():
                length = 0
                while (header := await reader.readline()) not in (b"\r\n", b""):
                    name, _, value = header.partition(b":")
                    length = int(value) if name.lower() == b"content-length" else length
                await reader.readexactly(length)
                method, target, _ = line.decode().split()
                self.requests.append(method)
                writer.write(self.response(method, target))
                await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            return
        finally:
            writer.close()

    def response(self, method: str, target: str) -> bytes:
        if method == "POST" and "uploads=" in target:
            return b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(_BEGUN), _BEGUN)
        if method == "PUT" and self.accepted:
            self.accepted -= 1
            return b'HTTP/1.1 200 OK\r\nETag: "1"\r\nContent-Length: 0\r\n\r\n'
        return b"HTTP/1.1 %d Full\r\nContent-Length: 0\r\n\r\n" % self.status


@pytest_asyncio.fixture
async def storage() -> AsyncIterator[Storage]:
    storage = Storage()
    server = await asyncio.start_server(storage.serve, "127.0.0.1", 0)
    storage.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    yield storage
    server.close()


def objects(storage: Storage) -> S3Objects:
    return S3Objects(Bucket("b", storage.url, storage.url, Credentials("a", "s"), seconds=5), SystemClock())


@pytest.mark.parametrize("status", [500, 503, 507])
async def test_a_storage_that_is_full_in_the_middle_of_a_file_fails_the_file(
    storage: Storage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, status: int
) -> None:
    monkeypatch.setattr(files, "BLOCK_BYTES", PART)
    storage.status, storage.accepted = status, 1
    path = tmp_path / "segment"
    path.write_bytes(bytes(3 * PART))
    with pytest.raises(StorageUnavailable):
        await objects(storage).upload_file(path, "vod/a/1/segment", content_type="video/mp4")
    assert storage.accepted == 0
    assert "PUT" in storage.requests


@pytest.mark.parametrize("status", [403, 500, 507])
async def test_no_operation_of_parts_takes_a_failure_for_a_result(storage: Storage, status: int) -> None:
    storage.status = status
    store = objects(storage)
    upload = await store.create_multipart("k", content_type="video/mp4")
    part = StoredPart(1, PART, '"1"')
    for call in (
        store.parts("k", upload),
        store.complete_multipart("k", upload, [part]),
        store.abort_multipart("k", upload),
        store.open_multiparts("uploads/"),
    ):
        with pytest.raises(StorageUnavailable):
            await call
