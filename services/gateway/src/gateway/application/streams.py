"""Live event streams: places of their own, a limit per account and per address, and an end with their session."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from gateway.application.ports import Caller
from gateway.domain.errors import InvalidAccessToken, Overloaded, TooManyStreams
from gateway.domain.rates import network_of


@dataclass(frozen=True, slots=True)
class StreamLimits:
    """The most streams that may be open at once; each replica counts for itself."""

    per_account: int = 6
    per_address: int = 30
    total: int = 1000


class EventStreams:
    """The open streams of this replica."""

    def __init__(self, limits: StreamLimits, is_revoked: Callable[[UUID], bool]) -> None:
        self._limits = limits
        self._is_revoked = is_revoked
        self._open = 0
        self._held: Counter[tuple[str, str]] = Counter()
        self._ends: dict[UUID, set[Callable[[], None]]] = {}

    def __len__(self) -> int:
        """Return the number of open streams."""
        return self._open

    @contextmanager
    def place(self, caller: Caller | None, address: str, end: Callable[[], None]) -> Iterator[None]:
        """Hold a place; `end` is called once the caller's session has ended.

        Raises TooManyStreams, Overloaded, or InvalidAccessToken when the session ended in the meantime.
        """
        keys = self._admit(caller, address)
        self._open += 1
        self._held.update(keys)
        if caller is not None:
            self._ends.setdefault(caller.session_id, set()).add(end)
        try:
            yield
        finally:
            self._open -= 1
            self._release(keys)
            if caller is not None:
                self._forget(caller.session_id, end)

    def end_session(self, session_id: UUID) -> None:
        """End every stream of a session."""
        for end in tuple(self._ends.get(session_id, ())):
            end()

    def _admit(self, caller: Caller | None, address: str) -> list[tuple[str, str]]:
        if caller is not None and self._is_revoked(caller.session_id):
            raise InvalidAccessToken
        limits = {("address", network_of(address)): self._limits.per_address}
        if caller is not None:
            limits["account", str(caller.user_id)] = self._limits.per_account
        for key, limit in limits.items():
            if self._held[key] >= limit:
                raise TooManyStreams(limit, key[0])
        if self._open >= self._limits.total:
            raise Overloaded
        return list(limits)

    def _release(self, keys: list[tuple[str, str]]) -> None:
        for key in keys:
            self._held[key] -= 1
            if not self._held[key]:
                del self._held[key]

    def _forget(self, session_id: UUID, end: Callable[[], None]) -> None:
        ends = self._ends[session_id]
        ends.discard(end)
        if not ends:
            del self._ends[session_id]
