"""Open event streams: limits per user, per address and in total, and why they have to end.

A stream ends together with its session, and at once when the gateway stops: its client continues at another replica.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum, auto
from uuid import UUID

from chassis.core.networks import network_of
from gateway.application.ports import Principal
from gateway.domain.errors import InvalidAccessToken, Overloaded, TooManyStreams


@dataclass(frozen=True, slots=True)
class StreamLimits:
    """The largest numbers of streams open at once; each replica counts for itself."""

    per_user: int
    per_address: int
    total: int


class Cause(Enum):
    """Why a stream has to end."""

    SESSION_ENDED = auto()
    STOPPING = auto()


class StreamEnd:
    """The end of one stream, which is awaited beside its content."""

    def __init__(self) -> None:
        self.cause: Cause | None = None
        self._set = asyncio.Event()

    def set(self, cause: Cause) -> None:
        """Have the stream end; the first cause counts."""
        self.cause = self.cause or cause
        self._set.set()

    async def wait(self) -> None:
        """Return when the stream has to end."""
        await self._set.wait()


class EventStreams:
    """The open streams of this replica."""

    def __init__(self, limits: StreamLimits, is_revoked: Callable[[UUID], bool]) -> None:
        self._limits = limits
        self._is_revoked = is_revoked
        self._open = 0
        self._open_by_holder: Counter[tuple[str, str]] = Counter()
        self._ends: set[StreamEnd] = set()
        self._ends_by_session: dict[UUID, set[StreamEnd]] = {}
        self._is_stopping = False

    def __len__(self) -> int:
        """Return the number of open streams."""
        return self._open

    @contextmanager
    def opened(self, principal: Principal | None, address: str) -> Iterator[StreamEnd]:
        """Count a stream as open during the block, and yield its end.

        Raise TooManyStreams, Overloaded, or InvalidAccessToken if the session has ended already. A stream that is
        opened while the gateway stops is not refused, since browsers do not connect again after an error: it ends.
        """
        holders = self._admit(principal, address)
        end = StreamEnd()
        self._open += 1
        self._open_by_holder.update(holders)
        self._ends.add(end)
        if principal is not None:
            self._ends_by_session.setdefault(principal.session_id, set()).add(end)
        if self._is_stopping:
            end.set(Cause.STOPPING)
        try:
            yield end
        finally:
            self._open -= 1
            self._release(holders)
            self._ends.discard(end)
            if principal is not None:
                self._forget(principal.session_id, end)

    def end_session(self, session_id: UUID) -> None:
        """End every stream of a session."""
        for end in self._ends_by_session.get(session_id, ()):
            end.set(Cause.SESSION_ENDED)

    def stop(self) -> None:
        """End every stream, also those that will be opened: the gateway stops."""
        self._is_stopping = True
        for end in self._ends:
            end.set(Cause.STOPPING)

    def _admit(self, principal: Principal | None, address: str) -> list[tuple[str, str]]:
        if principal is not None and self._is_revoked(principal.session_id):
            raise InvalidAccessToken
        limits = {("address", network_of(address)): self._limits.per_address}
        if principal is not None:
            limits["user", str(principal.user_id)] = self._limits.per_user
        for holder, limit in limits.items():
            if self._open_by_holder[holder] >= limit:
                raise TooManyStreams(limit, holder[0])
        if self._open >= self._limits.total:
            raise Overloaded
        return list(limits)

    def _release(self, holders: list[tuple[str, str]]) -> None:
        for holder in holders:
            self._open_by_holder[holder] -= 1
            if not self._open_by_holder[holder]:
                del self._open_by_holder[holder]

    def _forget(self, session_id: UUID, end: StreamEnd) -> None:
        ends = self._ends_by_session[session_id]
        ends.discard(end)
        if not ends:
            del self._ends_by_session[session_id]
