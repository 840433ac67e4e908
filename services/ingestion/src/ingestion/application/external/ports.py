"""Ports of external lists: the stored lists with their followers, and the sites."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from chassis.core.unit_of_work import ReaderFactory, UnitOfWorkFactory
from ingestion.application.ports.unit_of_work import Repositories, UnitOfWork
from ingestion.domain.external.diff import ItemChange
from ingestion.domain.external.items import ListedItem, StoredItem
from ingestion.domain.external.lists import ExternalList, Reference


@dataclass(frozen=True, slots=True)
class Followed:
    """A list that a user follows, and since when."""

    external: ExternalList
    followed_at: datetime


@dataclass(frozen=True, slots=True)
class Upload:
    """The content of a list as its owner sent it, until it has been applied."""

    upload_id: UUID
    items: tuple[ListedItem, ...]
    is_cut: bool


@dataclass(frozen=True, slots=True)
class RecordedChange:
    """One stored change with its number, which grows, and the item as it was stored."""

    number: int
    change: ItemChange
    item: StoredItem
    at: datetime


@dataclass(frozen=True, slots=True)
class DeletedLists:
    """Lists that are stored no longer, and the users and lists of those who had followed one."""

    list_ids: Sequence[UUID] = ()
    followers: Sequence[tuple[UUID, UUID]] = ()


class ExternalLists(Protocol):
    """The stored external lists."""

    async def get(self, list_id: UUID, *, lock: bool = False) -> ExternalList | None:
        """Return a list; with `lock` no other transaction changes it until this one ends."""
        ...

    async def add(self, external: ExternalList) -> ExternalList:
        """Store a list unless it is stored, and return the stored one, locked."""
        ...

    async def save(self, external: ExternalList) -> None:
        """Replace a list."""
        ...

    async def due(self, now: datetime, limit: int) -> Sequence[UUID]:
        """Return the lists to read now that have no job yet, the longest overdue first; abandoned ones are not read."""
        ...

    async def items(self, list_id: UUID) -> Sequence[StoredItem]:
        """Return all items of a list in their order."""
        ...

    async def page(self, list_id: UUID, after: int, limit: int) -> Sequence[StoredItem]:
        """Return the next items behind a position."""
        ...

    async def replace_items(self, list_id: UUID, items: Sequence[StoredItem]) -> None:
        """Replace all items of a list."""
        ...

    async def add_changes(
        self, list_id: UUID, changes: Sequence[tuple[ItemChange, StoredItem]], version: int, at: datetime
    ) -> None:
        """Store what changed, each with its item."""
        ...

    async def changes(self, list_id: UUID, before: int | None, limit: int, offset: int = 0) -> Sequence[RecordedChange]:
        """Return changes, the newest first, older than the one with the number `before`, behind `offset` others."""
        ...

    async def upload(self, list_id: UUID) -> Upload | None:
        """Return the content that has not been applied yet."""
        ...

    async def save_upload(self, list_id: UUID, upload: Upload) -> None:
        """Store a content to apply, instead of one before it."""
        ...

    async def forget_upload(self, list_id: UUID, upload_id: UUID) -> bool:
        """Delete a content that has been applied; return False when another one has replaced it."""
        ...

    async def prune(self, *, abandoned_before: datetime, changed_before: datetime) -> DeletedLists:
        """Delete some lists without followers and some old changes; return the lists."""
        ...


class ListFollowers(Protocol):
    """Who follows which list."""

    async def of(self, user_id: UUID) -> Sequence[Followed]:
        """Return the lists of a user, the last followed first."""
        ...

    async def since(self, user_id: UUID, list_id: UUID) -> datetime | None:
        """Return since when a user follows a list; null when they do not."""
        ...

    async def count(self, user_id: UUID) -> int:
        """Return how many lists a user follows, locked until the transaction ends."""
        ...

    async def save(self, user_id: UUID, list_id: UUID, now: datetime, *, follows: bool) -> int:
        """Store whether a user follows a list, and return the version of that; the list must be locked."""
        ...


class ListRepositories(Repositories, Protocol):
    """Every repository, with those of external lists."""

    @property
    def external_lists(self) -> ExternalLists: ...
    @property
    def list_followers(self) -> ListFollowers: ...


class ListWork(UnitOfWork, ListRepositories, Protocol):
    """One transaction, with the repositories of external lists."""

    async def remove_events(self, deleted: DeletedLists) -> None:
        """Let the log keep no event of these lists."""
        ...


class ListUnits(UnitOfWorkFactory[ListWork], ReaderFactory[ListRepositories], Protocol):
    """Opens units of work with the repositories of external lists."""


@dataclass(frozen=True, slots=True)
class Recognized:
    """The list that an address names. With `by_file` it can only be read from an export that its owner sends."""

    reference: Reference
    address: str
    name: str
    by_file: bool = False


@dataclass(frozen=True, slots=True)
class ReadPage:
    """One page of a list as a site sent it. `received` counts its entries before those that are no titles were left."""

    items: tuple[ListedItem, ...]
    received: int
    last: bool
    name: str | None = None
    total: int | None = None
    """How many entries the site states in all; null when it does not."""


class ListSites(Protocol):
    """The sites with lists."""

    def recognize(self, address: str) -> Recognized:
        """Return the list of an address; raise ListAddressUnknown."""
        ...

    def name_of(self, kind: str) -> str:
        """Return the name of a site for readers."""
        ...

    def is_configured(self, kind: str) -> bool:
        """Return whether the lists of a site can be read."""
        ...

    async def read(self, reference: Reference, page: int) -> ReadPage:
        """Return a page of a list by its number from 1; raise SourceFailed, ListFailed, Deferred."""
        ...
