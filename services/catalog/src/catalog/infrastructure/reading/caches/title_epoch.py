"""The epoch of titles: what was read in it is current, because no transaction has written anything of titles since.

Triggers mark each transaction that writes a table of titles by its number (`title_writes`). A check reads the marks
from the number on below which every transaction had ended at the check before (`pg_snapshot_xmin`): among them is each
transaction that has committed in between, whatever its number. All requests that wait share the next check, whose
snapshot is taken after they have arrived, so each sees what was committed before it.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Hashable
from functools import partial
from typing import Final, Generic, TypeVar

from cachetools import LRUCache
from sqlalchemy import text

from chassis.storage.reads import CompiledRead, ReadPool

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

MOST_SECONDS: Final = 60.0
"""How long after a check the next one may continue the epoch: marks are kept for longer."""
MOST_MARKS: Final = 1_000
"""How many marks a check counts: more of them begin an epoch."""

# A transaction that runs for long holds back the number from which marks are read, so those seen before are counted.
_MARKS: Final = "(select count(*) from (select from title_writes where transaction_id >= {first} limit {most}) marks)"
_CHECK: Final = CompiledRead(
    text(
        f"""
        select running.first, {_MARKS.format(first=":since", most=MOST_MARKS)} as marks,
               {_MARKS.format(first="running.first", most=MOST_MARKS)} as marks_from_first
        from (select cast(cast(pg_snapshot_xmin(pg_current_snapshot()) as text) as bigint) as first) running
        """  # noqa: S608 - made of constants
    )
)


class TitleEpoch:
    """The number of the current epoch."""

    def __init__(self, reads: ReadPool, *, timer: Callable[[], float] = time.monotonic) -> None:
        self._reads = reads
        self._timer = timer
        self._first = self._marks = 0
        self._checked_at: float | None = None
        self._checks = False
        self._waiting: list[asyncio.Future[int]] = []
        self._next: asyncio.Task[int] | None = None
        self.latest = 0
        """The epoch of the last check, which what is read now belongs to unless another one has begun."""

    async def recent(self) -> int:
        """Return an epoch for what is read after the call: that of the last check, unless that was too long ago."""
        is_recent = self._checked_at is not None and self._timer() - self._checked_at <= MOST_SECONDS
        return self.latest if is_recent else await self.current()

    async def current(self) -> int:
        """Return the epoch of a snapshot that is taken after the call."""
        if not self._checks:
            return await self._check()
        # The check that runs may have its snapshot already.
        result: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._waiting.append(result)
        return await result

    async def _check(self) -> int:
        self._checks = True
        try:
            checked_at = self._timer()
            [(first, marks, marks_from_first)] = await self._reads.fetch(_CHECK, {"since": self._first})
            is_late = self._checked_at is None or checked_at - self._checked_at > MOST_SECONDS
            # Numbers that go back are those of a database that was restored.
            if is_late or first < self._first or marks != self._marks or marks == MOST_MARKS:
                self.latest += 1
            self._first, self._marks, self._checked_at = first, marks_from_first, checked_at
            return self.latest
        finally:
            self._checks = False
            if waiting := [result for result in self._waiting if not result.done()]:
                self._checks = True
                self._next = asyncio.create_task(self._check())
                self._next.add_done_callback(partial(_pass_on, waiting))
            self._waiting = []


def _pass_on(results: list[asyncio.Future[int]], check: asyncio.Task[int]) -> None:
    """Return to requests what the check that they have waited for returned, or raise its failure in them."""
    failure = None if check.cancelled() else check.exception()
    for result in results:
        if result.done():
            continue
        if check.cancelled():
            result.cancel()
        elif failure is not None:
            result.set_exception(failure)
        else:
            result.set_result(check.result())


class EpochCache(Generic[K, V]):
    """Values that are current in the epoch in which they were read; of too many, the longest unused are forgotten."""

    def __init__(self, epoch: TitleEpoch, entries: int) -> None:
        self._epoch = epoch
        self._kept: LRUCache[K, tuple[int, V]] = LRUCache(entries)

    async def get(self, key: K, load: Callable[[], Awaitable[V]]) -> V:
        """Return the value that is kept, if it is current, or load it."""
        try:
            kept = self._kept[key]
        except KeyError:
            pass
        else:
            if kept[0] == await self._epoch.current():
                return kept[1]
            # The next request loads it without a check.
            self._kept.pop(key, None)
        epoch = await self._epoch.recent()
        value = await load()
        self._kept[key] = epoch, value
        return value
