"""Scrobbling back: what a user has watched, for a media server that is to know it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from chassis.core.clock import Clock
from library.domain.positions.position import Playable
from library.domain.scrobbling.scrobble import NO_IDS, Kind, ProviderIds


@dataclass(frozen=True, slots=True)
class Watched:
    """A movie or an episode with its plays and the newest position; one of the two may be missing.

    Names and ids are empty while the title is not imported. `origins` say where the plays came from, and
    `from_server` whether a play came from the media server that requests them.
    """

    playable: Playable
    kind: Kind
    name: str = ""
    year: int | None = None
    ids: ProviderIds = NO_IDS
    episode_ids: ProviderIds = NO_IDS
    plays: int = 0
    last_played_at: datetime | None = None
    origins: tuple[str, ...] = ()
    from_server: bool = False
    position_seconds: int | None = None
    duration_seconds: int | None = None
    position_at: datetime | None = None


class WatchedReader(Protocol):
    """Reads what users have watched."""

    def watched(self, user_id: UUID, server_id: str | None) -> AsyncIterator[Watched]:
        """Yield every movie and episode with a play or a position, those of one title after one another.

        `server_id` is the media server's own id of itself, null when it is unknown.
        """
        ...


@dataclass(frozen=True, slots=True)
class WatchedExport:
    """What a user has watched, from when on it is read."""

    exported_at: datetime
    items: AsyncIterator[Watched]


class ExportWatched:
    """Exports what users have watched."""

    def __init__(self, reader: WatchedReader, clock: Clock) -> None:
        self._reader = reader
        self._clock = clock

    async def __call__(self, user_id: UUID, server_id: str | None) -> WatchedExport:
        """Return the export of a user; items are read while they are consumed.

        The first is read at once: when the database is unavailable, that is known before the response begins."""
        items = self._reader.watched(user_id, server_id)
        first = await anext(items, None)
        return WatchedExport(self._clock.now(), _chain(first, items))


async def _chain(first: Watched | None, items: AsyncIterator[Watched]) -> AsyncIterator[Watched]:
    if first is not None:
        yield first
    async for item in items:
        yield item
