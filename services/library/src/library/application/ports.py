"""What the use cases need from the world."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from library.application.seasons import SeasonPart
from library.application.shelf import PageRequest, ShelfItem, ShelfPage
from library.domain.entry import Entry
from library.domain.seasons import Seasons
from library.domain.title import Title


@dataclass(frozen=True, slots=True)
class Answered:
    """What was answered to an idempotency key: of which request, and the entry, null after a removal."""

    fingerprint: str
    entry: Entry | None


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """Give the present instant in UTC."""
        ...


class TitleWork(Protocol):
    """One transaction that takes news of titles; the caller commits it."""

    async def lock(self, titles: Collection[Title]) -> Mapping[UUID, Title]:
        """Give the titles as they are known, the unknown among them as given, locked until the transaction ends."""
        ...

    async def save(self, titles: Sequence[Title]) -> None:
        """Write locked titles."""
        ...


class SeasonWork(Protocol):
    """One transaction that takes news of seasons; the caller commits it."""

    async def save_parts(self, parts: Sequence[SeasonPart]) -> None:
        """Write parts of seasons; one that is not newer than the known one changes nothing."""
        ...


class ErasureWork(Protocol):
    """One transaction that erases viewers; the caller commits it."""

    async def mark_erased(self, user_id: UUID, now: datetime) -> None:
        """Refuse the viewer's writes from now on; waits for those under way."""
        ...

    async def entries(self, user_id: UUID) -> list[Entry]:
        """Give the entries that the viewer has."""
        ...

    async def publish(self, entries: Sequence[Entry]) -> None:
        """Tell of entries."""
        ...

    async def forget(self, user_id: UUID) -> None:
        """Delete every row of the viewer except that they were erased."""
        ...


class EntryWork(Protocol):
    """One transaction in which a viewer changes an entry: state and event together."""

    async def lock_viewer(self, user_id: UUID) -> None:
        """Let this viewer's writes pass one after the other; raises AccountErased."""
        ...

    async def answered(self, user_id: UUID, key: str, now: datetime) -> Answered | None:
        """Give what was answered to a key within the last 24 hours."""
        ...

    async def remember(self, user_id: UUID, key: str, answered: Answered, now: datetime) -> None:
        """Keep an answer with its key."""
        ...

    async def title(self, media_id: UUID) -> Title | None:
        """Give an imported title or null."""
        ...

    async def seasons(self, title: Title) -> Seasons:
        """Return what is known of a title's seasons; nothing for a movie."""
        ...

    async def entry(self, user_id: UUID, media_id: UUID) -> Entry | None:
        """Give a viewer's entry, a removed one too, or null where there never was one."""
        ...

    async def save_entry(self, entry: Entry) -> None:
        """Write an entry and tell of it."""
        ...

    async def commit(self) -> None:
        """Commit all of it."""
        ...


class Library(Protocol):
    """Opens transactions."""

    def begin(self) -> AbstractAsyncContextManager[EntryWork]:
        """Open a transaction; leaving the block without `commit` undoes it."""
        ...


class Answers(Protocol):
    """Keeps answers for 24 hours."""

    async def forget_old(self, now: datetime) -> None:
        """Delete the older ones."""
        ...


class Shelf(Protocol):
    """Reads entries."""

    async def item(self, user_id: UUID, media_id: UUID) -> ShelfItem | None:
        """Give a viewer's entry or null."""
        ...

    async def page(self, wanted: PageRequest) -> ShelfPage:
        """Give a page of a viewer's entries."""
        ...
