"""Open event streams: limits per user, per address and in total, and their end together with their session."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
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


class EventStreams:
    """The open streams of this replica."""

    def __init__(self, limits: StreamLimits, is_revoked: Callable[[UUID], bool]) -> None:
        self._limits = limits
        self._is_revoked = is_revoked
        self._open = 0
        self._open_by_holder: Counter[tuple[str, str]] = Counter()
        self._callbacks: dict[UUID, set[Callable[[], None]]] = {}

    def __len__(self) -> int:
        """Return the number of open streams."""
        return self._open

    @contextmanager
    def opened(self, principal: Principal | None, address: str, on_session_end: Callable[[], None]) -> Iterator[None]:
        """Count a stream as open during the block; call `on_session_end` when the principal's session ends.

        Raise TooManyStreams, Overloaded, or InvalidAccessToken if the session has ended already.
        """
        holders = self._admit(principal, address)
        self._open += 1
        self._open_by_holder.update(holders)
        if principal is not None:
            self._callbacks.setdefault(principal.session_id, set()).add(on_session_end)
        try:
            yield
        finally:
            self._open -= 1
            self._release(holders)
            if principal is not None:
                self._remove_callback(principal.session_id, on_session_end)

    def end_session(self, session_id: UUID) -> None:
        """End every stream of a session."""
        for end in tuple(self._callbacks.get(session_id, ())):
            end()

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

    def _remove_callback(self, session_id: UUID, callback: Callable[[], None]) -> None:
        callbacks = self._callbacks[session_id]
        callbacks.discard(callback)
        if not callbacks:
            del self._callbacks[session_id]
