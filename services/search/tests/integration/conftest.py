"""Replicas of search on the real Kafka, on topics that no other test uses."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from chassis.messaging.log_reader import LogReader
from chassis.messaging.records import Record
from chassis.testing.clock import NOON
from chassis.testing.kafka import produce, wait_until
from contracts.event import Event, encode
from contracts.identity import Kind, media_id
from contracts.ingestion import MediaImportedV1
from devstack.testing.pytest_plugin import MakeTopics
from search.domain.filters import Filters
from search.domain.matching import Term
from search.domain.titles.title import Title
from search.infrastructure.index.schema import VERSION, IndexVersion
from search.infrastructure.index.served import ServedIndex
from search.infrastructure.index.tantivy_index import TantivyIndex
from search.infrastructure.indexing.folder import IndexFolder
from search.infrastructure.indexing.indexer import Indexer
from search.presentation.updates import TOPICS, read_updates

SUFFIX = ".search-test-"


def imported(tmdb_id: int, title: str, *, kind: Kind = "movie", version: int = 1, **facts: Any) -> MediaImportedV1:
    """Return the event of an imported title."""
    return MediaImportedV1(
        version=version,
        media_id=media_id(kind, tmdb_id),
        kind=kind,
        tmdb_id=tmdb_id,
        title=title,
        imported_at=NOON,
        **facts,
    )


@dataclass
class Log:
    """Topics of the same names, with a suffix, and what reads them."""

    bootstrap: str
    number: str

    @property
    def topics(self) -> list[str]:
        """The topics that a replica reads."""
        return [self.topic(topic) for topic in TOPICS]

    def topic(self, name: str) -> str:
        """Return the topic of this log instead of one."""
        return f"{name}{SUFFIX}{self.number}"

    async def write(self, *events: Event) -> None:
        """Publish events."""
        messages = [encode(event, "test") for event in events]
        await produce(self.bootstrap, [replace(message, topic=self.topic(message.topic)) for message in messages])

    def reader(self) -> LogReader:
        """Return a reader of the whole log."""
        return LogReader(self.bootstrap, self.topics, client_id="search-test", partition_check_seconds=0.5)

    def read(self, records: Sequence[Record]) -> list[Title]:
        """Return the updates of records."""
        return read_updates([replace(record, topic=record.topic.partition(SUFFIX)[0]) for record in records])


class Replica:
    """An index that follows a log."""

    def __init__(self, log: Log, path: Path, version: IndexVersion) -> None:
        self.folder = IndexFolder(path)
        self.note_commit: Callable[[], None] = lambda: None
        self.served = ServedIndex(self._note)
        self.index = TantivyIndex(self.served)
        self.indexer = Indexer(self.folder, self.served, log.reader, log.read, commit_seconds=0.2, version=version)

    def _note(self) -> None:
        self.note_commit()

    async def ready(self) -> None:
        """Wait until the replica serves."""
        await wait_until(self.is_ready, seconds=30, what="readiness of the index")

    async def is_ready(self) -> bool:
        """Return whether the replica serves."""
        return (await self.indexer.check()).status != "down"

    async def names(self, word: str) -> list[str]:
        """Return the names of the entries with a word."""
        hits = await self.index.find([Term("word", word)], Filters(), limit=1000)
        return sorted(hit.card.names[0].text for hit in hits)

    async def has(self, word: str, names: Iterable[str]) -> None:
        """Wait until exactly these entries have a word."""
        expected = sorted(names)

        async def holds() -> bool:
            return await self.names(word) == expected

        await wait_until(holds, what=f"entries {expected} with {word}")

    @property
    def generation(self) -> int:
        """The number of the current generation."""
        name = self.folder.current()
        return name.number if name is not None else 0


Start = Callable[..., Any]


@pytest_asyncio.fixture
async def log(kafka_bootstrap: str, make_topics: MakeTopics, unique_name: Callable[[str], str]) -> Log:
    log = Log(kafka_bootstrap, unique_name("log").replace(".", "-"))
    await make_topics(*log.topics, partitions=2)
    return log


@pytest.fixture
def start(log: Log, tmp_path: Path) -> Start:
    """Return what runs a replica of the log."""

    @asynccontextmanager
    async def start(
        folder: str = "index", version: IndexVersion = VERSION, *, wait: bool = True
    ) -> AsyncIterator[Replica]:
        replica = Replica(log, tmp_path / folder, version)
        task = asyncio.create_task(replica.indexer.run())
        try:
            if wait:
                await replica.ready()
            yield replica
        finally:
            await replica.indexer.stop()
            await task
            replica.folder.unlock()

    return start
