"""The kind `s3` on a real storage."""

import dataclasses
from collections.abc import AsyncIterator
from uuid import uuid4

import pytest
import pytest_asyncio
from services.sources.tests.kinds.connections import SMALL_PAGES, Connection
from services.sources.tests.servers.library import Library

from chassis.runtime.clock import SystemClock
from devstack.servers.object_storage import ACCESS_KEY, BUCKET, ObjectStorage
from objects.calls import Bucket
from objects.s3 import S3Objects
from objects.signing import Credentials
from sources.domain.media_sources.errors import SourceFailed

pytestmark = pytest.mark.integration

CONTENT = {
    "Movies/Alien (1979)/Alien 1979.mkv": b"alien" * 100,
    "Movies/a+b & c=d.mp4": b"plus" * 50,
    "Movies/ünïcode – 映画~.webm": b"unicode" * 9,
    "notes.txt": b"no",
    **{f"Shows/Lost/S01E{number:02d}.mkv": b"x" * number for number in range(1, 21)},
}


@pytest_asyncio.fixture
async def storage(object_storage: ObjectStorage) -> AsyncIterator[Connection]:
    """Return a connection to a prefix with files."""
    prefix = f"sources/{uuid4()}"
    store = S3Objects(
        Bucket(BUCKET, object_storage.url, object_storage.url, Credentials(ACCESS_KEY, object_storage.secret_key)),
        SystemClock(),
    )
    for path, data in CONTENT.items():
        await store.put(f"{prefix}/{path}", data, content_type="video/x-matroska")
    configuration = {"address": object_storage.url, "bucket": BUCKET, "prefix": prefix}
    yield Connection("s3", Library(), None, configuration, clock=SystemClock())


def keys(object_storage: ObjectStorage) -> dict[str, str]:
    return {"accessKey": ACCESS_KEY, "secretKey": object_storage.secret_key}


@pytest.mark.usefixtures("small_pages")
async def test_a_bucket_is_listed_and_read(storage: Connection, object_storage: ObjectStorage) -> None:
    expected = {path: data for path, data in CONTENT.items() if path != "notes.txt"}
    async with storage.adapter(**keys(object_storage)) as adapter:
        assert (await adapter.check()).name == BUCKET
        every = [page async for page in adapter.files(None)]
        files = [file for page in every for file in page.files]
        assert {file.path: file.bytes for file in files} == {path: len(data) for path, data in expected.items()}
        assert [file.path for file in files] == sorted(expected, key=str.encode)
        assert all(file.modified_at and file.fingerprint for file in files)
        assert max(len(page.files) for page in every) == SMALL_PAGES
        for number, page in enumerate(every):
            left = [file async for rest in adapter.files(page.position) for file in rest.files]
            assert left == [file for rest in every[number + 1 :] for file in rest.files]
        for path, data in expected.items():
            async with adapter.open(path, 3, 5) as content:
                assert b"".join([chunk async for chunk in content.chunks]) == data[3:8]
                assert content.total_bytes == len(data)


async def test_wrong_keys_and_buckets(storage: Connection, object_storage: ObjectStorage) -> None:
    async with storage.adapter(**{**keys(object_storage), "secretKey": "wrong"}) as adapter:
        with pytest.raises(SourceFailed) as refused:
            await adapter.check()
    assert refused.value.code == "credentials_refused"
    other = dataclasses.replace(storage, configuration={**storage.configuration, "bucket": "no-such-bucket"})
    async with other.adapter(**keys(object_storage)) as adapter:
        with pytest.raises(SourceFailed) as missing:
            await adapter.check()
    assert missing.value.code == "not_found"
