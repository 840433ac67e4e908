"""A backup of one service, restored on a real Postgres, Kafka and object storage."""

import asyncio
import gzip
import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Final
from uuid import uuid4

import asyncpg
import obstore
import pytest
import pytest_asyncio
from aiokafka import TopicPartition

from chassis.messaging.kafka_security import PLAINTEXT
from chassis.messaging.publishing.producer import Outgoing
from chassis.testing.kafka import committed, produce, read_all
from devstack.backup import cut, database, log, manifest, restoring, storage
from devstack.backup.deployment import Deployment
from devstack.backup.manifest import Manifest, PartitionContent, Position, SchemaContent
from devstack.backup.restoring import Choice
from devstack.backup.storage import StorageAddress
from devstack.errors import BackupFailed, BackupRefused, BackupUnusable
from devstack.servers import schemas
from devstack.servers.artifacts import sha256_of
from devstack.servers.object_storage import ACCESS_KEY, BUCKET, ObjectStorage
from devstack.testing.pytest_plugin import CreateDatabase, DatabaseUrls, MakeTopics

pytestmark = pytest.mark.integration

SERVICE = "stats"


@pytest_asyncio.fixture(loop_scope="session")
async def urls(create_database: CreateDatabase) -> AsyncIterator[DatabaseUrls]:
    """Yield a migrated database with rows; copies of it are dropped afterwards."""
    made = await create_database(SERVICE)
    async with schemas.connected(made.app) as connection:
        await connection.execute(
            "insert into inbox (event_id, source) select gen_random_uuid(), n::text from generate_series(1, 50) as n"
        )
    yield made
    async with schemas.connected(made.superuser.replace(f"/{made.name}", "/postgres")) as server:
        for name in (f"{made.name}_copy", f"{made.name}_restoring"):
            await server.execute(f'drop database if exists "{name}" with (force)')


async def contents(url: str) -> Mapping[str, SchemaContent]:
    async with schemas.connected(url) as connection, connection.transaction():
        return await database.describe(connection)


async def test_a_restored_database_has_the_same_rows_and_rights(urls: DatabaseUrls, tmp_path: Path) -> None:
    async with cut.open_cut(urls.superuser, None, PLAINTEXT, (), ()) as opened:
        async with schemas.connected(urls.app) as connection:
            await connection.execute("delete from inbox where source <> '1'")
        expected = await database.describe(opened.connection)
        await database.dump(urls.superuser, opened.snapshot, tmp_path)
    copy = database.renamed(urls.superuser, f"{urls.name}_copy")
    assert await database.is_empty(copy)

    await database.restore(copy, tmp_path, expected)

    assert expected[SERVICE].tables["inbox"].rows == 50
    assert await contents(copy) == expected
    assert not await database.is_empty(copy)
    async with schemas.connected(database.renamed(urls.app, f"{urls.name}_copy")) as connection:
        assert await connection.fetchval("select count(*) from inbox") == 50
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute("create table mine (n int)")


async def test_a_database_that_differs_from_its_backup_replaces_nothing(urls: DatabaseUrls, tmp_path: Path) -> None:
    async with cut.open_cut(urls.superuser, None, PLAINTEXT, (), ()) as opened:
        expected = await database.describe(opened.connection)
        await database.dump(urls.superuser, opened.snapshot, tmp_path)
    content = expected[SERVICE]
    damaged = {**content.tables, "inbox": replace(content.tables["inbox"], digest="1")}
    before = await contents(urls.superuser)

    with pytest.raises(BackupFailed, match=r"differ from the backup: stats\.inbox"):
        await database.restore(urls.superuser, tmp_path, {SERVICE: replace(content, tables=damaged)})

    assert await contents(urls.superuser) == before


async def test_data_and_connected_services_are_refused(urls: DatabaseUrls) -> None:
    deployment = Deployment(urls.superuser)
    async with schemas.connected(urls.app):
        with pytest.raises(BackupRefused, match="roles are connected, stop their services first: stats"):
            await restoring.refuse_loss(deployment, Choice(force=True))


async def test_no_relay_is_between_publishing_and_deleting_at_the_cut(urls: DatabaseUrls) -> None:
    async with schemas.connected(urls.app) as relay:
        await relay.execute("insert into outbox_lanes (lane) values (0) on conflict do nothing")
        await relay.execute("begin; select from outbox_lanes for update")
        waiting = asyncio.create_task(_cut_of(urls.superuser))
        async with schemas.connected(urls.superuser) as observer:
            while not await observer.fetchval("select exists (select from pg_locks where not granted)"):
                assert not waiting.done()
        await relay.execute("insert into inbox (event_id, source) values (gen_random_uuid(), 'of the last round')")
        await relay.execute("commit")
        contents_of_cut = await waiting
        assert contents_of_cut[SERVICE].tables["inbox"].rows == 51


async def _cut_of(url: str) -> Mapping[str, SchemaContent]:
    async with cut.open_cut(url, None, PLAINTEXT, (), ()) as opened:
        return await database.describe(opened.connection)


async def test_the_log_is_restored_with_the_positions_of_groups(
    kafka_bootstrap: str, make_topics: MakeTopics, tmp_path: Path
) -> None:
    source, target, group = "backup.source", "backup.target", f"backup-{uuid4()}"
    await make_topics(source, target, partitions=2)
    records = [Outgoing(source, b"%d" % n, None if n == 3 else b"v" * n, [("ce_id", b"%d" % n)]) for n in range(10)]
    await produce(kafka_bootstrap, records, partition=1)
    partitions = [TopicPartition(source, 0), TopicPartition(source, 1)]
    ends = await log.ends(kafka_bootstrap, PLAINTEXT, partitions)
    await produce(kafka_bootstrap, [Outgoing(source, b"behind the cut", b"", [])], partition=1)

    held = await log.save(kafka_bootstrap, PLAINTEXT, ends, tmp_path)

    assert [item.records for item in held] == [0, 10]
    kept = list(log.read_records(tmp_path / log.FOLDER / f"{source}.gz"))
    # As if compaction had removed the first two records.
    with gzip.open(tmp_path / log.FOLDER / f"{target}.gz", "wb") as file:
        for record in kept[2:]:
            log.write_record(file, record)
    moved = [PartitionContent(target, 0, 0, 0, 0), PartitionContent(target, 1, 0, 10, 8)]
    at = [Position(group, target, 0, 0), Position(group, target, 1, 4)]

    places = await log.restore(kafka_bootstrap, PLAINTEXT, moved, at, tmp_path)
    await log.set_positions(kafka_bootstrap, PLAINTEXT, places)

    copies = [(item.key, item.value, item.raw_headers) for item in await read_all(kafka_bootstrap, target)]
    assert copies == [(item.key, item.value, tuple(item.headers)) for item in records[2:]]
    offsets = {part.partition: offset for part, offset in (await committed(kafka_bootstrap, group, target)).items()}
    assert offsets == {0: 0, 1: 2}
    behind = await log.records_behind(kafka_bootstrap, PLAINTEXT, {TopicPartition(source, 1): 10})
    assert [record.key for record in behind] == [b"behind the cut"]


async def test_positions_beyond_the_log_are_set_to_its_ends(kafka_bootstrap: str, make_topics: MakeTopics) -> None:
    topic, group = "backup.short", f"backup-{uuid4()}"
    await make_topics(topic)
    await produce(kafka_bootstrap, [Outgoing(topic, b"k", b"v", [])])
    await log.set_positions(kafka_bootstrap, PLAINTEXT, [Position(group, topic, 0, 99)])
    assert list((await committed(kafka_bootstrap, group, topic)).values()) == [1]


def test_objects_are_restored_with_their_attributes(object_storage: ObjectStorage, tmp_path: Path) -> None:
    address = StorageAddress(object_storage.url, BUCKET, ACCESS_KEY, object_storage.secret_key)
    store = address.open()
    attributes = {"Content-Type": "image/webp", "Cache-Control": "public, max-age=60"}
    obstore.put(store, "avatars/ä b", b"first", attributes=attributes)

    saved = storage.save_objects(store, tmp_path)
    obstore.put(store, "avatars/late", b"second")
    saved = storage.save_objects(store, tmp_path, saved)
    obstore.delete(store, ["avatars/ä b", "avatars/late"])
    storage.restore_objects(store, saved, tmp_path)

    assert [item.key for item in saved] == ["avatars/late", "avatars/ä b"]
    result = obstore.get(store, "avatars/ä b")
    assert (bytes(result.bytes()), dict(result.attributes)) == (b"first", attributes)
    obstore.delete(store, storage.keys(store))


LARGE: Final = 96 * 2**20
_PEAK: Final = """
import json, os, resource, sys
from pathlib import Path
from devstack.backup import storage
address, folder = storage.StorageAddress(**json.loads(os.environ["ADDRESS"])), Path(sys.argv[1])
store = address.open()
storage.keys(store)
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
saved = storage.save_objects(store, folder)
storage.restore_objects(store, saved, folder)
print(json.dumps([resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before, saved[0].bytes, saved[0].sha256]))
"""


def test_a_large_object_is_saved_and_restored_in_little_memory(object_storage: ObjectStorage, tmp_path: Path) -> None:
    address = StorageAddress(object_storage.url, BUCKET, ACCESS_KEY, object_storage.secret_key)
    store, source = address.open(), tmp_path / "large"
    with source.open("wb") as file:
        for number in range(LARGE // 2**20):
            file.write(number.to_bytes(4, "big") * (2**20 // 4))
    obstore.put(store, "uploads/1/source", source, attributes={"Content-Type": "video/mp4"})

    environment = {**os.environ, "ADDRESS": json.dumps(asdict(address))}
    command = (sys.executable, "-c", _PEAK, str(tmp_path))
    child = subprocess.run(command, env=environment, check=True, capture_output=True, text=True, timeout=120)
    kilobytes, size, digest = json.loads(child.stdout)

    assert (size, digest) == (LARGE, sha256_of(source))
    assert kilobytes * 1024 < LARGE // 2, "the object is never in memory as a whole"
    assert obstore.get(store, "uploads/1/source", options={"head": True}).attributes["Content-Type"] == "video/mp4"
    obstore.delete(store, storage.keys(store))


def test_a_backup_is_kept_in_a_storage(
    object_storage: ObjectStorage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (
        ("ENDPOINT_URL", object_storage.url),
        ("ACCESS_KEY_ID", ACCESS_KEY),
        ("SECRET_ACCESS_KEY", object_storage.secret_key),
        ("REGION", "us-east-1"),
    ):
        monkeypatch.setenv(f"AWS_{name}", value)
    source, copy = tmp_path / "source", tmp_path / "copy"
    (source / "log").mkdir(parents=True)
    copy.mkdir()
    (source / "log" / "a.gz").write_bytes(b"x" * 10_000)
    Manifest(1.0, 18, {}, files=manifest.describe_files(source)).write(source)

    storage.upload(source, f"s3://{BUCKET}/nightly/1")
    storage.fetch(f"s3://{BUCKET}/nightly/1", copy)

    assert restoring.check(copy) == restoring.check(source)
    with pytest.raises(BackupUnusable, match=r"s3://bucket/folder"):
        storage.fetch(f"s3://{BUCKET}", copy)
    store = StorageAddress(object_storage.url, BUCKET, ACCESS_KEY, object_storage.secret_key).open()
    obstore.delete(store, storage.keys(store))
