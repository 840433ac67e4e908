"""What the use cases of the radio need."""

from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, Protocol, TypeVar
from uuid import UUID

from chassis.core.lists.pages import Part, Slice
from chassis.core.rules.broken import BrokenRule
from music.application.radio.views import Country, Stations, StationSearch, Tag
from music.domain.radio.station import Station

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Dated(Generic[T]):
    """What the directory has stated, and when."""

    value: T
    as_of: datetime
    is_stale: bool = False
    """Whether the directory does not respond now, so that this is older than usual."""


class Directory(Protocol):
    """A directory of radio stations. Each method raises DirectoryUnavailable."""

    async def search(self, which: StationSearch) -> Dated[Stations]:
        """Return a part of the stations that match."""
        ...

    async def station(self, station_id: UUID) -> Dated[Station | None]:
        """Return a station."""
        ...

    async def tags(self) -> Dated[Sequence[Tag]]:
        """Return the tags of most stations."""
        ...

    async def countries(self) -> Dated[Sequence[Country]]:
        """Return the countries with stations."""
        ...

    def played(self, station_id: UUID) -> None:
        """Let the directory count that a station is heard. Nothing waits for it, and a failure is of no interest."""
        ...


@dataclass(frozen=True, slots=True)
class Broadcast:
    """What a station sends, from now on."""

    media_type: str
    interval: int | None
    """How many bytes of audio are between two blocks of metadata; null where the station sends no metadata."""
    chunks: AsyncIterator[bytes]
    """Audio with its blocks; raises StationFailed when the station ends or does not go on."""


class Broadcasts(Protocol):
    """Opens stations, by the rules for outgoing connections."""

    def open(self, url: str) -> AbstractAsyncContextManager[Broadcast]:
        """Open a station; raise StationFailed, StationPathBroken."""
        ...

    def problem(self, url: str) -> BrokenRule | None:
        """Return the rule that the address of a station breaks, or null. Its name is resolved when it is called."""
        ...


class FavouriteStations(Protocol):
    """The radio stations of users."""

    async def lock(self, user_id: UUID) -> None:
        """Let no other transaction change the stations of a user until this one ends."""
        ...

    async def count(self, user_id: UUID) -> int:
        """Return how many stations a user has."""
        ...

    async def find(self, user_id: UUID, station_id: UUID) -> Station | None:
        """Return a station of a user."""
        ...

    async def among(self, user_id: UUID, station_ids: Collection[UUID]) -> frozenset[UUID]:
        """Return which of the stations a user has."""
        ...

    async def list(self, user_id: UUID, part: Slice) -> Part[Station]:
        """Return stations of a user, by name."""
        ...

    async def save(self, user_id: UUID, station: Station, now: datetime) -> None:
        """Write a station of a user."""
        ...

    async def delete(self, user_id: UUID, station_id: UUID) -> None:
        """Delete a station of a user."""
        ...

    async def erase(self, user_ids: Collection[UUID]) -> None:
        """Delete the stations of users."""
        ...


class RadioMeters(Protocol):
    """Counts what is relayed."""

    def began(self) -> None:
        """Count a stream that begins."""
        ...

    def ended(self, outcome: str, seconds: float) -> None:
        """Count a stream that has ended, by its cause."""
        ...

    def readers(self, number: int) -> None:
        """Note how many stations are read for their titles."""
        ...
