"""An index follows the log of a real Kafka: what it holds, and when it is built again."""

import asyncio
from dataclasses import replace

import orjson
import pytest
from aiokafka.admin import AIOKafkaAdminClient, NewPartitions
from services.search.tests.dumps import dump
from services.search.tests.integration.conftest import Log, Replica, Start, imported

from chassis.messaging.log_reader import LogReader
from chassis.messaging.publishing.announcements import Announcements
from chassis.messaging.publishing.producer import Producer
from chassis.testing.events import media_published, stats_updated
from chassis.testing.kafka import produce, wait_until
from contracts.event import encode
from contracts.ingestion import CastMember, Credits, MediaImportedV1
from contracts.search import SearchChangedV1
from devstack.servers.topics import create_topics
from devstack.testing.pytest_plugin import MakeTopics
from search.domain.filters import Filters
from search.domain.matching import Anything
from search.infrastructure.index.schema import VERSION
from search.infrastructure.indexing.folder import FolderInUse, IndexFolder

pytestmark = pytest.mark.integration

KEANU = Credits(cast=(CastMember(tmdb_id=6384, name="Keanu Reeves", order=0),))


async def count(replica: Replica) -> int:
    return await replica.index.count([Anything()], Filters())


async def test_an_index_is_built_from_the_log_and_follows_it(log: Log, start: Start) -> None:
    await log.write(
        imported(603, "The Matrix", credits=KEANU),
        imported(603, "The Matrix Reloaded", version=2, credits=KEANU),
        imported(550, "Fight Club"),
        media_published(603, "the-matrix"),
        stats_updated(603, score=80),
    )
    async with start() as replica:
        assert await replica.names("matrix") == ["The Matrix Reloaded"]
        assert await replica.names("keanu") == ["Keanu Reeves"]
        assert await count(replica) == 3

        await log.write(
            imported(603, "The Matrix", version=3), imported(604, "Matrix Three"), stats_updated(604, score=1)
        )
        await replica.has("matrix", ["The Matrix", "Matrix Three"])
        await replica.has("keanu", [])

        [state] = [replica.index.state()]
        await log.write(imported(550, "Fight Club", version=2, gone_at="2026-11-01T00:00:00Z"))
        await replica.has("fight", [])
        assert replica.index.state() != state
        assert await count(replica) == 2
    card = await replica.index.get("movie:" + str(imported(603, "x").media_id))
    assert card is not None
    assert (card.card.slug, card.card.score) == ("the-matrix", 80)


async def test_every_commit_is_announced_when_it_is_searched(log: Log, start: Start, kafka_bootstrap: str) -> None:
    await create_topics(kafka_bootstrap, (SearchChangedV1.spec.topic,))
    reader = LogReader(kafka_bootstrap, [SearchChangedV1.topic], client_id="announcements-test")
    await reader.start({}, others_at_end=True)
    announcements = Announcements("search", Producer(kafka_bootstrap, client_id="search-test"))
    announcing = asyncio.create_task(announcements.run())
    served: list[list[str]] = []
    async with start() as replica:
        replica.note_commit = announcements.note
        for number in (1, 2):
            await log.write(imported(number, f"Solaris {number}"))
            while not (records := await reader.read(most=10, seconds=10)):
                pass
            assert [orjson.loads(record.value or b"")["keys"] for record in records] == [["search"]]
            served.append(await replica.names("solaris"))
    assert served == [["Solaris 1"], ["Solaris 1", "Solaris 2"]]
    await announcements.stop()
    await announcing
    await announcements.close()
    await reader.stop()


async def test_a_title_that_catalog_hides_is_not_found_and_an_edited_name_is(log: Log, start: Start) -> None:
    event = media_published(1, "first")
    await log.write(imported(1, "Imported Name"), event, imported(2, "Hidden Name"))
    await log.write(media_published(2, "hidden").model_copy(update={"listed": False}))
    async with start() as replica:
        assert await replica.names("name") == ["Imported Name"]

        await log.write(event.model_copy(update={"version": 2, "title": "Edited Name"}))
        await replica.has("edited", ["Edited Name"])
        assert await replica.names("imported") == ["Edited Name"]


async def test_a_restart_continues_behind_the_last_commit(log: Log, start: Start) -> None:
    await log.write(imported(1, "First"))
    async with start() as replica:
        await replica.has("first", ["First"])
        await log.write(imported(2, "Second First"))
        await replica.has("first", ["First", "Second First"])
    await log.write(imported(3, "Third First"))

    async with start() as replica:
        await replica.has("first", ["First", "Second First", "Third First"])
        assert replica.generation == 1


async def test_a_replay_serves_the_old_index_until_the_new_one_is_complete(log: Log, start: Start) -> None:
    await log.write(*(imported(number, f"Title {number}") for number in range(1, 200)))
    async with start() as replica:
        content = dump(replica.served._index)
        replica.folder.request_replay()
        while replica.generation == 1:
            assert await count(replica) == 199
            await wait_until(lambda: True)
        await wait_until(lambda: replica.folder.replay_requested_at() is None)
        assert dump(replica.served._index) == content
        await log.write(imported(200, "Title 200"))
        await wait_until_count(replica, 200)
        assert [path.name for path in replica.folder.path.iterdir() if path.is_dir()] == [str(replica.folder.current())]


async def wait_until_count(replica: Replica, number: int) -> None:
    async def holds() -> bool:
        return await count(replica) == number

    await wait_until(holds, what=f"{number} entries")


async def test_a_request_for_a_replay_of_a_stopped_service_is_fulfilled_by_its_start(log: Log, start: Start) -> None:
    await log.write(imported(1, "First"))
    async with start() as replica:
        pass
    replica.folder.request_replay()

    async with start() as replica:
        await wait_until(lambda: replica.generation == 2, what="a new generation")
        await replica.has("first", ["First"])


async def test_another_content_is_served_while_the_index_is_rebuilt(log: Log, start: Start) -> None:
    await log.write(imported(1, "First"))
    async with start() as replica:
        pass

    async with start(version=replace(VERSION, content="next")) as replica:
        await wait_until(lambda: replica.generation == 2, what="a new generation")
        await replica.has("first", ["First"])
    assert "next" in str(replica.folder.current())


async def test_another_format_is_not_read(log: Log, start: Start, make_topics: MakeTopics) -> None:
    await log.write(imported(1, "First"))
    async with start(version=replace(VERSION, format="0")) as replica:
        pass
    assert await replica.names("first") == ["First"]

    async with start(wait=False) as replica:
        assert await replica.names("first") == []
        assert not await replica.is_ready()
        await replica.ready()
        assert await replica.names("first") == ["First"]
        assert replica.folder.current() is not None
        assert str(replica.folder.current()).startswith(VERSION.format)


@pytest.mark.parametrize("damage", ["truncate", "flip", "remove", "meta"])
async def test_a_damaged_index_is_rebuilt(log: Log, start: Start, damage: str) -> None:
    await log.write(imported(1, "First"))
    async with start() as replica:
        name = replica.folder.current()
    assert name is not None
    folder = replica.folder.folder_of(name)
    file = folder / "meta.json" if damage == "meta" else next(folder.glob("*.store"))
    content = bytearray(file.read_bytes())
    content[10] ^= 0xFF
    if damage == "remove":
        for segment in folder.glob(f"{file.stem}.*"):
            segment.unlink()
    else:
        file.write_bytes(content[: len(content) // 2] if damage == "truncate" else content)

    async with start() as replica:
        assert replica.generation == 2
        assert await replica.names("first") == ["First"]


async def test_a_topic_that_was_created_again_leads_to_a_rebuild(
    log: Log, start: Start, make_topics: MakeTopics
) -> None:
    await log.write(*(imported(number, f"Title {number}") for number in range(1, 50)))
    async with start() as replica:
        assert len(await replica.names("title")) == 49
    admin = AIOKafkaAdminClient(bootstrap_servers=log.bootstrap)
    await admin.start()
    try:
        await admin.delete_topics([log.topic(MediaImportedV1.topic)])
    finally:
        await admin.close()
    await make_topics(log.topic(MediaImportedV1.topic), partitions=2)
    await log.write(imported(1, "Title 1"))

    async with start() as replica:
        await replica.has("title", ["Title 1"])
        assert replica.generation == 2


async def test_an_invalid_event_is_skipped(log: Log, start: Start) -> None:
    valid = encode(imported(1, "First"), "test")
    records = [
        replace(valid, body=b"{"),
        replace(valid, body=valid.body.replace(b'"tmdbId":1', b'"tmdbId":0')),
        replace(valid, body=b""),
        replace(valid, headers={}),
        replace(valid, headers={**valid.headers, "ce_type": "media.imported.v2"}),
        replace(valid, body=valid.body.replace(b'"version":1', b'"version":99999999999999999999')),
        replace(valid, body=valid.body.replace(b"First", b"\\ud800")),
        valid,
    ]
    await produce(log.bootstrap, [replace(record, topic=log.topic(record.topic)) for record in records])

    async with start() as replica:
        await replica.has("first", ["First"])
        assert await count(replica) == 1


async def test_added_partitions_are_read(log: Log, start: Start, kafka_bootstrap: str) -> None:
    async with start() as replica:
        admin = AIOKafkaAdminClient(bootstrap_servers=kafka_bootstrap)
        await admin.start()
        try:
            await admin.create_partitions({log.topic(MediaImportedV1.topic): NewPartitions(total_count=3)})
        finally:
            await admin.close()
        event = encode(imported(1, "First"), "test")
        await produce(kafka_bootstrap, [replace(event, topic=log.topic(event.topic))], partition=2)
        await replica.has("first", ["First"])


async def test_a_second_process_on_the_same_folder_is_refused(log: Log, start: Start) -> None:
    async with start() as replica:
        with pytest.raises(FolderInUse, match="each process needs a folder of its own"):
            IndexFolder(replica.folder.path).lock()
