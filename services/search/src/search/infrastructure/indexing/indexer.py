"""The background task that keeps the served index up to date with the log."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Final, TypeVar

from aiokafka.errors import KafkaError

from chassis.core.backoff import backoff
from chassis.messaging.log_reader import LogReader, PositionLost, lag
from chassis.messaging.records import Record
from chassis.messaging.replay import ReplayRefused
from chassis.runtime.background import wait_for
from chassis.runtime.health import CheckResult
from chassis.runtime.metrics.events import note_applied
from search.infrastructure.index.schema import VERSION, IndexVersion
from search.infrastructure.index.served import ServedIndex
from search.infrastructure.indexing.building import Builder, Built, ReadUpdates
from search.infrastructure.indexing.checksums import DamagedIndex
from search.infrastructure.indexing.folder import FolderInUse, IndexFolder
from search.infrastructure.indexing.generation import Generation
from search.infrastructure.indexing.metrics import FAILURES, REBUILDS
from search.infrastructure.indexing.schedule import COMMIT_TITLES, POLL_SECONDS, CommitSchedule
from search.infrastructure.indexing.status import IndexStatus

logger = logging.getLogger(__name__)

R = TypeVar("R")

BATCH_RECORDS: Final = 500
MEASURE_SECONDS: Final = 1.0
OUTAGES: Final = (KafkaError, ReplayRefused, TimeoutError, OSError)


@dataclass(slots=True)
class _Following:
    """The generation that receives events, and where they come from; null when the log has lost its position."""

    generation: Generation
    reader: LogReader | None
    schedule: CommitSchedule
    measured_at: float = 0.0
    uncommitted: list[tuple[str, str | None]] = field(default_factory=list)
    """Topic and time of the events that the next commit has."""


class Indexer:
    """Serves the current generation, follows the log with it, and replaces it by a new one when that is needed."""

    name = "indexer"

    def __init__(
        self,
        folder: IndexFolder,
        served: ServedIndex,
        reader: Callable[[], LogReader],
        read_updates: ReadUpdates,
        *,
        commit_seconds: float,
        version: IndexVersion = VERSION,
    ) -> None:
        self._folder = folder
        self._served = served
        self._reader = reader
        self._read_updates = read_updates
        self._commit_seconds = commit_seconds
        self._version = version
        self._builder = Builder(folder, reader, read_updates, version)
        self._build: asyncio.Task[Built] | None = None
        self._build_attempt = 0
        self._build_after = 0.0
        self._replay_at: int | None = None
        self._stale = False
        """Whether the current generation has to be replaced."""
        self._stopping = asyncio.Event()
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="index")
        self._status = IndexStatus()

    def lock_folder(self) -> None:
        """Keep other processes out of the index folder; raise SystemExit with the reason when one is there."""
        try:
            self._folder.lock()
        except FolderInUse as used:
            raise SystemExit(f"search: {used}") from used

    async def run(self) -> None:
        """Follow the log until stopped; after a failure open the index again."""
        self._folder.lock()
        await asyncio.to_thread(self._folder.clean)
        attempt = 0
        while not self._stopping.is_set():
            try:
                await self._follow()
                attempt = 0
            except Exception as failure:
                FAILURES.inc()
                self._status.kafka_responds = False
                outage = _is_outage(failure)
                self._status.failures += not outage
                logger.warning("cannot follow the log", extra={"reason": repr(failure)[:500]}, exc_info=not outage)
                await wait_for(self._stopping, backoff(attempt, cap=5))
                attempt += 1
        await self._end_build()

    async def stop(self) -> None:
        """Finish the batch in hand and commit it."""
        self._stopping.set()

    async def check(self) -> CheckResult:
        """Return whether the replica serves a complete index, and how far it is behind the log."""
        self._status.rebuild = self._builder.progress if self._build is not None else None
        return self._status.result()

    async def _follow(self) -> None:
        """Open the current generation and follow the log with it, until stopped or until something fails."""
        following = await self._open()
        try:
            while not self._stopping.is_set():
                self._request_build(following)
                if self._build is not None and self._build.done():
                    following = await self._replace(following, self._build)
                elif following is None or following.reader is None:
                    await wait_for(self._stopping, POLL_SECONDS)
                else:
                    await self._step(following, following.reader)
            if following is not None and following.reader is not None:
                await self._save(following, following.reader)
        finally:
            if following is not None:
                await self._close(following)

    async def _open(self) -> _Following | None:
        name = self._folder.current()
        self._stale = name is None or name.version != self._version
        if name is None or name.version.format != self._version.format:
            return None
        try:
            generation = await self._run(lambda: Generation(name, self._folder.folder_of(name)))
        except DamagedIndex:
            logger.exception("the index is damaged and will be rebuilt", extra={"generation": str(name)})
            self._stale = True
            return None
        self._show(generation)
        reader = self._reader()
        following = _Following(generation, reader, CommitSchedule(self._commit_seconds, now=_now()))
        try:
            await reader.start(generation.positions)
        except PositionLost as lost:
            await self._lose(following, lost)
        except BaseException:
            await self._close(following)
            raise
        return following

    async def _step(self, following: _Following, reader: LogReader) -> None:
        """Read a batch, and commit when it is due."""
        generation, schedule = following.generation, following.schedule
        try:
            records = await reader.read(most=BATCH_RECORDS, seconds=schedule.poll_seconds(now=_now()))
        except PositionLost as lost:
            await self._lose(following, lost)
            return
        if records:
            await self._run(lambda: self._merge(generation, records))
            if self._status.caught_up:
                following.uncommitted += [(record.topic, record.headers.get("ce_time")) for record in records]
            schedule.note_changes(generation.pending, now=_now())
        moved = reader.positions != generation.positions
        if schedule.is_due(generation.pending, moved=moved, now=_now()):
            await self._save(following, reader)
        if _now() - following.measured_at >= MEASURE_SECONDS:
            await self._measure(following, reader)

    def _merge(self, generation: Generation, records: Sequence[Record]) -> None:
        generation.merge(self._read_updates(records))

    async def _save(self, following: _Following, reader: LogReader) -> None:
        generation, positions = following.generation, dict(reader.positions)
        if generation.pending or positions != generation.positions:
            await self._run(lambda: generation.save(positions))
            self._show(generation)
            self._status.failures = 0
        _note_applied(following)
        following.schedule.note_commit(now=_now())

    async def _measure(self, following: _Following, reader: LogReader) -> None:
        """Note how far the log is ahead; without Kafka the last value stays."""
        following.measured_at = _now()
        try:
            ends = await reader.ends()
        except (KafkaError, OSError, TimeoutError) as outage:
            if self._status.kafka_responds:
                logger.warning("Kafka does not respond", extra={"reason": repr(outage)})
            self._status.kafka_responds = False
            return
        self._status.note_lag(lag(reader.positions, ends))
        if not self._status.caught_up and self._status.lag == 0:
            await self._save(following, reader)
            self._status.caught_up = True
            logger.info(
                "index caught up",
                extra={"generation": self._status.generation, "entries": self._status.entries},
            )

    def _request_build(self, following: _Following | None) -> None:
        """Start a build when one is needed and none runs."""
        requested = self._folder.replay_requested_at()
        if self._build is not None or not (self._stale or requested is not None) or _now() < self._build_after:
            return
        logger.info(
            "index rebuild begins", extra={"current": self._status.generation, "requested": requested is not None}
        )
        self._replay_at = requested
        self._build = asyncio.create_task(self._build_until_level(following), name="index-build")

    async def _build_until_level(self, following: _Following | None) -> Built:
        """Build a generation and let it catch up with the log, so that replacing the current one takes nothing back."""
        built = await self._builder.build()
        generation, reader = built.generation, built.reader
        try:
            ends = await reader.ends()
            while lag(reader.positions, ends):
                records = await reader.read(most=BATCH_RECORDS, seconds=POLL_SECONDS)
                await asyncio.to_thread(self._merge, generation, records)
                if generation.pending >= COMMIT_TITLES:
                    await asyncio.to_thread(generation.save, dict(reader.positions))
                level = lag(reader.positions, ends) == 0
                if level and following is not None and following.reader is not None:
                    ends = {**ends, **following.reader.positions}
            await asyncio.to_thread(generation.save, dict(reader.positions))
        except BaseException:
            await reader.stop()
            await asyncio.to_thread(generation.close)
            raise
        return built

    async def _replace(self, following: _Following | None, build: asyncio.Task[Built]) -> _Following | None:
        """Make a built generation the current one; after a failed build keep the old one and build again later."""
        self._build = None
        try:
            built = build.result()
        except Exception as failure:  # noqa: BLE001 - whatever it was, the old index serves and the build is repeated
            REBUILDS.labels("failed").inc()
            logger.warning("index rebuild failed", extra={"reason": repr(failure)[:500]})
            self._build_after = _now() + backoff(self._build_attempt)
            self._build_attempt += 1
            self._status.failures += not _is_outage(failure)
            return following
        name = built.generation.name
        await asyncio.to_thread(self._folder.set_current, name)
        self._show(built.generation)
        if following is not None:
            await self._close(following)
        await asyncio.to_thread(self._folder.clean)
        if self._replay_at is not None:
            self._folder.fulfil_replay(self._replay_at)
        self._stale, self._build_attempt = False, 0
        self._status.caught_up, self._status.kafka_responds, self._status.failures = True, True, 0
        REBUILDS.labels("complete").inc()
        logger.info("index replaced", extra={"generation": str(name), "entries": self._status.entries})
        return _Following(built.generation, built.reader, CommitSchedule(self._commit_seconds, now=_now()))

    async def _lose(self, following: _Following, lost: PositionLost) -> None:
        """Stop following a log that no longer continues where the index is; the index is served and rebuilt."""
        logger.error("the log lost the position of the index, which will be rebuilt", extra={"reason": str(lost)})
        self._stale = True
        reader, following.reader = following.reader, None
        if reader is not None:
            await reader.stop()

    async def _close(self, following: _Following) -> None:
        if following.reader is not None:
            await following.reader.stop()
        await self._run(following.generation.close)

    async def _end_build(self) -> None:
        """Cancel a build; the next start begins it again."""
        build, self._build = self._build, None
        if build is None:
            return
        build.cancel()
        self._builder.cancel()
        await asyncio.wait([build])
        if not build.cancelled() and build.exception() is None:
            built = build.result()
            await built.reader.stop()
            await asyncio.to_thread(built.generation.close)

    def _show(self, generation: Generation) -> None:
        self._served.show(generation.index, generation.state)
        self._status.note_entries(str(generation.name), generation.entries)

    async def _run(self, work: Callable[[], R]) -> R:
        """Run work on the index in its thread; raise RuntimeError for a panic of the engine."""
        try:
            return await asyncio.get_running_loop().run_in_executor(self._worker, work)
        except Exception:
            raise
        except BaseException as panic:
            # A panic of Rust is no Exception, and would end the task for good.
            if type(panic).__name__ == "PanicException":
                raise RuntimeError(f"the index engine failed: {panic}") from panic
            raise


def _note_applied(following: _Following) -> None:
    """Measure how fresh the events are that a commit has made visible."""
    events, following.uncommitted = following.uncommitted, []
    for topic in {topic for topic, _ in events}:
        note_applied(topic, [time for other, time in events if other == topic])


def _is_outage(failure: Exception) -> bool:
    """Return whether a failure is that of Kafka or of a full disk, which leaves readiness as it was."""
    return isinstance(failure, OUTAGES) or "No space left" in str(failure)


def _now() -> float:
    return asyncio.get_running_loop().time()
