"""Building a new generation from the beginning of the log."""

import asyncio
import ctypes
import logging
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from tantivy import IndexWriter

from chassis.messaging.log_reader import LogReader, Positions, lag
from chassis.messaging.records import Record
from search.domain.titles.mentions import mention_entry
from search.domain.titles.title import Title
from search.infrastructure.index.documents import entry_document, title_document
from search.infrastructure.index.schema import IndexVersion, commit, open_index
from search.infrastructure.indexing.folder import GenerationName, IndexFolder
from search.infrastructure.indexing.generation import Generation, positions_document
from search.infrastructure.indexing.metrics import REBUILD_PROGRESS
from search.infrastructure.indexing.staging import Staging

logger = logging.getLogger(__name__)

READ_RECORDS: Final = 4_000
READ_SECONDS: Final = 0.2
WRITER_THREADS: Final = 2
HEAP_BYTES: Final = 40_000_000
"""Of both threads together: what is not merged yet, in memory."""
READ_SHARE: Final = 0.4
"""Share of a build that is reading the log, for the metric of its progress."""

ReadUpdates = Callable[[Sequence[Record]], list[Title]]


@dataclass(frozen=True, slots=True)
class Built:
    """A complete generation, and the reader that stands behind its last event."""

    generation: Generation
    reader: LogReader


class Builder:
    """Builds generations; one at a time."""

    def __init__(
        self, folder: IndexFolder, reader: Callable[[], LogReader], read_updates: ReadUpdates, version: IndexVersion
    ) -> None:
        self._folder = folder
        self._version = version
        self._reader = reader
        self._read_updates = read_updates
        self.progress = 1.0
        """Of the current build, 0 to 1; 1 without one."""
        self._cancelled = threading.Event()

    def cancel(self) -> None:
        """End a build that is being written; its thread knows nothing of the task that was cancelled."""
        self._cancelled.set()

    async def build(self) -> Built:
        """Return a generation that holds the log up to where it ended at the start; raise what Kafka or the disk raise.

        The generation is not the current one yet.
        """
        began = time.monotonic()
        name = await asyncio.to_thread(self._folder.create, self._version)
        staging = await asyncio.to_thread(Staging, self._folder.staging(name))
        reader = self._reader()
        self._advance(0.0)
        try:
            await reader.start({})
            await self._stage(reader, staging)
            read = time.monotonic()
            await asyncio.to_thread(self._write, name, staging, dict(reader.positions))
            generation = await asyncio.to_thread(Generation, name, self._folder.folder_of(name))
            logger.info(
                "index built",
                extra={
                    "generation": str(name),
                    "entries": generation.entries,
                    "reading_seconds": round(read - began, 1),
                    "seconds": round(time.monotonic() - began, 1),
                },
            )
        except BaseException:
            await reader.stop()
            await asyncio.to_thread(self._folder.delete, name)
            raise
        finally:
            await asyncio.to_thread(staging.close)
            self._advance(1.0)
        return Built(generation, reader)

    async def _stage(self, reader: LogReader, staging: Staging) -> None:
        ends = await reader.ends()
        whole = lag(reader.positions, ends)
        while left := lag(reader.positions, ends):
            records = await reader.read(most=READ_RECORDS, seconds=READ_SECONDS)
            if records:
                await asyncio.to_thread(self._add, staging, records)
            self._advance(READ_SHARE * (1 - left / whole))

    def _add(self, staging: Staging, records: Sequence[Record]) -> None:
        staging.add_titles(self._read_updates(records))

    def _write(self, name: GenerationName, staging: Staging, positions: Positions) -> None:
        index = open_index(self._folder.folder_of(name))
        writer = index.writer(HEAP_BYTES, WRITER_THREADS)
        try:
            for share in write_staged(writer, staging):
                self._advance(READ_SHARE + (1 - READ_SHARE) * share)
                if self._cancelled.is_set():
                    raise RuntimeError("the build was cancelled")
            writer.add_document(positions_document(positions))
            commit(writer)
        finally:
            writer.wait_merging_threads()
            release_memory()

    def _advance(self, progress: float) -> None:
        self.progress = progress
        REBUILD_PROGRESS.set(progress)


def release_memory() -> None:
    """Return what a build has freed to the system; the C library would keep it for the process."""
    with suppress(OSError, AttributeError):  # other C libraries than that of GNU have no such call
        ctypes.CDLL(None).malloc_trim(0)


def write_staged(writer: IndexWriter, staging: Staging) -> Iterator[float]:
    """Add a document per title and per person, collection and keyword; yield the share of titles that is written."""
    count, written = staging.count(), 0
    for titles in staging.titles():
        for title in titles:
            writer.add_document(title_document(title))
        staging.add_mentions(titles)
        written += len(titles)
        yield written / count
    for mentions in staging.mentioned():
        for mentioned in mentions:
            writer.add_document(entry_document(mention_entry(mentioned)))
