"""Followers of values that change, such as jobs: one poll per process, shared by every event stream.

A stream costs no query and no connection of its own. It ends when its follower has nothing more to wait for, or when
the access token that opened it expires.
"""

import asyncio
import logging
import math
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar
from uuid import UUID

from chassis.core.clock import Clock
from jobs.ports import IsOutage

logger = logging.getLogger(__name__)

POLL_SECONDS: Final = 0.5
JOIN_SECONDS: Final = 0.05
"""How long a new follower waits for others, so that one poll serves them all."""
LONGEST_PAUSE: Final = 5.0
HEARTBEAT_SECONDS: Final = 10.0
MOST_PENDING: Final = 2000
"""Changes that a slow follower may leave unread; with more, its stream ends."""

ValueT = TypeVar("ValueT")


@dataclass(frozen=True, slots=True)
class StreamLimits:
    """How many streams one user and all users together may have open at one process."""

    per_user: int = 5
    total: int = 500


class Follower(Generic[ValueT]):
    """One event stream: the changes of values, each known by an id."""

    def __init__(self, user_id: UUID, clock: Clock, expires_at: float = math.inf) -> None:
        self.user_id = user_id
        self._expires_at = expires_at
        self._clock = clock
        self._shown: dict[UUID, ValueT] = {}
        self._pending: dict[UUID, ValueT] = {}
        self._changed = asyncio.Event()
        self._over = False

    def note(self, id_: UUID, value: ValueT) -> None:
        """Note a value that differs from what was shown last."""
        if self._shown.get(id_) == value:
            return
        self._shown[id_] = self._pending[id_] = value
        self._changed.set()
        if len(self._pending) > MOST_PENDING:
            self.end()

    def end(self) -> None:
        """End after what is pending."""
        self._over = True
        self._changed.set()

    async def changes(self) -> AsyncIterator[ValueT | None]:
        """Yield each change, and null as a heartbeat while there is none, until the stream ends."""
        while True:
            pending, self._pending = self._pending, {}
            for value in pending.values():
                yield value
            left = self._expires_at - self._clock.now().timestamp()
            if (self._over and not self._pending) or left <= 0:
                return
            self._changed.clear()
            if self._pending or self._over:
                continue
            try:
                async with asyncio.timeout(min(HEARTBEAT_SECONDS, left)):
                    await self._changed.wait()
            except TimeoutError:
                yield None


FollowerT = TypeVar("FollowerT", bound=Follower[Any])


class Feed(Generic[FollowerT]):
    """Polls what has followers, as long as there are any."""

    def __init__(
        self,
        refresh: Callable[[Sequence[FollowerT]], Awaitable[None]],
        is_outage: IsOutage,
        limits: StreamLimits,
        refuse: Callable[[str, int], Exception],
        *,
        name: str,
    ) -> None:
        """Create the feed of `name`: `refresh` reads what followers wait for and notes it.

        `refuse` returns the error of one stream too many, from the scope of the limit and the limit.
        """
        self._refresh = refresh
        self._is_outage = is_outage
        self._limits = limits
        self._refuse = refuse
        self._name = name
        self._followers: set[FollowerT] = set()
        self._joined = asyncio.Event()
        self._polling: asyncio.Task[None] | None = None
        self._is_over = False

    def join(self, follower: FollowerT) -> None:
        """Add a follower; raise the error of `refuse` when it is one too many. It ends at once if the feed has."""
        streams = Counter(follower.user_id for follower in self._followers)
        if streams[follower.user_id] >= self._limits.per_user:
            raise self._refuse("per user", self._limits.per_user)
        if streams.total() >= self._limits.total:
            raise self._refuse("in all", self._limits.total)
        self._followers.add(follower)
        self._joined.set()
        if self._is_over:
            follower.end()
        if self._polling is None or self._polling.done():
            self._polling = asyncio.create_task(self._poll(), name=self._name)

    def wake(self) -> None:
        """Poll soon: this process has just changed what followers wait for."""
        self._joined.set()

    def leave(self, follower: FollowerT) -> None:
        """Forget a follower whose stream has ended."""
        self._followers.discard(follower)

    def end(self) -> None:
        """End every stream, also one that has not begun: the process stops, and clients continue at another one."""
        self._is_over = True
        for follower in self._followers:
            follower.end()

    async def close(self) -> None:
        """End every stream, and stop polling."""
        self.end()
        if self._polling is not None:
            self._polling.cancel()
            await asyncio.gather(self._polling, return_exceptions=True)

    async def _poll(self) -> None:
        pause = POLL_SECONDS
        while self._followers:
            self._joined.clear()
            try:
                await self._refresh(list(self._followers))
            except Exception as failure:
                where = {"feed": self._name}
                if not self._is_outage(failure):
                    logger.exception("cannot read what is followed", extra=where)
                else:
                    logger.warning("cannot read what is followed", extra={**where, "reason": repr(failure)})
                pause = min(LONGEST_PAUSE, pause * 2)
                await asyncio.sleep(pause)
                continue
            pause = POLL_SECONDS
            await self._pause()

    async def _pause(self) -> None:
        try:
            async with asyncio.timeout(POLL_SECONDS):
                await self._joined.wait()
            await asyncio.sleep(JOIN_SECONDS)
        except TimeoutError:
            return
