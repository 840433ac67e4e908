"""Combines concurrent calls into batches, so that many titles share one statement or one transaction.

A call waits for others only while more are expected, and at most `wait` seconds: a title that is imported alone is
never delayed. While a batch is applied the next one gathers.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")
R = TypeVar("R")


@dataclass(slots=True)
class _Call(Generic[T, R]):
    """An item that waits for its result; `begun` when its batch is being applied."""

    item: T
    result: asyncio.Future[R]
    begun: bool = False


class Batches(Generic[T, R]):
    """Applies a function of many items to the items of concurrent calls.

    When a batch fails its items are applied one by one, so that an item that fails affects no other. A failure that
    `is_outage` recognizes is not the fault of any item: all of them fail with it.
    """

    def __init__(
        self,
        apply: Callable[[Sequence[T]], Awaitable[Sequence[R]]],
        is_outage: Callable[[BaseException], bool],
        *,
        most: int = 64,
        wait: float = 0.0,
    ) -> None:
        """`apply` returns the results in the order of the items."""
        self._apply = apply
        self._is_outage = is_outage
        self._most = most
        self._wait = wait
        self._expected = 0
        self._waiting: list[_Call[T, R]] = []
        self._joined = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    @contextmanager
    def expecting_one(self) -> Iterator[None]:
        """Expect a call within the block."""
        self._expected += 1
        try:
            yield
        finally:
            self._expected -= 1
            self._joined.set()

    async def __call__(self, item: T) -> R:
        """Return the result of an item. A call that is cancelled while its batch is applied ends with the batch."""
        call: _Call[T, R] = _Call(item, asyncio.get_running_loop().create_future())
        self._waiting.append(call)
        self._joined.set()
        if self._task is None:
            self._task = asyncio.create_task(self._run())
        try:
            return await asyncio.shield(call.result)
        except asyncio.CancelledError:
            if call.begun:
                await asyncio.wait([call.result])
            call.result.cancel()
            raise

    async def _run(self) -> None:
        try:
            while self._waiting:
                await self._gather()
                batch, self._waiting = self._waiting[: self._most], self._waiting[self._most :]
                batch = [call for call in batch if not call.result.cancelled()]
                for call in batch:
                    call.begun = True
                await self._settle(batch)
        finally:
            self._task = None

    async def _gather(self) -> None:
        """Wait until every expected call waits here, for at most `wait` seconds."""
        try:
            async with asyncio.timeout(self._wait):
                while len(self._waiting) < min(self._expected, self._most):
                    self._joined.clear()
                    await self._joined.wait()
        except TimeoutError:
            return

    async def _settle(self, batch: Sequence[_Call[T, R]]) -> None:
        if not batch:
            return
        try:
            results = await self._apply([call.item for call in batch])
        except Exception as failure:  # noqa: BLE001 - the callers decide on any failure
            if len(batch) > 1 and not self._is_outage(failure):
                for call in batch:
                    await self._settle([call])
                return
            for call in batch:
                call.result.set_exception(failure)
                call.result.exception()  # retrieve it: no caller waits for an item whose call was cancelled
        else:
            for call, result in zip(batch, results, strict=True):
                call.result.set_result(result)
